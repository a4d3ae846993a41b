"""The schedule outlives what goes wrong in its runs."""

from __future__ import annotations

import logging
from threading import Event

import pytest

from socialshop.errors import AlreadyRunning, ConfigurationError
from socialshop.runtime.scheduler import scheduled, survive


def test_the_first_call_is_made_at_once_and_the_last_one_is_waited_for() -> None:
    begun, may_end, ended = Event(), Event(), Event()

    def job() -> None:
        begun.set()
        may_end.wait(10)
        ended.set()

    with scheduled([("0 4 * * *", job)], "Europe/Berlin"):
        assert begun.wait(10)
        may_end.set()
    assert ended.is_set()


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (AlreadyRunning("Another sync is running: anna."), logging.WARNING),
        (ConfigurationError("No source."), logging.ERROR),
        (ZeroDivisionError("nobody foresaw it"), logging.ERROR),
    ],
)
def test_what_goes_wrong_is_logged(caplog: pytest.LogCaptureFixture, error: Exception, level: int) -> None:
    def job() -> None:
        raise error

    survive(job)
    assert [record.levelno for record in caplog.records] == [level]
    assert str(error) in caplog.text

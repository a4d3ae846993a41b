"""The schedule outlives what goes wrong in its runs."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event

import pytest
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from socialshop.errors import AlreadyRunning, ConfigurationError
from socialshop.runtime import scheduler
from socialshop.runtime.scheduler import scheduled, survive


def test_the_first_call_is_made_at_once_and_the_last_one_is_waited_for() -> None:
    begun, may_end, ended = Event(), Event(), Event()

    def job() -> None:
        begun.set()
        may_end.wait(60)
        ended.set()

    with scheduled([("0 4 * * *", job)], "Europe/Berlin"):
        assert begun.wait(60)
        may_end.set()
    assert ended.is_set()


def test_a_call_that_comes_while_the_one_before_is_at_work_is_left_out_and_no_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left_out, may_end = Event(), Event()
    calls: list[str] = []

    def job() -> None:
        calls.append("now")
        may_end.wait(60)

    def note(record: logging.LogRecord) -> bool:
        if "still at work" in record.getMessage():
            left_out.set()
        return True

    monkeypatch.setattr(CronTrigger, "from_crontab", lambda *_, **__: IntervalTrigger(seconds=1))
    monkeypatch.setattr(caplog.handler, "filters", [note])
    caplog.set_level(logging.INFO)
    with scheduled([("* * * * *", job)], "Europe/Berlin"):
        assert left_out.wait(60)
        assert calls == ["now"]
        may_end.set()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_clock_that_is_set_back_delays_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    called, looked = Event(), Event()
    hour = timedelta(hours=1).total_seconds()
    differences = iter([hour, hour - 1, 0.0])

    def ahead() -> float:
        found = next(differences, None)
        if found is None:
            looked.set()
        return found or 0.0

    monkeypatch.setattr(scheduler, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(scheduler, "_ahead", ahead)
    calls: list[None] = []

    def job() -> None:
        calls.append(None)
        if len(calls) == 2:
            called.set()

    with scheduled([("0 4 1 1 *", job)], "Europe/Berlin"):
        assert called.wait(60)
        assert looked.wait(60)
    assert len(calls) == 2
    assert [record.levelname for record in caplog.records] == ["WARNING"]


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

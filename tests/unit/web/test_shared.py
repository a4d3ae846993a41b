"""What all pages ask for is read once, and nobody waits for what they did not ask for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from socialshop.web import shared as module
from socialshop.web.shared import Shared

SOON = 30  # seconds that no test waits unless it fails


@pytest.fixture(autouse=True)
def _time_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "monotonic", lambda: 1.0)


def test_who_asks_for_the_same_waits_for_it_and_nobody_else_does() -> None:
    shared, begun, go_on = Shared(), Event(), Event()
    reads: list[str] = []

    def read_slowly() -> str:
        reads.append("slow")
        begun.set()
        assert go_on.wait(SOON)
        return "slow"

    with ThreadPoolExecutor(2) as people:
        first = people.submit(shared.get, "slow", read_slowly)
        assert begun.wait(SOON)
        same = people.submit(shared.get, "slow", read_slowly)
        assert shared.get("quick", lambda: "quick") == "quick"
        assert not same.done()
        go_on.set()
        assert (first.result(SOON), same.result(SOON)) == ("slow", "slow")
    assert reads == ["slow"]


def test_what_could_not_be_read_is_read_by_the_next() -> None:
    shared = Shared()

    def fail() -> str:
        raise OSError

    with ThreadPoolExecutor(1) as people:
        assert isinstance(people.submit(shared.get, "it", fail).exception(SOON), OSError)
        assert people.submit(shared.get, "it", lambda: "it").result(SOON) == "it"

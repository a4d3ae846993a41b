"""One works for all who ask meanwhile, and nobody's asking is forgotten."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from socialshop.web.turns import Turn


def test_who_asks_while_somebody_is_at_work_waits_for_nobody_and_it_is_done_once_more() -> None:
    turn, at_work, may_end = Turn(), Event(), Event()
    done: list[str] = []

    def slow() -> None:
        done.append("slow")
        at_work.set()
        may_end.wait(60)

    first = Thread(target=turn.do, args=(slow,))
    first.start()
    assert at_work.wait(60)
    assert [turn.do(lambda: done.append("never")) for _ in range(3)] == [False] * 3
    may_end.set()
    first.join()
    assert done == ["slow", "slow"]
    assert turn.do(lambda: done.append("later"))
    assert done[-1] == "later"


def test_what_breaks_keeps_nobody_from_the_next_turn() -> None:
    turn, done = Turn(), Event()
    with pytest.raises(ZeroDivisionError):
        turn.do(lambda: 1 // 0)
    assert turn.do(done.set)
    assert done.is_set()

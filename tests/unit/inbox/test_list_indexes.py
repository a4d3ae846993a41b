"""A list is read along an index whatever it is filtered by: its cost does not grow with the inbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, insert
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.report import report
from socialshop.desk.spans import Asked, span
from socialshop.inbox import paging
from socialshop.inbox.filters import Filters
from socialshop.inbox.learning import standing
from socialshop.inbox.model import Conversation, ConversationLabel, Label
from socialshop.inbox.query import conversations, counts
from socialshop.inbox.tallies import tallies
from socialshop.sync.alarm import alarms

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def _plans(store: Engine, call: object) -> list[str]:
    """How SQLite answers each statement of the call."""
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    with Session(store) as session:
        event.listen(store, "before_cursor_execute", note)
        call(session)  # type: ignore[operator]
        event.remove(store, "before_cursor_execute", note)
        return [
            line[-1]
            for statement, parameters in asked
            if statement.lstrip().startswith(("SELECT", "WITH"))
            for line in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(), "state_last"),
        (Filters(state="open"), "state_last"),
        (Filters(channel="facebook"), "channel_state_last"),
        (Filters(state="open", channel="facebook"), "channel_state_last"),
        (Filters(state="open", assignee="1"), "assignee_state_last"),
        (Filters(assignee="none"), "assignee_state_last"),
        (Filters(topic="question"), "topic_state_last"),
        (Filters(window="herbst"), "window_state_last"),
        (Filters(state="waiting", item="BERG-1"), "item_state_last"),
        (Filters(overdue=True), "due"),
        (Filters(team="Theke"), "team_state_last"),
        (Filters(team="Theke", topic="question", channel="facebook"), "team_state_last"),
        (Filters(assignee="none", topic="question"), "topic_state_last"),
        (Filters(state="open", assignee="1", channel="facebook"), "assignee_state_last"),
        (Filters(window="herbst", topic="question"), "window_state_last"),
    ],
)
@pytest.mark.parametrize("before", [None, "l20261102T080000000000-1-20261102T090000000000"])
def test_each_list_is_read_along_its_index(
    store: Engine, clock: Clock, filters: Filters, index: str, before: str | None
) -> None:
    plan = _plans(store, lambda session: conversations(session, filters, now=clock(), before=before))
    due = index.replace("state_last", "due")
    entered = {f"INDEX ix_conversations_{name} (" for name in (index, "due", due)}
    reads = [line for line in plan if "conversations USING" in line]
    assert all(any(name in line for name in entered) for line in reads), plan
    assert reads or before  # what is overdue ends before the latest begin
    assert not any(line.startswith("SCAN conversations") for line in plan), plan


def test_what_is_counted_is_read_along_an_index_and_not_to_its_end(store: Engine, clock: Clock) -> None:
    plan = _plans(store, lambda session: counts(session, datetime(2026, 11, 2, tzinfo=clock().tzinfo), 1))
    assert not any(line.startswith("SCAN conversations") for line in plan), plan


@pytest.mark.parametrize(
    "call",
    [
        lambda session: report(session, span(Asked(days=1), NOW, ZoneInfo("UTC")), NOW),
        lambda session: alarms(session, NOW, 6),
        standing,
        lambda session: tallies(session, [Filters(topic="spam"), Filters(overdue=True), Filters(label="x")], NOW),
    ],
    ids=["report", "alarms", "what people decided", "saved views"],
)
def test_what_pages_and_polls_ask_for_again_and_again_reads_no_table_whole(
    store: Engine, call: Callable[[Session], object]
) -> None:
    plan = _plans(store, call)
    whole = [line for line in plan if line.startswith(("SCAN conversations", "SCAN runs")) and "decided" not in line]
    assert plan
    assert not whole, plan


@pytest.mark.parametrize(
    "chosen",
    [
        {"topic": "spam", "channel": "facebook"},
        {"assignee": "none", "channel": "pinterest"},
        {"assignee": "none", "channel": "pinterest", "overdue": "1"},
        {"label": "common", "topic": "spam"},
        {"label": "rare"},
        {"label": "rare", "state": "open"},
        {"state": "open"},
    ],
    ids="+".join,
)
def test_a_page_takes_as_many_steps_in_a_large_inbox(
    store: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str]
) -> None:
    monkeypatch.setattr(paging, "_FAR", 50)
    monkeypatch.setattr(paging, "_FEW", 20)
    filters, steps = Filters.parsed(chosen), []
    with Session(store) as session:
        session.add_all([Label(name=name, created_at=clock()) for name in ("rare", "common")])
        for first in (0, 1_000):
            _fill(session, range(first + 1, 4 * first + 1_001), clock())
            steps.append(_steps(session, lambda: conversations(session, filters, now=clock())))
    assert steps[1] < 1.2 * steps[0]


def _fill(session: Session, numbers: range, now: datetime) -> None:
    """Nothing that is spam is on Facebook, nothing on Pinterest is nobody's, all that is open is overdue."""
    rows = [
        {
            "id": number,
            "channel": ("instagram", "pinterest", "facebook")[number % 3],
            "thread_id": f"t{number}",
            "object_id": "",
            "state": ("open", "resolved")[number % 2],
            "opened_at": now - timedelta(minutes=number),
            "last_at": now - timedelta(minutes=number),
            "due_at": None if number % 2 else now - timedelta(minutes=number),
            "topic": "order" if number % 3 == 2 else "spam",
            "assignee_id": 1 if number % 3 == 1 else None,
        }
        for number in numbers
    ]
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # nobody is asked who looks after them
    session.execute(insert(Conversation), rows)
    common = [number for number in numbers if number % 3 == 2]
    labelled = [("rare", number) for number in numbers if number in (40, 41, 900)] + [("common", n) for n in common]
    session.execute(insert(ConversationLabel), [{"label": label, "conversation_id": id_} for label, id_ in labelled])


def _steps(session: Session, call: Callable[[], object]) -> int:
    """How many steps SQLite takes: they grow with the rows that it visits."""
    taken = count()
    driver: Any = session.connection().connection.driver_connection
    driver.set_progress_handler(lambda: next(taken) < 0, 1)
    call()
    driver.set_progress_handler(None, 0)
    return next(taken)

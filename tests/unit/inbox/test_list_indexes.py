"""A list is read along an index whatever it is filtered by: its cost does not grow with the inbox."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.filters import Filters
from socialshop.inbox.query import conversations, counts


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
            if statement.startswith("SELECT")
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
        (Filters(contact="1"), "contact_state_last"),
        (Filters(team="Theke"), "team_state_last"),
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

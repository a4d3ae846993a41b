"""A list is read along an index whatever it is filtered by: its cost does not grow with the inbox."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from socialshop.inbox.query import conversations


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({}, "ix_conversations_last"),
        ({"state": "open"}, "ix_conversations_state_last"),
        ({"channel": "facebook"}, "ix_conversations_channel_last"),
        ({"state": "open", "channel": "facebook"}, "ix_conversations_channel_state_last"),
    ],
)
def test_each_list_is_read_along_its_index(store: Engine, filters: dict[str, str], index: str) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    with Session(store) as session:
        event.listen(store, "before_cursor_execute", note)
        conversations(session, before="20261102T080000000000-1", **filters)
        event.remove(store, "before_cursor_execute", note)
        ((statement, parameters),) = [call for call in asked if call[0].startswith("SELECT")]
        plan = [
            line[-1] for line in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any(f"conversations USING INDEX {index} (" in line for line in plan), plan
    assert not any(line.startswith("SCAN") for line in plan if "anon" not in line), plan

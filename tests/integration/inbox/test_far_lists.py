"""However rare what is chosen: each page looks at so many conversations, and the pages together at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox import paging
from socialshop.inbox.filters import UNASSIGNED, Filters
from socialshop.inbox.model import Conversation, ConversationLabel, Label
from socialshop.inbox.query import conversations
from socialshop.staff.actor import Actor

NUMBER = 240
STATES = ("open", "waiting", "open", "resolved")


@pytest.fixture
def session(shop: Engine, clock: Clock, people: dict[str, Actor]) -> Iterator[Session]:
    """Conversations of two people, three topics and three channels: no 'order' is Jana's, few are spam."""
    with Session(shop) as session:
        session.execute(insert(Conversation), [_row(number, clock()) for number in range(1, NUMBER + 1)])
        session.add_all([Label(name=name, created_at=clock()) for name in ("rare", "common")])
        session.flush()
        rare = [ConversationLabel(label="rare", conversation_id=number) for number in (3, 4, 118, 231)]
        common = [ConversationLabel(label="common", conversation_id=number) for number in range(5, NUMBER, 5)]
        session.add_all([*rare, *common])
        session.commit()
        yield session


def _row(number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(days=40) + timedelta(hours=number // 2)  # two at a time
    state = STATES[number % 4]
    return {
        "id": number,
        "channel": ("facebook", "instagram", "pinterest")[number % 3],
        "thread_id": f"t{number}",
        "object_id": "post",
        "state": state,
        "opened_at": at,
        "last_at": at,
        "due_at": at if state == "open" and number % 6 else None,
        "topic": "spam" if number % 60 == 1 else "order" if number % 2 else "question",
        "assignee_id": None if number % 2 else 1 + number % 4 // 2,
        "team": "Theke" if number % 7 == 0 else "",
    }


FILTERS: list[dict[str, str]] = [
    {},
    {"state": "open"},
    {"channel": "facebook", "topic": "spam"},
    {"assignee": "1", "topic": "order"},
    {"assignee": UNASSIGNED, "channel": "pinterest", "state": "open"},
    {"overdue": "1", "topic": "question", "channel": "instagram"},
    {"overdue": "1", "label": "common"},
    {"team": "Theke", "channel": "facebook"},
    {"team": "Theke", "overdue": "1"},
    {"label": "rare"},
    {"label": "rare", "state": "open"},
    {"label": "common"},
    {"label": "common", "topic": "spam"},
]


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: "+".join(chosen) or "all")
def test_all_pages_show_each_chosen_conversation_once_and_in_order(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str]
) -> None:
    whole = [row.id for row in conversations(session, Filters.parsed(chosen), now=clock(), limit=NUMBER).rows]
    monkeypatch.setattr(paging, "_FAR", 7)
    monkeypatch.setattr(paging, "_FURTHER", 2)
    monkeypatch.setattr(paging, "_FEW", 5)
    seen, mark, pages = [], None, 0
    while pages == 0 or mark:
        page = conversations(session, Filters.parsed(chosen), now=clock(), before=mark, limit=5)
        seen, mark, pages = [*seen, *(row.id for row in page.rows)], page.next, pages + 1
        assert pages <= NUMBER
    assert seen == whole == _expected(chosen, clock())


def _expected(chosen: dict[str, str], now: datetime) -> list[int]:
    """As the list is to be, worked out without a database."""
    rows = [_row(number, now) for number in range(1, NUMBER + 1)]
    kept = [row for row in rows if all(_fits(row, name, value) for name, value in chosen.items())]
    overdue = sorted((row["due_at"], row["id"]) for row in kept if row["due_at"])
    others = sorted(((row["last_at"], row["id"]) for row in kept if not row["due_at"]), reverse=True)
    return [number for _, number in (*overdue, *others)]


def _fits(row: dict[str, Any], name: str, value: str) -> bool:
    number: int = row["id"]
    match name:
        case "overdue":
            return bool(row["due_at"])
        case "label":
            return number in (3, 4, 118, 231) if value == "rare" else number % 5 == 0 and number < NUMBER
        case "assignee":
            return bool(row["assignee_id"] == (None if value == UNASSIGNED else int(value)))
    return bool(row[name] == value)

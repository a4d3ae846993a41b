"""A page asks the database the same number of questions, however much it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from socialshop.desk.model import Note
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import ConversationCode, ConversationLabel, Label
from socialshop.orders.model import EvidenceKind, Order, OrderLink
from socialshop.ports import Author, EventKind, InboundEvent


@pytest.fixture
def busy(store: Engine, clock: Any) -> Callable[[range], None]:
    """`busy(numbers)` lets so many people write, edit and react in the first conversation, and each open one of their
    own; the shop notes, labels and sells as often."""

    def grow(numbers: range) -> None:
        with Session(store) as session:
            ingest(session, [event for n in numbers for event in _events(n, clock)], clock)
            for n in numbers:
                _dealt(session, n, clock)
            session.commit()

    return grow


def _events(n: int, clock: Any) -> list[InboundEvent]:
    person, at = Author(f"p{n}", f"Kundin {n}"), clock() - timedelta(hours=1, seconds=-n)

    def event(kind: EventKind, id_: str, text: str, **more: Any) -> InboundEvent:
        told = {"object_id": "post", "parent_id": None, "author": person, "at": at, "raw": {}} | more
        return InboundEvent("facebook", kind, id_, text=text, **told)

    beneath: dict[str, Any] = {"parent_id": "c0"} if n else {}
    return [
        event(EventKind.COMMENT_ADDED, f"c{n}", "Ist der Brie noch da?", **beneath),
        event(EventKind.COMMENT_EDITED, f"c{n}", "Ist der Brie reif?", at=at + timedelta(seconds=90), **beneath),
        event(EventKind.REACTION_ADDED, f"c{n}", "love", at=at + timedelta(seconds=99)),
        event(EventKind.COMMENT_ADDED, f"d{n}", "Was kostet der Brie?", object_id="other"),
    ]


def _dealt(session: Session, n: int, clock: Any) -> None:
    first, now = 1, clock()
    session.add_all([Label(name=f"l{n}", created_at=now), Note(conversation_id=first, author="J", text="x", at=now)])
    amounts = {"subtotal": 1, "shipping": 0, "total": 1, "refunded": 0, "currency": "EUR"}
    session.add(Order(number=f"#{n}", email_hash="", placed_at=now, imported_at=now, financial_status="", **amounts))
    session.flush()
    session.add_all(
        [
            ConversationLabel(label=f"l{n}", conversation_id=first),
            ConversationCode(code=f"K{n}", conversation_id=first, given_at=now),
            OrderLink(order_number=f"#{n}", conversation_id=first, evidence=EvidenceKind.CODE, found="K", score=1,
                      linked_at=now),
        ]
    )  # fmt: skip


MOST = {"/inbox": 7, "/inbox/1": 14, "/inbox?q=kostet": 15, "/inbox/1?q=kostet": 22}
"""Statements of a page: the conversation has edits, orders, codes, and a customer who spoke with us elsewhere."""


@pytest.mark.both_databases
@pytest.mark.parametrize("address", MOST)
def test_a_page_asks_as_often_for_fifty_as_for_one(
    colleague: Any, busy: Callable[[range], None], store: Engine, address: str
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    def statements() -> list[str]:
        asked.clear()
        assert colleague.get(address).status_code == 200
        return [statement.partition("(")[0] for statement in asked if statement != "BEGIN"]

    event.listen(store, "before_cursor_execute", note)
    busy(range(1))
    few = statements()
    assert len(few) <= MOST[address], few
    busy(range(1, 50))
    assert statements() == few

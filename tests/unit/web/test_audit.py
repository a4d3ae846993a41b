"""Every act on the pages leaves its line in the audit log, with who did it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.claims import claim
from socialshop.inbox.identities import Likeness, propose
from socialshop.inbox.model import Contact, Conversation, Message, Sameness
from socialshop.orders.model import EvidenceKind, Order, OrderLink
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role
from socialshop.staff.users import add_user
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.web import words
from socialshop.web.app import ROOMS

ACTS: dict[str, dict[str, Any]] = {
    "/inbox/{conversation_id}/sort": {"topic": "question", "priority": "2"},
    "/inbox/{conversation_id}/assign": {"who": "2"},
    "/inbox/{conversation_id}/labels": {"label": "Brot"},
    "/inbox/{conversation_id}/labels/remove": {"label": "Brot"},
    "/inbox/{conversation_id}/code": {},
    "/inbox/{conversation_id}/orders/{link_id}/undo": {},
    "/inbox/{conversation_id}/take-over": {},
    "/inbox/{conversation_id}/reply": {"text": "Ja!", "mode": "reply"},
    "/inbox/{conversation_id}/messages/{message_id}/retry": {},
    "/inbox/{conversation_id}/messages/{message_id}/{act}": {},
    "/inbox/{conversation_id}/snooze": {"until": "tomorrow"},
    "/inbox/{conversation_id}/reopen": {},
    "/inbox/{conversation_id}/resolve": {},
    "/inbox/{conversation_id}/alike": {"ids": ["1"], "text": "7,20 €"},
    "/customers/{link_id}/merge": {},
    "/customers/{link_id}/apart": {},
    "/inbox/bulk": {"act": "label", "label": "Wurst", "ids": ["1"]},
    "/inbox/views": {"name": "Brot"},
    "/inbox/views/{view_id}/remove": {},
    "/macros": {"name": "Gruß", "text": "Guten Tag {name}!"},
    "/macros/remove": {"was": "Gruß"},
    "/people/tokens": {"name": "till", "role": "viewer"},
    "/people/tokens/{token_id}/revoke": {},
    "/people/{user_id}/role": {"role": "manager"},
    "/people/{user_id}/team": {"team": "Theke"},
    "/people/{user_id}/disable": {},
}
"""In this order; where it matters, one makes what the next one needs."""
NO_ACTS = {"/sign-in", "/sign-out", "/language"} | {
    f"/inbox/{{conversation_id}}/{o}" for o in ("draft", "macro", "release")
}
"""What changes nothing that colleagues or customers see, or only how long somebody holds a conversation."""
LENA = 2


@pytest.fixture
def evening(store: Engine, clock: Clock, anna: None, question: int) -> None:
    """Lena answers the question just now, an order came of it, and she may be somebody known."""
    now = clock()
    with Session(store) as session:
        lena = add_user(session, "lena@kaese.example", "Lena", "ein-gutes-Passwort", clock)
        session.add(Order(number="#7", placed_at=now, currency="EUR", subtotal=1, total=1, imported_at=now))
        session.flush()
        evidence = {"evidence": EvidenceKind.ORDER_NUMBER, "found": "#7", "score": 80}
        session.add(OrderLink(order_number="#7", conversation_id=question, linked_at=now, **evidence))
        twin = Contact(channel="facebook", external_id="2", name="Ida", first_seen_at=now, last_seen_at=now)
        session.add(twin)
        session.flush()
        propose(session, [Likeness(1, twin.id or 0, Sameness.ORDER_EMAIL, "ida@kaese.example")], clock)
        assert lena.id == LENA
        claim(session, Actor("Lena", Role.AGENT, lena.id), question, timedelta(minutes=10), clock)
        session.commit()


def fail_what_was_sent(store: Engine) -> int:
    """The number of our answer, which the platform did not take."""
    with Session(store) as session:
        for entry in session.exec(select(OutboxEntry)):
            entry.state = OutboxState.FAILED
        session.commit()
        return session.exec(select(Message.id).where(Message.is_ours)).one() or 0


def test_every_act_is_written_down(colleague: Any, store: Engine, evening: None) -> None:
    posts = {route.path for room in ROOMS for route in room.router.routes if "POST" in route.methods}
    assert posts == set(ACTS) | NO_ACTS
    silent = []
    for path, form in ACTS.items():
        values = {"user_id": str(LENA), "act": "like"}
        if path.endswith("/retry"):
            values["message_id"] = str(fail_what_was_sent(store))
        with Session(store) as session:
            before = len(entries(session))
        colleague.post(re.sub(r"\{(\w+)\}", lambda found, values=values: values.get(found[1], "1"), path), form)
        with Session(store) as session:
            done = entries(session)
        if len(done) == before or done[0].actor != "Anna Berger":
            silent.append(path)
    assert silent == []
    with Session(store) as session:
        assert {entry.act for entry in entries(session)} <= set(words.ACTED)


def test_an_order_of_another_conversation_is_not_unlinked(
    colleague: Any, store: Engine, clock: Clock, evening: None
) -> None:
    with Session(store) as session:
        session.add(Conversation(channel="facebook", thread_id="x", object_id="o", opened_at=clock(), last_at=clock()))
        session.commit()
    colleague.post("/inbox/2/orders/1/undo")
    with Session(store) as session:
        assert session.get_one(OrderLink, 1).undone_at is None
        assert entries(session, subject="conversation") == []

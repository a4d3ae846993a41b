"""Every act on the pages leaves its line in the audit log, with who did it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.claims import claim
from socialshop.desk.model import SilentProgram, WebhookDelivery
from socialshop.inbox.identities import Likeness, propose
from socialshop.inbox.model import Contact, Conversation, Message, Sameness, TopicModel
from socialshop.orders.model import EvidenceKind, Order, OrderLink
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries, record
from socialshop.staff.model import Role
from socialshop.staff.users import add_user
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.web import audit_words
from socialshop.web.app import ROOMS

from .conftest import PASSWORD

TAKEN_BACK = "/outbox/{message_id}/take-back"
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
    "/outbox/{message_id}/retry": {},
    "/inbox/{conversation_id}/messages/{message_id}/take-back": {},
    "/inbox/{conversation_id}/messages/{message_id}/{act}": {},
    TAKEN_BACK: {},
    "/inbox/{conversation_id}/snooze": {"until": "tomorrow"},
    "/inbox/{conversation_id}/reopen": {},
    "/inbox/{conversation_id}/resolve": {},
    "/inbox/undo": {},
    "/inbox/{conversation_id}/alike": {"ids": ["1"], "text": "7,20 €"},
    "/customers/{link_id}/merge": {},
    "/customers/{link_id}/apart": {},
    "/inbox/bulk": {"act": "label", "label": "Wurst", "ids": ["1"]},
    "/labels/rename": {"name": "Wurst", "new": "Speck"},
    "/labels/remove": {"name": "Speck"},
    "/inbox/views": {"name": "Brot"},
    "/inbox/views/{view_id}/remove": {},
    "/macros": {"name": "Gruß", "text": "Guten Tag {name}!"},
    "/macros/remove": {"was": "1"},
    "/people/tokens": {"name": "till", "role": "viewer"},
    "/people/tokens/{token_id}/revoke": {},
    "/programs/told/{delivery_id}/again": {},
    "/programs/told/programs/{name}/on": {},
    "/programs/told/programs/{name}/off": {},
    "/learned/aside": {},
    "/learned/again": {},
    "/people/{user_id}/role": {"role": "manager"},
    "/people/{user_id}/team": {"team": "Theke"},
    "/people/{user_id}/sign-out": {},
    "/people/{user_id}/disable": {},
    "/people/{user_id}/hand-over": {"to": "1"},
    "/people/{user_id}/enable": {},
    "/account/password": {"current": PASSWORD, "new": "drei-Worte-und-Kaese", "again": "drei-Worte-und-Kaese"},
    "/account/sign-out": {},
}
"""In this order; where it matters, one makes what the next one needs."""
NO_ACTS = {"/sign-in", "/sign-out", "/language"} | {
    f"/inbox/{{conversation_id}}/{o}" for o in ("draft", "macro", "release")
}
"""What changes nothing that colleagues or customers see, or only how long somebody holds a conversation."""
LENA = 2


@pytest.fixture
def options(options: dict[str, Any]) -> dict[str, Any]:
    """With a program that can be switched off."""
    return options | {"programs": ("1",)}


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
        session.add(SilentProgram(name="1", since=now, off_at=now))
        session.add(WebhookDelivery(webhook="crm", event="resolve", body="{}", created_at=now, error="answered 500"))
        session.add(
            TopicModel(trained_at=now, decisions=60, accuracy=0.9, rules_accuracy=0.8, topics=["order"], weights=b"")
        )
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
        if path.endswith(("/retry", "/take-back")):
            ours = str(fail_what_was_sent(store))
            values["message_id"] = "1" if path == TAKEN_BACK else ours  # of what was liked, the like
        with Session(store) as session:
            known = entries(session)
        if path == "/inbox/undo":
            form = {"ids": [str(known[0].id)]}
        colleague.post(re.sub(r"\{(\w+)\}", lambda found, values=values: values.get(found[1], "1"), path), form)
        with Session(store) as session:
            done = entries(session)
        if len(done) == len(known) or done[0].actor != "Anna Berger":
            silent.append(path)
    assert silent == []
    with Session(store) as session:
        done = entries(session)
    assert {entry.act for entry in done} <= set(audit_words.ACTED)
    kept = [json.loads(told) for entry in done for told in (entry.before, entry.after) if told]
    assert {name for told in kept for name in told} <= set(audit_words.FIELDS) | audit_words.HIDDEN_FIELDS


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


def test_the_log_is_told_in_the_readers_language(colleague: Any, store: Engine, evening: None) -> None:
    colleague.post("/inbox/1/sort", {"topic": "question", "priority": "2"})
    colleague.post("/inbox/1/assign", {"who": str(LENA)})
    told = colleague.get("/audit?lang=de").text
    for words_ in ("Anliegen: Frage", "Dringlichkeit: Hoch", "Wer sich kümmert: Lena"):
        assert words_ in told
    for english in ("topic:", "priority:", "assignee"):
        assert english not in told


def test_it_is_filtered_by_person_act_and_day(colleague: Any, store: Engine, clock: Clock, evening: None) -> None:
    colleague.post("/inbox/1/labels", {"label": "Brot"})
    colleague.post("/macros", {"name": "Gruß", "text": "Guten Tag!"})
    today, long_ago = f"{clock():%Y-%m-%d}", "2020-01-01"
    for query, labelled, kept in [
        ("", True, True),
        ("?act=label", True, False),
        ("?person=1", True, True),
        (f"?person={LENA}", False, False),
        (f"?since={today}", True, True),
        (f"?until={long_ago}", False, False),
        (f"?since={long_ago}&until={today}&act=save+macro", False, True),
    ]:
        rows = colleague.get(f"/audit.csv{query}").text
        assert (",label," in rows, ",save macro," in rows) == (labelled, kept), query
        assert ("Label: Brot" in colleague.get(f"/audit{query}").text) == labelled
    assert colleague.get("/audit?since=gestern").status_code == 404


def test_its_table_for_spreadsheets_runs_no_formula(colleague: Any, store: Engine) -> None:
    with Session(store) as session:
        record(
            session, Actor('=HYPERLINK("x")', Role.ADMIN), "label", "conversation", 1, datetime(2026, 11, 3, tzinfo=UTC)
        )
        session.commit()
    colleague.get("/inbox")
    answer = colleague.get("/audit.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    (row,) = [row for row in csv.DictReader(io.StringIO(answer.text)) if row["act"] == "label"]
    assert (row["who"], row["at"]) == ('\'=HYPERLINK("x")', "2026-11-03T00:00:00Z")


def test_its_table_comes_in_parts_and_has_every_act_once(
    colleague: Any, store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socialshop.staff.audit._PART", 2)
    for name in ("Brot", "Käse", "Wein"):
        colleague.post("/macros", {"name": name, "text": "Guten Tag!"})
    rows = list(csv.DictReader(io.StringIO(colleague.get("/audit.csv?act=save+macro").text)))
    assert [row["subject_id"] for row in rows] == ["Wein", "Käse", "Brot"]

"""What people do on the page of a conversation: by their role, one at a time, and never on others' words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.claims import attendance, claim, holder_of
from socialshop.desk.model import Draft, Macro, MessageAct, Note, SavedView
from socialshop.inbox.model import Conversation, ConversationLabel, ConversationState, Message
from socialshop.ports import Act, Allowance, Subject, Term
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role
from socialshop.testing.talking import TalkingChannel
from tests.unit.web.conftest import SCRIPT, as_role

ODD = "\u202eabc\u0000🧀 שלום"


ACTS = {
    "resolve": {},
    "snooze": {"until": "tomorrow"},
    "assign": {"who": ""},
    "sort": {"topic": "question", "priority": "2"},
    "labels": {"label": "Brot"},
    "reply": {"text": "Ja!", "mode": "reply"},
    "code": {},
    "messages/1/hide": {},
    "messages/1/delete": {},
}


@pytest.mark.parametrize("act", ACTS)
def test_who_may_only_read_is_offered_nothing_and_refused(colleague: Any, talk: int, store: Engine, act: str) -> None:
    as_role(store, Role.VIEWER)
    page = colleague.get(f"/inbox/{talk}").text
    assert f'action="/inbox/{talk}/' not in page
    answer = colleague.post(f"/inbox/{talk}/{act}", ACTS[act])
    assert answer.status_code == 403
    assert "not among your tasks" in answer.text
    with Session(store) as session:
        assert [entry for entry in entries(session) if entry.subject == "conversation"] == []


def test_a_page_without_scripts_says_again_and_again_that_somebody_looks(
    colleague: Any, talk: int, store: Engine, clock: Any
) -> None:
    page = colleague.get(f"/inbox/{talk}").text
    frame = re.search(r'<noscript><iframe [^>]*src="([^"]+)"', page)
    assert frame is not None
    for _ in range(3):
        answer = colleague.get(frame[1])
        clock.advance(seconds=int(answer.headers["refresh"]) + 20)
        with Session(store) as session:
            assert [one.name for one in attendance(session, talk, clock()).looking] == ["Anna Berger"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.OPERATOR, Role.ADMIN])
@pytest.mark.parametrize("act", ACTS)
def test_who_answers_may_do_all_of_it_and_it_is_audited(
    colleague: Any, talk: int, store: Engine, act: str, role: Role
) -> None:
    as_role(store, role)
    assert colleague.post(f"/inbox/{talk}/{act}", ACTS[act]).status_code == 200
    with Session(store) as session:
        audited = [entry for entry in entries(session) if entry.subject == "conversation"]
        assert audited or act == "assign"  # it was nobody's before


def test_a_forged_form_changes_nothing(colleague: Any, talk: int, store: Engine) -> None:
    for act, fields in ACTS.items():
        assert colleague.client.post(f"/inbox/{talk}/{act}", data=fields | {"csrf": "forged"}).status_code == 403
    with Session(store) as session:
        assert session.get_one(Conversation, talk).state == ConversationState.OPEN


def test_a_note_is_for_colleagues(colleague: Any, talk: int, store: Engine) -> None:
    text = colleague.post(f"/inbox/{talk}/reply", {"text": f"Intern {SCRIPT} {ODD}", "mode": "note"}).text
    assert "only colleagues see this" in text
    assert "<script>alert" not in text
    with Session(store) as session:
        assert session.exec(select(Note)).one().author == "Anna Berger"
        assert session.exec(select(Message).where(Message.is_ours)).all() == []


def test_a_draft_is_kept_and_shown_again(colleague: Any, talk: int, store: Engine) -> None:
    draft = {"csrf": colleague.token, "text": f"Ja, ab acht {SCRIPT}"}
    base = colleague.client.put(f"/inbox/{talk}/draft", data=draft).json()["base"]
    page = colleague.get(f"/inbox/{talk}").text
    assert "Ja, ab acht &lt;script&gt;" in page
    colleague.post(f"/inbox/{talk}/reply", {"text": "Ja, ab acht", "base": base})
    with Session(store) as session:
        assert session.exec(select(Draft)).all() == []


def test_what_somebody_else_answers_is_not_answered_twice(
    colleague: Any, talk: int, store: Engine, clock: Clock, lena: Actor
) -> None:
    with Session(store) as session:
        claim(session, lena, talk, timedelta(minutes=10), clock)
        session.commit()
    assert "Lena Maier is writing an answer." in colleague.get(f"/inbox/{talk}").text
    answer = colleague.post(f"/inbox/{talk}/reply", {"text": "Ja!"})
    assert answer.status_code == 422
    assert "Lena Maier is answering this conversation" in answer.text
    with Session(store) as session:
        assert session.exec(select(Draft)).one().text == "Ja!"
        assert session.exec(select(Message).where(Message.is_ours)).all() == []


def test_a_manager_takes_over_and_an_agent_does_not(
    colleague: Any, talk: int, store: Engine, clock: Clock, lena: Actor
) -> None:
    with Session(store) as session:
        claim(session, lena, talk, timedelta(minutes=10), clock)
        session.commit()
    as_role(store, Role.AGENT)
    assert colleague.post(f"/inbox/{talk}/take-over").status_code == 403
    as_role(store, Role.MANAGER)
    colleague.get(f"/inbox/{talk}")
    assert "yours to answer now" in colleague.post(f"/inbox/{talk}/take-over").text
    with Session(store) as session:
        holder = holder_of(session, talk, clock())
        assert holder
        assert holder.name == "Anna Berger"


def test_an_answer_that_crosses_a_colleagues_is_kept(colleague: Any, talk: int, store: Engine) -> None:
    seen = {"text": "Ja, um acht.", "seen": "1"}
    assert colleague.post(f"/inbox/{talk}/reply", seen).status_code == 200
    answer = colleague.post(f"/inbox/{talk}/reply", seen | {"text": "Nein."})
    assert answer.status_code == 422
    assert "Anna Berger answered here meanwhile" in answer.text
    with Session(store) as session:
        assert [said.text for said in session.exec(select(Message).where(Message.is_ours))] == ["Ja, um acht."]


def test_a_text_for_answers_is_added_to_what_is_written(colleague: Any, talk: int, store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        session.add(Macro(name=SCRIPT, text="Guten Tag {name}!", updated_at=clock()))
        session.add(Macro(name="order", text="Ihre Bestellung {order}", updated_at=clock()))
        session.commit()
    assert "<script>alert" not in colleague.get(f"/inbox/{talk}").text
    chosen = {"macro": "1", "text": "Moin.", "mode": "private_reply", "to": "1"}
    page = colleague.post(f"/inbox/{talk}/macro", chosen)
    assert "Moin.\nGuten Tag Ida!</textarea>" in page.text
    assert re.search(r'value="private_reply"[^>]* checked', page.text), "the way to write stays"
    assert ' data-unfilled aria-live="polite" hidden' in page.text
    page = colleague.post(f"/inbox/{talk}/macro", {"macro": "2", "mode": "note"}).text
    assert "please write it in: <b data-unfilled-names>{order}" in page
    refused = colleague.post(f"/inbox/{talk}/reply", {"text": "Ihre Bestellung {order}", "mode": "reply"})
    assert refused.status_code == 422
    assert "in place of {order}" in refused.text
    assert "not there any more" in colleague.post(f"/inbox/{talk}/macro", {"macro": "4711", "text": "Moin."}).text


def test_managers_write_change_and_delete_texts(colleague: Any, talk: int, store: Engine) -> None:
    page = colleague.post("/macros", {"name": "Preis", "text": f"{{product}} {SCRIPT}", "shared": "true"}).text
    assert "Brie de Meaux &lt;script&gt;" in page, "as a customer reads it"
    assert "<script>alert" not in page
    refused = colleague.post("/macros", {"name": "Neu", "text": "Hallo {vorname}"})
    assert (refused.status_code, "Hallo {vorname}</textarea>" in refused.text) == (422, True)
    assert (
        "one with the name Preis already"
        in colleague.post("/macros", {"name": "Preis", "text": "x", "shared": "true"}).text
    )
    colleague.post("/macros", {"was": "1", "name": "Preise", "text": "{link}", "shared": "true"})
    with Session(store) as session:
        assert [(macro.name, macro.text) for macro in session.exec(select(Macro))] == [("Preise", "{link}")]
        assert [entry.act for entry in entries(session, subject="macro")] == ["save macro", "save macro"]
    as_role(store, Role.AGENT)
    assert colleague.get("/macros").text.count('action="/macros"') == 1, "for a text of one's own"
    for given in ({"shared": "true"}, {"was": "1"}):
        assert colleague.post("/macros", {"name": "x", "text": "x"} | given).status_code == 403
    assert colleague.post("/macros/remove", {"was": "1"}).status_code == 403
    as_role(store, Role.MANAGER)
    assert "Preise" not in colleague.post("/macros/remove", {"was": "1"}).text


def test_a_text_of_ones_own_is_at_hand_and_marked(colleague: Any, talk: int, store: Engine) -> None:
    as_role(store, Role.AGENT)
    assert "kept for you" in colleague.post("/macros", {"name": "Gruß", "text": "Moin {name}"}).text
    assert 'value="1" formaction' in (page := colleague.get(f"/inbox/{talk}").text)
    assert re.search(r">Gruß <span[^>]*>only you</span>", page)
    assert "Moin Ida</textarea>" in colleague.post(f"/inbox/{talk}/macro", {"macro": "1"}).text
    assert "5,000 characters at most" in colleague.post("/macros", {"name": "Lang", "text": "x" * 5_001}).text
    as_role(store, Role.VIEWER)
    assert 'action="/macros"' not in colleague.get("/macros").text


@pytest.mark.parametrize("act", ["like", "hide", "delete"])
def test_acts_on_a_message_are_queued_once(colleague: Any, talk: int, store: Engine, act: str) -> None:
    assert "on its way" in colleague.post(f"/inbox/{talk}/messages/1/{act}").text
    with Session(store) as session:
        assert session.exec(select(MessageAct)).one().kind == act


def test_deleting_is_asked_for_once_more(colleague: Any, talk: int) -> None:
    page = colleague.get(f"/inbox/{talk}/messages/1/delete").text
    assert "Delete this message?" in page
    assert "Gibt es morgen Brot?" in page


def test_nobodys_attachment_becomes_markup_or_script(colleague: Any, talk: int) -> None:
    page = colleague.get(f"/inbox/{talk}").text
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert '"onerror="' not in page


def test_a_label_that_is_too_long_is_refused_not_cut(colleague: Any, talk: int, store: Engine) -> None:
    assert (
        'name="label" list="all-labels" pattern=".{1,40}" title="40 characters at most"'
        in colleague.get(f"/inbox/{talk}").text
    )
    page = colleague.post(f"/inbox/{talk}/labels", {"label": "x" * 53})
    assert "40 characters at most: this has 53" in page.text
    page = colleague.post("/inbox/views", {"name": "x" * 61})
    assert "60 characters at most: this has 61" in page.text
    with Session(store) as session:
        assert session.exec(select(ConversationLabel)).all() == session.exec(select(SavedView)).all() == []


@pytest.mark.parametrize("label", [SCRIPT, "ẞ̈" * 8, "x" * 400, " ", "\u202e"])
def test_odd_labels_break_nothing(colleague: Any, talk: int, label: str) -> None:
    answer = colleague.post(f"/inbox/{talk}/labels", {"label": label})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("until", ["yesterday", "2020-01-01T09:00", "", "9" * 200])
def test_a_time_that_is_none_or_over_is_refused_in_words(colleague: Any, talk: int, store: Engine, until: str) -> None:
    assert "Please choose one that is still to come." in colleague.post(f"/inbox/{talk}/snooze", {"own": until}).text
    with Session(store) as session:
        assert session.get_one(Conversation, talk).state == ConversationState.OPEN


def test_on_a_channel_that_offers_less_it_says_why(visit: Callable[..., Any], talk: int, colleague: Any) -> None:
    page = colleague.get(f"/inbox/{talk}").text
    assert "Reply privately" in page
    assert "Why not more?" not in page
    other = visit(connectors={"instagram": TalkingChannel(without=frozenset({Act.PRIVATE_REPLY, Act.LIKE}))})
    other.sign_in()
    for shut in ("Reply privately", "Like"):
        assert f"<li>{shut}: The platform does not offer it.</li>" in other.get(f"/inbox/{talk}").text


def test_what_may_be_refused_later_is_said_before(visit: Callable[..., Any], talk: int, anna: None) -> None:
    class Unsure(TalkingChannel):
        def can(self, act: Act, subject: Subject, now: datetime) -> Allowance:
            return Allowance(Term.IF_NAMED if act is Act.REPLY else Term.NOT_OFFERED)

    colleague = visit(connectors={"instagram": Unsure()})
    colleague.sign_in()
    page = colleague.get(f"/inbox/{talk}").text
    assert "Reply publicly: This can be done where the text names us, not where only the picture tags us." in page


def test_what_was_deleted_is_not_answered_and_it_says_so(
    colleague: Any, talk: int, store: Engine, clock: Clock
) -> None:
    with Session(store) as session:
        session.exec(select(Message)).one().removed_at = clock()
        session.commit()
    assert "<li>Reply publicly: The message was deleted.</li>" in colleague.get(f"/inbox/{talk}").text


def test_too_long_names_the_limit_of_the_way_that_was_chosen(visit: Callable[..., Any], talk: int, anna: None) -> None:
    colleague = visit(connectors={"instagram": TalkingChannel(reply_limit=30, message_limit=20)})
    colleague.sign_in()
    colleague.get(f"/inbox/{talk}")
    long = "x" * 25
    refused = colleague.post(f"/inbox/{talk}/reply", {"text": long, "mode": "private_reply"})
    assert "25 of 20 characters" in refused.text
    assert "on its way" in colleague.post(f"/inbox/{talk}/reply", {"text": long, "mode": "reply"}).text

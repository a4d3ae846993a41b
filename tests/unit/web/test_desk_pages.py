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
from socialshop.desk.claims import claim, holder_of
from socialshop.desk.model import Draft, Macro, MessageAct, Note
from socialshop.inbox import tallies
from socialshop.inbox.model import Conversation, ConversationState, Message
from socialshop.ports import Act, Allowance, Subject, Term
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role, User
from socialshop.staff.users import add_user
from socialshop.testing.talking import TalkingChannel
from tests.unit.web.conftest import ask

SCRIPT = "<script>alert('x')</script>"
ODD = "\u202eabc\u0000🧀 שלום"


@pytest.fixture
def talk(store: Engine, clock: Clock) -> int:
    """Somebody asks something on Instagram, with attachments that are attacks."""
    attachments = [
        {"kind": "file", "url": "javascript:alert(1)", "title": SCRIPT, "external_id": ""},
        {"kind": "image", "url": 'https://x.example/"onerror="alert(1)', "title": SCRIPT, "external_id": ""},
    ]
    return ask(store, clock, attachments=attachments, links=["javascript:alert(2)"])


def as_role(store: Engine, role: Role) -> None:
    with Session(store) as session:
        session.exec(select(User).where(User.name == "Anna Berger")).one().role = role
        session.commit()


@pytest.fixture
def lena(store: Engine, clock: Clock) -> Actor:
    with Session(store) as session:
        user = add_user(session, "lena@kaese.example", "Lena Maier", "ein-gutes-Passwort", clock)
        session.commit()
        return Actor("Lena Maier", Role.AGENT, user.id)


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
    assert "A colleague answered here meanwhile" in answer.text
    with Session(store) as session:
        assert [said.text for said in session.exec(select(Message).where(Message.is_ours))] == ["Ja, um acht."]


def test_a_text_for_answers_is_added_to_what_is_written(colleague: Any, talk: int, store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        session.add(Macro(name=SCRIPT, text="Guten Tag {name}!", updated_at=clock()))
        session.add(Macro(name="order", text="Ihre Bestellung {order}", updated_at=clock()))
        session.commit()
    assert "<script>alert" not in colleague.get(f"/inbox/{talk}").text
    chosen = {"macro": SCRIPT, "text": "Moin.", "mode": "private_reply", "to": "1"}
    page = colleague.post(f"/inbox/{talk}/macro", chosen)
    assert "Moin.\nGuten Tag Ida!</textarea>" in page.text
    assert re.search(r'value="private_reply"[^>]* checked', page.text), "the way to write stays"
    assert ' data-unfilled aria-live="polite" hidden' in page.text
    page = colleague.post(f"/inbox/{talk}/macro", {"macro": "order", "mode": "note"}).text
    assert "please write it in: <b data-unfilled-names>{order}" in page
    refused = colleague.post(f"/inbox/{talk}/reply", {"text": "Ihre Bestellung {order}", "mode": "reply"})
    assert refused.status_code == 422
    assert "in place of {order}" in refused.text
    assert "not there any more" in colleague.post(f"/inbox/{talk}/macro", {"macro": "gone", "text": "Moin."}).text


def test_managers_write_change_and_delete_texts(colleague: Any, talk: int, store: Engine) -> None:
    page = colleague.post("/macros", {"name": "Preis", "text": f"{{product}} {SCRIPT}"}).text
    assert "Brie de Meaux &lt;script&gt;" in page, "as a customer reads it"
    assert "<script>alert" not in page
    refused = colleague.post("/macros", {"name": "Neu", "text": "Hallo {vorname}"})
    assert (refused.status_code, "Hallo {vorname}</textarea>" in refused.text) == (422, True)
    assert "one with the name Preis already" in colleague.post("/macros", {"name": "Preis", "text": "x"}).text
    colleague.post("/macros", {"was": "Preis", "name": "Preise", "text": "{link}"})
    with Session(store) as session:
        assert [(macro.name, macro.text) for macro in session.exec(select(Macro))] == [("Preise", "{link}")]
        assert [entry.act for entry in entries(session, subject="macro")] == [
            "remove macro",
            "save macro",
            "save macro",
        ]
    as_role(store, Role.AGENT)
    assert 'action="/macros"' not in colleague.get("/macros").text
    assert colleague.post("/macros", {"name": "x", "text": "x"}).status_code == 403
    assert colleague.post("/macros/remove", {"was": "Preise"}).status_code == 403
    as_role(store, Role.MANAGER)
    assert "Preise" not in colleague.post("/macros/remove", {"was": "Preise"}).text


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


def comment(store: Engine, clock: Clock, number: int, text: str, *, first: int = 0, language: str = "") -> None:
    """Many ask beneath one post; `first` is the number of the first of them."""
    now = clock()
    with Session(store) as session:
        for index in range(first, first + number):
            asked = Conversation(
                channel="instagram",
                thread_id=f"q{index}",
                object_id="o",
                language=language,
                opened_at=now,
                last_at=now,
            )
            session.add(asked)
            session.flush()
            assert asked.id
            session.add(
                Message(conversation_id=asked.id, channel="instagram", external_id=f"q{index}", text=text, at=now)
            )
        session.commit()


def test_why_something_is_refused_is_said_in_the_page_s_language(
    colleague: Any, talk: int, store: Engine, clock: Clock, lena: Actor
) -> None:
    comment(store, clock, 2, "Preis?")
    with Session(store) as session:
        claim(session, lena, 2, timedelta(minutes=10), clock)
        session.commit()
    german = {"headers": {"accept-language": "de"}}
    bulk = {"act": "resolve", "ids": "4711"}
    assert "Dieses Gespräch gibt es nicht mehr." in colleague.post("/inbox/bulk", bulk, **german).text
    bulk = {"act": "label", "ids": "2", "label": "x" * 41}
    assert "höchstens 40 Zeichen" in colleague.post("/inbox/bulk", bulk, **german).text
    together = {"ids": ["2", "3"], "text": "7,20 €"}
    told = colleague.post(f"/inbox/{talk}/alike", together, **german).text
    assert "Lena Maier beantwortet dieses Gespräch gerade" in told
    assert "There is" not in told


def test_too_long_names_the_limit_of_the_way_that_was_chosen(visit: Callable[..., Any], talk: int, anna: None) -> None:
    colleague = visit(connectors={"instagram": TalkingChannel(reply_limit=30, message_limit=20)})
    colleague.sign_in()
    colleague.get(f"/inbox/{talk}")
    long = "x" * 25
    refused = colleague.post(f"/inbox/{talk}/reply", {"text": long, "mode": "private_reply"})
    assert "25 of 20 characters" in refused.text
    assert "on its way" in colleague.post(f"/inbox/{talk}/reply", {"text": long, "mode": "reply"}).text


@pytest.mark.parametrize(
    ("act", "fields"), [("resolve", {}), ("snooze", {}), ("label", {"label": "x"}), ("assign", {})]
)
def test_many_are_done_at_once(colleague: Any, talk: int, store: Engine, clock: Clock, act: str, fields: Any) -> None:
    comment(store, clock, 3, "Preis?")
    colleague.get("/inbox")
    chosen = {"act": act, "ids": ["2", "3", "4711"]} | fields
    answer = colleague.post("/inbox/bulk", chosen)
    assert "1 conversation stayed as it was" in answer.text
    if act == "resolve":
        with Session(store) as session:
            states = [session.get_one(Conversation, id_).state for id_ in (talk, 2, 3)]
        assert states == [ConversationState.OPEN, ConversationState.RESOLVED, ConversationState.RESOLVED]


def test_like_questions_are_answered_together_and_some_left_out(
    colleague: Any, talk: int, store: Engine, clock: Clock
) -> None:
    comment(store, clock, 3, f"Was kostet der Brie? {SCRIPT}")
    page = colleague.get(f"/inbox/{talk}/alike").text
    assert "3 questions: The price" in page
    assert "<script>alert" not in page
    answer = colleague.post(f"/inbox/{talk}/alike", {"ids": ["2", "3"], "text": "7,20 €."})
    assert "each by itself" in answer.text
    with Session(store) as session:
        ours = session.exec(select(Message).where(Message.is_ours)).all()
        assert [(said.conversation_id, said.text) for said in ours] == [(2, "7,20 €."), (3, "7,20 €.")]
        assert len({said.outbox_key for said in ours}) == 2


def test_a_form_that_is_sent_twice_answers_once(colleague: Any, talk: int, store: Engine, clock: Clock) -> None:
    comment(store, clock, 3, "Was kostet der Brie?")
    together = {"ids": ["2", "3"], "text": "7,20 €."}
    colleague.post(f"/inbox/{talk}/alike", together)
    told = colleague.post(f"/inbox/{talk}/alike", together)
    assert "2 conversations stayed as they were (Somebody, Somebody); the first because: A" in told.text
    with Session(store) as session:
        assert len(session.exec(select(Message).where(Message.is_ours)).all()) == 2


def test_what_went_not_to_all_is_kept_for_the_others_with_the_reason_beside_each(
    colleague: Any, talk: int, store: Engine, clock: Clock, lena: Actor
) -> None:
    comment(store, clock, 4, "Preis?")
    with Session(store) as session:
        claim(session, lena, 3, timedelta(minutes=10), clock)
        session.commit()
    told = colleague.post(f"/inbox/{talk}/alike", {"ids": ["2", "3"], "text": "7,20 €."}).text
    assert "1 conversation stayed as it was" in told
    assert re.search(r'value="3" checked.*Lena Maier is answering', told)
    assert re.search(r'value="5">', told)
    assert ">7,20 €.</textarea>" in told


def test_no_customer_reads_a_placeholder_that_there_is_not(
    colleague: Any, talk: int, store: Engine, clock: Clock
) -> None:
    comment(store, clock, 2, "Preis?")
    told = colleague.post(f"/inbox/{talk}/alike", {"ids": ["2"], "text": "{nmae}, 7,20 €."})
    assert told.status_code == 422
    assert "There is no such placeholder" in told.text
    assert ">{nmae}, 7,20 €.</textarea>" in told.text
    with Session(store) as session:
        assert session.exec(select(Message).where(Message.is_ours)).first() is None


def test_like_questions_are_offered_where_others_beneath_the_post_ask_the_same(
    colleague: Any, store: Engine, clock: Clock
) -> None:
    comment(store, clock, 1, "Kommt der Brie aus Meaux?")
    comment(store, clock, 1, "Preis?", first=1, language="de")
    comment(store, clock, 1, "Schön geschrieben.", first=2)
    first, asking, chatting = "/inbox/1", "/inbox/2", "/inbox/3"
    assert f"{first}/alike" not in colleague.get(first).text
    comment(store, clock, 1, "How much?", first=3, language="en")
    assert f"{asking}/alike" not in colleague.get(asking).text
    comment(store, clock, 1, "Was kostet er?", first=4)
    assert f"{asking}/alike" in colleague.get(asking).text
    for other in (first, chatting):
        assert f"{other}/alike" not in colleague.get(other).text
    colleague.post(f"{asking}/alike", {"ids": ["5"], "text": "7,20 €."})
    assert f"{asking}/alike" not in colleague.get(asking).text


def test_who_speaks_another_language_is_answered_apart(colleague: Any, talk: int, store: Engine, clock: Clock) -> None:
    for index, (text, language) in enumerate([("Preis?", "de"), ("Price?", "en"), ("Kosten?", "de"), ("€?", "")]):
        comment(store, clock, 1, f"{text} kostet cost", first=index, language=language)
    page = colleague.get(f"/inbox/{talk}/alike").text
    assert "3 questions: The price" in page
    assert "(German)" in page
    assert "(English)" not in page
    comment(store, clock, 1, "How much?", first=4, language="en")
    page = colleague.get(f"/inbox/{talk}/alike").text
    assert page.index("(German)") < page.index("2 questions: The price") < page.index("(English)")


def test_a_view_is_kept_shared_and_removed(colleague: Any, talk: int, store: Engine) -> None:
    page = colleague.post("/inbox/views?topic=complaint", {"name": SCRIPT, "shared": "true"}).text
    assert 'href="/inbox?topic=complaint"' in page
    assert "<script>alert" not in page
    as_role(store, Role.AGENT)
    assert colleague.post("/inbox/views", {"name": "mine", "shared": "true"}).status_code == 403
    colleague.get("/inbox")
    assert 'href="/inbox?topic=complaint"' not in colleague.post("/inbox/views/1/remove").text


def test_a_view_tells_how_many_conversations_it_has(
    colleague: Any, talk: int, store: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague.post("/inbox/views?state=open", {"name": "Offene"})
    assert 'Offene <span class="count">1</span>' in colleague.get("/inbox").text
    comment(store, clock, 1, "Preis?")
    assert 'Offene <span class="count">2</span>' in colleague.get(f"/inbox/{talk}").text
    monkeypatch.setattr(tallies, "MOST_TOLD", 1)
    assert 'Offene <span class="count">2+</span>' in colleague.get("/inbox").text
    colleague.post("/inbox/views?state=resolved", {"name": "Erledigte"})
    assert 'Erledigte <span class="count">0</span>' in colleague.get("/inbox").text


def test_who_may_only_read_does_nothing_with_many(colleague: Any, talk: int, store: Engine) -> None:
    as_role(store, Role.VIEWER)
    assert 'id="bulk"' not in colleague.get("/inbox").text
    for address, fields in (("bulk", {"act": "resolve", "ids": "1"}), (f"{talk}/alike", {"ids": "1", "text": "x"})):
        assert colleague.post(f"/inbox/{address}", fields).status_code == 403

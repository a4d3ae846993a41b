"""What people do with many conversations at once: each of them answers for itself, and what fails is kept and told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from lxml import html
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk import alike
from socialshop.desk.claims import claim
from socialshop.inbox import tallies
from socialshop.inbox.model import Conversation, ConversationState, Message
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from tests.unit.web.conftest import SCRIPT, as_role


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


def test_who_asks_for_more_is_left_to_an_answer_of_their_own(
    colleague: Any, talk: int, store: Engine, clock: Clock
) -> None:
    texts = ["Preis?", "Preis??", "Was kostet er, und reicht das für vier?", "Preis? Und wie groß ist er?"]
    for number, text in enumerate([*texts, "What is the price, and do you ship it?"]):
        comment(store, clock, 1, text, first=number)
    shown = html.fromstring(colleague.get(f"/inbox/{talk}/alike").text)
    (form,) = shown.xpath("//form[contains(@class, 'alike')]")
    ticked = [box.get("checked") is not None for box in form.xpath(".//input[@type='checkbox']")]
    assert ticked == [True, True, False, False, False]
    assert form.text_content().count("asks for more") == 3


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


def test_a_question_is_compared_with_the_latest_beneath_its_post_however_long_ago_it_was_asked(
    store: Engine, clock: Clock, talk: int
) -> None:
    comment(store, clock, 2, "Preis?")
    comment(store, clock, alike._COMPARED - 1, "Wie lange hält er sich?", first=2)
    comment(store, clock, 1, "Was kostet der?", first=200)
    with Session(store) as session:
        assert alike.others_ask(session, talk + 1)
        latest = session.exec(select(Conversation).order_by(col(Conversation.id).desc())).first()
        assert latest
        latest.state = ConversationState.RESOLVED
        session.flush()
        assert not alike.others_ask(session, talk + 1)

"""Macros and saved views."""

from __future__ import annotations

import pytest
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.answers import Answer, answer, answer_together
from socialshop.desk.errors import NameTaken, Unfilled, UnknownMacro, UnknownPlaceholder, WrongLength
from socialshop.desk.macros import Filled, filled, macros, remove_macro, save_macro
from socialshop.desk.menus import menus
from socialshop.desk.views import SEEN, remove_view, save_view
from socialshop.errors import SocialshopError
from socialshop.inbox.filters import Filters
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Message
from socialshop.ports import Author
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import NotPermitted
from socialshop.testing.talking import TalkingChannel
from tests.integration.inbox.conftest import People, Says


def kept(session: Session, actor: Actor, name: str, text: str, clock: Clock) -> int:
    """The number of a new shared macro."""
    return save_macro(session, actor, name, text, clock, shared=True).id or 0


def test_a_macro_is_filled_by_its_conversation(session: Session, clock: Clock, people: People, says: Says) -> None:
    ingest(session, [says("c1", "Ist der Brie reif?")], clock)
    preis = kept(session, people["Mia"], "Preis", "Hallo {name}! {product}: {link}. Grüße, {me}", clock)
    assert filled(session, preis, 1, people["Jana"]) == Filled(
        "Hallo Anna Öztürk! Brie de Meaux: https://shop.example/BRIE-1. Grüße, Jana", ()
    )


def test_what_is_not_known_stays_and_is_not_sent(session: Session, clock: Clock, people: People, says: Says) -> None:
    ingest(session, [says("c1", "Hallo")], clock)
    paket = kept(session, people["Mia"], "Paket", "Hallo {name}, die Bestellung {order} ist unterwegs.", clock)
    found = filled(session, paket, 1, people["Jana"])
    assert found == Filled("Hallo Anna Öztürk, die Bestellung {order} ist unterwegs.", ("order",))
    with pytest.raises(Unfilled, match=r"still says \{order\}"):
        answer(session, people["Jana"], 1, Answer(found.text), TalkingChannel(), clock)
    answer(session, people["Jana"], 1, Answer("Die {Bestellung} ist da."), TalkingChannel(), clock)
    with pytest.raises(UnknownMacro, match="no macro"):
        filled(session, 4711, 1, people["Jana"])


def test_an_answer_to_many_is_addressed_to_each(session: Session, clock: Clock, people: People, says: Says) -> None:
    asked = [says("c1", "Preis?"), says("c2", "Preis?", minute=1, author=Author("b2", "Bert"))]
    asked.append(says("c3", "Preis?", minute=2))
    ingest(session, asked, clock)
    outcome = answer_together(session, people["Jana"], [1, 2], "Hallo {name}: 6,50 €.", TalkingChannel(), clock)
    assert outcome.done == (1, 2)
    texts = session.exec(select(Message.text).where(Message.is_ours).order_by(col(Message.conversation_id))).all()
    assert texts == ["Hallo Anna Öztürk: 6,50 €.", "Hallo Bert: 6,50 €."]
    outcome = answer_together(session, people["Jana"], [3], "{order}?", TalkingChannel(), clock)
    assert isinstance(outcome.refused[3], Unfilled)


@pytest.mark.parametrize("text", ["Hallo {vorname}", "{}", "{name.__class__}"])
def test_a_placeholder_that_there_is_not_is_refused_when_it_is_written(
    session: Session, clock: Clock, people: People, text: str
) -> None:
    with pytest.raises(UnknownPlaceholder, match="There is no placeholder"):
        save_macro(session, people["Jana"], "M", text, clock)


def test_a_customers_name_is_no_placeholder(session: Session, clock: Clock, people: People, says: Says) -> None:
    ingest(session, [says("c1", "Hallo", author=Author("x", "{me} {order}"))], clock)
    greeting = kept(session, people["Mia"], "Gruß", "Hallo {name}", clock)
    assert filled(session, greeting, 1, people["Jana"]).text == "Hallo {me} {order}"


def test_shared_macros_are_a_managers_to_arrange(session: Session, clock: Clock, people: People) -> None:
    with pytest.raises(NotPermitted):
        save_macro(session, people["Jana"], "M", "Text", clock, shared=True)
    with pytest.raises(SocialshopError, match="name and a text"):
        save_macro(session, people["Mia"], " ", "Text", clock)
    shared = kept(session, people["Mia"], "M", "Text", clock)
    for act in (
        lambda: save_macro(session, people["Jana"], "M", "Meins", clock, macro_id=shared),
        lambda: remove_macro(session, people["Jana"], shared, clock),
    ):
        with pytest.raises(NotPermitted):
            act()
    remove_macro(session, people["Mia"], shared, clock)
    assert macros(session, people["Jana"]) == []


def test_a_macro_of_ones_own_is_nobody_elses(session: Session, clock: Clock, people: People, says: Says) -> None:
    ingest(session, [says("c1", "Hallo")], clock)
    kept(session, people["Mia"], "Gruß", "Hallo", clock)
    janas = save_macro(session, people["Jana"], "Gruß", "Moin", clock).id or 0
    save_macro(session, people["Tom"], "Gruß", "Servus", clock)
    assert [one.text for one in macros(session, people["Jana"])] == ["Hallo", "Moin"]
    assert menus(session, people["Jana"].user_id or 0).own_macros == {str(janas): "Gruß"}
    remove_macro(session, people["Mia"], janas, clock)
    for act in (
        lambda: filled(session, janas, 1, people["Tom"]),
        lambda: save_macro(session, people["Mia"], "Gruß", "Tach", clock, shared=True, macro_id=janas),
    ):
        with pytest.raises(UnknownMacro):
            act()
    assert filled(session, janas, 1, people["Jana"]).text == "Moin"
    with pytest.raises(NotPermitted):
        save_macro(session, people["Vera"], "Gruß", "Hallo", clock)


def test_a_macro_is_renamed_and_shared(session: Session, clock: Clock, people: People) -> None:
    mias = save_macro(session, people["Mia"], "Gruß", "Hallo", clock).id or 0
    kept(session, people["Mia"], "Abschied", "Bis bald", clock)
    with pytest.raises(NameTaken):
        save_macro(session, people["Mia"], " Abschied ", "Hallo", clock, shared=True, macro_id=mias)
    save_macro(session, people["Mia"], "Anrede", "Hallo", clock, shared=True, macro_id=mias)
    assert [(one.id, one.name) for one in macros(session, people["Jana"]) if one.id == mias] == [(mias, "Anrede")]
    for name, text in (("x" * 61, "Hallo"), ("Lang", "x" * 5_001)):
        with pytest.raises(WrongLength):
            save_macro(session, people["Mia"], name, text, clock)


def test_a_view_keeps_its_filters_and_a_shared_one_is_everybodys(
    session: Session, clock: Clock, people: People
) -> None:
    mine = Filters(state="open", topic="complaint", overdue=True)
    save_view(session, people["Jana"], "Dringend", Filters(), clock)
    view = save_view(session, people["Jana"], "Dringend", mine, clock)
    shared = save_view(session, people["Mia"], "Alle", Filters(assignee="none"), clock, shared=True)
    assert {one.name: one.filters for one in SEEN.ask(session, {"user_id": people["Jana"].user_id})}["Dringend"] == mine
    assert [one.name for one in SEEN.ask(session, {"user_id": people["Tom"].user_id})] == ["Alle"]
    assert [one.name for one in SEEN.ask(session, {"user_id": people["Jana"].user_id})] == ["Alle", "Dringend"]
    remove_view(session, people["Tom"], shared.id or 0, clock)
    remove_view(session, people["Tom"], view.id or 0, clock)
    assert len(SEEN.ask(session, {"user_id": people["Jana"].user_id})) == 2
    remove_view(session, people["Mia"], shared.id or 0, clock)
    assert [one.name for one in SEEN.ask(session, {"user_id": people["Jana"].user_id})] == ["Dringend"]
    with pytest.raises(NotPermitted):
        save_view(session, people["Jana"], "Alle", mine, clock, shared=True)


@pytest.mark.parametrize("given", [{"state": "gone"}, {"assignee": "me"}, {"assignee": "9" * 40}, {"contact": "1;"}])
def test_filters_that_make_no_sense_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(SocialshopError):
        Filters.parsed(given)


def test_filters_survive_an_address() -> None:
    filters = Filters("open", "facebook", "7", "Theke", "order", "herbst", "BERG-1", "VIP", "3", True)
    assert Filters.parsed(filters.chosen()) == filters
    assert Filters.parsed({"unknown": "x", "state": None}) == Filters()

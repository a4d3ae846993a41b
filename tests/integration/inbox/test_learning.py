"""Topics are learned from people only where that does better than the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.inbox import learning
from socialshop.inbox.learning import FEWEST_DECISIONS, Standing, learn, set_aside, standing, take_up, teller
from socialshop.inbox.model import Conversation, ConversationState, Decider, Message
from socialshop.inbox.telling import RulesTeller
from socialshop.inbox.topics import TopicRules

RULES = TopicRules()
LANGUAGES = ("de", "en")


@pytest.fixture
def session(store: Engine) -> Iterator[Session]:
    with Session(store) as session:
        yield session


def decide(session: Session, clock: Clock, text: str, topic: str, number: int) -> None:
    """A person said what this conversation is for."""
    at = clock() + timedelta(minutes=number)
    conversation = Conversation(
        channel="facebook",
        thread_id=f"t{number}",
        object_id="post",
        opened_at=at,
        last_at=at,
        topic=topic,
        topic_by=Decider.PERSON,
    )
    session.add(conversation)
    session.flush()
    session.add(
        Message(conversation_id=conversation.id or 0, channel="facebook", external_id=f"m{number}", text=text, at=at)
    )
    session.flush()


def test_too_few_decisions_teach_nothing_and_it_says_so(session: Session, clock: Clock) -> None:
    decide(session, clock, "Was kostet das?", "question", 0)
    assert not learn(session, RULES, clock).used
    assert str(standing(session)) == (
        "The rules tell topics. Learning needs 60 decisions by people, 8 of each of two topics; there are 1."
    )
    assert isinstance(teller(session, RULES, LANGUAGES), RulesTeller)


def test_what_the_rules_cannot_know_is_learned(session: Session, clock: Clock) -> None:
    for number in range(FEWEST_DECISIONS):
        # This shop's people call a voucher an order and a cellar tour a recommendation.
        text, topic = (("Kellerführung", "recommendation"), ("Wertmarke einlösen", "order"))[number % 2]
        decide(session, clock, f"{text} {number}", topic, number)
    learned = learn(session, RULES, clock)
    assert learned.used
    assert learned.accuracy == 1.0
    assert learned.rules_accuracy == 0.0
    assert "Learned from people tells topics: of 60 decisions, what was learned meets 100%" in str(learned)
    (verdict,) = teller(session, RULES, LANGUAGES).tell(["Ich möchte eine Wertmarke einlösen"])
    assert (verdict.topic, verdict.topic_by) == ("order", Decider.MODEL)
    assert teller(session, RULES, LANGUAGES).tell([]) == []


def test_where_the_rules_do_as_well_they_stay(session: Session, clock: Clock) -> None:
    for number in range(FEWEST_DECISIONS):
        text, topic = (("Was kostet das?", "question"), ("Danke, lecker!", "praise"))[number % 2]
        decide(session, clock, text, topic, number)
    learned = learn(session, RULES, clock)
    assert not learned.used
    assert str(learned).startswith("The rules tell topics: of 60 decisions")
    assert isinstance(teller(session, RULES, LANGUAGES), RulesTeller)


def test_it_learns_anew_only_when_there_is_much_more_to_learn_from(session: Session, clock: Clock) -> None:
    for number in range(FEWEST_DECISIONS):
        decide(
            session,
            clock,
            "Was kostet das?" if number % 2 else "Danke!",
            "question" if number % 2 else "praise",
            number,
        )
    learn(session, RULES, clock)
    decide(session, clock, "Preis?", "question", 1000)
    assert learn(session, RULES, clock).decisions == FEWEST_DECISIONS


def test_what_is_set_aside_tells_nothing_learns_nothing_and_is_taken_up_again(session: Session, clock: Clock) -> None:
    _learn(session, clock)
    told = _told_by_model(session, clock, ConversationState.OPEN, 2000)
    resolved = _told_by_model(session, clock, ConversationState.RESOLVED, 2001)
    assert set_aside(session, "Mara", clock())
    assert not set_aside(session, "Mara", clock()), "it is already"
    session.expire_all()
    assert (told.topic_by, resolved.topic_by) == ("", Decider.MODEL), "the rules tell anew what nobody resolved"
    assert isinstance(teller(session, RULES, LANGUAGES), RulesTeller)
    assert str(standing(session)) == "The rules tell topics: Mara set aside what was learned."
    for number in range(FEWEST_DECISIONS):
        decide(session, clock, "Kellerführung", "recommendation", 3000 + number)
    assert learn(session, RULES, clock).decisions == FEWEST_DECISIONS
    assert take_up(session)
    assert not take_up(session)
    assert learn(session, RULES, clock).decisions == 2 * FEWEST_DECISIONS
    assert standing(session).used


def test_where_nothing_was_learned_nothing_can_be_set_aside(session: Session, clock: Clock) -> None:
    assert not set_aside(session, "Mara", clock())
    assert not take_up(session)


def test_with_as_many_decisions_as_are_ever_counted_it_learns_anew_each_week(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "_MOST_DECISIONS", FEWEST_DECISIONS)
    first = _learn(session, clock).learned_at
    clock.advance(days=6)  # type: ignore[attr-defined]
    assert learn(session, RULES, clock).learned_at == first
    clock.advance(days=1)  # type: ignore[attr-defined]
    assert learn(session, RULES, clock).learned_at == clock()


def _learn(session: Session, clock: Clock) -> Standing:
    for number in range(FEWEST_DECISIONS):
        text, topic = (("Kellerführung", "recommendation"), ("Wertmarke einlösen", "order"))[number % 2]
        decide(session, clock, f"{text} {number}", topic, number)
    return learn(session, RULES, clock)


def _told_by_model(session: Session, clock: Clock, state: str, number: int) -> Conversation:
    decide(session, clock, "Kellerführung", "recommendation", number)
    told = session.exec(select(Conversation).where(Conversation.thread_id == f"t{number}")).one()
    told.state, told.topic_by = state, Decider.MODEL
    session.flush()
    return told

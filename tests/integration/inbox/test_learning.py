"""Topics are learned from people only where that does better than the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.learning import FEWEST_DECISIONS, learn, standing, teller
from socialshop.inbox.model import Conversation, Decider, Message
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

"""What people say of products is counted by people, and only where they say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.inbox.model import Contact, Conversation, Message, Topic
from socialshop.inbox.voices import recommends, voices


@pytest.mark.parametrize(
    ("text", "rating", "verdict"),
    [
        ("Den empfehle ich allen!", "", True),
        ("Sehr zu empfehlen? Weiß ich nicht.", "", None),
        ("Ich kann ihn leider nicht empfehlen.", "", False),
        ("I would recommend it to anybody", "", True),
        ("I would not recommend it", "", False),
        ("I don't recommend it", "", False),
        ("Nicht mein Fall. Meiner Mutter empfehle ich ihn.", "", True),
        ("Was kostet der?", "", None),
        ("", "positive", True),
        ("Empfehle ich", "negative", False),
        ("Köstlich", "5", None),
    ],
)
def test_a_recommendation_is_one_that_says_so(text: str, rating: str, verdict: bool | None) -> None:
    assert recommends(text, rating) is verdict


def say(
    store: Engine,
    clock: Clock,
    who: str,
    text: str,
    *,
    days_ago: int = 0,
    state: str = "open",
    topic: str = "",
    **said: object,
) -> None:
    at = clock() - timedelta(days=days_ago)
    with Session(store) as session:
        contact = Contact(channel="facebook", external_id=who, name=who, first_seen_at=at, last_seen_at=at)
        known = session.exec(select(Contact).where(Contact.external_id == who)).first()
        person = known or contact
        session.add(person)
        session.flush()
        number = len(session.exec(select(Message)).all())
        conversation = Conversation(
            channel="facebook",
            thread_id=f"t{number}",
            object_id="post",
            item_id="brie",
            state=state,
            topic=topic,
            opened_at=at,
            last_at=at,
            contact_id=person.id,
        )
        session.add(conversation)
        session.flush()
        session.add(
            Message(
                conversation_id=conversation.id,
                channel="facebook",
                external_id=f"m{number}",
                contact_id=person.id,
                text=text,
                at=at,
                **said,
            )
        )
        session.commit()


def test_each_person_counts_once_by_what_they_said_last(store: Engine, clock: Clock) -> None:
    say(store, clock, "Anna", "Den empfehle ich.", days_ago=9)
    say(store, clock, "Anna", "Heute nicht mehr: ich kann ihn nicht empfehlen.", days_ago=1)
    say(store, clock, "Ben", "Empfehle ich sehr.")
    say(store, clock, "Cem", "Empfehle ich auch.", days_ago=400)
    say(store, clock, "wir", "Empfehlen wir natürlich.", is_ours=True)
    say(store, clock, "Dora", "Empfehle ich.", removed_at=clock())
    with Session(store) as session:
        assert voices(session, clock()).recommended == {"brie": (1, 2)}


def test_questions_of_the_week_are_counted_by_people(store: Engine, clock: Clock) -> None:
    for _ in range(3):
        say(store, clock, "Anna", "Gibt es den auch am Stück?")
    say(store, clock, "Ben", "Was kostet der?", days_ago=6)
    say(store, clock, "Cem", "Und der?", days_ago=8)
    with Session(store) as session:
        assert voices(session, clock()).asked == {"brie": 2}


def test_complaints_count_while_they_are_open(store: Engine, clock: Clock) -> None:
    say(store, clock, "Anna", "Der war verdorben.", topic=Topic.COMPLAINT)
    say(store, clock, "Ben", "Kam beschädigt an.", topic=Topic.COMPLAINT, state="resolved")
    say(store, clock, "Cem", "Wie immer gut.", topic=Topic.PRAISE)
    with Session(store) as session:
        assert voices(session, clock()).complaints == {"brie": 1}

"""Who may be whom by orders and codes: proposed with the evidence, never done by itself, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.inbox.identities import same_person, undo_merge
from socialshop.inbox.model import Contact, ContactLink, Conversation, ConversationCode, Message
from socialshop.orders.likeness import propose_by_messages, propose_people
from socialshop.orders.model import Order
from socialshop.ports import MessageKind
from socialshop.schema import metadata
from socialshop.store import open_store
from tests.integration.looking import analyse, rows_looked_at
from tests.integration.orders.linking import link_all

PLACED = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
CODE = "K-7QHM2XTA"


def says(session: Session, name: str, channel: str, text: str, kind: MessageKind = MessageKind.COMMENT) -> int:
    """A conversation of one message, by a contact of its own."""
    at = PLACED + timedelta(hours=2)
    contact = Contact(channel=channel, external_id=name, name=name, first_seen_at=at, last_seen_at=at)
    session.add(contact)
    session.flush()
    talk = Conversation(channel=channel, thread_id=name, object_id="", contact_id=contact.id, opened_at=at, last_at=at)
    session.add(talk)
    session.flush()
    session.add(
        Message(
            conversation_id=talk.id,
            channel=channel,
            external_id=name,
            contact_id=contact.id,
            kind=kind,
            text=text,
            at=at,
        )
    )
    session.commit()
    return talk.id or 0


def order(session: Session, number: str, email_hash: str = "", code: str = "") -> None:
    session.add(
        Order(
            number=number,
            email_hash=email_hash,
            placed_at=PLACED,
            currency="EUR",
            subtotal=1000,
            total=1000,
            discount_code=code,
            imported_at=PLACED,
        )
    )
    session.commit()


def give(session: Session, talk: int) -> None:
    session.add(ConversationCode(code=CODE, conversation_id=talk, given_at=PLACED - timedelta(days=1)))
    session.commit()


def proposals(session: Session, clock: Clock) -> list[tuple[int, int, str, str]]:
    link_all(session, clock)
    propose_people(session, clock)
    return [
        (link.contact_id, link.other_id, link.evidence, link.found)
        for link in session.exec(select(ContactLink).order_by(col(ContactLink.id)))
    ]


def test_orders_with_one_address_propose_and_do_not_merge(session: Session, clock: Clock) -> None:
    says(session, "Anna", "facebook", "Wo bleibt Bestellung 1001?")
    says(session, "anna.k", "instagram", "Und meine #1007?")
    says(session, "Bert", "facebook", "#1008")
    order(session, "#1001", "hash-of-anna")
    order(session, "#1007", "hash-of-anna")
    order(session, "#1008", "hash-of-bert")
    assert proposals(session, clock) == [(1, 2, "order e-mail", "#1001, #1007")]
    assert session.scalars(same_person(1)).all() == [1]


def test_a_code_on_an_order_that_somebody_else_names_proposes(session: Session, clock: Clock) -> None:
    give(session, says(session, "Anna", "facebook", "Was kostet er?"))
    says(session, "anna.k", "instagram", "Wo bleibt #1001?")
    order(session, "#1001", code=CODE.lower())
    assert proposals(session, clock) == [(1, 2, "code", CODE)]


@pytest.mark.parametrize(
    ("kind", "text", "evidence"),
    [
        (MessageKind.MESSAGE, f"Ich habe den Code {CODE.lower()}!", "code"),
        (MessageKind.REFERRAL, f"SHORTLINK · {CODE}", "link"),
    ],
)
def test_a_code_that_somebody_else_names_or_came_by_proposes(
    session: Session, clock: Clock, kind: MessageKind, text: str, evidence: str
) -> None:
    give(session, says(session, "Anna", "facebook", "Was kostet er?"))
    says(session, "4711", "instagram", text, kind)
    assert proposals(session, clock) == [(1, 2, evidence, CODE)]


def test_ones_own_code_and_no_code_propose_nothing(session: Session, clock: Clock) -> None:
    give(session, says(session, "Anna", "facebook", f"Danke für {CODE}"))
    says(session, "Bert", "instagram", "K-AAAAAAAA")
    assert proposals(session, clock) == []


def test_what_everybody_names_tells_nothing(session: Session, clock: Clock) -> None:
    order(session, "#1001", "hash-of-anna", code=CODE)
    give(session, says(session, "Anna", "facebook", "#1001"))
    for number in range(6):
        says(session, f"copy{number}", "facebook", f"#1001 {CODE}")
    assert proposals(session, clock) == []


def test_what_was_declined_is_not_proposed_again(session: Session, clock: Clock) -> None:
    give(session, says(session, "Anna", "facebook", "Was kostet er?"))
    says(session, "4711", "instagram", CODE)
    proposals(session, clock)
    undo_merge(session, 1, by="jana", clock=clock)
    assert propose_people(session, clock) == 0
    assert session.get_one(ContactLink, 1).undone_by == "jana"


def test_a_poll_proposes_what_messages_tell_and_leaves_what_orders_tell_to_the_import(
    session: Session, clock: Clock
) -> None:
    give(session, says(session, "Anna", "facebook", "#1001"))
    says(session, "anna.k", "instagram", f"#1007 {CODE}")
    order(session, "#1001", "hash-of-anna")
    order(session, "#1007", "hash-of-anna")
    link_all(session, clock)
    assert propose_by_messages(session, clock) == 1
    assert session.exec(select(ContactLink.evidence)).all() == ["code"]
    assert propose_people(session, clock) == 1


def test_a_poll_looks_at_as_many_rows_however_many_orders_are_named(postgres_url: str, clock: Clock) -> None:
    store = open_store(postgres_url)
    metadata().create_all(store)
    looked_at = []
    with Session(store) as session:
        give(session, says(session, "Anna", "facebook", "Was kostet er?"))
        says(session, "4711", "instagram", CODE)
        for first in (100, 200):
            for number in range(first, first + 100):
                says(session, f"of{number}", "facebook", f"#{number}")
                order(session, f"#{number}", f"hash-of-{number}")
            link_all(session, clock)
            propose_by_messages(session, clock)
            session.commit()
            analyse(store)
            looked_at.append(rows_looked_at(session, lambda: propose_by_messages(session, clock)))
            session.rollback()
    assert looked_at[0] == looked_at[1]
    assert looked_at[0] < 50
    store.dispose()

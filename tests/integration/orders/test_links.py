"""Orders linked to conversations by what was said and by the codes that were given, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.inbox.model import Conversation, ConversationCode, Message
from socialshop.orders.links import CODE_SCORE, NUMBER_SCORE, WRONG_TIME_SCORE, undo_link
from socialshop.orders.model import Order, OrderLink
from tests.integration.orders.linking import link_all

PLACED = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
_ids = count(1)


def add_order(session: Session, number: str = "#1001", *, code: str = "", note: str = "") -> None:
    session.add(
        Order(
            number=number,
            placed_at=PLACED,
            currency="EUR",
            subtotal=1000,
            total=1000,
            discount_code=code,
            note=note,
            imported_at=PLACED,
        )
    )
    session.commit()


def add_conversation(
    session: Session,
    *texts: str,
    at: datetime = PLACED + timedelta(hours=2),
    is_ours: bool = False,
    removed_at: datetime | None = None,
) -> int:
    conversation = Conversation(
        channel="facebook", thread_id=f"thread-{next(_ids)}", object_id="post-1", opened_at=at, last_at=at
    )
    session.add(conversation)
    session.flush()
    assert conversation.id is not None
    for text in texts:
        session.add(
            Message(
                conversation_id=conversation.id,
                channel="facebook",
                external_id=f"comment-{next(_ids)}",
                is_ours=is_ours,
                text=text,
                at=at,
                removed_at=removed_at,
            )
        )
    session.commit()
    return conversation.id


def give_code(session: Session, conversation_id: int, code: str, at: datetime = PLACED - timedelta(days=3)) -> None:
    session.add(ConversationCode(code=code, conversation_id=conversation_id, given_at=at))
    session.commit()


def links(session: Session) -> list[tuple[str, int, str, str, int]]:
    return [
        (link.order_number, link.conversation_id, link.evidence, link.found, link.score)
        for link in session.exec(select(OrderLink).order_by(col(OrderLink.id)))
    ]


def test_a_number_that_the_customer_names_links_with_the_words(session: Session, clock: Clock) -> None:
    add_order(session)
    conversation = add_conversation(session, "Hallo!", "Wo bleibt meine Bestellung 1001?")
    assert link_all(session, clock) == 1
    assert links(session) == [("#1001", conversation, "order number", "Bestellung 1001", NUMBER_SCORE)]


def test_a_shop_without_a_sign_in_its_numbers_is_linked_too(session: Session, clock: Clock) -> None:
    add_order(session, "1001")
    add_conversation(session, "order 1001")
    assert link_all(session, clock) == 1


def test_our_own_words_are_no_evidence(session: Session, clock: Clock) -> None:
    add_order(session)
    add_conversation(session, "Ihre Bestellung #1001 ist unterwegs.", is_ours=True)
    assert link_all(session, clock) == 0


def test_a_removed_message_is_no_evidence(session: Session, clock: Clock) -> None:
    add_order(session)
    add_conversation(session, "#1001", removed_at=PLACED + timedelta(hours=3))
    assert link_all(session, clock) == 0


def test_a_number_that_no_order_bears_links_nothing(session: Session, clock: Clock) -> None:
    add_order(session)
    add_conversation(session, "#4711")
    assert link_all(session, clock) == 0


def test_a_number_named_before_the_order_was_placed_is_worth_little(session: Session, clock: Clock) -> None:
    add_order(session)
    add_conversation(session, "#1001", at=PLACED - timedelta(days=30))
    link_all(session, clock)
    assert links(session)[0][-1] == WRONG_TIME_SCORE


def test_a_later_and_surer_mention_raises_the_score(session: Session, clock: Clock) -> None:
    add_order(session)
    conversation = add_conversation(session, "#1001", at=PLACED - timedelta(days=30))
    link_all(session, clock)
    session.add(Message(conversation_id=conversation, channel="facebook", text="Bestellung 1001", at=PLACED))
    assert link_all(session, clock) == 0
    assert links(session) == [("#1001", conversation, "order number", "Bestellung 1001", NUMBER_SCORE)]


@pytest.mark.parametrize(
    ("discount_code", "note"),
    [("danke-7f3k", ""), ("SOMMER, DANKE-7F3K", ""), ("", "Mein Code: DANKE-7F3K\nBitte klingeln")],
)
def test_a_code_given_in_a_conversation_links_for_certain(
    session: Session, clock: Clock, discount_code: str, note: str
) -> None:
    add_order(session, code=discount_code, note=note)
    conversation = add_conversation(session, "Haben Sie einen Gutschein?")
    give_code(session, conversation, "DANKE-7F3K")
    assert link_all(session, clock) == 1
    assert links(session) == [("#1001", conversation, "code", "DANKE-7F3K", CODE_SCORE)]


def test_a_code_inside_another_word_links_nothing(session: Session, clock: Clock) -> None:
    add_order(session, code="DANKE-7F3K-2")
    give_code(session, add_conversation(session, "Hallo"), "DANKE-7F3K")
    assert link_all(session, clock) == 0


def test_a_code_given_after_the_order_is_worth_little(session: Session, clock: Clock) -> None:
    add_order(session, code="DANKE-7F3K")
    give_code(session, add_conversation(session, "Hallo"), "DANKE-7F3K", at=PLACED + timedelta(days=2))
    link_all(session, clock)
    assert links(session)[0][-1] == WRONG_TIME_SCORE


def test_both_evidences_stand_side_by_side(session: Session, clock: Clock) -> None:
    add_order(session, code="DANKE-7F3K")
    give_code(session, add_conversation(session, "Danke! Es ist #1001."), "DANKE-7F3K")
    assert link_all(session, clock) == 2


def test_linking_again_changes_nothing(session: Session, clock: Clock) -> None:
    add_order(session)
    add_conversation(session, "#1001")
    link_all(session, clock)
    before = links(session)
    assert link_all(session, clock) == 0
    assert links(session) == before


def test_an_undone_link_stays_undone(session: Session, clock: Clock) -> None:
    add_order(session)
    add_conversation(session, "#1001")
    link_all(session, clock)
    link_id = session.exec(select(OrderLink.id)).one()
    assert link_id is not None
    assert undo_link(session, clock, link_id)
    assert link_all(session, clock) == 0
    assert session.exec(select(OrderLink.undone_at)).one() == clock()
    assert not undo_link(session, clock, link_id)


def test_the_number_of_queries_does_not_grow_with_orders_and_messages(
    session: Session, store: Engine, clock: Clock
) -> None:
    def queries() -> int:
        seen: list[str] = []
        listener = lambda _c, _k, statement, *_: seen.append(statement)  # noqa: E731
        event.listen(store, "before_cursor_execute", listener)
        link_all(session, clock)
        event.remove(store, "before_cursor_execute", listener)
        return len(seen)

    add_order(session)
    add_conversation(session, "#1001")
    few = queries()
    for number in range(2000, 2050):
        add_order(session, f"#{number}")
        add_conversation(session, f"#{number}")
    assert queries() <= few
    assert len(links(session)) == 51

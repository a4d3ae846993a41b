"""What people decide: done, not done, and the code that they give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.codes import give_code
from socialshop.inbox.errors import UnknownConversation
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, ConversationCode, ConversationState
from socialshop.inbox.resolve import existing, reopen, resolve
from socialshop.orders.model import EvidenceKind, Order, OrderLink
from socialshop.ports import EventKind
from tests.integration.inbox.conftest import SHOP, Says


@pytest.fixture
def session(shop: Engine, clock: Clock, says: Says) -> Iterator[Session]:
    with Session(shop) as session:
        ingest(session, [says("c1")], clock)
        yield session


def number(session: Session, thread_id: str = "c1") -> int:
    found = session.execute(select(col(Conversation.id)).where(col(Conversation.thread_id) == thread_id)).scalar_one()
    assert found is not None
    return found


def state(session: Session) -> str:
    return session.execute(select(col(Conversation.state))).scalar_one()


def test_resolved_is_resolved_until_the_customer_writes_anew(session: Session, clock: Clock, says: Says) -> None:
    resolve(session, number(session), clock)
    ingest(session, [says("r1", "Gern!", minute=1, parent="c1", author=SHOP)], clock)
    assert state(session) == ConversationState.RESOLVED
    ingest(session, [says("c1", "Ist er noch da??", minute=2, kind=EventKind.COMMENT_EDITED)], clock)
    assert state(session) == ConversationState.RESOLVED
    ingest(session, [says("c2", "Noch etwas:", minute=3, parent="c1")], clock)
    assert state(session) == ConversationState.OPEN


def test_reopening_gives_back_what_the_messages_say(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("r1", "Gern!", minute=1, parent="c1", author=SHOP)], clock)
    resolve(session, number(session), clock)
    reopen(session, number(session))
    assert state(session) == ConversationState.WAITING


@pytest.mark.parametrize("act", [resolve, give_code, lambda session, id_, _: reopen(session, id_)])
def test_what_is_not_there_cannot_be_acted_on(session: Session, clock: Clock, act: Callable[..., object]) -> None:
    with pytest.raises(UnknownConversation):
        act(session, 4711, clock)


def test_a_code_is_readable_new_and_kept_with_its_conversation(session: Session, clock: Clock) -> None:
    codes = {give_code(session, number(session), clock) for _ in range(50)}
    assert len(codes) == 50
    assert all(re.fullmatch(r"K-[A-HJKMNP-RT-Z2-46-9]{8}", code) for code in codes)
    assert set(session.execute(select(col(ConversationCode.code))).scalars()) == codes


def test_codes_and_order_links_follow_a_conversation_that_joins_another(
    session: Session, clock: Clock, says: Says
) -> None:
    ingest(session, [says("x3", minute=3, parent="x2")], clock)
    early, kept = number(session, "x2"), number(session)
    code = give_code(session, early, clock)
    for order in ("#1", "#2"):
        session.add(Order(number=order, placed_at=clock(), currency="EUR", subtotal=1, total=1, imported_at=clock()))
    session.flush()
    for order, place in (("#1", early), ("#1", kept), ("#2", early)):
        session.add(_link(order, place, clock))
    session.flush()
    resolve(session, kept, clock)
    ingest(session, [says("x2", minute=2, parent="c1", author=SHOP)], clock)
    assert number(session) == kept
    links = session.execute(select(col(OrderLink.order_number), col(OrderLink.conversation_id)))
    assert sorted(map(tuple, links)) == [("#1", kept), ("#2", kept)]
    assert session.execute(select(col(ConversationCode.code), col(ConversationCode.conversation_id))).all() == [
        (code, kept)
    ]
    assert state(session) == ConversationState.OPEN
    with pytest.raises(UnknownConversation, match=f"Conversation {early} turned out to be part of {kept}") as told:
        existing(session, early)
    assert told.value.joined == kept, "what was written down under its number is still found"


def _link(order: str, conversation_id: int, clock: Clock) -> OrderLink:
    return OrderLink(
        order_number=order,
        conversation_id=conversation_id,
        evidence=EvidenceKind.ORDER_NUMBER,
        found=order,
        score=80,
        linked_at=clock(),
    )

"""Several processes write to the inbox at once: the page, the schedule, the webhooks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.counting import IngestCount
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact, Conversation, ConversationState, Message
from socialshop.inbox.reply import write_reply
from socialshop.ports import EventKind, InboundEvent
from tests.integration.inbox.conftest import Says


def _at_once(*acts: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_the_same_events_ingested_twice_at_once_are_stored_once(shop: Engine, clock: Clock, says: Says) -> None:
    events = [says(f"c{n}", minute=n, parent="c0" if n % 3 else None) for n in range(60)]

    def arrive() -> IngestCount:
        with Session(shop) as session:
            count = ingest(session, events, clock)
            session.commit()
        return count

    counts = _at_once(arrive, arrive, arrive)
    assert sorted(counts, key=lambda count: count.new) == [*[IngestCount(unchanged=60)] * 2, IngestCount(new=60)]
    with Session(shop) as session:
        sizes = [session.execute(select(func.count(col(model.id)))).scalar_one() for model in (Message, Contact)]
    assert sizes == [60, 1]


def test_different_events_of_one_comment_at_once_lose_nothing(shop: Engine, clock: Clock, says: Says) -> None:
    removal = says("c1", "", minute=9, kind=EventKind.COMMENT_REMOVED)
    events = [says("c1"), says("c1", "neu", minute=2, kind=EventKind.COMMENT_EDITED), removal]

    def arrival(event: InboundEvent) -> Callable[[], None]:
        def arrive() -> None:
            with Session(shop) as session:
                ingest(session, [event], clock)
                session.commit()

        return arrive

    _at_once(*map(arrival, events))
    with Session(shop) as session:
        message = session.execute(select(Message)).scalar_one()
    assert (message.text, message.at, message.removed_at) == ("neu", events[0].at, removal.at)


def test_an_answer_written_while_the_customer_writes_on_leaves_the_state_that_time_tells(
    shop: Engine, clock: Clock, says: Says
) -> None:
    with Session(shop) as session:
        ingest(session, [says("c1")], clock)
        number = session.execute(select(col(Conversation.id))).scalar_one() or 0
        session.commit()

    def answer() -> None:
        with Session(shop) as session:
            write_reply(session, number, "Ja!", "Lena", clock, 500)
            session.commit()

    def ask_on() -> None:
        with Session(shop) as session:
            ingest(session, [says("c2", minute=24 * 60, parent="c1")], clock)
            session.commit()

    _at_once(ask_on, answer)
    with Session(shop) as session:
        conversation = session.execute(select(Conversation)).scalar_one()
        latest = session.execute(
            select(Message).order_by(col(Message.at).desc(), col(Message.is_ours).desc())
        ).scalars()
        expected = ConversationState.WAITING if next(iter(latest)).is_ours else ConversationState.OPEN
        assert conversation.state == expected

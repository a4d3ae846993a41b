"""For every order of arrival, in any portions and repetitions, the inbox ends in the same state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.inbox.raw import Way
from socialshop.inbox.said import thread
from socialshop.ports import Author, EventKind, InboundEvent
from tests.integration.inbox.conftest import SHOP

BERT = Author("b1", "Bert")
_runs = count()


def _story(says: Callable[..., InboundEvent]) -> list[InboundEvent]:
    """Two threads, three levels deep, with edits, removals and answers of ours."""
    edited, removed = EventKind.COMMENT_EDITED, EventKind.COMMENT_REMOVED
    return [
        says("c1", "Habt ihr Brie?", minute=1),
        says("c2", "Ja, heute frisch", minute=2, parent="c1", author=SHOP),
        says("c3", "Und Bergkäse?", minute=3, parent="c2", author=BERT),
        says("c3", "Und alten Bergkäse?", minute=4, parent="c2", author=None, kind=edited),
        says("c4", "Auch den", minute=5, parent="c3", author=SHOP),
        says("c5", "Weg damit", minute=6, parent="c3"),
        says("c5", "", minute=7, author=None, kind=removed),
        says("d1", "Bergkäse!", minute=2, author=BERT),
        says("d1", "", minute=8, author=None, kind=removed),
    ]


def _renamed(event: InboundEvent, mark: str) -> InboundEvent:
    """The same event under ids of its own, so that one database serves many examples."""
    return replace(event, external_id=mark + event.external_id, parent_id=event.parent_id and mark + event.parent_id)


def _end_state(store: Engine, mark: str) -> Sequence[Any]:
    starter = aliased(Contact)
    with Session(store) as session:
        return session.execute(
            select(
                col(Message.external_id),
                col(Message.text),
                col(Message.at),
                col(Message.edited_at),
                col(Message.removed_at),
                col(Message.is_ours),
                col(Contact.name),
                col(Conversation.thread_id),
                col(Conversation.state),
                col(Conversation.item_id),
                col(Conversation.window),
                col(Conversation.opened_at),
                col(Conversation.last_at),
                starter.name,
            )
            .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
            .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
            .outerjoin(starter, starter.id == col(Conversation.contact_id))
            .where(col(Message.external_id).startswith(mark))
            .order_by(col(Message.external_id))
        ).all()


def _without(mark: str, rows: Sequence[Any]) -> list[list[Any]]:
    return [[value.removeprefix(mark) if isinstance(value, str) else value for value in row] for row in rows]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_end_state_is_the_same(
    shop: Engine, clock: Clock, says: Callable[..., InboundEvent], data: st.DataObject
) -> None:
    def arrive(mark: str, portions: list[list[InboundEvent]]) -> list[list[Any]]:
        for portion in portions:
            with Session(shop) as session:
                ingest(session, [_renamed(event, mark) for event in portion], clock)
                session.commit()
        return _without(mark, _end_state(shop, mark))

    story = _story(says)
    shuffled = data.draw(st.permutations(story + data.draw(st.lists(st.sampled_from(story), max_size=5))))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(shuffled) - 1), max_size=6)))
    portions = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    number = next(_runs)
    assert arrive(f"x{number}-", portions) == arrive(f"y{number}-", [story])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_it_does_not_matter_whether_polling_or_the_webhook_is_first(
    shop: Engine, clock: Clock, says: Callable[..., InboundEvent], data: st.DataObject
) -> None:
    """Polling shows a text as it is after its edit, also where the webhooks of addition and edit come later."""

    def arrive(mark: str, told: Sequence[tuple[Way, InboundEvent]]) -> list[tuple[Any, ...]]:
        for way, event in told:
            with Session(shop) as session:
                ingest(session, [_renamed(event, mark)], clock, way)
                session.commit()
        with Session(shop) as session:
            conversation = session.scalars(select(Conversation).where(col(Conversation.thread_id) == f"{mark}c1")).one()
            said, _ = thread(session, conversation, 10)
        return [(one.text, one.edited_at, one.versions) for one in said]

    pushed = data.draw(st.sampled_from([Way.WEBHOOK, Way.FILE]))
    added = (pushed, says("c1", "Habt ihr Brie?", minute=1))
    edited = (pushed, says("c1", "Habt ihr Brie de Meaux?", minute=5, kind=EventKind.COMMENT_EDITED))
    shown = (Way.POLL, says("c1", "Habt ihr Brie de Meaux?", minute=1))
    story = [added, shown, *([edited] if data.draw(st.booleans()) else [])]
    shuffled = data.draw(st.permutations(story + data.draw(st.lists(st.sampled_from(story), max_size=4))))
    number = next(_runs)
    (state,) = arrive(f"x{number}-", shuffled)
    assert [state] == arrive(f"y{number}-", story)
    assert state[0] == "Habt ihr Brie de Meaux?"
    assert [version.text for version in state[2]] == ["Habt ihr Brie?"]

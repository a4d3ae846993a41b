"""Private messages, posts, reactions and receipts: for every order of arrival and any repetition the same end state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, Message, Reaction, Receipt
from socialshop.inbox.raw import Way
from socialshop.ports import Attachment, AttachmentKind, Author, EventKind, InboundEvent
from tests.integration.inbox.conftest import SHOP

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ANNA, NAMELESS = Author("77", "Anna Meier"), Author("77", "")
_runs = count()


def tells(kind: EventKind, id_: str, minute: float, author: Author | None = None, text: str = "", **more: Any) -> Any:
    told = {"object_id": "", "parent_id": None} | more
    at = START + timedelta(minutes=minute)
    return InboundEvent(channel="facebook", kind=kind, external_id=id_, author=author, text=text, at=at, **told)


def private(kind: EventKind, id_: str, minute: float, author: Author | None, text: str = "", **more: Any) -> Any:
    return tells(kind, id_, minute, author, text, thread_id="77", **more)


PICTURE = (Attachment(AttachmentKind.IMAGE, "https://cdn.example/1.jpg"),)
K = EventKind
STORY: list[InboundEvent] = [
    private(K.REFERRAL_ADDED, "f1", 0, ANNA, "ADS", links=("https://shop.example/?utm_campaign=herbst",)),
    private(K.MESSAGE_ADDED, "m1", 1, NAMELESS, "Liefert ihr?"),  # a webhook, to the millisecond
    private(K.MESSAGE_ADDED, "m1", 0.99, ANNA, "Liefert ihr?", attachments=PICTURE),  # polling, to the second
    private(K.STORY_REPLY_ADDED, "m2", 2, ANNA, "Lecker"),
    private(K.MESSAGE_ADDED, "m2", 2, ANNA, "Lecker"),  # the same, not known as a reply to a story
    private(K.MESSAGE_EDITED, "m2", 4, NAMELESS, "Sehr lecker"),
    private(K.MESSAGE_ADDED, "m3", 3, SHOP, "Ja, gern"),  # an echo
    private(K.MESSAGE_ADDED, "m4", 5, ANNA, "Weg"),
    private(K.MESSAGE_REMOVED, "m4", 6, NAMELESS),
    private(K.READ, "77", 5, None),
    private(K.DELIVERED, "77", 4, None),
    private(K.READ, "77", 3, None),
    private(K.REACTION_ADDED, "m3/77", 7, ANNA, "❤", parent_id="m3"),
    private(K.REACTION_REMOVED, "m3/77", 8, ANNA, parent_id="m3"),
    private(K.REACTION_ADDED, "m3/77", 9, ANNA, "👍", parent_id="m3"),
    tells(K.POST_ADDED, "p1", 1, ANNA, "Danke für den Käse!", object_id="p1"),
    tells(K.COMMENT_ADDED, "c1", 2, SHOP, "Sehr gern", object_id="p1", parent_id="p1"),
    tells(K.COMMENT_EDITED, "c1", -30, None, "Sehr, sehr gern", object_id="p1"),  # by a clock that is behind
    tells(K.COMMENT_ADDED, "c2", 3, ANNA, "Bis bald", object_id="p1", parent_id="c1"),
    tells(K.COMMENT_HIDDEN, "c2", 4, SHOP, object_id="p1"),
    tells(K.COMMENT_UNHIDDEN, "c2", 5, SHOP, object_id="p1"),
    tells(K.POST_HIDDEN, "p1", 6, SHOP, object_id="p1"),
    tells(K.UNSUPPORTED, "u1", 6, None, "messaging/optin"),
]


def _renamed(event: InboundEvent, mark: str) -> InboundEvent:
    """The same event under ids of its own, so that one database serves many examples."""
    ids = {name: getattr(event, name) for name in ("external_id", "object_id", "parent_id", "thread_id")}
    person = event.author and replace(event.author, external_id=mark + event.author.external_id)
    return replace(event, author=person, **{name: id_ and mark + id_ for name, id_ in ids.items()})


def _end_state(store: Engine, mark: str) -> list[list[str]]:
    columns = ("external_id", "kind", "is_private", "text", "at", "edited_at", "hidden_at", "removed_at", "attachments")
    conversation = ("thread_id", "kind", "is_private", "state", "window", "window_evidence", "wrote_at", "last_at")
    with Session(store) as session:
        found: list[Sequence[Any]] = [
            *session.execute(
                select(
                    *(col(getattr(Message, n)) for n in columns), *(col(getattr(Conversation, n)) for n in conversation)
                )
                .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
                .where(col(Message.external_id).startswith(mark))
                .order_by(col(Message.external_id))
            ),
            *session.execute(
                select(col(Reaction.target_id), col(Reaction.text), col(Reaction.at)).where(
                    col(Reaction.target_id).startswith(mark)
                )
            ),
            *session.execute(
                select(col(Receipt.thread_id), col(Receipt.delivered_until), col(Receipt.read_until)).where(
                    col(Receipt.thread_id) == f"direct:{mark}77"
                )
            ),
        ]
    return [[str(value).replace(mark, "") for value in row] for row in found]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_end_state_is_the_same(shop: Engine, clock: Clock, data: st.DataObject) -> None:
    def arrive(mark: str, portions: list[list[InboundEvent]]) -> list[list[str]]:
        for number, portion in enumerate(portions):
            with Session(shop) as session:
                way = Way.WEBHOOK if number % 2 else Way.POLL
                ingest(session, [_renamed(event, mark) for event in portion], clock, way)
                session.commit()
        return _end_state(shop, mark)

    shuffled = data.draw(st.permutations(STORY + data.draw(st.lists(st.sampled_from(STORY), max_size=8))))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(shuffled) - 1), max_size=8)))
    portions = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    number = next(_runs)
    state = arrive(f"x{number}-", portions)
    assert state == arrive(f"y{number}-", [STORY])
    assert len(state) == 10


def test_what_it_ends_as(shop: Engine, clock: Clock) -> None:
    with Session(shop) as session:
        ingest(session, STORY, clock)
        session.commit()
    with Session(shop) as session:
        messages = {one.external_id: one for one in session.execute(select(Message)).scalars()}
        kinds = {one.thread_id: one.kind for one in session.execute(select(Conversation)).scalars()}
        reaction, receipt = (
            session.execute(select(Reaction)).scalar_one(),
            session.execute(select(Receipt)).scalar_one(),
        )
    assert kinds == {"direct:77": "referral", "p1": "post"}
    assert (messages["m2"].kind, messages["m2"].text) == ("story_reply", "Sehr lecker")
    assert messages["m1"].attachments is not None
    assert messages["m3"].is_ours
    assert (messages["c1"].text, messages["c1"].is_ours) == ("Sehr, sehr gern", True)
    assert (messages["c2"].hidden_at, messages["p1"].hidden_at) == (None, START + timedelta(minutes=6))
    assert reaction.text == "👍"
    assert (receipt.delivered_until, receipt.read_until) == (START + timedelta(minutes=5),) * 2

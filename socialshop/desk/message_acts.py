"""Liking, hiding and deleting messages where they stand: written down, audited, and sent through the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Engine, Select, bindparam, delete, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk.allowing import require_allowed
from socialshop.desk.errors import ActRefused
from socialshop.desk.model import MessageAct
from socialshop.errors import AuthExpired, Permanent, PlatformError, Throttled
from socialshop.inbox.errors import UnknownMessage
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Message, Reaction
from socialshop.inbox.standing import settle
from socialshop.phrases import phrase
from socialshop.ports import Act, DeleteTarget, HideTarget, LikeTarget, Traffic
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission
from socialshop.store import Question, Rows
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.store.outbox import Outbox
from socialshop.sync.runs import Action, RunLog

STEP = "acts"
NAMES = {
    Act.LIKE: phrase("like"),
    Act.UNLIKE: phrase("taking back of the like"),
    Act.HIDE: phrase("hiding"),
    Act.UNHIDE: phrase("showing again"),
    Act.DELETE: phrase("deletion"),
}
_PERMISSIONS = {
    Act.LIKE: Permission.ANSWER,
    Act.UNLIKE: Permission.ANSWER,
    Act.HIDE: Permission.MODERATE,
    Act.UNHIDE: Permission.MODERATE,
    Act.DELETE: Permission.MODERATE,
}
_US = "us"


class Unsettled(NamedTuple):
    """An act that is not done on the platform yet, or was refused there, and why."""

    act: Act
    is_refused: bool
    error: str


def _read(acts: Rows) -> Mapping[int, Unsettled]:
    latest = {message_id: rest for message_id, *rest in acts}
    return {
        id_: Unsettled(Act(kind), state == OutboxState.FAILED, error)
        for id_, (kind, state, error) in latest.items()
        if state != OutboxState.SENT
    }


@cache
def _acts() -> Select[int, str, str, str]:
    return (
        select(col(MessageAct.message_id), col(MessageAct.kind), col(OutboxEntry.state), col(OutboxEntry.error))
        .join(OutboxEntry, col(OutboxEntry.key) == col(MessageAct.outbox_key))
        .where(col(MessageAct.conversation_id) == bindparam("id"))
        .order_by(col(MessageAct.id))
    )


UNSETTLED = Question(_acts, _read)
"""What became of the latest act on each message of the conversation `id`, by its number; what is done is left out."""


def do(session: Session, actor: Actor, message_id: int, act: Act, connector: object, clock: Clock) -> MessageAct:
    """Queue an act on a message; the caller commits, and sends what is queued.

    Raises UnknownMessage, NotPermitted, and ActRefused where the channel does not allow it now.
    """
    require_permitted(actor, act)
    message = existing_message(session, message_id)
    lock_channel(session, message.channel)
    require_allowed(session, connector, act, message, clock)
    row = MessageAct(
        conversation_id=message.conversation_id, message_id=message_id, kind=act, author=actor.name, at=clock()
    )
    session.add(row)
    session.flush()
    entry = OutboxEntry(key=f"act:{row.id}", channel=message.channel, created_at=clock())
    session.add(entry)
    session.flush()
    row.outbox_key = entry.key
    done = {"message": message_id}
    record(session, actor, act, "conversation", message.conversation_id, clock(), after=done)
    return row


class Refused(NamedTuple):
    """A message, and why its channel does not allow the act with it."""

    message_id: int
    conversation_id: int
    channel: str
    why: str


def do_each(
    session: Session,
    actor: Actor,
    message_ids: Sequence[int],
    act: Act,
    connectors: Mapping[str, object],
    clock: Clock,
) -> list[Refused]:
    """Queue an act on each of these messages; those that their channel, of the `connectors` by name, refuses leave the
    others done. The caller commits, and sends what is queued. Raises UnknownMessage and NotPermitted before anything
    is done."""
    require_permitted(actor, act)
    refused: list[Refused] = []
    for message in [existing_message(session, id_) for id_ in message_ids]:
        try:
            do(session, actor, message.id or 0, act, connectors.get(message.channel), clock)
        except ActRefused as error:
            why = str(error.allowance or error.what)
            refused.append(Refused(message.id or 0, message.conversation_id, message.channel, why))
    return refused


def require_permitted(actor: Actor, act: Act) -> None:
    """Raises NotPermitted, and ActRefused for an answer, which is none of these acts."""
    if act not in _PERMISSIONS:
        raise ActRefused(phrase("{act} is written, not done.", act=act))
    actor.require(_PERMISSIONS[act])


def existing_message(session: Session, message_id: int) -> Message:
    """The message. Raises UnknownMessage."""
    message = session.get(Message, message_id)
    if message is None:
        raise UnknownMessage(message_id)
    return message


def failed_act(session: Session, message_id: int) -> MessageAct | None:
    """The latest act on the message, if its platform refused it."""
    of_it = select(MessageAct).where(col(MessageAct.message_id) == message_id)
    row = session.scalars(of_it.order_by(col(MessageAct.id).desc()).limit(1)).first()
    entry = session.get(OutboxEntry, row.outbox_key) if row and row.outbox_key else None
    return row if entry is not None and entry.state == OutboxState.FAILED else None


def do_again(session: Session, actor: Actor, row: MessageAct, clock: Clock) -> None:
    """Queue an act that failed; the caller commits. Raises NotPermitted."""
    entry = _failed(session, actor, row)
    entry.state, entry.error = OutboxState.PENDING, ""
    record(session, actor, "retry", "conversation", row.conversation_id, clock(), after={"message": row.message_id})


def give_up(session: Session, actor: Actor, row: MessageAct, clock: Clock) -> None:
    """Forget an act that failed; the caller commits. Raises NotPermitted."""
    entry = _failed(session, actor, row)
    session.delete(row)
    session.flush()
    session.delete(entry)
    done = {"message": row.message_id}
    record(session, actor, "take back", "conversation", row.conversation_id, clock(), after=done)


def _failed(session: Session, actor: Actor, row: MessageAct) -> OutboxEntry:
    actor.require(_PERMISSIONS[Act(row.kind)])
    return session.get_one(OutboxEntry, row.outbox_key)


def send_acts(
    store: Engine, clock: Clock, run: RunLog, channel: str, connector: object, traffic: Traffic | None
) -> None:
    """Do what is queued on the channel, the oldest first, as `sending.send_replies` does answers."""
    outbox = Outbox(store, clock)
    queued = _queued(store, channel)
    if not queued:
        return
    with run.step(STEP, channel, traffic) as tally:
        for row, external_id in queued:
            effect = _effect(connector, channel, Act(row.kind), external_id)
            try:
                # Doing it twice is doing it once: after a crash there is nothing to look up.
                outbox.run(row.outbox_key or "", channel, effect, lambda _since: None)
            except (AuthExpired, Throttled):
                raise
            except PlatformError as error:
                tally.record(_told_of(row), Action.FAILED, error.what, error.mend)
            else:
                _store(store, clock, row)
                tally.record(_told_of(row), Action.UPDATED)


def _told_of(row: MessageAct) -> str:
    return told(Act(row.kind), row.message_id, row.conversation_id)


def told(act: Act, message_id: int, conversation_id: int) -> str:
    """What is done to which message, in words."""
    return phrase(
        "{act} of message {number} in conversation {conversation}",
        act=NAMES[act],
        number=message_id,
        conversation=conversation_id,
    )


def _queued(store: Engine, channel: str) -> list[tuple[MessageAct, str]]:
    with Session(store, expire_on_commit=False) as session:
        rows = session.execute(
            select(MessageAct, col(Message.external_id))
            .join(OutboxEntry, col(OutboxEntry.key) == col(MessageAct.outbox_key))
            .join(Message, col(Message.id) == col(MessageAct.message_id))
            .where(
                col(OutboxEntry.channel) == channel,
                col(OutboxEntry.state).in_([OutboxState.PENDING, OutboxState.SENDING]),
            )
            .order_by(col(MessageAct.id))
        )
        return [(row, external_id) for row, external_id in rows if external_id]


def _effect(connector: object, channel: str, act: Act, external_id: str) -> Callable[[], str]:
    def call() -> str:
        if act in (Act.LIKE, Act.UNLIKE) and isinstance(connector, LikeTarget):
            (connector.like if act is Act.LIKE else connector.unlike)(external_id)
        elif act in (Act.HIDE, Act.UNHIDE) and isinstance(connector, HideTarget):
            (connector.hide if act is Act.HIDE else connector.unhide)(external_id)
        elif act is Act.DELETE and isinstance(connector, DeleteTarget):
            connector.delete(external_id)
        else:
            raise Permanent(phrase("{channel} does not offer to {act}.", channel=channel, act=act), channel=channel)
        return ""

    return call


def _like(message: Message, now: datetime) -> Reaction:
    return Reaction(
        channel=message.channel,
        target_id=message.external_id or "",
        author_id=_US,
        author="",
        is_ours=True,
        text="like",
        at=now,
    )


def _unlike(session: Session, message: Message) -> None:
    session.execute(
        delete(Reaction).where(
            col(Reaction.channel) == message.channel,
            col(Reaction.target_id) == message.external_id,
            col(Reaction.is_ours),
        )
    )


def _store(store: Engine, clock: Clock, row: MessageAct) -> None:
    """The message as it now stands; the platform may tell the same again."""
    with Session(store) as session:
        message = session.get_one(Message, row.message_id)
        lock_channel(session, message.channel)
        session.refresh(message)
        act, now = Act(row.kind), clock()
        if act is Act.LIKE:
            session.merge(_like(message, now))
        elif act is Act.UNLIKE:
            _unlike(session, message)
        elif act is Act.HIDE:
            message.hidden_at = message.hidden_at or now
        elif act is Act.UNHIDE:
            message.hidden_at = None
        else:
            message.removed_at = message.removed_at or now
        session.flush()
        settle(session, [message.conversation_id])
        session.commit()

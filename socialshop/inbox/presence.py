"""Looking again whether what customers wrote still stands: polling does not tell what was removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, Cursor, Message
from socialshop.ports import EventKind, InboundEvent, MessageKind, PresenceSource

EVERY = timedelta(days=1)
_BACK = timedelta(days=14)
"""How long a message is looked after: later, hardly anybody takes it back."""
_MOST = 1_000
"""Messages a look: each counts as a call."""
_MARK = "presence"  # of a channel's cursor: when it was looked at
_REMOVED = {MessageKind.COMMENT: EventKind.COMMENT_REMOVED, MessageKind.POST: EventKind.POST_REMOVED}


@dataclass(frozen=True, slots=True)
class Look:
    """How many messages were looked for, and those that stand no more. `is_blind`: not one was to be seen, which says
    more of the token than of the customers, so that none was taken for removed."""

    looked_for: int
    removed: tuple[str, ...]
    is_blind: bool = False


def is_due(store: Engine, clock: Clock, channel: str) -> bool:
    """Whether the last look was long ago; a channel that is new has just been read whole."""
    with Session(store) as session:
        mark = session.get(Cursor, (channel, _MARK))
        if mark is None:
            _note_look(session, channel, clock())
            session.commit()
            return False
        return clock() - mark.read_at >= EVERY


def look_again(store: Engine, clock: Clock, channel: str, source: PresenceSource) -> Look:
    """Ask for the customers' public messages of the last days, and record what was removed.

    Raises what the platform raises; nothing is recorded then.
    """
    held = _held(store, channel, clock() - _BACK)
    ids = {id_: (kind, object_id) for object_id, kinds in held.items() for id_, kind in kinds.items()}
    gone = source.gone(held) if held else frozenset()
    is_blind = bool(gone) and len(gone) == len(ids)
    with Session(store) as session:
        if not is_blind:
            ingest(session, [_removal(channel, id_, *ids[id_], clock()) for id_ in sorted(gone)], clock)
        _note_look(session, channel, clock())
        session.commit()
    return Look(len(ids), () if is_blind else tuple(sorted(gone)), is_blind)


def _held(store: Engine, channel: str, since: datetime) -> Mapping[str, Mapping[str, MessageKind]]:
    """By what it stands beneath, the id and kind of each; a visitor's post stands on the account itself."""
    with Session(store) as session:
        rows = session.execute(
            select(col(Message.external_id), col(Message.kind), col(Conversation.object_id))
            .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
            .where(
                col(Message.channel) == channel,
                col(Message.kind).in_(list(_REMOVED)),
                col(Message.is_ours).is_(False),
                col(Message.external_id).is_not(None),
                col(Message.removed_at).is_(None),
                col(Message.at) >= since,
                col(Conversation.last_at) >= since,
            )
            .order_by(col(Message.at).desc(), col(Message.id).desc())
            .limit(_MOST)
        ).all()
    held: defaultdict[str, dict[str, MessageKind]] = defaultdict(dict)
    for external_id, kind, object_id in rows:
        held[object_id if kind == MessageKind.COMMENT else ""][external_id] = MessageKind(kind)
    return held


def _removal(channel: str, external_id: str, kind: MessageKind, object_id: str, now: datetime) -> InboundEvent:
    return InboundEvent(channel, _REMOVED[kind], external_id, object_id, None, None, "", now)


def _note_look(session: Session, channel: str, now: datetime) -> None:
    session.merge(Cursor(channel=channel, object_id=_MARK, value=now.isoformat(), read_at=now))

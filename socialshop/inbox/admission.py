"""Windows of limited access: who asks and belongs there gets a single-use code, never more than there are seats."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError, SocialshopError
from socialshop.inbox.codes import give_code, new_code
from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.inbox.reply import write_reply
from socialshop.ports import Act
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.model import WindowCode, WindowRow

AUTHOR = "socialshop"
_ASKS = re.compile(r"\bcodes?\b", re.IGNORECASE)
_WORDS = {
    "de": "Ihr Code für „{title}“: {code}. Er gilt einmal und ist nur für Sie.",
    "en": "Your code for '{title}': {code}. It is good for one use, and for you alone.",
}


class NoSeatLeft(SocialshopError):
    """All codes of the window are given."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who belongs to the window and asked for its code publicly; `holder` is 'channel:id'."""

    conversation_id: int
    message_id: int
    holder: str


def seat(
    session: Session,
    window: WindowDefinition,
    holder: str,
    clock: Clock,
    *,
    conversation_id: int | None = None,
) -> WindowCode:
    """The holder's code: the one that they have, or a new one. The caller commits.

    Raises NoSeatLeft when the quota is used up, ConfigurationError for a window that is for everyone or that never
    stood. Of many who ask at once, each waits for the one before: the window's row is locked.
    """
    locked = session.exec(select(WindowRow).where(WindowRow.name == window.name).with_for_update()).one_or_none()
    quota = window.audience.quota
    if locked is None or quota is None or not window.audience.is_limited:
        raise ConfigurationError(
            f"The window {window.name!r} gives no codes.", mend="Limit its `audience`, and apply it first."
        )
    given = codes(session, window.name)
    known = next((one for one in given if one.holder == holder), None)
    if known:
        return known
    if len(given) >= quota:
        raise NoSeatLeft(f"All {quota} codes of {window.name!r} are given.", mend="Raise `audience.quota`, or say no.")
    code = give_code(session, conversation_id, clock) if conversation_id else new_code()
    made = WindowCode(
        code=code,
        window=window.name,
        seat=len(given) + 1,
        holder=holder,
        given_at=clock(),
        conversation_id=conversation_id,
    )
    session.add(made)
    session.flush()
    return made


def codes(session: Session, window: str) -> list[WindowCode]:
    """The codes that were given, in the order of their seats."""
    return list(session.exec(select(WindowCode).where(WindowCode.window == window).order_by(col(WindowCode.seat))))


def answer_privately(
    session: Session, window: WindowDefinition, asking: Asking, clock: Clock, limit: int
) -> WindowCode:
    """Give the code and queue the private reply that tells it, in one transaction: the caller commits."""
    given = seat(session, window, asking.holder, clock, conversation_id=asking.conversation_id)
    text = _WORDS[window.language].format(title=window.title, code=given.code)
    write_reply(
        session,
        asking.conversation_id,
        text,
        AUTHOR,
        clock,
        limit,
        act=Act.PRIVATE_REPLY,
        message_id=asking.message_id,
    )
    return given


def askings(
    session: Session, window: WindowDefinition, channel: str, members: Collection[str], now: datetime
) -> list[Asking]:
    """Who asked beneath the window on the channel, belongs to its members ('channel:id') and has no code yet."""
    ends = window.audience.ends or window.ends
    if not window.audience.is_limited or (ends and ends <= now):
        return []
    seated = {one.holder for one in codes(session, window.name)}
    found: dict[str, Asking] = {}
    for asking in _askings(session, window.name, channel):
        if asking.holder in members and asking.holder not in seated:
            found.setdefault(asking.holder, asking)
    return list(found.values())


def members_of(window: WindowDefinition, experts: Sequence[str]) -> frozenset[str]:
    """Who belongs to the window, as 'channel:id'; names alone get their codes by list: anybody can bear a name."""
    who = window.audience.who
    if who == "everyone":
        return frozenset()
    return frozenset(experts if isinstance(who, str) else (name for name in who if ":" in name))


def _askings(session: Session, window: str, channel: str) -> Iterator[Asking]:
    rows = session.exec(
        select(Message, Contact)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .join(Contact, col(Contact.id) == col(Message.contact_id))
        .where(
            Conversation.window == window,
            Message.channel == channel,
            col(Conversation.is_private).is_(False),
            col(Message.is_ours).is_(False),
            col(Message.removed_at).is_(None),
        )
        .order_by(col(Message.at), col(Message.id))
    )
    for message, contact in rows:
        if _ASKS.search(message.text) and message.id is not None:
            yield Asking(message.conversation_id, message.id, f"{channel}:{contact.external_id}")

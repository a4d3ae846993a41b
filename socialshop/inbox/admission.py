"""Windows of limited access: who asks and belongs there gets a single-use code, never more than there are seats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError, SocialshopError
from socialshop.inbox.codes import give_code, new_code
from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.inbox.reply import write_reply
from socialshop.phrases import phrase
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
class Person:
    """Somebody whom the configuration names; `contacts` are how the channels know them, such as 'facebook:1234'."""

    name: str
    contacts: Sequence[str] = ()


Members = Mapping[str, str]
"""Who belongs to a window: how a channel knows them ('facebook:1234') → the one that all their codes count for."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asked publicly for a window's code. `contact` is 'channel:id'; `holder` is who the code counts for,
    '' for somebody who does not belong to the window."""

    conversation_id: int
    message_id: int
    contact: str
    name: str
    at: datetime
    holder: str = ""

    @property
    def channel(self) -> str:
        return self.contact.partition(":")[0]


def seat(session: Session, window: WindowDefinition, holder: str, clock: Clock) -> WindowCode:
    """The holder's code: the one that they have, or a new one. The caller commits.

    Raises NoSeatLeft when the quota is used up, ConfigurationError for a window that is for everyone or that never
    stood. Of many who ask at once, each waits for the one before: the window's row is locked.
    """
    given = _given(session, window)
    return given.get(holder) or _give(session, window, given, holder, clock)


def codes(session: Session, window: str) -> list[WindowCode]:
    """The codes that were given, in the order of their seats."""
    return list(session.exec(select(WindowCode).where(WindowCode.window == window).order_by(col(WindowCode.seat))))


def answer_privately(
    session: Session, window: WindowDefinition, asking: Asking, clock: Clock, limit: int
) -> WindowCode | None:
    """Give the code and queue the private reply that tells it, in one transaction: the caller commits.

    None where they got one in the meantime: nobody is written to twice. Raises what `seat` raises.
    """
    given = _given(session, window)
    if asking.holder in given:
        return None
    made = _give(session, window, given, asking.holder, clock, asking.conversation_id)
    text = _WORDS[window.language_on(asking.channel)].format(
        title=window.texts_on(asking.channel).title, code=made.code
    )
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
    return made


def members_of(window: WindowDefinition, experts: Sequence[Person], partners: Sequence[Person]) -> Members:
    """Who belongs to the window by their contacts. A name alone is none, for anybody can bear it: such people get their
    codes by list."""
    who = window.audience.who
    if who == "everyone":
        return {}
    if who == "experts":
        return _contacts(experts)
    named = [person for person in (*experts, *partners) if person.name in who]
    return {**{entry: entry for entry in who if ":" in entry}, **_contacts(named)}


def askings(session: Session, window: WindowDefinition, members: Members, now: datetime) -> list[Asking]:
    """Who asked beneath the window and has no code yet, members and others, in the order in which they first asked.

    Each has the message in which they asked last, and contacts that are known to be one person are one. Nobody, when
    the audience's time is over.
    """
    ends = window.audience.ends or window.ends
    if not window.audience.is_limited or (ends and ends <= now):
        return []
    persons = _persons(session, members)
    seated = {one.holder for one in codes(session, window.name)}
    found: dict[str, Asking] = {}
    for asking, person_id in _asked(session, window.name):
        holder = members.get(asking.contact) or persons.get(person_id, "")
        if not {holder, asking.contact} & seated:
            found[holder or asking.contact] = replace(asking, holder=holder)
    return list(found.values())


def _given(session: Session, window: WindowDefinition) -> dict[str, WindowCode]:
    """The codes by their holders, with the window locked until the transaction ends."""
    locked = session.exec(select(WindowRow).where(WindowRow.name == window.name).with_for_update()).one_or_none()
    if locked is None or not window.audience.is_limited:
        raise ConfigurationError(
            phrase("The window {name} gives no codes.", name=repr(window.name)),
            mend=phrase("Limit its `audience`, and apply it first."),
        )
    return {one.holder: one for one in codes(session, window.name)}


def _give(
    session: Session,
    window: WindowDefinition,
    given: Mapping[str, WindowCode],
    holder: str,
    clock: Clock,
    conversation_id: int | None = None,
) -> WindowCode:
    quota = window.audience.quota or 0
    if len(given) >= quota:
        raise NoSeatLeft(
            phrase("All {quota} codes of {name} are given.", quota=quota, name=repr(window.name)),
            mend=phrase("Raise `audience.quota`, or say no."),
        )
    made = WindowCode(
        code=give_code(session, conversation_id, clock) if conversation_id else new_code(),
        window=window.name,
        seat=len(given) + 1,
        holder=holder,
        given_at=clock(),
        conversation_id=conversation_id,
    )
    session.add(made)
    session.flush()
    return made


def _contacts(people: Sequence[Person]) -> Members:
    return {contact: person.name for person in people for contact in person.contacts}


def _persons(session: Session, members: Members) -> dict[int | None, str]:
    """The members who are known by several contacts: the number of the person → whom their codes count for."""
    rows = session.exec(select(Contact).where(col(Contact.person_id).is_not(None)))
    return {one.person_id: members[key] for one in rows if (key := f"{one.channel}:{one.external_id}") in members}


def _asked(session: Session, window: str) -> Iterator[tuple[Asking, int | None]]:
    """Every public message beneath the window that asks for a code, the oldest first, with the number of the person."""
    rows = session.exec(
        select(Message, Contact)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .join(Contact, col(Contact.id) == col(Message.contact_id))
        .where(
            Conversation.window == window,
            col(Conversation.is_private).is_(False),
            col(Message.is_ours).is_(False),
            col(Message.removed_at).is_(None),
        )
        .order_by(col(Message.at), col(Message.id))
    )
    for message, contact in rows:
        if _ASKS.search(message.text) and message.id is not None:
            key = f"{contact.channel}:{contact.external_id}"
            yield Asking(message.conversation_id, message.id, key, contact.name, message.at), contact.person_id

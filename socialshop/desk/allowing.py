"""What the channel allows with a message now: the page asks before it offers, and the act asks again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.errors import ActRefused
from socialshop.inbox.model import Message
from socialshop.inbox.subjects import subject_of
from socialshop.ports import Act, Allowance, Answering, ConversationTarget, Subject, Term

ANSWERS = (Act.REPLY, Act.PRIVATE_REPLY, Act.MESSAGE)


def allowance(session: Session, connector: object, act: Act, message: Message, clock: Clock) -> Allowance:
    """Whether the act is allowed with that message, on which terms, or why not; `connector` is None for a channel that
    is not connected (any more)."""
    return _asked(connector, act, subject_of(session, message), clock())


def allowances(session: Session, connector: object, message: Message, clock: Clock) -> dict[Act, Allowance]:
    """Every act with one message."""
    return _each_act(connector, subject_of(session, message), clock())


def allowances_of(connector: object, subjects: Mapping[int, Subject], now: datetime) -> dict[int, dict[Act, Allowance]]:
    """Every act with each of these messages of one channel that stands there, by the message's number."""
    return {id_: _each_act(connector, subject, now) for id_, subject in subjects.items() if subject.to.comment_id}


def _each_act(connector: object, subject: Subject, now: datetime) -> dict[Act, Allowance]:
    return {act: _asked(connector, act, subject, now) for act in Act}


def _asked(connector: object, act: Act, subject: Subject, now: datetime) -> Allowance:
    if isinstance(connector, Answering):
        return connector.can(act, subject, now)
    if act is Act.REPLY and isinstance(connector, ConversationTarget):
        return Allowance(Term.FREE, limit=connector.reply_limit)
    return Allowance(Term.NOT_OFFERED)


def require_allowed(session: Session, connector: object, act: Act, message: Message, clock: Clock) -> Allowance:
    """Raises ActRefused with the reason."""
    found = allowance(session, connector, act, message, clock)
    if not found.allowed:
        raise ActRefused(f"{act.value.replace('_', ' ').capitalize()}: {found}", found)
    return found

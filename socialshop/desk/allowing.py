"""What the channel allows with a message now: the page asks before it offers, and the act asks again."""

from __future__ import annotations

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.errors import ActRefused
from socialshop.inbox.model import Message
from socialshop.inbox.subjects import subject_of
from socialshop.ports import Act, Allowance, Answering, ConversationTarget, Term

ANSWERS = (Act.REPLY, Act.PRIVATE_REPLY, Act.MESSAGE)


def allowance(session: Session, connector: object, act: Act, message: Message, clock: Clock) -> Allowance:
    """Whether the act is allowed with that message, on which terms, or why not; `connector` is None for a channel that
    is not connected (any more)."""
    if isinstance(connector, Answering):
        return connector.can(act, subject_of(session, message), clock())
    if act is Act.REPLY and isinstance(connector, ConversationTarget):
        return Allowance(Term.FREE, limit=connector.reply_limit)
    return Allowance(Term.NOT_OFFERED)


def allowances(session: Session, connector: object, message: Message, clock: Clock) -> dict[Act, Allowance]:
    """Every act with one message."""
    return {act: allowance(session, connector, act, message, clock) for act in Act}


def require_allowed(session: Session, connector: object, act: Act, message: Message, clock: Clock) -> Allowance:
    """Raises ActRefused with the reason."""
    found = allowance(session, connector, act, message, clock)
    if not found.allowed:
        raise ActRefused(f"{act.value.replace('_', ' ').capitalize()}: {found}")
    return found

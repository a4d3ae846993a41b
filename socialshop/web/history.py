"""What else a customer and the shop said to each other, on all channels that are known to be theirs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from socialshop.inbox.identities import same_person
from socialshop.inbox.model import Conversation
from socialshop.inbox.query import ConversationRow, conversation_rows
from socialshop.inbox.view import ConversationView

_MOST = 20


def encounters(session: Session, talk: ConversationView) -> Sequence[ConversationRow]:
    """The customer's other conversations, the latest first."""
    if talk.contact_id is None:
        return ()
    theirs = col(Conversation.contact_id).in_(same_person(talk.contact_id))
    others = select(Conversation.id).where(theirs, Conversation.id != talk.id)
    ids = session.exec(others.order_by(col(Conversation.last_at).desc()).limit(_MOST))
    return conversation_rows(session, [id_ for id_ in ids if id_ is not None])

"""What else a customer and the shop said to each other, on all channels that are known to be theirs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from socialshop.inbox.model import Contact, Conversation
from socialshop.inbox.query import ConversationRow, conversation_rows
from socialshop.inbox.view import ConversationView

_MOST = 20


def encounters(session: Session, talk: ConversationView) -> Sequence[ConversationRow]:
    """The customer's other conversations, the latest first."""
    contact = session.get(Contact, talk.contact_id) if talk.contact_id else None
    if contact is None:
        return ()
    same = select(Contact.id).where(
        or_(Contact.id == contact.id, Contact.person_id == contact.person_id)
        if contact.person_id
        else Contact.id == contact.id
    )
    others = select(Conversation.id).where(col(Conversation.contact_id).in_(same), Conversation.id != talk.id)
    ids = session.exec(others.order_by(col(Conversation.last_at).desc()).limit(_MOST))
    return conversation_rows(session, [id_ for id_ in ids if id_ is not None])

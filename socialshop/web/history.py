"""What else a customer and the shop said to each other, on all channels that are known to be theirs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlmodel import Session, col

from socialshop.inbox.identities import same_person
from socialshop.inbox.model import Conversation
from socialshop.inbox.query import ConversationRow, conversation_rows
from socialshop.inbox.view import ConversationView
from socialshop.store import ask

_MOST = 20


def encounters(session: Session, talk: ConversationView) -> Sequence[ConversationRow]:
    """The customer's other conversations, the latest first."""
    if talk.contact_id is None:
        return ()
    ids = ask(session, _others(), {"contact_id": talk.contact_id, "talk_id": talk.id}).scalars()
    return conversation_rows(session, [id_ for id_ in ids if id_ is not None])


@cache
def _others() -> Select[int | None]:
    contact: BindParameter[int] = bindparam("contact_id")
    theirs = select(col(Conversation.id)).where(
        col(Conversation.contact_id).in_(same_person(contact)), col(Conversation.id) != bindparam("talk_id")
    )
    return theirs.order_by(col(Conversation.last_at).desc()).limit(_MOST)

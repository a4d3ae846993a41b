"""What else a customer and the shop said to each other, on all channels that are known to be theirs."""

from __future__ import annotations

from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlmodel import col

from socialshop.inbox.identities import same_person
from socialshop.inbox.model import Conversation
from socialshop.store import Question

_MOST = 20


@cache
def _others() -> Select[int | None]:
    contact: BindParameter[int] = bindparam("contact_id")
    theirs = select(col(Conversation.id)).where(
        col(Conversation.contact_id).in_(same_person(contact)), col(Conversation.id) != bindparam("id")
    )
    return theirs.order_by(col(Conversation.last_at).desc()).limit(_MOST)


ENCOUNTERS = Question(_others, lambda rows: [int(id_) for (id_,) in rows])
"""The other conversations of the person `contact_id` than that `id`, the latest first."""

"""People of whom a webhook told a number alone: the platform is asked for their names, once."""

from __future__ import annotations

from sqlalchemy import Engine, exists, select, text
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import Permanent
from socialshop.inbox.fold import clean, name_of
from socialshop.inbox.model import NAMELESS, Contact, Conversation
from socialshop.ports import Author, NameSource
from socialshop.store import reading

_MOST = 50
"""People a time: each is a call."""


def strangers(store: Engine, channel: str) -> list[tuple[int, str]]:
    """Number and external id of those who wrote privately and bear no name, the latest first."""
    wrote = exists().where(col(Conversation.contact_id) == col(Contact.id), col(Conversation.is_private))
    with Session(reading(store)) as session:
        rows = session.execute(
            select(col(Contact.id), col(Contact.external_id))
            .where(col(Contact.channel) == channel, text(NAMELESS), wrote)
            .order_by(col(Contact.id).desc())
            .limit(_MOST)
        )
        return [(id_, external_id) for id_, external_id in rows]


def learn_names(store: Engine, clock: Clock, channel: str, source: NameSource) -> int:
    """Ask for the names of the channel's strangers; how many are known now.

    Whom the platform does not name stays without, until polling or their next words do. Raises what the platform
    raises beside Permanent; what was asked for stands.
    """
    known = 0
    for id_, external_id in strangers(store, channel):
        name = _name(source, external_id)
        with Session(store) as session:
            contact = session.get_one(Contact, id_)
            contact.name, contact.name_sought_at = contact.name or name, clock()
            session.commit()
        known += bool(name)
    return known


def _name(source: NameSource, external_id: str) -> str:
    try:
        return name_of(Author(external_id, clean(source.person_name(external_id))))
    except Permanent:
        return ""

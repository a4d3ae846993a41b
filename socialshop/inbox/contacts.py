"""The people who write to us: one contact per channel and author."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.bulk import insert_columns, new_numbers, update_by_id
from socialshop.inbox.fold import WRITTEN, Folded, name_of
from socialshop.inbox.model import Contact
from socialshop.ports import InboundEvent
from socialshop.store.bulk import among


class _Sighting(Struct):
    name: str
    first: datetime
    last: datetime

    def joined(self, other: _Sighting) -> _Sighting:
        """Both as one, with the name that was borne last."""
        bears_other = other.name and (other.last >= self.last or not self.name)
        name = other.name if bears_other else self.name
        return _Sighting(name, min(self.first, other.first), max(self.last, other.last))


Acquaintances = dict[str, tuple[int, _Sighting] | None]
"""The number and what is known of each contact, by external id; None of a stranger."""


def acquaintances(session: Session, channel: str, external_ids: Collection[str]) -> Acquaintances:
    """What is known of these people."""
    return {**dict.fromkeys(external_ids), **_contacts(session, channel, external_ids)} if external_ids else {}


def meet(session: Session, channel: str, events: Iterable[InboundEvent], looked_up: Acquaintances) -> dict[str, int]:
    """The contact ids of the events' authors by their external id; new ones are made, names follow the latest event."""
    seen = _sightings(events)
    found = looked_up | acquaintances(session, channel, seen.keys() - looked_up.keys())
    known = {external_id: one for external_id in seen if (one := found[external_id]) is not None}
    changes = [row for key, (id_, before) in known.items() if (row := _change(id_, before, seen[key]))]
    update_by_id(session, Contact, changes)
    strangers = {external_id: sighting for external_id, sighting in seen.items() if external_id not in known}
    ids = {external_id: id_ for external_id, (id_, _) in known.items()}
    return ids | _insert(session, channel, strangers) if strangers else ids


def contact_of(message: Folded, contacts: Mapping[str, int]) -> int | None:
    """The contact that wrote it; None for us and for nobody known."""
    author = message.author
    return contacts.get(author.external_id) if author and not author.is_us else None


def _sightings(events: Iterable[InboundEvent]) -> dict[str, _Sighting]:
    seen: dict[str, _Sighting] = {}
    for event in sorted(events, key=attrgetter("at")):
        author = event.author
        # Who removes or hides a comment may be a moderator; only who writes is a contact.
        if author is None or author.is_us or event.kind not in WRITTEN:
            continue
        before = seen.get(author.external_id)
        seen[author.external_id] = _Sighting(
            name_of(author) or (before.name if before else ""), before.first if before else event.at, event.at
        )
    return seen


def _insert(session: Session, channel: str, strangers: Mapping[str, _Sighting]) -> dict[str, int]:
    ids = new_numbers(session, Contact, len(strangers))
    columns: dict[str, Sequence[Any]] = {
        "id": ids,
        "external_id": list(strangers),
        "name": [one.name for one in strangers.values()],
        "first_seen_at": [one.first for one in strangers.values()],
        "last_seen_at": [one.last for one in strangers.values()],
    }
    insert_columns(session, Contact, columns, {"channel": channel})
    return dict(zip(strangers, ids, strict=True))


def _change(id_: int, known: _Sighting, sighting: _Sighting) -> dict[str, Any] | None:
    merged = known.joined(sighting)
    if merged == known:
        return None
    return {"id": id_, "name": merged.name, "first_seen_at": merged.first, "last_seen_at": merged.last}


def _contacts(session: Session, channel: str, external_ids: Collection[str]) -> dict[str, tuple[int, _Sighting]]:
    rows = session.execute(
        select(
            col(Contact.external_id),
            col(Contact.id),
            col(Contact.name),
            col(Contact.first_seen_at),
            col(Contact.last_seen_at),
        ).where(col(Contact.channel) == channel, among(session.connection(), col(Contact.external_id), external_ids))
    )
    return {external_id: (int(id_ or 0), _Sighting(*seen)) for external_id, id_, *seen in rows}

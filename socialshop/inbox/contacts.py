"""The people who write to us: one contact per channel and author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from socialshop.inbox.bulk import update_by_id
from socialshop.inbox.model import Contact
from socialshop.ports import InboundEvent


@dataclass(slots=True)
class _Sighting:
    name: str
    first: datetime
    last: datetime

    def add(self, name: str, first: datetime, last: datetime) -> None:
        if name and (last >= self.last or not self.name):
            self.name = name
        self.first, self.last = min(self.first, first), max(self.last, last)


def meet(session: Session, channel: str, events: Iterable[InboundEvent]) -> dict[str, int]:
    """The contact ids of the events' authors by their external id; new ones are made, names follow the latest event."""
    seen = _sightings(events)
    if not seen:
        return {}
    known = _contacts(session, channel, seen)
    changes = [row for contact in known.values() if (row := _change(contact, seen[contact["external_id"]]))]
    update_by_id(session, Contact, changes)
    strangers = [
        {
            "channel": channel,
            "external_id": external_id,
            "name": sighting.name,
            "first_seen_at": sighting.first,
            "last_seen_at": sighting.last,
        }
        for external_id, sighting in seen.items()
        if external_id not in known
    ]
    if strangers:
        session.execute(insert(Contact), strangers)
        known = _contacts(session, channel, seen)
    return {external_id: contact["id"] for external_id, contact in known.items()}


def _sightings(events: Iterable[InboundEvent]) -> dict[str, _Sighting]:
    seen: dict[str, _Sighting] = {}
    for event in sorted(events, key=lambda event: event.at):
        author = event.author
        # Who removes or hides a comment may be a moderator; only who writes is a contact.
        if author is None or author.is_us or event.kind.change not in ("added", "edited"):
            continue
        sighting = seen.setdefault(author.external_id, _Sighting(author.name, event.at, event.at))
        sighting.add(author.name, event.at, event.at)
    return seen


def _change(contact: dict[str, Any], sighting: _Sighting) -> dict[str, Any] | None:
    merged = _Sighting(contact["name"], contact["first_seen_at"], contact["last_seen_at"])
    merged.add(sighting.name, sighting.first, sighting.last)
    change = {"name": merged.name, "first_seen_at": merged.first, "last_seen_at": merged.last}
    return None if change.items() <= contact.items() else {"id": contact["id"], **change}


def _contacts(session: Session, channel: str, external_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    rows = session.execute(
        select(
            col(Contact.id),
            col(Contact.external_id),
            col(Contact.name),
            col(Contact.first_seen_at),
            col(Contact.last_seen_at),
        ).where(col(Contact.channel) == channel, col(Contact.external_id).in_(list(external_ids)))
    ).mappings()
    return {row["external_id"]: dict(row) for row in rows}

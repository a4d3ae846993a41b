"""What people feel about messages: of each person and message the latest word counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, insert, or_
from sqlmodel import Session, col

from socialshop.inbox.model import Reaction
from socialshop.ports import InboundEvent


def store_reactions(session: Session, channel: str, histories: Mapping[str, Sequence[InboundEvent]]) -> None:
    """Bring the reactions in line with all that is known of each: by external id, events of reactions alone."""
    latest = [max(told, key=lambda event: (event.at, event.kind, event.text)) for told in histories.values()]
    known = [event for event in latest if event.author is not None and event.parent_id]
    if not known:
        return
    session.execute(
        delete(Reaction).where(
            col(Reaction.channel) == channel,
            or_(*(and_(col(Reaction.target_id) == e.parent_id, col(Reaction.author_id) == _person(e)) for e in known)),
        )
    )
    rows = [_row(channel, event) for event in known if event.kind.change == "added"]
    if rows:
        session.execute(insert(Reaction), rows)


def _row(channel: str, event: InboundEvent) -> dict[str, Any]:
    assert event.author is not None
    return {
        "channel": channel,
        "target_id": event.parent_id,
        "author_id": event.author.external_id,
        "author": event.author.name,
        "is_ours": event.author.is_us,
        "text": event.text,
        "at": event.at,
    }


def _person(event: InboundEvent) -> str:
    return event.author.external_id if event.author else ""

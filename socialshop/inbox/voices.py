"""What people say of products, counted: who asked, who recommends, who complains."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.model import Conversation, ConversationState, Message, Topic
from socialshop.windows.facts import Voices

WEEK = timedelta(days=7)
YEAR = timedelta(days=365)
"""How long a recommendation counts."""

_RECOMMENDS = re.compile(r"\b(empfehle(n|nswert)?|weiterempfehle\w*|recommend(ed)?)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(nicht|nie|kein\w*|leider|not|never|n't|would(n't)|don't|can't|cannot)\b", re.IGNORECASE)


class _Said(NamedTuple):
    item_id: str
    person: int | None
    text: str
    rating: str
    at: datetime
    topic: str
    state: str
    conversation_id: int


def voices(session: Session, now: datetime) -> Voices:
    """What customers said within a year of the products that their conversations are about; each person counts once
    a product, by what they said last."""
    asked: defaultdict[str, set[int | None]] = defaultdict(set)
    verdicts: defaultdict[str, dict[int | None, bool]] = defaultdict(dict)
    complaints: defaultdict[str, set[int]] = defaultdict(set)
    for said in _said(session, now - YEAR):
        if "?" in said.text and said.at >= now - WEEK:
            asked[said.item_id].add(said.person)
        verdict = recommends(said.text, said.rating)
        if verdict is not None:
            verdicts[said.item_id][said.person] = verdict
        if said.topic == Topic.COMPLAINT and said.state != ConversationState.RESOLVED:
            complaints[said.item_id].add(said.conversation_id)
    return Voices(
        asked={item_id: len(people) for item_id, people in asked.items()},
        recommended={item_id: (sum(told.values()), len(told)) for item_id, told in verdicts.items()},
        complaints={item_id: len(found) for item_id, found in complaints.items()},
    )


def recommends(text: str, rating: str = "") -> bool | None:
    """Whether somebody recommends what they write of; None where they do not say. A question says nothing."""
    if rating in ("positive", "negative"):
        return rating == "positive"
    told = next((clause for clause in re.split(r"[.!;\n]", text) if _RECOMMENDS.search(clause)), "")
    return None if not told or "?" in told else not _NOT.search(told)


def _said(session: Session, since: datetime) -> Iterator[_Said]:
    rows = session.execute(
        select(
            col(Conversation.item_id),
            col(Message.contact_id),
            col(Message.text),
            col(Message.rating),
            col(Message.at),
            col(Conversation.topic),
            col(Conversation.state),
            col(Conversation.id),
        )
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Conversation.item_id).is_not(None),
            col(Message.is_ours).is_(False),
            col(Message.removed_at).is_(None),
            col(Message.at) >= since,
        )
        .order_by(col(Message.at), col(Message.id))
    )
    return (_Said(*row) for row in rows)

"""One post, forty times 'price?': open questions beneath one object that ask for the same, to be answered together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from socialshop.inbox.cues import MATTERS
from socialshop.inbox.folding import folded_words
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.inbox.query import ConversationRow, conversation_rows
from socialshop.inbox.tend import first_texts
from socialshop.inbox.topics import matter

_MOST = 500  # conversations of one post that are looked at, the latest
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Alike:
    """Conversations that ask for the same: `matter` such as 'price', or '' where they say the same words."""

    matter: str
    conversations: tuple[ConversationRow, ...]


def alike(session: Session, conversation_id: int) -> list[Alike]:
    """The groups of like questions beneath the post of this conversation, the largest first."""
    beneath = _open_beneath(session, conversation_id)
    groups: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for id_, text in first_texts(session, beneath).items():
        asked = matter(text, MATTERS)
        words = () if asked else tuple(folded_words(text))
        if asked or words:
            groups[asked, words].append(id_)
    found = [
        Alike(asked, conversation_rows(session, sorted(ids)))
        for (asked, _), ids in groups.items()
        if len(ids) >= _FEWEST
    ]
    return sorted(found, key=lambda group: -len(group.conversations))


def others_ask(session: Session, conversation_id: int) -> bool:
    """Whether others of the latest conversations beneath the same post wait for us."""
    one = session.get(Conversation, conversation_id)
    if one is None or not one.object_id:
        return False
    beneath = select(Conversation.id, Conversation.state).where(
        Conversation.object_id == one.object_id, Conversation.channel == one.channel
    )
    latest = beneath.order_by(col(Conversation.id).desc()).limit(_MOST).subquery()
    waiting = select(latest.c.id).where(latest.c.state == ConversationState.OPEN, latest.c.id != conversation_id)
    return session.exec(waiting.limit(1)).first() is not None


def _open_beneath(session: Session, conversation_id: int) -> list[int]:
    one = session.get(Conversation, conversation_id)
    if one is None or not one.object_id:
        return []
    beneath = select(Conversation.id).where(
        Conversation.channel == one.channel,
        Conversation.object_id == one.object_id,
        Conversation.state == ConversationState.OPEN,
    )
    latest = session.exec(beneath.order_by(col(Conversation.last_at).desc()).limit(_MOST))
    return [id_ for id_ in latest if id_ is not None]

"""One post, forty times 'price?': open questions beneath one object that ask for the same, to be answered together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    literal_column,
    outerjoin,
    select,
    union,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.inbox.cues import MATTERS
from socialshop.inbox.folding import folded_words
from socialshop.inbox.model import Conversation, ConversationState, Message
from socialshop.inbox.query import ConversationRow, conversation_rows
from socialshop.inbox.tend import BY_CUSTOMER, TEXTS
from socialshop.inbox.topics import matter, matters_of
from socialshop.store import ask

_MOST = 500  # conversations of one post that are looked at, the latest
_COMPARED = 50  # the latest of them, to say whether others ask alike: every page of a conversation does
_FEWEST = 2
_QUESTION_MARKS = re.compile(r"\?+")
_AND_ALSO = re.compile(r"[,?]\s*(?:und|oder|außerdem|and|or|also)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alike:
    """Conversations that ask for the same in one language (ISO 639-1, or '' where nobody can tell of any of them):
    `matter` such as 'price', or '' where they say the same words. `more` are the numbers of those that ask for
    something else as well, which one answer to all would pass over."""

    matter: str
    language: str
    conversations: tuple[ConversationRow, ...]
    more: frozenset[int] = frozenset()


class _Asked(NamedTuple):
    """What two have in common who may get the same answer."""

    matter: str
    words: tuple[str, ...]


def alike(session: Session, conversation_id: int) -> list[Alike]:
    """The groups of like questions beneath the post of this conversation, the largest first."""
    groups: defaultdict[_Asked, list[int]] = defaultdict(list)
    texts = {id_: one.text for id_, one in _waiting(session, conversation_id, _MOST).items()}
    for id_, text in texts.items():
        if asked := _asked(text):
            groups[asked].append(id_)
    found = [
        Alike(asked.matter, language, rows, _asking_more(asked, texts, rows))
        for asked, ids in groups.items()
        if len(ids) >= _FEWEST
        for language, rows in _by_language(conversation_rows(session, sorted(ids)))
        if len(rows) >= _FEWEST
    ]
    return sorted(found, key=lambda group: -len(group.conversations))


def others_ask(session: Session, conversation_id: int) -> bool:
    """Whether some of the latest who wait beneath the same post ask for the same as this conversation, which waits
    too."""
    beneath = _waiting(session, conversation_id, _COMPARED)
    own = beneath.pop(conversation_id, None)
    asked = _asked(own.text) if own else None
    if own is None or asked is None:
        return False
    others = (one for one in beneath.values() if one.language in (own.language, "") or not own.language)
    return any(_asked(one.text) == asked for one in others)


def _asked(text: str) -> _Asked | None:
    """None where there are no words."""
    if named := matter(text, MATTERS):
        return _Asked(named, ())
    words = tuple(folded_words(text))
    return _Asked("", words) if words else None


def _asking_more(asked: _Asked, texts: Mapping[int, str], rows: Sequence[ConversationRow]) -> frozenset[int]:
    """Of those who say the very same nobody asks for more than the others."""
    return frozenset(row.id for row in rows if asked.matter and _asks_more(texts[row.id]))


def _asks_more(text: str) -> bool:
    """Whether a text seems to ask for more than one thing."""
    several = len(_QUESTION_MARKS.findall(text)) > 1 or _AND_ALSO.search(text) is not None
    return several or len(matters_of(text, MATTERS)) > 1


def _by_language(rows: Sequence[ConversationRow]) -> list[tuple[str, tuple[ConversationRow, ...]]]:
    """One answer is in one language; whose language nobody can tell goes with the most."""
    told = Counter(row.language for row in rows if row.language)
    most = told.most_common(1)[0][0] if told else ""
    spoken: defaultdict[str, list[ConversationRow]] = defaultdict(list)
    for row in rows:
        spoken[row.language or most].append(row)
    return [(language, tuple(said)) for language, said in spoken.items()]


class _Waiting(NamedTuple):
    """An open conversation, with what the customer wrote at first."""

    language: str
    text: str


def _waiting(session: Session, conversation_id: int, most: int) -> dict[int, _Waiting]:
    """The open ones of the latest beneath the same post, and this one itself if it is open, by number."""
    rows = ask(session, _first_texts_beneath(most), {"id": conversation_id}).all()
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for id_, _, text in rows:
        texts[id_].append(text or "")
    return {id_: _Waiting(language, "\n".join(texts[id_][:TEXTS])) for id_, language, _ in rows}


@cache
def _first_texts_beneath(most: int) -> Select[int, str, str | None]:
    beneath = _waiting_beneath(most).subquery().c
    said = outerjoin(beneath.id.table, Message, and_(col(Message.conversation_id) == beneath.id, *BY_CUSTOMER))
    told = select(beneath.id, beneath.language, col(Message.text)).select_from(said)
    return told.order_by(beneath.id.desc(), col(Message.at), col(Message.id))


def _waiting_beneath(most: int) -> CompoundSelect[int, str]:
    one = aliased(Conversation)
    asked: BindParameter[int] = bindparam("id")
    post = select(col(one.object_id)).where(col(one.id) == asked, col(one.object_id) != "").scalar_subquery()
    channel = select(col(one.channel)).where(col(one.id) == asked).scalar_subquery()
    beneath = select(col(Conversation.id), col(Conversation.state), col(Conversation.language)).where(
        col(Conversation.object_id) == post, col(Conversation.channel) == channel
    )
    # The limit is no parameter: PostgreSQL would plan anew for each.
    latest = beneath.order_by(col(Conversation.id).desc()).limit(literal_column(str(most))).subquery()
    waiting = select(latest.c.id, latest.c.language).where(latest.c.state == ConversationState.OPEN)
    itself = select(col(one.id), col(one.language)).where(
        col(one.id) == asked, col(one.state) == ConversationState.OPEN
    )
    return union(waiting, itself)

"""Finding: conversations by what was said in them, people, orders and products, however their umlauts are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, text, union, union_all
from sqlmodel import Session, col

from socialshop.desk.matching import newest_contacts, newest_messages
from socialshop.desk.sought import order_clues, phrases_in, says_all
from socialshop.errors import SocialshopError
from socialshop.inbox.folding import folded_words
from socialshop.inbox.model import Contact, Conversation, ConversationState, Message
from socialshop.inbox.query import ConversationRow, conversation_rows
from socialshop.orders.model import Order, OrderLink
from socialshop.phrases import phrase
from socialshop.products.lookup import by_ids
from socialshop.store import row_number

MOST_WORDS = 8
_MOST_OTHERS = 10  # people and their conversations, orders, products
LONGEST = 200  # characters of a search
_MOST_TURNS = 10  # at the messages, where many of them are of few conversations


@dataclass(frozen=True, slots=True)
class PersonHit:
    contact_id: int
    name: str
    channel: str


@dataclass(frozen=True, slots=True)
class OrderHit:
    """`conversation_id` is the one that it came of, where that is known."""

    number: str
    conversation_id: int | None


@dataclass(frozen=True, slots=True)
class ProductHit:
    """A product that conversations are about."""

    item_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """`conversations` have a message with all the words, the latest first. `next` asks for the following ones; with it
    there may be fewer than asked for, or none: so far no others were found. `theirs` are the latest others of `people`,
    on whichever channel they are known. `shortened`: only the first words of what was sought were looked for."""

    conversations: tuple[ConversationRow, ...] = ()
    next: str | None = None
    people: tuple[PersonHit, ...] = ()
    theirs: tuple[ConversationRow, ...] = ()
    orders: tuple[OrderHit, ...] = ()
    products: tuple[ProductHit, ...] = ()
    shortened: bool = False


def search(session: Session, sought: str, *, before: str | None = None, limit: int = 50) -> Found:
    """What has all the words of `sought`; the last one may be a beginning, from three letters on. What stands between
    quotation marks is said as it stands there; other signs mean nothing.

    People, orders and products come with the first page: orders by a number among the words, or the e-mail address
    that they were placed with. Raises SocialshopError for a mark that no page gave.
    """
    words = folded_words(sought[:LONGEST])[:MOST_WORDS]
    if not words:
        return Found()
    shortened = words != folded_words(sought)
    last = _last_message(before)
    rows, following = _conversations(session, words, phrases_in(sought[:LONGEST]), last, limit)
    if last is not None:
        return Found(rows, following, shortened=shortened)
    people = _people(session, words)
    theirs = _theirs(session, people, {row.id for row in rows})
    orders, products = _orders(session, sought), _products(session, words)
    return Found(rows, following, people, theirs, orders, products, shortened)


def _conversations(
    session: Session, words: Sequence[str], phrases: Sequence[str], last: int | None, limit: int
) -> tuple[tuple[ConversationRow, ...], str | None]:
    """Messages are read from the newest on until they make a page of conversations, or have been read long enough."""
    found: dict[int, int] = {}
    is_first = last is None
    for _ in range(_MOST_TURNS):
        hits = newest_messages(session, words, limit + 1, before=last, further=not is_first)
        for id_, conversation_id, said in _messages(session, hits.numbers):
            if says_all(said, phrases):
                if conversation_id not in found and len(found) == limit:
                    return conversation_rows(session, list(found)), str(last)
                found.setdefault(conversation_id, id_)
            last = id_
        if len(hits.numbers) <= limit:
            return conversation_rows(session, list(found)), str(hits.floor) if hits.floor else None
    return conversation_rows(session, list(found)), str(last)


def _messages(session: Session, numbers: Sequence[int]) -> list[tuple[int, int, str]]:
    rows = session.execute(
        select(col(Message.id), col(Message.conversation_id), col(Message.text))
        .where(col(Message.id).in_(numbers))
        .order_by(col(Message.id).desc())
    )
    return [(int(id_ or 0), conversation_id, said) for id_, conversation_id, said in rows]


def _people(session: Session, words: Sequence[str]) -> tuple[PersonHit, ...]:
    hits = newest_contacts(session, words, _MOST_OTHERS)
    rows = session.scalars(select(Contact).where(col(Contact.id).in_(hits)).order_by(col(Contact.last_seen_at).desc()))
    return tuple(PersonHit(contact.id or 0, contact.name, contact.channel) for contact in rows)


def _theirs(session: Session, people: Sequence[PersonHit], listed: set[int]) -> tuple[ConversationRow, ...]:
    contacts = _all_contacts(session, [hit.contact_id for hit in people])
    if not contacts:
        return ()
    # Each part is the beginning of a stretch of the index: nobody has so many conversations that it takes long.
    latest = [
        _latest(contact_id, state, _MOST_OTHERS + len(listed)).subquery()
        for contact_id in contacts
        for state in ConversationState
    ]
    each = union_all(*(select(part.c.id, part.c.last_at) for part in latest)).subquery()
    numbers = session.scalars(select(each.c.id).order_by(each.c.last_at.desc(), each.c.id.desc()))
    others = [number for number in numbers if number not in listed]
    return conversation_rows(session, others[:_MOST_OTHERS])


def _all_contacts(session: Session, found: Sequence[int]) -> list[int]:
    """The contacts that were found, and those that are the same people."""
    if not found:
        return []
    persons = select(col(Contact.person_id)).where(col(Contact.id).in_(found), col(Contact.person_id).is_not(None))
    # Not one OR: PostgreSQL would look at everybody.
    either = col(Contact.id).in_(found), col(Contact.person_id).in_(persons)
    same = union(*(select(col(Contact.id)).where(one) for one in either))
    return [number for number in session.scalars(same.limit(2 * _MOST_OTHERS)) if number is not None]


def _latest(contact_id: int, state: ConversationState, limit: int) -> Select[int | None, datetime]:
    of_state = (col(Conversation.contact_id) == contact_id, col(Conversation.state) == state)
    newest = (col(Conversation.last_at).desc(), col(Conversation.id).desc())
    return select(col(Conversation.id), col(Conversation.last_at)).where(*of_state).order_by(*newest).limit(limit)


def _orders(session: Session, sought: str) -> tuple[OrderHit, ...]:
    numbers, hashes = order_clues(sought[:LONGEST])
    asked_for: list[ColumnElement[bool]] = [col(Order.number).in_(numbers)]
    if hashes:
        asked_for.append(and_(col(Order.email_hash) != "", col(Order.email_hash).in_(hashes)))
    rows = session.execute(
        select(col(Order.number), col(OrderLink.conversation_id))
        .outerjoin(OrderLink, (col(OrderLink.order_number) == col(Order.number)) & col(OrderLink.undone_at).is_(None))
        .where(or_(*asked_for))
        .order_by(col(Order.placed_at).desc(), col(Order.number), col(OrderLink.score).desc())
    )
    return tuple(dict.fromkeys(OrderHit(number, conversation_id) for number, conversation_id in rows))[:_MOST_OTHERS]


# Each item once, by entering the index of the conversations' items anew behind the last one: neither database would
# come to think of that for a DISTINCT.
_SPOKEN_OF = text("""
    WITH RECURSIVE spoken_of (item) AS (
        SELECT min(item_id) FROM conversations WHERE item_id IS NOT NULL
        UNION ALL
        SELECT (SELECT min(item_id) FROM conversations WHERE item_id > item) FROM spoken_of WHERE item IS NOT NULL
    )
    SELECT item FROM spoken_of WHERE item IS NOT NULL
""")


def _products(session: Session, words: Sequence[str]) -> tuple[ProductHit, ...]:
    spoken_of = by_ids(session, session.scalars(_SPOKEN_OF))
    hits = [
        ProductHit(product.id, product.title)
        for product in spoken_of.values()
        if _has_all(folded_words(f"{product.id} {product.title}"), words)
    ]
    return tuple(hits[:_MOST_OTHERS])


def _has_all(title: Sequence[str], words: Sequence[str]) -> bool:
    """Also within a word: the catalog is small, and German puts its words together."""
    return all(any(word in part for part in title) for word in words)


def _last_message(before: str | None) -> int | None:
    if before is None:
        return None
    last = row_number(before)
    if last is None:
        raise SocialshopError(phrase("There is no such page of the search."), mend=phrase("Begin with the first page."))
    return last

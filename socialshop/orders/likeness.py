"""Contacts that may be one person, by what orders and codes tell; a person decides.

| evidence | what it rests on |
|---|---|
| order e-mail | their conversations belong to orders with the same e-mail address |
| code | a code that was given to one is on an order that belongs to the other's conversation, or the other names it |
| link | the other came by a link that bears a code that was given to one, such as `m.me/page?ref=K-7QHM2XTA` |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.inbox.identities import Likeness, propose
from socialshop.inbox.model import Conversation, ConversationCode, Message, Sameness
from socialshop.orders.links import NUMBER_SCORE
from socialshop.orders.model import Clue, EvidenceKind, Order, OrderLink
from socialshop.ports import MessageKind

_MOST_TOGETHER = 5
"""What more contacts than these have in common tells nothing: a number or a code that went round."""


def propose_people(session: Session, clock: Clock) -> int:
    """Propose by all the evidence there is; how many proposals are new. The caller commits.

    What messages say counts as far as `read_clues` read it.
    """
    return propose(session, [*_by_email(session), *_by_used_code(session), *_by_named_code(session)], clock)


def propose_by_messages(session: Session, clock: Clock) -> int:
    """The same by what messages alone tell, looked up by the codes that were given: what orders tell changes with
    orders, and is proposed where they are linked."""
    return propose(session, _by_named_code(session), clock)


def _by_email(session: Session) -> Iterator[Likeness]:
    ordered: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = session.exec(
        select(Order.email_hash, Conversation.contact_id, Order.number)
        .join(OrderLink, col(OrderLink.order_number) == col(Order.number))
        .join(Conversation, col(Conversation.id) == col(OrderLink.conversation_id))
        .where(
            Order.email_hash != "",
            col(Conversation.contact_id).is_not(None),
            col(OrderLink.undone_at).is_(None),
            col(OrderLink.score) >= NUMBER_SCORE,
        )
    )
    for email, contact_id, number in rows:
        ordered[email][contact_id or 0].add(number)
    for contacts in ordered.values():
        for one, other in _pairs(contacts):
            yield Likeness(one, other, Sameness.ORDER_EMAIL, ", ".join(sorted(contacts[one] | contacts[other])))


def _by_used_code(session: Session) -> Iterator[Likeness]:
    """The order that bears the code belongs to a conversation of somebody else."""
    belongs: defaultdict[str, dict[int, str]] = defaultdict(dict)
    rows = session.exec(
        select(OrderLink.order_number, Conversation.contact_id, OrderLink.evidence, OrderLink.found)
        .join(Conversation, col(Conversation.id) == col(OrderLink.conversation_id))
        .where(
            col(Conversation.contact_id).is_not(None),
            col(OrderLink.undone_at).is_(None),
            col(OrderLink.score) >= NUMBER_SCORE,
        )
    )
    for number, contact_id, evidence, found in rows:
        code = found if evidence == EvidenceKind.CODE else ""
        belongs[number][contact_id or 0] = code or belongs[number].get(contact_id or 0, "")
    for contacts in belongs.values():
        for one, other in _pairs(contacts):
            if code := contacts[one] or contacts[other]:
                yield Likeness(one, other, Sameness.CODE, code)


def _by_named_code(session: Session) -> Iterator[Likeness]:
    named: defaultdict[tuple[str, int], set[tuple[int, Sameness]]] = defaultdict(set)
    rows = session.execute(
        select(ConversationCode.code, Conversation.contact_id, Message.contact_id, Message.kind)
        .select_from(Clue)
        .join(ConversationCode, col(ConversationCode.code) == col(Clue.name))
        .join(Conversation, col(Conversation.id) == col(ConversationCode.conversation_id))
        .join(Message, col(Message.id) == col(Clue.message_id))
        .where(
            col(Clue.name).in_(select(ConversationCode.code)),  # codes are few: SQLite would read all clues for them
            Clue.evidence == EvidenceKind.CODE,
            col(Message.is_ours).is_(False),
            col(Message.removed_at).is_(None),
            col(Message.contact_id) != col(Conversation.contact_id),
        )
    )
    for code, given_to, contact_id, kind in rows:
        named[code, given_to].add((contact_id, Sameness.LINK if kind == MessageKind.REFERRAL else Sameness.CODE))
    for (code, given_to), others in named.items():
        if len({contact_id for contact_id, _ in others}) < _MOST_TOGETHER:
            yield from (Likeness(given_to, other, evidence, code) for other, evidence in sorted(others))


def _pairs(contacts: Mapping[int, object]) -> Iterable[tuple[int, int]]:
    return combinations(sorted(contacts), 2) if len(contacts) <= _MOST_TOGETHER else ()

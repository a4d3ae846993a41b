"""One conversation with all that belongs to it: the thread, its window and its product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, ConversationLabel, ConversationState, Priority
from socialshop.inbox.resolve import unknown
from socialshop.inbox.said import MessageView, thread
from socialshop.money import Money
from socialshop.ports import MessageKind
from socialshop.products.model import Product
from socialshop.staff.model import User
from socialshop.windows.model import Publication, WindowRow

LATEST = 200
"""How many messages a page shows unless it is asked for more."""

_BETWEEN = "\n"  # which no label has in it
_AS_THEY_STAND = (
    *("team", "topic", "topic_by", "language", "waiting_since", "due_at", "snoozed_until", "resolved_by"),
    *("window_evidence", "item_evidence"),
)


@dataclass(frozen=True, slots=True)
class WindowView:
    """`url` is where the publication that was commented on stands."""

    name: str
    title: str
    motive: str
    picture: str
    url: str


@dataclass(frozen=True, slots=True)
class ProductView:
    """`price` is the regular one, `sale_price` the lower one of a product that is on sale."""

    id: str
    title: str
    price: Money
    sale_price: Money | None
    image_link: str
    availability: str
    link: str


@dataclass(frozen=True, slots=True)
class ConversationView:
    """`earlier` is whether there are messages before the `messages`. The evidence says why it is about its window and
    its product."""

    id: int
    channel: str
    state: ConversationState
    contact_name: str
    first_seen_at: datetime | None
    opened_at: datetime
    last_at: datetime
    messages: tuple[MessageView, ...]
    window: WindowView | None
    product: ProductView | None
    contact_id: int | None = None
    kind: MessageKind = MessageKind.COMMENT
    is_private: bool = False
    assignee_id: int | None = None
    assignee: str = ""
    team: str = ""
    priority: Priority = Priority.NORMAL
    topic: str = ""
    topic_by: str = ""
    language: str = ""
    labels: tuple[str, ...] = ()
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    resolved_by: str = ""
    window_evidence: str = ""
    item_evidence: str = ""
    earlier: bool = False


def conversation(session: Session, conversation_id: int, most: int = LATEST) -> ConversationView:
    """The conversation, its latest messages in their order. Raises UnknownConversation."""
    row = session.execute(_with_details(), {"id": conversation_id}).one_or_none()
    if row is None:
        raise unknown(session, conversation_id)
    found, contact, window, url, product, assignee, labels = row
    said = thread(session, found, most)
    return ConversationView(
        id=conversation_id,
        channel=found.channel,
        state=ConversationState(found.state),
        contact_name=contact.name if contact else "",
        first_seen_at=contact.first_seen_at if contact else None,
        opened_at=found.opened_at,
        last_at=found.last_at,
        messages=said.messages,
        window=_window(window, url) if window else None,
        product=_product(product) if product else None,
        earlier=said.more,
        contact_id=found.contact_id,
        kind=MessageKind(found.kind),
        is_private=found.is_private,
        assignee_id=found.assignee_id,
        assignee=assignee or "",
        labels=tuple(sorted(labels.split(_BETWEEN))) if labels else (),
        priority=Priority(found.priority),
        **{name: getattr(found, name) for name in _AS_THEY_STAND},
    )


@cache
def _with_details() -> Select[*tuple[Any, ...]]:
    at_its_post = and_(
        col(Publication.channel) == col(Conversation.channel),
        col(Publication.external_id) == col(Conversation.object_id),
    )
    labels = select(func.aggregate_strings(col(ConversationLabel.label), _BETWEEN)).where(
        col(ConversationLabel.conversation_id) == col(Conversation.id)
    )
    return (
        select(
            Conversation, Contact, WindowRow, col(Publication.url), Product, col(User.name), labels.scalar_subquery()
        )
        .outerjoin(Contact, col(Contact.id) == col(Conversation.contact_id))
        .outerjoin(WindowRow, col(WindowRow.name) == col(Conversation.window))
        .outerjoin(Publication, at_its_post)
        .outerjoin(Product, col(Product.id) == col(Conversation.item_id))
        .outerjoin(User, col(User.id) == col(Conversation.assignee_id))
        .where(col(Conversation.id) == bindparam("id"))
    )


def _window(window: WindowRow, url: str | None) -> WindowView:
    return WindowView(window.name, window.title, window.motive, window.picture, url or "")


def _product(product: Product) -> ProductView:
    return ProductView(
        id=product.id,
        title=product.title,
        price=Money(product.price, product.currency),
        sale_price=None if product.sale_price is None else Money(product.sale_price, product.currency),
        image_link=product.image_link,
        availability=product.availability,
        link=product.link,
    )

"""One conversation with all that belongs to it: the thread, its window and its product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from socialshop.inbox.model import (
    Contact,
    Conversation,
    ConversationLabel,
    ConversationState,
    Message,
    Priority,
    Reaction,
)
from socialshop.inbox.resolve import existing
from socialshop.money import Money
from socialshop.ports import MessageKind
from socialshop.products.model import Product
from socialshop.staff.model import User
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.windows.model import Publication, WindowRow

_AS_THEY_STAND = (
    *("team", "topic", "topic_by", "language", "waiting_since", "due_at", "snoozed_until", "resolved_by"),
    *("window_evidence", "item_evidence"),
)


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. The text of a removed one is hidden.

    `delivery` is where an answer that was written here stands, and `error` why it is not sent yet;
    None and empty for what came from the platform.
    """

    id: int
    author: str
    text: str
    at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    is_ours: bool
    delivery: OutboxState | None
    error: str
    kind: MessageKind = MessageKind.COMMENT
    is_private: bool = False
    hidden_at: datetime | None = None
    rating: str = ""
    attachments: tuple[dict[str, str], ...] = ()
    """Each as `socialshop.ports.Attachment`; none of a removed message."""
    is_liked: bool = False
    """By us."""


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


def conversation(session: Session, conversation_id: int) -> ConversationView:
    """The conversation, its messages in their order. Raises UnknownConversation."""
    found = existing(session, conversation_id)
    contact = session.get(Contact, found.contact_id) if found.contact_id else None
    return ConversationView(
        id=conversation_id,
        channel=found.channel,
        state=ConversationState(found.state),
        contact_name=contact.name if contact else "",
        first_seen_at=contact.first_seen_at if contact else None,
        opened_at=found.opened_at,
        last_at=found.last_at,
        messages=_messages(session, conversation_id),
        window=_window(session, found),
        product=_product(session, found.item_id),
        contact_id=found.contact_id,
        kind=MessageKind(found.kind),
        is_private=found.is_private,
        assignee_id=found.assignee_id,
        assignee=_name(session, found.assignee_id),
        labels=_labels(session, conversation_id),
        priority=Priority(found.priority),
        **{name: getattr(found, name) for name in _AS_THEY_STAND},
    )


def _name(session: Session, user_id: int | None) -> str:
    user = session.get(User, user_id) if user_id is not None else None
    return user.name if user else ""


def _labels(session: Session, conversation_id: int) -> tuple[str, ...]:
    of_it = select(col(ConversationLabel.label)).where(col(ConversationLabel.conversation_id) == conversation_id)
    return tuple(session.scalars(of_it.order_by(col(ConversationLabel.label))))


def _messages(session: Session, conversation_id: int) -> tuple[MessageView, ...]:
    rows = session.execute(
        select(Message, col(Contact.name), OutboxEntry, col(Reaction.is_ours))
        .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
        .outerjoin(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .outerjoin(Reaction, _liked_by_us())
        .where(col(Message.conversation_id) == conversation_id)
        .order_by(col(Message.at), col(Message.is_ours), col(Message.id))
    )
    found: dict[int, MessageView] = {}
    for message, name, entry, liked in rows:
        found.setdefault(message.id or 0, _message(message, name, entry, bool(liked)))
    return tuple(found.values())


def _liked_by_us() -> ColumnElement[bool]:
    return and_(
        col(Reaction.channel) == col(Message.channel),
        col(Reaction.target_id) == col(Message.external_id),
        col(Reaction.is_ours),
    )


def _message(message: Message, contact: str | None, entry: OutboxEntry | None, is_liked: bool) -> MessageView:
    return MessageView(
        id=message.id or 0,
        author=contact or message.author,
        text="" if message.removed_at else message.text,
        at=message.at,
        edited_at=message.edited_at,
        removed_at=message.removed_at,
        is_ours=message.is_ours,
        delivery=_delivery(message, entry) if entry else None,
        error=entry.error if entry and message.external_id is None else "",
        kind=MessageKind(message.kind),
        is_private=message.is_private,
        hidden_at=message.hidden_at,
        rating=message.rating,
        attachments=() if message.removed_at else tuple(message.attachments or ()),
        is_liked=is_liked,
    )


def _delivery(message: Message, entry: OutboxEntry) -> OutboxState:
    # What was read back from the platform stands there, whatever the sender knows yet.
    return OutboxState.SENT if message.external_id else OutboxState(entry.state)


def _window(session: Session, found: Conversation) -> WindowView | None:
    row = session.execute(
        select(WindowRow, col(Publication.url))
        .outerjoin(
            Publication,
            (col(Publication.channel) == found.channel) & (col(Publication.external_id) == found.object_id),
        )
        .where(col(WindowRow.name) == found.window)
    ).one_or_none()
    if row is None:
        return None
    window, url = row
    return WindowView(window.name, window.title, window.motive, window.picture, url or "")


def _product(session: Session, item_id: str | None) -> ProductView | None:
    product = session.get(Product, item_id) if item_id else None
    if product is None:
        return None
    return ProductView(
        id=product.id,
        title=product.title,
        price=Money(product.price, product.currency),
        sale_price=None if product.sale_price is None else Money(product.sale_price, product.currency),
        image_link=product.image_link,
        availability=product.availability,
        link=product.link,
    )

"""The inbox as a list: the latest conversations first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.errors import SocialshopError
from socialshop.inbox.model import Contact, Conversation, ConversationState, Message
from socialshop.products.model import Product
from socialshop.windows.model import WindowRow

_EXCERPT = 300  # characters of the latest message that a line of the list may need
_MARK_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One line of the list. `preview` is the first line of the latest message that stands; empty where none does."""

    id: int
    channel: str
    contact_name: str
    preview: str
    last_at: datetime
    state: ConversationState
    unanswered: bool
    window_title: str
    product_title: str
    picture: str

    @property
    def about(self) -> str:
        """The product, where it is known, else the window."""
        return self.product_title or self.window_title


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """`next` is the mark to ask for the following page with; None on the last one."""

    rows: tuple[ConversationRow, ...]
    next: str | None


def conversations(
    session: Session,
    *,
    state: ConversationState | str | None = None,
    channel: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> ConversationPage:
    """The conversations of a state and channel, the latest first. `before` is the `next` of the page before.

    Raises SocialshopError for a mark that no page gave.
    """
    chosen = select(Conversation).order_by(col(Conversation.last_at).desc(), col(Conversation.id).desc())
    if state is not None:
        chosen = chosen.where(col(Conversation.state) == state)
    if channel is not None:
        chosen = chosen.where(col(Conversation.channel) == channel)
    if before is not None:
        chosen = chosen.where(_older(before))
    found = session.execute(_with_details(chosen.limit(limit + 1))).all()
    rows = tuple(_row(*line) for line in found[:limit])
    return ConversationPage(rows, _mark(rows[-1]) if len(found) > limit else None)


def counts(session: Session) -> dict[ConversationState, int]:
    """How many conversations are in each state."""
    rows = session.execute(select(col(Conversation.state), func.count()).group_by(col(Conversation.state)))
    return dict.fromkeys(ConversationState, 0) | {ConversationState(state): count for state, count in rows}


def _with_details(chosen: Select[Conversation]) -> Select[Any]:
    """One statement for the whole page: the page is cut first, and only its rows are joined."""
    page = chosen.subquery()
    listed = aliased(Conversation, page)
    latest = (
        select(col(Message.id))
        .where(col(Message.conversation_id) == page.c.id, col(Message.removed_at).is_(None))
        .order_by(col(Message.at).desc(), col(Message.is_ours).desc(), col(Message.id).desc())
        .limit(1)
        .correlate(page)
        .scalar_subquery()
    )
    return (
        select(
            listed,
            func.substr(col(Message.text), 1, _EXCERPT),
            col(Message.is_ours),
            col(Contact.name),
            col(WindowRow.title),
            col(WindowRow.picture),
            col(Product.title),
            col(Product.image_link),
        )
        .select_from(listed)
        .outerjoin(Message, col(Message.id) == latest)
        .outerjoin(Contact, col(Contact.id) == page.c.contact_id)
        .outerjoin(WindowRow, col(WindowRow.name) == page.c.window)
        .outerjoin(Product, col(Product.id) == page.c.item_id)
        .order_by(page.c.last_at.desc(), page.c.id.desc())
    )


def _row(
    listed: Conversation,
    text: str | None,
    is_ours: bool | None,
    contact: str | None,
    window: str | None,
    window_picture: str | None,
    product: str | None,
    product_picture: str | None,
) -> ConversationRow:
    return ConversationRow(
        id=listed.id or 0,
        channel=listed.channel,
        contact_name=contact or "",
        preview=(text or "").strip().partition("\n")[0],
        last_at=listed.last_at,
        state=ConversationState(listed.state),
        unanswered=is_ours is False,
        window_title=window or "",
        product_title=product or "",
        picture=product_picture or window_picture or "",
    )


def _mark(row: ConversationRow) -> str:
    return f"{row.last_at:{_MARK_TIME}}-{row.id}"


def _older(mark: str) -> ColumnElement[bool]:
    moment, _, number = mark.partition("-")
    try:
        at, id_ = datetime.strptime(moment, _MARK_TIME).replace(tzinfo=UTC), int(number)
    except ValueError as error:
        raise SocialshopError("There is no such page of the list.", mend="Begin with the first page.") from error
    # The first condition is implied by the second; it lets both databases enter the index at the right place.
    return and_(
        col(Conversation.last_at) <= at,
        or_(col(Conversation.last_at) < at, col(Conversation.id) < id_),
    )

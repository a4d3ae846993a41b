"""The inbox as a list: what is overdue, then the latest conversations, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Contact, Conversation, ConversationState, Message, Priority
from socialshop.inbox.paging import Mark, Stretch, latest_places, overdue_places, source
from socialshop.inbox.wordless import REMOVED, wordless
from socialshop.ports import MessageKind
from socialshop.products.model import Product
from socialshop.staff.model import User
from socialshop.store import Question, Rows, ask
from socialshop.windows.model import WindowRow

_EXCERPT = 300  # characters of the latest message that a line of the list may need
MOST_COUNTED = 1_000
_AS_THEY_STAND = (
    *("id", "channel", "last_at", "team", "topic", "language", "waiting_since", "due_at", "snoozed_until"),
)


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One line of the list. `preview` is the first line of the latest message that stands; where it has no words,
    `wordless` says what it is: a MessageKind, an AttachmentKind, 'nothing', or 'removed' where none stands any more.
    `said_by` is the customer who wrote it, where it is another than the one whose conversation it is. `kind` is what
    it began with.
    """

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
    assignee: str = ""
    team: str = ""
    priority: Priority = Priority.NORMAL
    topic: str = ""
    language: str = ""
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    wordless: str = ""
    said_by: str = ""
    kind: MessageKind = MessageKind.COMMENT

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    @property
    def about(self) -> str:
        """The product, where it is known, else the window."""
        return self.product_title or self.window_title


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """`next` is the mark to ask for the following page with; None on the last one. A page that is not the last may
    have fewer rows than asked for, or none: rare combinations are sought so far a page."""

    rows: tuple[ConversationRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations are in each list; MOST_COUNTED stands for that many or more."""

    states: Mapping[ConversationState, int]
    overdue: int
    unassigned: int
    mine: int


def conversations(
    session: Session,
    filters: Filters = Filters(),  # noqa: B008 - it is frozen
    *,
    now: datetime | None = None,
    before: str | None = None,
    limit: int = 50,
) -> ConversationPage:
    """The chosen conversations: those overdue at `now` first, the longest overdue foremost; then the latest first.

    `before` is the `next` of the page before; it remembers what was overdue then. Without `now` nothing is overdue.
    Raises SocialshopError for a mark that no page gave.
    """
    mark = Mark.parsed(before) if before is not None else Mark(now)
    of = source(session, filters)
    overdue = Stretch([], None) if mark.past_overdue else overdue_places(session, of, filters, mark, limit + 1)
    found, end = overdue.places, overdue.end
    if end is None and len(found) <= limit and not filters.overdue:
        latest = latest_places(session, of, filters, mark, limit + 1 - len(found))
        found, end = [*found, *latest.places], latest.end
    rows = conversation_rows(session, [place.id for place in found[:limit]])
    last = found[limit - 1] if len(found) > limit else end
    return ConversationPage(rows, str(mark.after(last)) if last else None)


def counts(session: Session, now: datetime, user_id: int | None = None) -> Counts:
    """What stands beside the lists. None is counted further than MOST_COUNTED: it costs the same however many wait."""
    return COUNTED.ask(session, {"now": now, "user_id": user_id})


def _read_counts(rows: Rows) -> Counts:
    ((*states, overdue, unassigned, mine),) = rows
    return Counts(dict(zip(ConversationState, states, strict=True)), overdue, unassigned, mine)


# A statement that every page asks is made once, with its parameters left open: to make it takes longer than to ask it.
@cache
def _counts() -> Select[*tuple[int, ...]]:
    # States and limits as they are, not as parameters: PostgreSQL plans anew each time what depends on these.
    in_state = {state: col(Conversation.state) == literal_column(f"'{state.value}'") for state in ConversationState}
    is_open = in_state[ConversationState.OPEN]
    lists = {
        **{state.value: condition for state, condition in in_state.items()},
        "overdue": col(Conversation.due_at) <= bindparam("now"),
        "unassigned": and_(is_open, col(Conversation.assignee_id).is_(None)),
        "mine": and_(is_open, col(Conversation.assignee_id) == bindparam("user_id")),
    }
    return select(*(_capped(condition).label(name) for name, condition in lists.items()))


COUNTED = Question(_counts, _read_counts)
"""`counts`, of `user_id` at `now`."""


def _capped(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    most = literal_column(str(MOST_COUNTED), Integer)
    few = select(literal(1)).select_from(Conversation).where(condition).limit(most).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def conversation_rows(session: Session, ids: Sequence[int]) -> tuple[ConversationRow, ...]:
    """The lines of these conversations, in the order of `ids`; one that is not there (any more) is left out."""
    if not ids:
        return ()
    lines = {line[0]: _row(*line) for line in ask(session, _lines(), {"ids": list(ids)})}
    return tuple(lines[id_] for id_ in ids if id_ in lines)


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    """One statement for the whole page, and no more of each than its line shows."""
    speaker = aliased(Contact)
    latest = (
        select(col(Message.id))
        .where(col(Message.conversation_id) == Conversation.id, col(Message.removed_at).is_(None))
        .order_by(col(Message.at).desc(), col(Message.is_ours).desc(), col(Message.id).desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    return (
        select(
            *(getattr(Conversation, name) for name in (*_AS_THEY_STAND, "state", "priority", "kind")),
            func.substr(col(Message.text), 1, _EXCERPT).label("text"),
            col(Message.is_ours),
            col(Message.kind).label("said_kind"),
            col(Message.attachments),
            col(Message.links),
            col(speaker.name).label("speaker"),
            col(Contact.name).label("contact"),
            col(WindowRow.title).label("window_title"),
            col(WindowRow.picture).label("window_picture"),
            col(Product.title).label("product_title"),
            col(Product.image_link).label("product_picture"),
            col(User.name).label("assignee"),
        )
        .select_from(Conversation)
        .outerjoin(Message, col(Message.id) == latest)
        .outerjoin(Contact, col(Contact.id) == Conversation.contact_id)
        .outerjoin(speaker, and_(col(speaker.id) == Message.contact_id, col(speaker.id) != Conversation.contact_id))
        .outerjoin(WindowRow, col(WindowRow.name) == Conversation.window)
        .outerjoin(Product, col(Product.id) == Conversation.item_id)
        .outerjoin(User, col(User.id) == Conversation.assignee_id)
        .where(col(Conversation.id).in_(bindparam("ids", expanding=True)))
    )


def _row(
    id_: int,
    channel: str,
    last_at: datetime,
    team: str,
    topic: str,
    language: str,
    waiting_since: datetime | None,
    due_at: datetime | None,
    snoozed_until: datetime | None,
    state: str,
    priority: int,
    kind: str,
    text: str | None,
    is_ours: bool | None,
    said_kind: str | None,
    attachments: list[dict[str, str]] | None,
    links: list[str] | None,
    speaker: str | None,
    contact: str | None,
    window_title: str | None,
    window_picture: str | None,
    product_title: str | None,
    product_picture: str | None,
    assignee: str | None,
) -> ConversationRow:
    """Of the columns of `_lines` in their order: to look for each by its name takes longer than all else."""
    preview = (text or "").strip().partition("\n")[0]
    return ConversationRow(
        id=id_,
        channel=channel,
        contact_name=contact or "",
        preview=preview,
        last_at=last_at,
        state=ConversationState(state),
        unanswered=is_ours is False,
        window_title=window_title or "",
        product_title=product_title or "",
        picture=product_picture or window_picture or "",
        assignee=assignee or "",
        team=team,
        priority=Priority(priority),
        topic=topic,
        language=language,
        waiting_since=waiting_since,
        due_at=due_at,
        snoozed_until=snoozed_until,
        wordless="" if preview else wordless(said_kind, attachments, links) if said_kind else REMOVED,
        said_by="" if is_ours else speaker or "",
        kind=MessageKind(kind),
    )

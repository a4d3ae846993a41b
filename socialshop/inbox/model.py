"""Conversations: who says what, where, about which window and product."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

import socialshop.staff.model  # noqa: F401 - a conversation is assigned to one of them
from socialshop.ports import MessageKind
from socialshop.store.types import partial_index, time_field


class ConversationState(StrEnum):
    OPEN = "open"  # a customer waits for us
    WAITING = "waiting"  # we answered last
    SNOOZED = "snoozed"  # put off to `snoozed_until`, or until the customer writes anew
    RESOLVED = "resolved"


class Priority(IntEnum):
    LOW = 0
    NORMAL = 1
    HIGH = 2
    URGENT = 3


class Topic(StrEnum):
    """What a conversation is for. One that nobody could tell has none."""

    QUESTION = "question"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    ORDER = "order"
    SMALL_TALK = "small talk"
    RECOMMENDATION = "recommendation"
    SPAM = "spam"


class Decider(StrEnum):
    """Who said what a conversation's topic or language is; what a person said stands."""

    RULE = "rule"
    MODEL = "model"
    PERSON = "person"


NAMELESS = "name = '' AND name_sought_at IS NULL"


class Contact(SQLModel, table=True):
    """A person, as one channel knows them: `name` is the one they bore when they were last seen.

    Contacts that are known to be one person have the same `person_id`: the first of these contacts.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        partial_index("ix_contacts_nameless", "channel", "id", where=NAMELESS),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    name: str
    first_seen_at: datetime = time_field()
    last_seen_at: datetime = time_field()
    name_sought_at: datetime | None = time_field(nullable=True)  # when the platform was asked for it
    person_id: int | None = Field(default=None, foreign_key="contacts.id", index=True)


class Sameness(StrEnum):
    """What says that two contacts are one person."""

    ORDER_EMAIL = "order e-mail"  # orders of both bear the same address
    CODE = "code"  # one was given a code, the other used or named it
    LINK = "link"  # one was given a code, the other followed a link that bears it
    PERSON = "person"  # somebody of the shop knows it


class ContactLink(SQLModel, table=True):
    """Two contacts that may be one person, and why. They are while it is linked and not undone.

    One that was undone, or declined before it was linked, is not proposed again by the same evidence.
    """

    __tablename__ = "contact_links"
    __table_args__ = (
        UniqueConstraint("contact_id", "other_id", "evidence"),
        partial_index("ix_contact_links_proposed", "id", where="linked_at IS NULL AND undone_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contacts.id", index=True)  # the smaller number of the two
    other_id: int = Field(foreign_key="contacts.id", index=True)
    evidence: str  # a Sameness
    found: str  # what it rests on, such as the orders' numbers
    found_at: datetime = time_field()
    linked_at: datetime | None = time_field(nullable=True)
    linked_by: str = ""
    undone_at: datetime | None = time_field(nullable=True)
    undone_by: str = ""


DECIDED = "topic <> '' AND (topic_by = 'person' OR topic_by = 'rule' AND resolved_by <> '')"
"""Whose topic people decided: they set it, or resolved the conversation while it stood."""
_IS_DUE = "due_at IS NOT NULL"
_HAS_ONE = {
    "window": ("window", '"window" IS NOT NULL'),
    "item": ("item_id", "item_id IS NOT NULL"),
    "team": ("team", "team <> ''"),
    "topic": ("topic", "topic <> ''"),
}


class Conversation(SQLModel, table=True):
    """A thread: its first comment and all that was said beneath it, or all that a customer and we wrote privately.

    While the first comment has not arrived, `thread_id` is the topmost comment that is known of. The thread of a
    private conversation is 'direct:' and the customer's id.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("channel", "thread_id"),
        # Lists are paged by (last_at, id) within each state; one of all states is merged from theirs.
        Index("ix_conversations_state_last", "state", "last_at", "id"),
        Index("ix_conversations_channel_state_last", "channel", "state", "last_at", "id"),
        Index("ix_conversations_assignee_state_last", "assignee_id", "state", "last_at", "id"),
        Index("ix_conversations_contact_state_last", "contact_id", "state", "last_at", "id"),
        Index("ix_conversations_object", "object_id", "id"),  # the latest beneath a post
        # What is overdue comes first; only those that wait for us have a due time.
        partial_index("ix_conversations_due", "due_at", "id", where=_IS_DUE),
        partial_index("ix_conversations_channel_due", "channel", "due_at", "id", where=_IS_DUE),
        partial_index("ix_conversations_assignee_due", "assignee_id", "due_at", "id", where=_IS_DUE),
        # Of windows, products, teams and topics those conversations that have one.
        *(
            partial_index(f"ix_conversations_{name}_state_last", column, "state", "last_at", "id", where=has_one)
            for name, (column, has_one) in _HAS_ONE.items()
        ),
        *(
            partial_index(f"ix_conversations_{name}_due", column, "due_at", "id", where=f"{_IS_DUE} AND {has_one}")
            for name, (column, has_one) in _HAS_ONE.items()
        ),
        partial_index("ix_conversations_origin_id", "origin_id", where="origin_id IS NOT NULL"),
        partial_index("ix_conversations_resolved", "resolved_at", where="resolved_at IS NOT NULL"),
        partial_index("ix_conversations_snoozed", "snoozed_until", where="snoozed_until IS NOT NULL"),
        # What `tend` has still to look at.
        partial_index("ix_conversations_undue", "id", where="waiting_since IS NOT NULL AND due_at IS NULL"),
        partial_index("ix_conversations_decided", "last_at", "id", where=DECIDED),
        partial_index("ix_conversations_untold", "id", where="topic_by = '' OR language_by = ''"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    thread_id: str
    object_id: str  # post, media or Pin beneath which it stands; empty for a private one
    kind: str = MessageKind.COMMENT  # of its first message
    is_private: bool = False
    origin_id: int | None = Field(default=None, foreign_key="conversations.id")  # its private reply led here
    contact_id: int | None = Field(default=None, foreign_key="contacts.id")
    window: str | None = None
    item_id: str | None = None
    window_evidence: str = ""  # what says so: 'post', 'link: …', 'tag: …'
    item_evidence: str = ""
    state: str = ConversationState.OPEN
    opened_at: datetime = time_field()
    last_at: datetime = time_field()
    wrote_at: datetime | None = time_field(nullable=True)  # when the customer wrote last
    answered_at: datetime | None = time_field(nullable=True)  # our first answer that stands
    answered_by: str = ""  # who gave it
    waiting_since: datetime | None = time_field(nullable=True)  # the first message that nobody answered yet
    due_at: datetime | None = time_field(nullable=True)  # the shop's own target for answering it
    resolved_at: datetime | None = time_field(nullable=True)  # null again when the customer writes anew
    resolved_by: str = ""
    snoozed_until: datetime | None = time_field(nullable=True)  # likewise
    assignee_id: int | None = Field(default=None, foreign_key="users.id")
    team: str = ""
    priority: int = Priority.NORMAL
    topic: str = ""
    topic_by: str = ""
    language: str = ""  # ISO 639-1
    language_by: str = ""


class JoinedConversation(SQLModel, table=True):
    """The number of a conversation that turned out to be part of another: what bears the number is found there."""

    __tablename__ = "joined_conversations"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    conversation_id: int = Field(foreign_key="conversations.id", index=True)


class Label(SQLModel, table=True):
    __tablename__ = "labels"

    name: str = Field(primary_key=True)
    created_at: datetime = time_field()


class ConversationLabel(SQLModel, table=True):
    __tablename__ = "conversation_labels"

    label: str = Field(primary_key=True, foreign_key="labels.name")
    conversation_id: int = Field(primary_key=True, foreign_key="conversations.id", index=True)


AWAKE = {"resolved_at": None, "resolved_by": "", "snoozed_until": None}
"""The columns of a conversation that nobody put aside: what a customer's new message makes of it."""


class TopicModel(SQLModel, table=True):
    """What was learned from people's decisions on topics, and how it did against the rules; plain numbers, no code."""

    __tablename__ = "topic_models"

    id: int | None = Field(default=None, primary_key=True)
    trained_at: datetime = time_field()
    decisions: int  # how many it learned from
    accuracy: float  # in cross-validation, 0 to 1
    rules_accuracy: float  # of the rules on the same decisions
    topics: list[str] = Field(sa_type=JSON)
    weights: bytes  # float32, one row a topic, the intercept last
    set_aside_at: datetime | None = time_field(nullable=True)  # the rules tell topics since, and nothing is learned
    set_aside_by: str = ""


class RawEvent(SQLModel, table=True):
    """What a platform told us, word for word, kept before anything is made of it."""

    __tablename__ = "raw_events"
    __table_args__ = (
        UniqueConstraint("channel", "external_id", "kind", "at"),
        Index("ix_raw_events_channel_received", "channel", "received_at"),
        partial_index("ix_raw_events_label", "label", where="label IS NOT NULL"),
        partial_index("ix_raw_events_pushed", "channel", "pushed_at", where="pushed_at IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    kind: str
    at: datetime = time_field()
    received_at: datetime = time_field()
    polled_at: datetime | None = time_field(nullable=True)  # first told by polling
    pushed_at: datetime | None = time_field(nullable=True)  # first told by a webhook
    label: str | None = None  # what an unsupported event calls itself
    body: str  # JSON of the InboundEvent


class Delivery(SQLModel, table=True):
    """A webhook's body, byte for byte, kept before anything is made of it; the same body again is counted."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("channel", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    digest: str  # SHA-256 of the body
    body: bytes
    times: int = 1
    received_at: datetime = time_field()
    processed_at: datetime | None = time_field(index=True, nullable=True)  # null: what it holds is still to be taken in
    outcome: str = ""  # 'ingested', 'nothing new', 'ignored' or 'refused'
    reason: str = ""


class RefusedDelivery(SQLModel, table=True):
    """How many bodies a day were turned away at the door, unread: forged or too large."""

    __tablename__ = "refused_deliveries"

    channel: str = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    day: str = Field(primary_key=True)  # YYYY-MM-DD, UTC
    number: int = 0


class Message(SQLModel, table=True):
    """The present state of one message: the fold over its events."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_messages_conversation_at", "conversation_id", "at", "id"),
        partial_index("ix_messages_direct", "channel", "direct_id", where="direct_id IS NOT NULL"),
        partial_index("ix_messages_outbox_key", "outbox_key", where="outbox_key IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversations.id")
    channel: str
    external_id: str | None = None  # null: our own reply that does not stand on the platform yet
    parent_id: str | None = None
    kind: str = MessageKind.COMMENT
    is_private: bool = False
    direct_id: str | None = None  # the private thread it is of, where its conversation is another: a private reply
    contact_id: int | None = Field(default=None, foreign_key="contacts.id")
    is_ours: bool = False
    author: str = ""  # for our own replies: the user who wrote it
    text: str
    at: datetime = time_field()
    edited_at: datetime | None = time_field(nullable=True)
    hidden_at: datetime | None = time_field(nullable=True)
    removed_at: datetime | None = time_field(nullable=True)
    rating: str = ""  # of a review: 'positive', 'negative' or '1' to '5'
    attachments: list[dict[str, str]] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    """Each as `socialshop.ports.Attachment`."""
    links: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    item_ids: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    outbox_key: str | None = Field(default=None, foreign_key="outbox.key")


class Reaction(SQLModel, table=True):
    """What somebody feels about a message or an object of ours, now."""

    __tablename__ = "reactions"

    channel: str = Field(primary_key=True)
    target_id: str = Field(primary_key=True)  # external id of the message or object
    author_id: str = Field(primary_key=True)
    author: str
    is_ours: bool = False
    text: str  # the platform's name of it, or an emoji
    at: datetime = time_field()


class Receipt(SQLModel, table=True):
    """Up to when our messages of a private conversation were delivered and read."""

    __tablename__ = "receipts"

    channel: str = Field(primary_key=True)
    thread_id: str = Field(primary_key=True)
    delivered_until: datetime | None = time_field(nullable=True)
    read_until: datetime | None = time_field(nullable=True)


class Cursor(SQLModel, table=True):
    """How far a source was read: an object's comments, or a stream of the account, which has its name."""

    __tablename__ = "cursors"

    channel: str = Field(primary_key=True)
    object_id: str = Field(primary_key=True)
    value: str
    read_at: datetime = time_field()


class ConversationCode(SQLModel, table=True):
    """A one-time code that was given to somebody in a conversation."""

    __tablename__ = "conversation_codes"

    code: str = Field(primary_key=True)
    conversation_id: int = Field(foreign_key="conversations.id", index=True)
    given_at: datetime = time_field()

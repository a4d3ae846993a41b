"""Shop windows and what of them stands on which platform."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class PublicationState(StrEnum):
    LIVE = "live"
    LEFT = "left"  # over, but the platform gives no way to take it down
    WITHDRAWN = "withdrawn"


class WindowRow(SQLModel, table=True):
    """A window definition as it was last applied; `picture` is what stands for it in lists.

    `held_at`: it was taken down by hand and stays down until it is applied by its name.
    """

    __tablename__ = "windows"

    name: str = Field(primary_key=True)
    title: str
    motive: str
    starts_at: datetime | None = time_field(nullable=True)
    ends_at: datetime | None = time_field(nullable=True)
    picture: str = ""
    known_at: datetime | None = time_field(nullable=True)  # first applied: its first slot is not before that
    applied_at: datetime = time_field()
    held_at: datetime | None = time_field(nullable=True)


class Publication(SQLModel, table=True):
    """One object of a window on one platform: a post, a media, a Pin. `fields` is all that it says, as last applied."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_publications_part", "window", "channel", "part"),
    )

    id: int | None = Field(default=None, primary_key=True)
    window: str = Field(foreign_key="windows.name", index=True)
    channel: str
    part: str = ""
    kind: str
    external_id: str
    under: str | None = None  # external id of the object that it stands in
    url: str = ""
    item_id: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: str = Field(default=PublicationState.LIVE, index=True)
    published_at: datetime = time_field()
    withdrawn_at: datetime | None = time_field(nullable=True)


class Draft(SQLModel, table=True):
    """A part whose creation was begun and of which nobody knows yet whether it stands."""

    __tablename__ = "window_drafts"

    window: str = Field(primary_key=True, foreign_key="windows.name")
    channel: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    kind: str
    item_id: str | None = None
    under: str | None = None  # key of the part that it stands in
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    begun_at: datetime = time_field()


class WindowProduct(SQLModel, table=True):
    """The products that a window shows, in their order, and what they cost when that was last looked at."""

    __tablename__ = "window_products"

    window: str = Field(primary_key=True, foreign_key="windows.name")
    item_id: str = Field(primary_key=True)
    position: int
    price: int | None = Field(default=None, sa_type=BigInteger)  # minor units, the price that holds


class LinkCheck(SQLModel, table=True):
    """What was found at an address that windows lead to."""

    __tablename__ = "link_checks"

    address: str = Field(primary_key=True)
    trouble: str = ""  # empty: alive
    checked_at: datetime = time_field()


class WindowCode(SQLModel, table=True):
    """A single-use code of a window of limited access. Seats are numbered from 1 to the window's quota."""

    __tablename__ = "window_codes"
    __table_args__ = (UniqueConstraint("window", "seat"), UniqueConstraint("window", "holder"))

    code: str = Field(primary_key=True)
    window: str = Field(foreign_key="windows.name")
    seat: int
    holder: str  # a name, or 'facebook:1234'
    given_at: datetime = time_field()
    conversation_id: int | None = Field(default=None, index=True)  # where it was asked for

"""Shop windows and what of them stands on which platform."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class PublicationState(StrEnum):
    LIVE = "live"
    LEFT = "left"  # over, but the platform gives no way to take it down
    WITHDRAWN = "withdrawn"


class WindowRow(SQLModel, table=True):
    """A window definition as it was last applied; `picture` is what stands for it in lists."""

    __tablename__ = "windows"

    name: str = Field(primary_key=True)
    title: str
    motive: str
    starts_at: datetime | None = time_field(nullable=True)
    ends_at: datetime | None = time_field(nullable=True)
    picture: str = ""
    applied_at: datetime = time_field()


class Publication(SQLModel, table=True):
    """One object of a window on one platform: a post, a media, a Pin."""

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    window: str = Field(foreign_key="windows.name", index=True)
    channel: str
    kind: str
    external_id: str
    url: str = ""
    item_id: str | None = None
    digest: str = ""  # of the definition that it was made from
    state: str = Field(default=PublicationState.LIVE, index=True)
    published_at: datetime = time_field()
    withdrawn_at: datetime | None = time_field(nullable=True)


class WindowProduct(SQLModel, table=True):
    """The products that a window shows, in their order."""

    __tablename__ = "window_products"

    window: str = Field(primary_key=True, foreign_key="windows.name")
    item_id: str = Field(primary_key=True)
    position: int

"""The tables of the configuration that the inbox reads: hours, topics, e-mail and webhooks."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from socialshop.config_table import Listed, Table, TimeZone
from socialshop.ports import Secret
from socialshop.validation import form


def _hours(spans: object) -> object:
    return tuple(_span(span) for span in spans) if isinstance(spans, list | tuple) else spans


def _span(span: object) -> tuple[time, time]:
    expected = "expected a span such as '09:00-12:30', ending on the same day or at '00:00'"
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in str(span).split("-"))
    except ValueError as error:
        raise ValueError(expected) from error
    if closes != time.min and closes <= opens:
        raise ValueError(expected)
    return opens, closes


Spans = Annotated[tuple[tuple[time, time], ...], BeforeValidator(_hours)]


class ServiceHours(Table):
    """Spans such as '09:00-12:30' of each day; a day without any is closed."""

    monday: Spans = ()
    tuesday: Spans = ()
    wednesday: Spans = ()
    thursday: Spans = ()
    friday: Spans = ()
    saturday: Spans = ()
    sunday: Spans = ()

    @property
    def week(self) -> tuple[tuple[tuple[time, time], ...], ...]:
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return tuple(days)


class Service(Table):
    first_response_minutes: Annotated[int, Field(ge=1)] = 120
    next_response_minutes: Annotated[int, Field(ge=1)] = 240
    hours: ServiceHours
    time_zone: TimeZone | Literal[""] = ""
    """Empty: the shop's."""
    holidays: Annotated[
        str, form(r"^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$", "a country such as DE, or a part of one such as DE-BY")
    ] = ""
    """Public holidays of a country or a part of it, ISO 3166, such as DE-BY."""
    closed: Annotated[tuple[date, ...], Listed] = ()
    """Further days on which nobody answers."""


class TopicRule(Table):
    topic: Literal["question", "complaint", "praise", "order", "small talk", "recommendation", "spam"]
    words: Annotated[tuple[str, ...], Listed]
    """Words or beginnings of words, such as 'Gutschein*'; case and umlauts do not matter."""


class Inbox(Table):
    languages: Annotated[tuple[str, ...], Listed, Field(min_length=1)] = ("de", "en")
    """What customers mostly write, ISO 639-1."""
    claim_minutes: Annotated[int, Field(ge=1, le=120)] = 10
    """How long a conversation stays with who began an answer and is not seen there any more."""
    keep_pictures_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """How long the file of a picture is kept after its answer went out, or failed."""
    service: Service | None = None
    """Without it no clock runs."""
    topics: Annotated[tuple[TopicRule, ...], Listed] = ()
    """Asked before the rules that come along."""


class Email(Table):
    server: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    encryption: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: Secret | None = None
    sender: str
    link: str = ""
    """Where the page is reached, for the links in an e-mail; empty: the address of [web]."""


class Notify(Table):
    email: Email | None = None


class Webhook(Table):
    """A program of the shop's that is told what happens in the inbox."""

    name: Annotated[str, form(r"^[A-Za-z0-9_-]{1,40}$", "1 to 40 letters, digits and hyphens, such as crm")]
    url: Annotated[str, form(r"^https?://[^\s/]+(/[^\s]*)?$", "a web address, such as https://shop.example")]
    secret: Secret
    """Signs every body."""
    events: Annotated[tuple[str, ...], Listed] = ()
    """Empty: all of them."""
    private: bool = False
    """Whether the address may be one of the shop's own network."""
    off_after_days: Annotated[int, Field(ge=1, le=28)] = 5
    """After how many days in which it took nothing it is switched off; what it missed is kept for 30."""

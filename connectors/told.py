"""Reading what Meta tells us, of which anything may be missing: times, people, and why something was left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from msgspec import Struct

from socialshop.ports import Author, EventKind, InboundEvent, Parsed

Told = Mapping[str, Any]
OBJECT = "object "
"""Before the number of one in a page of them."""
_MILLISECONDS = 10**11
"""A number above this is no time in seconds before the year 5138."""
_YEARS = range(2004, 2100)


class Refused(ValueError):
    """Something cannot be taken in; the text says what is wrong with it."""


class Ignored(Exception):
    """Something is understood and nothing for the inbox; the text says what it is."""


TROUBLE = (Ignored, Refused, TypeError, AttributeError, KeyError, ValueError, RecursionError)
"""What reading a part of a body may raise: it is not for us, it is wrong, or it is of a form that nobody foresaw."""


class Reading(Struct):
    """What was read so far of one body."""

    channel: str
    events: list[InboundEvent] = []
    ignored: list[str] = []
    refused: dict[str, list[str]] = {}
    """Why, and the parts of the body for which that is so."""
    account: str = ""
    is_answer: bool = False

    def refuse(self, reason: str, where: str = "") -> None:
        """`where` is the part of the body, such as 'object 3'; empty for all of it."""
        self.refused.setdefault(reason, []).append(where)

    def note(self, trouble: Exception, where: str) -> None:
        """What reading a part of the body raised: its trouble is its own."""
        if isinstance(trouble, Ignored):
            self.ignored.append(str(trouble))
        elif isinstance(trouble, Refused):
            self.refuse(str(trouble), where)
        else:
            self.refuse(f"it is of an unknown form ({type(trouble).__name__})", where)

    def parsed(self) -> Parsed:
        events = tuple(self.events)
        if not self.ignored and not self.refused:
            return Parsed(events, account=self.account, is_answer=self.is_answer)
        refused = [": ".join(filter(None, (_together(where), why))) for why, where in self.refused.items()]
        ignored = tuple(dict.fromkeys(self.ignored))
        return Parsed(events, ignored, tuple(refused), account=self.account, is_answer=self.is_answer)


def _together(places: Sequence[str]) -> str:
    """'objects 1-3, 7' for the objects of these numbers; other parts each once."""
    numbers = [int(place.removeprefix(OBJECT)) for place in places if place.startswith(OBJECT)]
    others = dict.fromkeys(place for place in places if not place.startswith(OBJECT))
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda one: one[1] - one[0])]
    spans = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    objects = [f"object{'s' if len(numbers) > 1 else ''} {', '.join(spans)}"] if numbers else []
    return ", ".join([*objects, *others])


def moment(value: object) -> datetime:
    """A time as Meta writes it: seconds or milliseconds since 1970, or ISO 8601. Raises Refused for anything else."""
    try:
        at = _moment(value)
    except (TypeError, ValueError, OverflowError, OSError):
        at = None
    if at is None or at.year not in _YEARS:
        raise Refused(f"{value!r} is no time")
    return at


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        if not value.isdigit():
            return datetime.fromisoformat(value).astimezone(UTC)
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, _NUMBER):
        return None
    return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC)


_NUMBER = (int, float)


def required(told: Told, name: str) -> str:
    """The id that stands under a name. Raises Refused where none does."""
    return needed(told.get(name), name)


def needed(value: object, name: str) -> str:
    """The id, which goes by that name. Raises Refused where there is none."""
    if value is None or value == "" or isinstance(value, dict | list):
        raise Refused(f"{name!r} is missing")
    return str(value)


def part(told: Told, name: str) -> Told:
    """The object that stands under a name; an empty one where none does."""
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def text(told: Told, *names: str) -> str:
    """The first of the named texts that says anything."""
    for name in names:
        if value := told.get(name):
            return str(value)
    return ""


def said(value: object) -> str:
    """The text; empty for nothing."""
    return value if isinstance(value, str) else str(value) if value else ""


def texts(*values: object) -> tuple[str, ...]:
    """Those that say anything, each once."""
    return tuple(dict.fromkeys(str(value) for value in values if value)) if any(values) else ()


def listed(value: object) -> list[Told]:
    """The objects of a list, or of what the Graph API wraps one in."""
    found = value.get("data") if isinstance(value, dict) else value
    return [one for one in found if isinstance(one, dict)] if found and isinstance(found, list) else []


def author(person: Told, ours: frozenset[str], name: str = "name") -> Author | None:
    """Without the permission to see who wrote, Meta leaves the author out."""
    if person.get("id") is None:
        return None
    id_ = str(person["id"])
    is_us = id_ in ours or "self_ig_scoped_id" in person
    return Author(id_, text(person, name, "name", "username"), is_us=is_us)


def unsupported(channel: str, label: str, told: Any, at: datetime) -> InboundEvent:
    """An event of a kind that has no place yet, kept as it came."""
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
    return InboundEvent(channel, EventKind.UNSUPPORTED, digest, "", None, None, label, at, told)

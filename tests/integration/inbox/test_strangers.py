"""Whom a webhook names by a number alone is asked for, once, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import Permanent, Throttled
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact
from socialshop.inbox.strangers import learn_names
from socialshop.ports import Author, EventKind, InboundEvent

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@dataclass
class Names:
    """A platform that knows these people; `trouble` is raised in the place of an answer."""

    known: dict[str, str] = field(default_factory=dict)
    trouble: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def person_name(self, external_id: str) -> str:
        self.asked.append(external_id)
        if self.trouble:
            raise self.trouble
        return self.known.get(external_id, "")


def wrote(shop: Engine, clock: Clock, *people: str, name: str = "", private: bool = True, message: str = "m") -> None:
    kind = EventKind.MESSAGE_ADDED if private else EventKind.COMMENT_ADDED
    place = "" if private else "p"
    events = [
        InboundEvent("facebook", kind, f"{message}{one}", place, None, Author(one, name), "Hallo", AT, thread_id=one)
        for one in people
    ]
    with Session(shop) as session:
        ingest(session, events, clock)
        session.commit()


def names(shop: Engine) -> Sequence[str]:
    with Session(shop) as session:
        return session.exec(select(Contact.name).order_by(col(Contact.external_id))).all()


def test_a_stranger_is_asked_for_once(shop: Engine, clock: Clock) -> None:
    wrote(shop, clock, "1", "2")
    wrote(shop, clock, "3", private=False)
    source = Names({"1": "Anna\x00 Meier "})
    assert learn_names(shop, clock, "facebook", source) == 1
    assert learn_names(shop, clock, "facebook", source) == 0
    assert learn_names(shop, clock, "instagram", source) == 0
    assert (sorted(source.asked), names(shop)) == (["1", "2"], ["Anna\ufffd Meier", "", ""])


def test_whom_we_may_not_know_is_left_in_peace_and_named_by_their_next_words(shop: Engine, clock: Clock) -> None:
    wrote(shop, clock, "1")
    source = Names(trouble=Permanent("No permission.", channel="facebook"))
    for _ in range(2):
        assert learn_names(shop, clock, "facebook", source) == 0
    assert source.asked == ["1"]
    wrote(shop, clock, "1", name="Anna Meier", message="n")
    assert names(shop) == ["Anna Meier"]


def test_a_throttled_channel_is_asked_again_later(shop: Engine, clock: Clock) -> None:
    wrote(shop, clock, "1")
    source = Names({"1": "Anna Meier"}, trouble=Throttled("Later.", channel="facebook"))
    with pytest.raises(Throttled):
        learn_names(shop, clock, "facebook", source)
    source.trouble = None
    assert learn_names(shop, clock, "facebook", source) == 1
    assert names(shop) == ["Anna Meier"]


def test_many_at_once_are_asked_for_a_few_at_a_time(shop: Engine, clock: Clock) -> None:
    wrote(shop, clock, *map(str, range(120)))
    source = Names()
    counts = []
    for _ in range(4):
        before = len(source.asked)
        learn_names(shop, clock, "facebook", source)
        counts.append(len(source.asked) - before)
    assert counts == [50, 50, 20, 0]

"""The inbox at ten thousand messages and at many, on both databases: what grows with their number is a fault.

Taking events in is held against dlt, which loads the same bodies of webhooks into the same kind of database.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from bench.comments import MESSAGES, START
from bench.inboxes import ROUNDS, Fresh, Inboxes
from bench.loading import MEET_OFTEN, NEVER_MEET, RARE, load_with_dlt, take_in, write_bodies
from bench.measuring import Spent, isolated, p95, seconds, tell
from bench.result import Result
from socialshop.clock import utc_now
from socialshop.desk.alike import others_ask
from socialshop.desk.learned import learned
from socialshop.desk.search import search
from socialshop.inbox.filters import Filters
from socialshop.inbox.paging import Mark, Place
from socialshop.inbox.query import conversations
from socialshop.inbox.tallies import tallies
from socialshop.inbox.view import conversation
from socialshop.store import reading

_CALLS = 200
_EVENTS = 100_000  # taken in beside dlt
_INGEST_TARGET = 1 / 3
_VIEWS = (
    Filters(),
    Filters(state="open", topic="question", channel="facebook"),
    Filters(assignee="none", overdue=True),
    Filters(label=RARE, state="open"),
    MEET_OFTEN,
    NEVER_MEET,
)


def measure(inboxes: Inboxes) -> list[Result]:
    answers = inboxes.compared("inbox", {what: partial(_p95, call) for what, call in _QUESTIONS.items()})
    taken_in = (result for name, fresh in inboxes.databases.items() for result in _ingest(name, fresh))
    return [*answers, *taken_in]


# --- answers that somebody waits for -------------------------------------------------------------


def _p95(call: Callable[[Session, int], object], store: Engine, size: int) -> float:
    """Milliseconds, each call in a session of its own, as the pages have it."""
    chance = random.Random(1)
    threads = size // MESSAGES

    def once() -> None:
        with Session(reading(store)) as session:
            call(session, chance.randint(threads // 10 + 1, threads))

    return p95([seconds(once) for _ in range(_CALLS)]) * 1000


def _deep(session: Session, number: int) -> object:
    """The page that begins where that thread was."""
    place = Place(START + timedelta(seconds=number * MESSAGES), number, is_overdue=False)
    return conversations(session, before=str(Mark(utc_now()).after(place)))


_QUESTIONS: dict[str, Callable[[Session, int], object]] = {
    "list": lambda session, _: conversations(session, now=utc_now()),
    "list, a page far back": _deep,
    "list, filters that often meet": lambda session, _: conversations(session, MEET_OFTEN, now=utc_now()),
    "list, filters that never meet": lambda session, _: conversations(session, NEVER_MEET, now=utc_now()),
    "list, a rare label": lambda session, _: conversations(session, Filters(label=RARE), now=utc_now()),
    "search, a common word": lambda session, _: search(session, "Bergkäse"),
    "search, a rare word": lambda session, number: search(session, f"Bergkäse {number * MESSAGES}"),
    "search, words that never meet": lambda session, _: search(session, "Bergkäse Wochen"),
    "conversation": conversation,
    "what saved views hold": lambda session, _: tallies(session, _VIEWS, utc_now()),
    "whether others ask alike": lambda session, number: others_ask(session, number - number % 4 + 1),  # one that waits
    "what was learned": lambda session, _: learned(session),
}


# --- taking events in ----------------------------------------------------------------------------


def _ingest(database: str, fresh: Fresh) -> Iterator[Result]:
    """Each in a process of its own, by turns; of both the best counts, by the clock and in processor time."""
    turns = []
    with tempfile.TemporaryDirectory() as name:
        write_bodies(bodies := Path(name) / "webhooks.jsonl", _EVENTS)
        for turn in range(ROUNDS):
            tell(f"{database}: taking {_EVENTS:,} events in, round {turn + 1} of {ROUNDS}")
            taken = isolated(take_in, fresh(), bodies)
            turns.append((taken, isolated(load_with_dlt, fresh(), bodies, Path(name) / str(turn))))
    tell("")
    ours, peer = (Spent(*map(min, zip(*spent, strict=True))) for spent in zip(*turns, strict=True))
    subject = f"inbox: {_EVENTS:,} events taken in, {database}"
    yield Result(subject, ours.seconds, peer.seconds, "dlt", _INGEST_TARGET, "s")
    yield Result(f"{subject}, processor time", ours.processor, peer.processor, "dlt", _INGEST_TARGET, "s")

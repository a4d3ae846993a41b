"""The inbox at ten thousand messages and at many, on both databases: what grows with their number is a fault.

Taking events in is held against dlt, which loads the same records into the same kind of database.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from bench.comments import MESSAGES
from bench.loading import fill, load_with_dlt, take_in
from bench.measuring import alone, in_turn, p95, seconds, tell
from bench.result import Result
from socialshop.clock import utc_now
from socialshop.desk.search import search
from socialshop.inbox.query import conversations
from socialshop.inbox.view import conversation
from socialshop.store import open_store, reading
from socialshop.testing.databases import postgres_database, postgres_server

Fresh = Callable[[], str]
"""Gives the address of an empty database."""

_FEW = 10_000
_CALLS = 200
_ROUNDS = 3
_LONGEST = 50.0  # ms, of a call that somebody waits for
_GROWTH = 1.5
_EVENTS = 100_000  # taken in beside dlt
_INGEST_TARGET = 1 / 3


def measure(messages: int) -> list[Result]:
    with _databases() as databases:
        return [
            result
            for name, fresh in databases.items()
            for result in (*_answers(name, fresh, messages), _ingest(name, fresh))
        ]


def filled_store(url: str, messages: int) -> Engine:
    fill(url, messages)
    return open_store(url)


@contextmanager
def _databases() -> Iterator[dict[str, Fresh]]:
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server, ExitStack() as opened:
        yield {
            "SQLite": lambda: f"sqlite:///{tempfile.mkdtemp(dir=folder)}/inbox.db",
            "PostgreSQL": lambda: opened.enter_context(postgres_database(server)),
        }


# --- answers that somebody waits for -------------------------------------------------------------


def _answers(database: str, fresh: Fresh, messages: int) -> Iterator[Result]:
    few, many = filled_store(fresh(), _FEW), filled_store(fresh(), messages)
    for what, call in {"list": _list, "search": _search, "conversation": _conversation}.items():
        taken = in_turn({"few": lambda: _p95(call, few, _FEW), "many": lambda: _p95(call, many, messages)}, _ROUNDS)  # noqa: B023 - called at once
        subject = f"inbox: {what} at {messages:,}, {database}, p95"
        yield Result(subject, taken["many"], taken["few"], f"at {_FEW:,}", _GROWTH, "ms")
        yield Result(subject, taken["many"], _LONGEST, "limit", 1.0, "ms")
    few.dispose()
    many.dispose()


def _p95(call: Callable[[Session, int], object], store: Engine, size: int) -> float:
    """Milliseconds, each call in a session of its own, as the pages have it."""
    chance = random.Random(1)

    def once() -> None:
        with Session(reading(store)) as session:
            call(session, chance.randint(1, size // MESSAGES))

    return p95([seconds(once) for _ in range(_CALLS)]) * 1000


def _list(session: Session, _number: int) -> object:
    return conversations(session, now=utc_now())


def _search(session: Session, number: int) -> object:
    """Words that every fourth message has, and by turns one that a single message has."""
    return search(session, "Bergkäse" if number % 2 else f"Bergkäse {number * MESSAGES}")


def _conversation(session: Session, number: int) -> object:
    return conversation(session, number)


# --- taking events in ----------------------------------------------------------------------------


def _ingest(database: str, fresh: Fresh) -> Result:
    """Each in a process of its own, by turns; of both the best counts."""
    turns = []
    with tempfile.TemporaryDirectory() as name:
        for turn in range(_ROUNDS):
            tell(f"{database}: taking {_EVENTS:,} events in, round {turn + 1} of {_ROUNDS}")
            taken = alone(take_in, fresh(), _EVENTS)
            turns.append((taken, alone(load_with_dlt, fresh(), _EVENTS, Path(name) / str(turn))))
    tell("")
    ours, peer = (min(cost.seconds for cost in costs) for costs in zip(*turns, strict=True))
    return Result(f"inbox: {_EVENTS:,} events taken in, {database}", ours, peer, "dlt", _INGEST_TARGET, "s")

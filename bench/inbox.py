"""The inbox at ten thousand messages and at many: what grows with their number is a fault.

Taking events in is held against the least that a database could do: inserting the same rows, as many in each commit.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, RowMapping, insert, select
from sqlmodel import Session, SQLModel

from bench.comments import MESSAGES, comments
from bench.measuring import in_turn, p95, seconds
from bench.result import Result
from socialshop.clock import utc_now
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact, Conversation, Message, RawEvent
from socialshop.inbox.query import conversations
from socialshop.inbox.view import conversation
from socialshop.schema import metadata
from socialshop.store import open_store, reading

_FEW = 10_000
_PAGE = 1_000  # events in each commit
_CALLS = 200
_ROUNDS = 3
_LONGEST = 50.0  # ms, of a call that somebody waits for
_TARGET = 1.5
_INGEST_TARGET = 6.0
_TABLES: tuple[type[SQLModel], ...] = (Contact, Conversation, RawEvent, Message)  # in the order of their references


def measure(messages: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = filled_store(folder / "few.db", _FEW), filled_store(folder / "many.db", messages)
        answers = {"list": _list, "conversation": _conversation}
        results = [
            result for what, call in answers.items() for result in _grown(f"inbox: {what}", call, few, many, messages)
        ]
        return [*results, _ingest(folder, few)]


def filled_store(path: Path, messages: int) -> Engine:
    store = _empty_store(path)
    _take_in(store, messages)
    return store


def _grown(subject: str, call: Callable[[Session, int], object], few: Engine, many: Engine, size: int) -> list[Result]:
    taken = in_turn({"few": lambda: _p95(call, few, _FEW), "many": lambda: _p95(call, many, size)}, _ROUNDS)
    return [
        Result(f"{subject} at {size:,}, p95", taken["many"], taken["few"], f"at {_FEW:,}", _TARGET, "ms"),
        Result(f"{subject} at {size:,}, p95", taken["many"], _LONGEST, "limit", 1.0, "ms"),
    ]


def _p95(call: Callable[[Session, int], object], store: Engine, size: int) -> float:
    """Milliseconds, each call in a session of its own, as the pages have it."""
    chance = random.Random(1)

    def once() -> None:
        with Session(reading(store)) as session:
            call(session, chance.randint(1, size // MESSAGES))

    return p95([seconds(once) for _ in range(_CALLS)]) * 1000


def _list(session: Session, _conversation_id: int) -> object:
    return conversations(session, now=utc_now())


def _conversation(session: Session, conversation_id: int) -> object:
    return conversation(session, conversation_id)


# --- taking events in ----------------------------------------------------------------------------


def _ingest(folder: Path, few: Engine) -> Result:
    with few.connect() as connection:
        rows = {model: connection.execute(select(model)).mappings().all() for model in _TABLES}
    fresh = (_empty_store(folder / f"{count}.db") for count in range(2 * _ROUNDS))

    def ours() -> float:
        store = next(fresh)
        return seconds(lambda: _take_in(store, _FEW))

    def floor() -> float:
        store = next(fresh)
        return seconds(lambda: _insert(store, rows))

    taken = in_turn({"ours": ours, "floor": floor}, _ROUNDS)
    each = {name: total / _FEW * 1_000_000 for name, total in taken.items()}
    return Result("inbox: taking an event in", each["ours"], each["floor"], "bare inserts", _INGEST_TARGET, "µs")


def _empty_store(path: Path) -> Engine:
    store = open_store(f"sqlite:///{path}")
    metadata().create_all(store)
    return store


def _take_in(store: Engine, number: int) -> None:
    events = comments(number)
    while page := list(islice(events, _PAGE)):
        with Session(store) as session:
            ingest(session, page, utc_now)
            session.commit()


def _insert(store: Engine, rows: dict[type[SQLModel], Sequence[RowMapping]]) -> None:
    for model, all_rows in rows.items():
        for page in _pages(all_rows):
            with store.begin() as connection:
                connection.execute(insert(model), page)


def _pages(rows: Sequence[RowMapping]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _PAGE):
        yield [dict(row) for row in rows[start : start + _PAGE]]

"""Inboxes of ten thousand messages and of many, on both databases: filled once, and asked by turns."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from multiprocessing import get_context
from typing import NamedTuple, Self

from sqlalchemy import Engine

from bench.loading import fill
from bench.measuring import in_turn, tell
from bench.result import Result
from socialshop.store import open_store
from socialshop.testing.databases import postgres_database, postgres_server

Fresh = Callable[[], str]
"""Gives the address of an empty database."""
Asking = Callable[[Engine, int], float]
"""What asking an inbox of so many messages takes: the p95 of some calls, in milliseconds."""

ROUNDS = 3
_FEW = 10_000
_LONGEST = 50.0  # ms, of what somebody waits for
_GROWTH = 1.5


class _Pair(NamedTuple):
    few: Engine
    many: Engine


class Inboxes:
    """A context that makes what is asked for, and removes it in the end; `messages` are those of the large inboxes."""

    def __init__(self, messages: int) -> None:
        self.messages = messages
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._opened.close()

    @cached_property
    def databases(self) -> Mapping[str, Fresh]:
        folder = self._opened.enter_context(tempfile.TemporaryDirectory())
        server = self._opened.enter_context(postgres_server())
        return {
            "SQLite": lambda: f"sqlite:///{tempfile.mkdtemp(dir=folder)}/inbox.db",
            "PostgreSQL": lambda: self._opened.enter_context(postgres_database(server)),
        }

    @cached_property
    def _pairs(self) -> Mapping[str, _Pair]:
        """Both databases are filled at once."""
        few, many = ({name: fresh() for name, fresh in self.databases.items()} for _ in range(2))
        sizes = [_FEW] * len(few) + [self.messages] * len(many)
        with ProcessPoolExecutor(len(self.databases), mp_context=get_context("spawn")) as processes:
            list(processes.map(fill, [*few.values(), *many.values()], sizes))
        return {name: _Pair(self._opened_store(few[name]), self._opened_store(many[name])) for name in few}

    @property
    def large(self) -> Mapping[str, Engine]:
        return {name: pair.many for name, pair in self._pairs.items()}

    def _opened_store(self, url: str) -> Engine:
        store = open_store(url)
        self._opened.callback(store.dispose)
        return store

    def compared(self, room: str, questions: Mapping[str, Asking]) -> Iterator[Result]:
        """Each question, held against the same at ten thousand messages and against what somebody waits at most."""
        for database, (few, many) in self._pairs.items():
            for what, ask in questions.items():
                tell(f"{database}: {room}, {what}")
                sizes = {"few": lambda: ask(few, _FEW), "many": lambda: ask(many, self.messages)}  # noqa: B023 - called at once
                taken = in_turn(sizes, ROUNDS)
                subject = f"{room} on {database}, {self.messages:,} messages: {what}, p95"
                yield Result(subject, taken["many"], taken["few"], f"at {_FEW:,}", _GROWTH, "ms")
                yield Result(subject, taken["many"], _LONGEST, "limit", 1.0, "ms")
        tell("")

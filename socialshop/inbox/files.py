"""Replaying files: bodies of webhooks and answers of the platforms, after an outage or for support."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, Engine, Transaction
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import InputError
from socialshop.inbox.deliveries import UNFORESEEN, Outcome, Taken, take, unforeseen
from socialshop.inbox.packed import ENDING, Unreadable, open_unpacked
from socialshop.inbox.raw import Way
from socialshop.ports import Parsed, WebhookSource
from socialshop.store.behind import Behind, later, writing_behind
from socialshop.store.bulk import no_collection

_LINES = frozenset({".jsonl", ".ndjson"})
_SUFFIXES = _LINES | {".json"}
_TOGETHER = 20_000  # events in a transaction: on SQLite nobody else writes for about a second


class Replayed(NamedTuple):
    """What became of one body. `body` is the file, with its line where it has a body a line; `account` is whose it
    is, where that is not our own."""

    body: str
    channel: str
    outcome: Outcome
    reason: str
    new: int
    changed: int
    unchanged: int
    unsupported: int
    account: str


class _Other(Struct):
    """A file of a folder whose name says that it holds something else."""

    path: Path


class _Read(Struct):
    """A body as the channel reads it that knows it."""

    name: str
    channel: str
    parsed: Parsed


def replay(
    store: Engine, clock: Clock, paths: Sequence[Path], sources: Mapping[str, WebhookSource]
) -> Generator[Replayed]:
    """Take in every body of the files and folders, many in a transaction; what became of each, in their order.

    While PostgreSQL writes some, the next ones are read. Raises InputError for a path that is not there, before
    anything is taken in.
    """
    bodies = (_read(name, body, sources) for path in _files(paths) for name, body in _bodies(path))
    with ExitStack() as stack:
        stack.enter_context(no_collection())
        writers = _writers(stack, store, clock, sources)
        told: Iterator[Replayed] = iter(())
        while some := _some(bodies):
            begun = _begin(writers, some)
            yield from told
            told = begun
        yield from told


def _writers(stack: ExitStack, store: Engine, clock: Clock, channels: Collection[str]) -> dict[str, _Writer]:
    """Who takes in what is a channel's: each its own, where the database takes several writers.

    SQLite works in this process: a thread that writes to it and one that reads on keep each other waiting for Python.
    """
    number = 1 if store.dialect.name == "sqlite" else len(channels) + 1
    writers = []
    for _ in range(number):
        connection = stack.enter_context(store.connect())
        behind = stack.enter_context(writing_behind(connection)) if store.dialect.name == "postgresql" else None
        writers.append(_Writer(store, clock, connection, behind))
    return dict(zip(("", *channels), cycle(writers), strict=False))


def _begin(writers: Mapping[str, _Writer], some: Sequence[_Read]) -> Iterator[Replayed]:
    """What becomes of each, as soon as somebody asks and all of them are taken in."""
    shares: defaultdict[_Writer, list[_Read]] = defaultdict(list)
    for body in some:
        shares[writers[body.channel]].append(body)
    for writer, bodies in shares.items():
        writer.begin(bodies)
    return _told(some, writers, shares)


def _told(some: Iterable[_Read], writers: Mapping[str, _Writer], shares: Iterable[_Writer]) -> Iterator[Replayed]:
    each = {writer: iter(writer.taken()) for writer in shares}
    taken = {channel: each[writer] for channel, writer in writers.items() if writer in each}
    for body in some:
        yield _replayed(body, next(taken[body.channel]))


class _Writer:
    """Takes in bodies on one connection, some at a time: what there is to write of them may be written behind."""

    def __init__(self, store: Engine, clock: Clock, connection: Connection, behind: Behind | None) -> None:
        self._store, self._clock = store, clock
        self._connection, self._behind = connection, behind
        self._underway: Callable[[], list[Taken]] | None = None
        self._ended: deque[list[Taken]] = deque()

    def begin(self, bodies: Sequence[_Read]) -> None:
        """In one transaction, as soon as the one before has ended."""
        self._end()
        transaction = self._connection.begin()
        taken: list[Taken] | None = None
        with suppress(*UNFORESEEN), Session(self._connection) as session:
            told = _take_in(session, [body.parsed for body in bodies], self._clock)
            session.commit()
            later(self._connection, transaction.commit)
            taken = told
        self._underway = partial(self._outcome, bodies, transaction, taken)

    def taken(self) -> list[Taken]:
        """What became of each of those that began first and nobody was told of."""
        if not self._ended:
            self._end()
        return self._ended.popleft()

    def _end(self) -> None:
        if self._underway:
            self._ended.append(self._underway())
            self._underway = None

    def _outcome(self, bodies: Sequence[_Read], transaction: Transaction, taken: list[Taken] | None) -> list[Taken]:
        """What became of each; where it failed for whatever nobody foresaw, each has a transaction of its own."""
        with suppress(*UNFORESEEN):
            if self._behind:
                self._behind.wait()
            if taken is not None:
                return taken
        transaction.rollback()
        return [_take_alone(self._store, self._clock, body) for body in bodies]


def _read(name: str, body: bytes | Parsed, sources: Mapping[str, WebhookSource]) -> _Read:
    """By the first channel that knows the body."""
    if isinstance(body, Parsed):
        return _Read(name, "", body)
    parsed = _NOBODYS
    for channel, source in sources.items():
        parsed = source.parse_file(body)
        if parsed.recognised:
            return _Read(name, channel, parsed)
    return _Read(name, "", parsed)


def _some(bodies: Iterator[_Read]) -> list[_Read]:
    """The next ones, as many as make a transaction."""
    some: list[_Read] = []
    weight = 0
    while weight < _TOGETHER and (body := next(bodies, None)):
        some.append(body)
        weight += max(len(body.parsed.events), 1)
    return some


def _take_alone(store: Engine, clock: Clock, body: _Read) -> Taken:
    try:
        with Session(store) as session:
            (taken,) = _take_in(session, [body.parsed], clock)
            session.commit()
            return taken
    except UNFORESEEN as error:
        return unforeseen(error, body.name)


def _take_in(session: Session, bodies: Sequence[Parsed], clock: Clock) -> list[Taken]:
    """What was told comes before the answers that show what became of it, whichever stands first."""
    if not any(body.is_answer for body in bodies):
        return take(session, bodies, clock, Way.FILE)
    taken: dict[int, Taken] = {}
    for way, is_answer in ((Way.FILE, False), (Way.ANSWER, True)):
        some = [number for number, body in enumerate(bodies) if body.is_answer is is_answer]
        taken |= zip(some, take(session, [bodies[number] for number in some], clock, way), strict=True)
    return [taken[number] for number in range(len(bodies))]


def _replayed(body: _Read, taken: Taken) -> Replayed:
    count = taken.count
    return Replayed(
        body.name,
        body.channel,
        taken.outcome,
        taken.reason,
        count.new,
        count.changed,
        count.unchanged,
        count.unsupported,
        body.parsed.account,
    )


def number_of_bodies(paths: Sequence[Path]) -> int:
    """Raises InputError for a path that is not there."""
    return sum(1 for path in _files(paths) for _ in _bodies(path))


def _files(paths: Sequence[Path]) -> list[Path | _Other]:
    """Those that are named, and what the named folders hold and do not hide."""
    if missing := next((path for path in paths if not path.exists()), None):
        raise InputError("there is no such file or folder.", file=str(missing))
    files: list[Path | _Other] = []
    for path in paths:
        if path.is_dir():
            found = sorted(one for one in path.rglob("[!.]*") if one.is_file())
            files += [one if _form(one) in _SUFFIXES else _Other(one) for one in found]
        else:
            files.append(path)
    return files


def _bodies(path: Path | _Other) -> Iterator[tuple[str, bytes | Parsed]]:
    """The bodies of a file; of what is not read, why."""
    if isinstance(path, _Other):
        yield str(path.path), _NOT_READ
        return
    name = str(path)
    try:
        with open_unpacked(path) as file:
            if _form(path) not in _LINES:
                yield name, file.read()
                return
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield f"{name}:{number}", line
    except OSError as error:
        yield name, Parsed(refused=(f"it cannot be read: {error.strerror}",))
    except Unreadable as error:
        yield name, Parsed(refused=(str(error),))


def _form(path: Path) -> str:
    """By its name: `.jsonl`, also of `monday.jsonl.gz`."""
    return path.with_suffix("").suffix if path.suffix == ENDING else path.suffix


_NOBODYS = Parsed(refused=("no channel is configured whose platform sends webhooks",), recognised=False)
_NOT_READ = Parsed(
    ignored=(f"of a folder only files are read whose names end in {', '.join(sorted(_SUFFIXES))}, or so with .gz",)
)

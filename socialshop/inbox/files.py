"""Replaying files: bodies of webhooks and answers of the platforms, after an outage or for support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import InputError
from socialshop.inbox.deliveries import UNFORESEEN, Outcome, Taken, take, unforeseen
from socialshop.inbox.raw import Way
from socialshop.ports import Parsed, WebhookSource
from socialshop.store.bulk import no_collection

_LINES = frozenset({".jsonl", ".ndjson"})
_SUFFIXES = _LINES | {".json"}
_TOGETHER = 10_000  # events in a transaction


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


class _Other(NamedTuple):
    """A file of a folder whose name says that it holds something else."""

    path: Path


class _Read(NamedTuple):
    """A body as the channel reads it that knows it."""

    name: str
    channel: str
    parsed: Parsed


def replay(
    store: Engine, clock: Clock, paths: Sequence[Path], sources: Mapping[str, WebhookSource]
) -> Iterator[Replayed]:
    """Take in every body of the files and folders, many in a transaction; what became of each, in their order.

    Raises InputError for a path that is not there, before anything is taken in.
    """
    bodies = (_read(name, body, sources) for path in _files(paths) for name, body in _bodies(path))
    while replayed := _replay_some(store, clock, bodies):
        yield from replayed


@no_collection()
def _replay_some(store: Engine, clock: Clock, bodies: Iterator[_Read]) -> list[Replayed]:
    some = _some(bodies)
    return list(map(_replayed, some, _take(store, clock, some)))


def _read(name: str, body: bytes | Parsed, sources: Mapping[str, WebhookSource]) -> _Read:
    """By the first channel that knows the body."""
    if isinstance(body, Parsed):
        return _Read(name, "", body)
    parsed = Parsed(refused=("no channel is configured whose platform sends webhooks",), recognised=False)
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


def _take(store: Engine, clock: Clock, bodies: Sequence[_Read]) -> list[Taken]:
    """In one transaction; where that fails for whatever nobody foresaw, each in its own."""
    try:
        with Session(store) as session:
            taken = _take_in(session, [body.parsed for body in bodies], clock)
            session.commit()
            return taken
    except UNFORESEEN as error:
        if len(bodies) == 1:
            return [unforeseen(error, bodies[0].name)]
    return [one for body in bodies for one in _take(store, clock, [body])]


def _take_in(session: Session, bodies: Sequence[Parsed], clock: Clock) -> list[Taken]:
    """What was told comes before the answers that show what became of it, whichever stands first."""
    taken: dict[int, Taken] = {}
    for way, is_answer in ((Way.FILE, False), (Way.ANSWER, True)):
        some = [number for number, body in enumerate(bodies) if body.is_answer is is_answer]
        taken |= zip(some, take(session, [bodies[number] for number in some], clock, way), strict=True)
    return [taken[number] for number in range(len(bodies))]


def _replayed(body: _Read, taken: Taken) -> Replayed:
    count = taken.count
    counts = count.new, count.changed, count.unchanged, count.unsupported
    return Replayed(body.name, body.channel, taken.outcome, taken.reason, *counts, body.parsed.account)


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
            files += [one if one.suffix in _SUFFIXES else _Other(one) for one in found]
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
        content = path.read_bytes()
    except OSError as error:
        yield name, Parsed(refused=(f"it cannot be read: {error.strerror}",))
        return
    if path.suffix not in _LINES:
        yield name, content
        return
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield f"{name}:{number}", line


_NOT_READ = Parsed(ignored=(f"of a folder only files are read whose names end in {', '.join(sorted(_SUFFIXES))}",))

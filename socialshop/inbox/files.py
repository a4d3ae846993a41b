"""Replaying files: bodies of webhooks and answers of the platforms, after an outage or for support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import InputError
from socialshop.inbox.deliveries import Outcome, Taken, take
from socialshop.inbox.raw import Way
from socialshop.ports import Parsed, WebhookSource

_LINES = frozenset({".jsonl", ".ndjson"})
_SUFFIXES = _LINES | {".json"}


@dataclass(frozen=True, slots=True)
class Replayed:
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


def replay(
    store: Engine, clock: Clock, paths: Sequence[Path], sources: Mapping[str, WebhookSource]
) -> Iterator[Replayed]:
    """Take in every body of the files and folders, each in a transaction of its own.

    Raises InputError for a path that is not there or cannot be read.
    """
    for path in _files(paths):
        for name, body in _bodies(path):
            channel, parsed = _parse(body, sources)
            with Session(store) as session:
                taken = take(session, parsed, clock, Way.FILE)
                session.commit()
            yield _replayed(name, channel, parsed, taken)


def _parse(body: bytes, sources: Mapping[str, WebhookSource]) -> tuple[str, Parsed]:
    """What the first channel says of it that knows it; else why none does."""
    parsed = Parsed(refused=("no channel is configured whose platform sends webhooks",), recognised=False)
    for channel, source in sources.items():
        parsed = source.parse_file(body)
        if parsed.recognised:
            return channel, parsed
    return "", parsed


def _replayed(name: str, channel: str, parsed: Parsed, taken: Taken) -> Replayed:
    count = taken.count
    return Replayed(
        body=name,
        channel=channel,
        outcome=taken.outcome,
        reason=taken.reason,
        new=count.new,
        changed=count.changed,
        unchanged=count.unchanged,
        unsupported=count.unsupported,
        account=parsed.account,
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file or folder.", file=str(path))
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.suffix in _SUFFIXES and found.is_file())
        else:
            yield path


def _bodies(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}.", file=str(path)) from error
    if path.suffix not in _LINES:
        yield str(path), content
        return
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield f"{path}:{number}", line

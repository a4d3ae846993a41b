"""Public effects happen once: every one is written down before it is sent, and looked up after a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import OutcomeUnknown, Permanent, PlatformError, Untraceable
from socialshop.ports import Steps
from socialshop.store.model import OutboxEntry, OutboxState

Send = Callable[[], str]
Find = Callable[[datetime], str | None]


class NeverSent(Exception):
    """The effect was not sent."""


class Outbox:
    """Sends each keyed effect at most once, over any number of runs and crashes."""

    def __init__(self, store: Engine, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def steps(self, prefix: str, channel: str) -> Steps:
        """The outbox as a connector sees it: its keys begin with `prefix`."""
        return _PrefixedSteps(self, prefix, channel)

    def looks(self, prefix: str) -> Steps:
        """Steps that find what was sent before and send nothing. They raise NeverSent at the first one that was not."""
        return _LookingSteps(self, prefix)

    def run(self, key: str, channel: str, send: Send, find: Find) -> str:
        """The external id of the effect `key`: stored, found on the platform, or sent now.

        An entry in `sending` was begun and not ended: `find` decides whether it happened. Raises what `send` and
        `find` raise; after a Permanent error of `send` the entry is failed, and after Untraceable of `find`, which a
        person has to look after; after any other it is tried again next time.
        """
        entry = self._entry(key, channel)
        if entry.state == OutboxState.SENT and entry.external_id is not None:
            return entry.external_id
        if entry.state == OutboxState.SENDING and entry.begun_at is not None:
            found = self._found(key, entry.begun_at, find)
            if found is not None:
                return self._sent(key, found)
        self._begin(key)
        try:
            external_id = send()
        except OutcomeUnknown as error:
            self._note(key, OutboxState.SENDING, str(error))
            raise
        except Permanent as error:
            self._note(key, OutboxState.FAILED, str(error))
            raise
        except PlatformError as error:
            self._note(key, OutboxState.PENDING, str(error))
            raise
        return self._sent(key, external_id)

    def look(self, key: str, find: Find) -> str:
        """The external id of an effect that was sent, or whose sending was begun and that `find` finds.

        Raises NeverSent for any other.
        """
        with Session(self._store) as session:
            entry = session.get(OutboxEntry, key)
        if entry and entry.state == OutboxState.SENT and entry.external_id is not None:
            return entry.external_id
        found = find(entry.begun_at) if entry and entry.state == OutboxState.SENDING and entry.begun_at else None
        if found is None:
            raise NeverSent(key)
        return self._sent(key, found)

    def has_failed(self, key: str) -> bool:
        """Whether the effect was refused for good."""
        with Session(self._store) as session:
            entry = session.get(OutboxEntry, key)
        return entry is not None and entry.state == OutboxState.FAILED

    def forget(self, prefix: str) -> None:
        """Let the effects under a prefix happen anew, after they were taken back on the platform."""
        with Session(self._store) as session:
            session.execute(delete(OutboxEntry).where(col(OutboxEntry.key).startswith(prefix, autoescape=True)))
            session.commit()

    def _entry(self, key: str, channel: str) -> OutboxEntry:
        with Session(self._store, expire_on_commit=False) as session:
            entry = session.get(OutboxEntry, key)
            if entry is None:
                entry = OutboxEntry(key=key, channel=channel, created_at=self._clock())
                session.add(entry)
                session.commit()
            return entry

    def _found(self, key: str, begun_at: datetime, find: Find) -> str | None:
        try:
            return find(begun_at)
        except Untraceable as error:
            self._note(key, OutboxState.FAILED, str(error))
            raise

    def _begin(self, key: str) -> None:
        with Session(self._store) as session:
            entry = session.get_one(OutboxEntry, key)
            if entry.state != OutboxState.SENDING:  # a lookup must reach back to the first attempt
                entry.begun_at = self._clock()
            entry.state = OutboxState.SENDING
            entry.attempts += 1
            session.commit()

    def _note(self, key: str, state: OutboxState, error: str) -> None:
        with Session(self._store) as session:
            entry = session.get_one(OutboxEntry, key)
            entry.state, entry.error = state, error
            session.commit()

    def _sent(self, key: str, external_id: str) -> str:
        with Session(self._store) as session:
            entry = session.get_one(OutboxEntry, key)
            entry.state, entry.external_id, entry.error = OutboxState.SENT, external_id, ""
            entry.ended_at = self._clock()
            session.commit()
        return external_id


class _PrefixedSteps:
    def __init__(self, outbox: Outbox, prefix: str, channel: str) -> None:
        self._outbox = outbox
        self._prefix = prefix
        self._channel = channel

    def run(self, key: str, send: Send, find: Find) -> str:
        return self._outbox.run(f"{self._prefix}/{key}", self._channel, send, find)


class _LookingSteps:
    def __init__(self, outbox: Outbox, prefix: str) -> None:
        self._outbox = outbox
        self._prefix = prefix

    def run(self, key: str, send: Send, find: Find) -> str:
        return self._outbox.look(f"{self._prefix}/{key}", find)

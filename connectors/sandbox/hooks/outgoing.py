"""Sending webhooks: a subscription that was verified, signed bodies of many updates, again where nobody answered.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock

from connectors.rules import limit
from connectors.sandbox.accounts import GRAPH_HOST, SECRETS
from connectors.sandbox.faults import UPDATE_FAULTS, WEBHOOK_FAULTS, FaultKind
from connectors.sandbox.hooks.transport import Http, Transport, body_of, signature
from connectors.sandbox.hooks.updates import INSTAGRAM, PAGE, Update, update_of
from connectors.sandbox.records import Record
from connectors.sandbox.world import World

DOORS = {PAGE: "/webhooks/facebook", INSTAGRAM: "/webhooks/instagram"}
"""Where socialshop's page takes the webhooks of each object."""
_MOST = limit("meta.webhook.updates")
_PATIENCE = timedelta(hours=limit("meta.webhook.hours"))
_AGAIN = (timedelta(), *(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360, 1440)))
"""The platform says: at once, then a few more times with decreasing frequency. The times between are ours."""
_TICK_SECONDS = 0.5


class NotVerified(Exception):
    """The receiver did not say the challenge."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Without `fields` all of them."""

    callback: str
    fields: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Waiting:
    update: Update
    due: datetime


@dataclass(slots=True)
class _Body:
    """A body as it was first sent: it stays the same however often it is sent."""

    about: str
    content: bytes
    first_sent: datetime
    due: datetime
    tries: int = 0


@dataclass(slots=True)
class Webhooks:
    """Tells subscribers what happens in a world. Nothing is sent before `deliver`, which `run` calls for ever."""

    world: World
    transport: Transport = field(default_factory=Http)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    sent: int = 0
    """Bodies that were answered with 200."""
    dropped: int = 0
    """Bodies that nobody took in all that time."""
    _expected: str = ""
    _waiting: list[_Waiting] = field(default_factory=list)
    _bodies: list[_Body] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _sending: Lock = field(default_factory=Lock)
    _ended: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.world.listeners.append(self._note)

    def subscribe(self, about: str, callback: str, verify_token: str, fields: Sequence[str] = ()) -> None:
        """Send what happens to 'page' or 'instagram' to an address from now on. Raises NotVerified."""
        challenge = str(secrets.randbelow(10**9))
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        try:
            status, said = self.transport.get(callback, query)
        except OSError as error:
            raise NotVerified(f"{callback} does not answer: {error}") from None
        if (status, said) != (200, challenge):
            raise NotVerified(f"{callback} answered {status} and did not say the challenge")
        self.subscriptions[about] = Subscription(callback, frozenset(fields))

    def expect(self, page: str) -> None:
        """Subscribe socialshop's page at that address as soon as it answers."""
        self._expected = page.rstrip("/")
        for about in DOORS:
            self.subscriptions.pop(about, None)

    def deliver(self) -> None:
        """Send what is due, each body once or, where it is not taken, twice; what failed waits for its next time."""
        with self._sending:
            self._meet_expected()
            for body in self._due(self.world.clock()):
                self._send(body)

    def _due(self, now: datetime) -> list[_Body]:
        with self._lock:
            due = [one for one in self._waiting if one.due <= now]
            self._waiting = [one for one in self._waiting if one.due > now]
            self._bodies += self._packed([one.update for one in due], now)
            return [body for body in self._bodies if body.due <= now]

    def waiting(self) -> int:
        """Updates and bodies that are still to be sent."""
        with self._lock:
            return len(self._waiting) + len(self._bodies)

    def run(self) -> None:
        """Let what is due in the world happen, and tell of it, until `end`."""
        while not self._ended.wait(_TICK_SECONDS):
            self.world.settle()
            self.deliver()

    def end(self) -> None:
        self._ended.set()

    def _note(self, what: str, record: Record) -> None:
        now = self.world.clock()
        update = update_of(self.world, what, record, now)
        if update is None or not self._is_wanted(update):
            return
        fault = self.world.faults.take(UPDATE_FAULTS, GRAPH_HOST, "POST", f"/{update.about}/{update.field}")
        if fault and fault.kind is FaultKind.WEBHOOK_LOST:
            return
        due = now + timedelta(seconds=fault.seconds if fault else 0)
        with self._lock:
            self._waiting.append(_Waiting(update, due))

    def _is_wanted(self, update: Update) -> bool:
        subscription = self.subscriptions.get(update.about)
        return subscription is not None and (not subscription.fields or update.field in subscription.fields)

    def _meet_expected(self) -> None:
        for about, path in DOORS.items() if self._expected else ():
            if about not in self.subscriptions:
                with suppress(NotVerified):
                    self.subscribe(about, self._expected + path, SECRETS["META_VERIFY_TOKEN"])

    def _packed(self, updates: Sequence[Update], now: datetime) -> Iterator[_Body]:
        for about in DOORS:
            of_object = [update for update in updates if update.about == about]
            for start in range(0, len(of_object), _MOST):
                yield _Body(about, body_of(of_object[start : start + _MOST], now), now, now)

    def _send(self, body: _Body) -> None:
        while True:
            taken, now = self._post(body), self.world.clock()
            body.tries += 1
            body.due = now if taken else _next_try(body, now)
            if taken or body.due > now:
                break
        is_over = not taken and body.due - body.first_sent > _PATIENCE
        if taken or is_over:
            self.sent, self.dropped = self.sent + taken, self.dropped + is_over
            with self._lock:
                self._bodies.remove(body)

    def _post(self, body: _Body) -> bool:
        fault = self.world.faults.take(WEBHOOK_FAULTS, GRAPH_HOST, "POST", f"/{body.about}")
        forged = fault is not None and fault.kind is FaultKind.WEBHOOK_FORGED
        headers = {"Content-Type": "application/json", **signature(body.content, forged=forged)}
        callback = self.subscriptions[body.about].callback
        try:
            if fault and fault.kind is FaultKind.WEBHOOK_TWICE:
                self.transport.post(callback, body.content, headers)
            return self.transport.post(callback, body.content, headers) == 200
        except OSError:
            return False


def _next_try(body: _Body, now: datetime) -> datetime:
    return now + _AGAIN[body.tries - 1] if body.tries <= len(_AGAIN) else body.first_sent + 2 * _PATIENCE

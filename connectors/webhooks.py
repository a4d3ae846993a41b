"""Webhooks of Meta, which Facebook and Instagram share: who sent them, and the envelope that events come in.

The envelope and what a platform says of a change are read into structs, since after an outage there are many thousand
bodies to be read; what was said stays as it came, which is how it is stored.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import hashlib
import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from textwrap import shorten
from typing import Any, ClassVar, TypeVar

from msgspec import DecodeError, Raw, Struct, convert
from msgspec.json import Decoder, decode

from connectors.messaging import is_messaging, read_messaging
from connectors.rules import limit
from connectors.told import OBJECT, TROUBLE, Reading, Refused, Told, listed, moment, part, text
from socialshop.ports import InboundEvent, Parsed, Secret

SIGNATURE = "x-hub-signature-256"


class Change(Struct):
    """What changed: the value is JSON, which the platform's connector reads."""

    field: Any = ""
    value: Raw = Raw(b"{}")


class Value(Struct):
    """What every change may say: the dashboard's test button sends messages this way. Anything may have any form."""

    sender: Any = None
    recipient: Any = None


class _Entry(Struct):
    id: Any = ""
    time: Any = None
    changes: list[Change] = []
    messaging: list[Any] = []
    standby: list[Any] = []


class _Envelope(Struct):
    entry: list[_Entry]
    object: Any = None


V = TypeVar("V", bound=Value)


class Unknown(Exception):
    """It is nothing that this platform would say."""


class MetaWebhooks(ABC):
    """`WebhookSource` for a connector of Meta's, which says how a change and a node of its platform are read."""

    webhook_bytes: ClassVar[int] = limit("meta.webhook.bytes")
    about: ClassVar[str]
    """What the bodies call their object: 'page' or 'instagram'."""
    name: ClassVar[str]
    change_value: ClassVar[type[Value]]
    """What the platform may say of a change."""

    @staticmethod
    @abstractmethod
    def read_change(field: str, value: Any, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
        """One change of an entry: its `value`, which is a `change_value`, and the same as it came; `time` is the
        entry's, `ours` are the ids that are us. Raises Refused or Ignored."""

    @staticmethod
    @abstractmethod
    def read_node(node: Told, ours: frozenset[str]) -> list[InboundEvent]:
        """Whatever a node of a Graph answer holds. Raises Refused, Ignored, or Unknown for none of the platform's."""

    def _accept_webhooks(self, account: str, app_secret: str | None, verify_token: Secret | None) -> None:
        self._own_account, self._ours = account, frozenset({account})
        self._app_secret = app_secret or ""
        self._verify_token = verify_token.reveal() if verify_token else ""

    @property
    def _takes_webhooks(self) -> bool:
        return bool(self._app_secret and self._verify_token)

    def challenge(self, query: Mapping[str, str]) -> str | None:
        given = query.get("hub.verify_token", "")
        known = bool(self._verify_token) and hmac.compare_digest(given.encode(), self._verify_token.encode())
        return query.get("hub.challenge") if known and query.get("hub.mode") == "subscribe" else None

    def is_genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        wanted = hmac.new(self._app_secret.encode(), body, hashlib.sha256).hexdigest()
        given = headers.get(SIGNATURE, "")
        return bool(self._app_secret) and hmac.compare_digest(given.encode(), f"sha256={wanted}".encode())

    def parse(self, body: bytes) -> Parsed:
        return self._parse(body, foreign=False)

    def parse_file(self, body: bytes) -> Parsed:
        return self._parse(body, foreign=True)

    def _parse(self, body: bytes, *, foreign: bool) -> Parsed:
        try:
            told = _told(body)
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            return Parsed(refused=(f"it is not JSON ({error.msg}: {where})",), recognised=False)
        except (ValueError, RecursionError):
            return Parsed(refused=("it is not JSON",), recognised=False)
        if isinstance(told, _Envelope) and told.object != self.about:
            reason = f"its object is {told.object!r}, expected 'page' or 'instagram'"
            return Parsed(refused=(reason,), recognised=False)
        reading = Reading(self.name)
        try:
            if isinstance(told, _Envelope):
                self._read_webhook(reading, told, foreign=foreign)
            elif foreign:
                self._read_file(reading, told)
            else:
                raise Unknown("it has no 'entry'")
        except Unknown as error:
            return Parsed(refused=(str(error),), recognised=False)
        return reading.parsed()

    # --- bodies of webhooks -------------------------------------------------------------------

    def _read_webhook(self, reading: Reading, told: _Envelope, *, foreign: bool) -> None:
        if not told.entry:
            reading.ignored.append("it has no entries")
        for entry in told.entry:
            id_ = str(entry.id)
            if id_ != self._own_account:
                reading.account = id_
                if not foreign:
                    reading.ignored.append(f"it is for the account {id_!r}, and ours is {self._own_account!r}")
                    continue
            self._read_entry(reading, entry, self._ours if id_ == self._own_account else self._ours | {id_})

    def _read_entry(self, reading: Reading, entry: _Entry, ours: frozenset[str]) -> None:
        for change in entry.changes:
            field = str(change.field)
            try:
                reading.events.append(self._change(field, change.value, entry.time, ours))
            except TROUBLE as trouble:
                reading.note(trouble, f"change '{field}'")
        for name, items in (("messaging", entry.messaging), ("standby", entry.standby)):
            for item in items:
                try:
                    reading.events.append(read_messaging(self.name, item, entry.time, ours))
                except TROUBLE as trouble:
                    reading.note(trouble, name)
        if not entry.changes and not entry.messaging and not entry.standby:
            reading.ignored.append("an entry holds nothing")

    def _change(self, field: str, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
        value = _value(raw, self.change_value)
        if isinstance(value.sender, dict) and isinstance(value.recipient, dict):
            return read_messaging(self.name, read_raw(raw), time, ours)
        return self.read_change(field, value, raw, time, ours)

    # --- answers of the Graph API -------------------------------------------------------------

    def _read_file(self, reading: Reading, told: Any) -> None:
        if isinstance(told, dict) and is_messaging(told):
            if self.about != "page":  # without its envelope it does not say whose it is: Messenger's came first
                raise Unknown("an item of messages without its envelope")
            ours = frozenset({self._own_account, text(part(told, "recipient"), "id")})
            try:
                reading.events.append(read_messaging(self.name, told, None, ours))
            except TROUBLE as trouble:
                reading.note(trouble, "messaging")
            return
        if isinstance(told, dict) and "error" in told:
            message = text(part(told, "error"), "message") or "no reason given"
            reading.refuse(f"it is an error of the platform: {shorten(message, 200, placeholder=' …')}")
            return
        nodes = _nodes(told)
        if any("entry" in node for node in nodes):
            reading.refuse("it holds several webhooks' bodies: write each in a line of its own, in a file named .jsonl")
            return
        if not nodes:
            raise Unknown("it is neither the body of a webhook nor an answer of the Graph API")
        reading.is_answer = True
        for number, node in enumerate(nodes, start=1):
            try:
                reading.events += self.read_node(node, self._ours)
            except TROUBLE as trouble:
                reading.note(trouble, f"{OBJECT}{number}" if len(nodes) > 1 else "the object")


def _nodes(told: Any) -> list[Told]:
    """One node, a page of nodes, or several under their ids."""
    if isinstance(told, list) or (isinstance(told, dict) and isinstance(told.get("data"), list)):
        return listed(told)
    if not isinstance(told, dict):
        return []
    by_id: list[Told] = [node for id_, node in told.items() if isinstance(node, dict) and str(node.get("id")) == id_]
    return by_id if by_id and len(by_id) == len(told) else [told]


@lru_cache(1)  # one channel after the other is asked about the same body
def _told(body: bytes) -> Any:
    """The envelope of a webhook; of anything else what its JSON says."""
    try:
        return _read_envelope(body.decode())
    except (DecodeError, UnicodeDecodeError):
        told = read_raw(body)
        return _leniently(told) if isinstance(told, dict) and "entry" in told else told


_read_envelope = Decoder(_Envelope).decode


def _leniently(told: Told) -> _Envelope:
    """The same of a body that has more or less in it than objects where objects are due."""
    return _Envelope([_entry(one) for one in listed(told["entry"])], told.get("object"))


def _entry(told: Told) -> _Entry:
    changes = [
        Change(one.get("field", ""), Raw(json.dumps(one.get("value", {})))) for one in listed(told.get("changes"))
    ]
    messages = (listed(told.get(name)) for name in ("messaging", "standby"))
    return _Entry(told.get("id", ""), told.get("time"), changes, *messages)


def read_raw(raw: Raw | bytes) -> Any:
    """What the JSON says; also with half a surrogate pair or in another Unicode, which Python's own takes."""
    try:
        return decode(raw)
    except DecodeError:
        return json.loads(bytes(raw))


def _value(raw: Raw, kind: type[V]) -> V:
    """What is told of a change; nothing where it is no object."""
    read: Callable[[Raw], V] = _reader(kind)
    try:
        return read(raw)
    except DecodeError:
        told = read_raw(raw)
        return convert(told, kind) if isinstance(told, dict) else kind()


@cache
def _reader(kind: type[V]) -> Callable[[Raw], V]:
    return Decoder(kind).decode


def time_of(created: object, time: object) -> datetime:
    """When something was made, else when Meta told of it."""
    return moment(created or time)


def change_time(created: object, time: object) -> datetime:
    """When something was changed: the time it was made may stand beside it."""
    times = [moment(value) for value in (created, time) if value]
    if not times:
        raise Refused("'time' is missing")
    return max(times)

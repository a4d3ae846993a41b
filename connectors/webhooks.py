"""Webhooks of Meta, which Facebook and Instagram share: who sent them, and the envelope that events come in.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import hashlib
import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from textwrap import shorten
from typing import Any, ClassVar

from msgspec import DecodeError
from msgspec.json import decode

from connectors.messaging import is_messaging, read_messaging
from connectors.rules import limit
from connectors.told import OBJECT, Ignored, Reading, Refused, Told, listed, moment, part, text
from socialshop.ports import InboundEvent, Parsed, Secret

SIGNATURE = "x-hub-signature-256"


class Unknown(Exception):
    """It is nothing that this platform would say."""


class MetaWebhooks(ABC):
    """`WebhookSource` for a connector of Meta's, which says how a change and a node of its platform are read."""

    webhook_bytes: ClassVar[int] = limit("meta.webhook.bytes")
    about: ClassVar[str]
    """What the bodies call their object: 'page' or 'instagram'."""
    name: ClassVar[str]

    @staticmethod
    @abstractmethod
    def read_change(field: str, value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
        """One change of an entry; `ours` are the ids that are us. Raises Refused or Ignored."""

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
            told = _json(body)
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            return Parsed(refused=(f"it is not JSON ({error.msg}: {where})",), recognised=False)
        except (ValueError, RecursionError):
            return Parsed(refused=("it is not JSON",), recognised=False)
        is_webhook = isinstance(told, dict) and "entry" in told
        if is_webhook and told.get("object") != self.about:
            reason = f"its object is {told.get('object')!r}, expected 'page' or 'instagram'"
            return Parsed(refused=(reason,), recognised=False)
        reading = Reading(self.name)
        try:
            if is_webhook:
                self._read_webhook(reading, told, foreign=foreign)
            elif foreign:
                self._read_file(reading, told)
            else:
                raise Unknown("it has no 'entry'")
        except Unknown as error:
            return Parsed(refused=(str(error),), recognised=False)
        return reading.parsed()

    # --- bodies of webhooks -------------------------------------------------------------------

    def _read_webhook(self, reading: Reading, told: Told, *, foreign: bool) -> None:
        entries = listed(told["entry"])
        if not entries:
            reading.ignored.append("it has no entries")
        for entry in entries:
            id_ = str(entry.get("id", ""))
            if id_ != self._own_account:
                reading.account = id_
                if not foreign:
                    reading.ignored.append(f"it is for the account {id_!r}, and ours is {self._own_account!r}")
                    continue
            self._read_entry(reading, entry, self._ours if id_ == self._own_account else self._ours | {id_})

    def _read_entry(self, reading: Reading, entry: Told, ours: frozenset[str]) -> None:
        changes = listed(entry.get("changes"))
        items = [(name, item) for name in ("messaging", "standby") if name in entry for item in listed(entry[name])]
        for change in changes:
            field = str(change.get("field", ""))
            with _Noting(reading, f"change '{field}'"):
                reading.events.append(self._change(field, change, entry, ours))
        for name, item in items:
            with _Noting(reading, name):
                reading.events.append(read_messaging(self.name, item, entry.get("time"), ours))
        if not changes and not items:
            reading.ignored.append("an entry holds nothing")

    def _change(self, field: str, change: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
        value = part(change, "value")
        if is_messaging(value):  # the dashboard's test button sends messages this way
            return read_messaging(self.name, value, entry.get("time"), ours)
        return self.read_change(field, value, entry, ours)

    # --- answers of the Graph API -------------------------------------------------------------

    def _read_file(self, reading: Reading, told: Any) -> None:
        if isinstance(told, dict) and is_messaging(told):
            if self.about != "page":  # without its envelope it does not say whose it is: Messenger's came first
                raise Unknown("an item of messages without its envelope")
            ours = frozenset({self._own_account, text(part(told, "recipient"), "id")})
            with _Noting(reading, "messaging"):
                reading.events.append(read_messaging(self.name, told, None, ours))
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
            where = f"{OBJECT}{number}" if len(nodes) > 1 else "the object"
            with _Noting(reading, where):
                reading.events += self.read_node(node, self._ours)


def _nodes(told: Any) -> list[Told]:
    """One node, a page of nodes, or several under their ids."""
    if isinstance(told, list) or (isinstance(told, dict) and isinstance(told.get("data"), list)):
        return listed(told)
    if not isinstance(told, dict):
        return []
    by_id: list[Told] = [node for id_, node in told.items() if isinstance(node, dict) and str(node.get("id")) == id_]
    return by_id if by_id and len(by_id) == len(told) else [told]


class _Noting:
    """Reads one part of a body: its trouble is its own. As a generator it would take longer than the reading."""

    __slots__ = ("_reading", "_where")

    def __init__(self, reading: Reading, where: str) -> None:
        self._reading, self._where = reading, where

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Ignored):
            self._reading.ignored.append(str(error))
        elif isinstance(error, Refused):
            self._reading.refuse(str(error), self._where)
        elif isinstance(error, _OF_UNKNOWN_FORM):
            self._reading.refuse(f"it is of an unknown form ({type(error).__name__})", self._where)
        else:
            return False
        return True


_OF_UNKNOWN_FORM = (TypeError, AttributeError, KeyError, ValueError, RecursionError)


@lru_cache(1)  # one channel after the other is asked about the same body
def _json(body: bytes) -> Any:
    try:
        return decode(body)
    except DecodeError:  # half a surrogate pair, which Python's own takes, and says where it fails
        return json.loads(body)


def time_of(told: Told, entry: Told) -> datetime:
    """When something was made, else when Meta told of it."""
    return moment(told.get("created_time") or entry.get("time"))


def change_time(told: Told, entry: Told) -> datetime:
    """When something was changed: the time it was made may stand beside it."""
    times = [moment(value) for value in (told.get("created_time"), entry.get("time")) if value]
    if not times:
        raise Refused("'time' is missing")
    return max(times)

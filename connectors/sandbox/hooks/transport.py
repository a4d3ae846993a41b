"""How a webhook leaves: the body of many updates, the signature over its bytes, and the HTTP that carries it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import requests

from connectors.rules import limit
from connectors.sandbox.accounts import SECRETS
from connectors.sandbox.hooks.updates import Update

_SECONDS = limit("meta.webhook.seconds")


class Transport(Protocol):
    """How webhooks leave; whatever goes wrong on the way is OSError."""

    def get(self, address: str, query: Mapping[str, str]) -> tuple[int, str]:
        """Status and text."""
        ...

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status."""
        ...


@dataclass(frozen=True, slots=True)
class Http:
    """Real HTTP, within the time that the platform gives."""

    seconds: float = _SECONDS

    def get(self, address: str, query: Mapping[str, str]) -> tuple[int, str]:
        answer = requests.get(address, params=dict(query), timeout=self.seconds, allow_redirects=False)
        return answer.status_code, answer.text

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        answer = requests.post(address, data=body, headers=dict(headers), timeout=self.seconds, allow_redirects=False)
        return answer.status_code


def body_of(updates: Sequence[Update], now: datetime) -> bytes:
    """All of one object: the changes in one entry, each item of messages in an entry of its own."""
    first = updates[0]
    changes = [{"field": one.field, "value": one.told} for one in updates if not one.is_message]
    entries: list[dict[str, Any]] = []
    if changes:
        entries.append({"id": first.account, "time": int(now.timestamp()), "changes": changes})
    for one in updates:
        if one.is_message:
            entries.append({"id": one.account, "time": int(now.timestamp() * 1000), "messaging": [one.told]})
    return json.dumps({"object": first.about, "entry": entries}).encode()


def signature(content: bytes, *, forged: bool = False) -> dict[str, str]:
    """The header that proves who sent the body; a forged one proves nothing."""
    secret = "guessed" if forged else SECRETS["FACEBOOK_APP_SECRET"]
    return {"X-Hub-Signature-256": f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"}

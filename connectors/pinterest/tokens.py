"""The account's tokens: those of the environment, until Pinterest renews them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from socialshop.ports import Secret, Vault

NAME = "pinterest.tokens"


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access token lives 30 days; with the other three, it is renewed when it dies."""

    access_token: Secret
    refresh_token: Secret | None
    app_id: str
    app_secret: Secret | None


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str | None


class TokenKeeper:
    """The newest tokens that are known: of this process, or kept in the vault by any.

    What was renewed from another refresh token than the environment's is not used: the account was connected anew.
    """

    def __init__(self, credentials: Credentials, vault: Vault | None) -> None:
        configured = credentials.refresh_token.reveal() if credentials.refresh_token else None
        self._newest = Tokens(credentials.access_token.reveal(), configured)
        self._origin = hashlib.sha256((configured or "").encode()).hexdigest()
        self._vault = vault

    def newest(self) -> Tokens:
        text = self._vault.read(NAME) if self._vault else None
        kept = json.loads(text) if text else {}
        if kept.get("origin") == self._origin:
            self._newest = Tokens(kept["access"], kept["refresh"])
        return self._newest

    def keep(self, tokens: Tokens) -> None:
        self._newest = tokens
        if self._vault:
            told = {"origin": self._origin, "access": tokens.access, "refresh": tokens.refresh}
            self._vault.keep(NAME, json.dumps(told))

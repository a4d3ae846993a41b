"""Renewed tokens: for the process, and for the next one where they can be kept."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.accounts import SECRETS
from socialshop.errors import AuthExpired


class MemoryVault:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        return self.kept.get(name)

    def keep(self, name: str, secret: str) -> None:
        self.kept[name] = secret


def renewals(platform: Any) -> int:
    return sum(request.path == "/v5/oauth/token" for request in platform.world.requests)


class TestPinterestTokens:
    channel = "pinterest"

    def test_the_next_process_goes_on_with_what_was_renewed(self, platform: Any) -> None:
        platform.vault = MemoryVault()
        platform.expire_access_token()
        assert platform.connect().check() == "kaesetheke"
        platform.world.expire(SECRETS["PINTEREST_REFRESH_TOKEN"])
        assert platform.connect().check() == "kaesetheke"
        assert renewals(platform) == 1

    def test_a_refresh_token_that_was_renewed_renews_again(self, platform: Any) -> None:
        platform.vault = MemoryVault()
        platform.expire_access_token()
        connector = platform.connect()
        connector.check()
        platform.world.expire(SECRETS["PINTEREST_REFRESH_TOKEN"])
        for token in [token for token in platform.world.secrets() if token.startswith("pina_")]:
            platform.world.expire(token)
        assert connector.check() == "kaesetheke"
        assert renewals(platform) == 2

    def test_what_another_process_renewed_is_used(self, platform: Any) -> None:
        platform.vault = MemoryVault()
        running = platform.connect()
        platform.expire_access_token()
        platform.connect().check()
        assert running.check() == "kaesetheke"
        assert renewals(platform) == 1

    def test_without_a_vault_the_next_process_renews_again(self, platform: Any) -> None:
        platform.expire_access_token()
        for _ in range(2):
            connector = platform.connect()
            assert (connector.check(), connector.check()) == ("kaesetheke", "kaesetheke")
        assert renewals(platform) == 2

    def test_tokens_of_an_account_that_was_connected_anew_count(
        self, platform: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        platform.vault = MemoryVault()
        platform.expire_access_token()
        platform.connect().check()
        monkeypatch.setenv("PINTEREST_ACCESS_TOKEN", "pina_dead")
        monkeypatch.setenv("PINTEREST_REFRESH_TOKEN", "pinr_dead")
        with pytest.raises(AuthExpired):
            platform.connect().check()

"""Kept secrets are read with their key and by nobody else."""

from __future__ import annotations

import base64
import logging

import pytest
from sqlalchemy import Engine, text

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.ports import Secret
from socialshop.store.vault import Vault

KEYS = {"OURS": base64.urlsafe_b64encode(b"a" * 32).decode(), "ANOTHER": base64.urlsafe_b64encode(b"b" * 32).decode()}


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)


def test_what_was_kept_is_read_by_the_next_process(store: Engine, clock: Clock) -> None:
    vault = Vault(store, clock, Secret("OURS"))
    assert vault.read("tokens") is None
    for secret in ("pina_first", "pina_second"):
        vault.keep("tokens", secret)
        assert Vault(store, clock, Secret("OURS")).read("tokens") == secret


def test_the_database_alone_tells_nothing(store: Engine, clock: Clock) -> None:
    Vault(store, clock, Secret("OURS")).keep("tokens", "pina_secret")
    with store.connect() as connection:
        assert b"pina_secret" not in bytes(connection.execute(text("SELECT sealed FROM kept_secrets")).scalar_one())


def test_under_another_key_there_is_nothing_and_that_is_said(
    store: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    Vault(store, clock, Secret("OURS")).keep("tokens", "pina_secret")
    with caplog.at_level(logging.WARNING):
        assert Vault(store, clock, Secret("ANOTHER")).read("tokens") is None
    assert "another key" in caplog.text
    assert "pina_secret" not in caplog.text


def test_a_key_that_is_none_says_how_to_make_one(store: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "secret123")
    with pytest.raises(ConfigurationError, match="OURS") as caught:
        Vault(store, clock, Secret("OURS"))
    assert "openssl rand" in caught.value.mend
    assert "secret123" not in str(caught.value)

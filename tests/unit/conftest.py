"""The command called in this process, without a shop and with one on the sandbox."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

import cli
from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import SECRETS
from demo.shopfiles import write_config
from socialshop.clock import utc_now
from socialshop.inbox.ingest import ingest
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.store import open_store
from socialshop.store.migrate import upgrade
from tests.unit.calling import CONFIG, PRODUCTS, Asked, Call, Left


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working directory, and nothing set that the command reads."""
    for name in (*SECRETS, "SOCIALSHOP_CONFIG", "SOCIALSHOP_SESSION_KEY", "SOCIALSHOP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(clean_environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command with these words, in this process."""

    def do(*words: str) -> Left:
        monkeypatch.setattr(sys, "argv", ["socialshop", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = capsys.readouterr()
        return Left(int(left.value.code or 0), told.out, told.err)

    return do


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox's secrets in the environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sandbox_shop(tmp_path: Path, call: Call, secrets: None) -> Iterator[Sandbox]:
    """A shop in the working directory, on the sandbox, with one good product and one without a price."""
    (tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    facts = {"name": "Käsetheke", "url": "https://shop.example", "currency": "EUR", "language": "de"}
    with Sandbox(latency_polls=0) as sandbox:
        write_config(tmp_path, sandbox.addresses, shop=facts)
        assert call("init").code == 0
        yield sandbox


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Asked:
    """A shop in which two customers asked something, and the command called in it."""
    monkeypatch.delenv("SOCIALSHOP_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SOCIALSHOP_PASSWORD", "ein-gutes-Passwort")
    monkeypatch.chdir(tmp_path)
    Path("socialshop.toml").write_text(CONFIG, encoding="utf-8")
    store = open_store(f"sqlite:///{tmp_path}/socialshop.db")
    upgrade(store)
    at = datetime.now(UTC) - timedelta(hours=3)
    with Session(store) as session:
        for number, text in enumerate(("Was kostet der Käse?", "Danke!"), start=1):
            author = Author(f"a{number}", "Jörg Müller")
            added = EventKind.COMMENT_ADDED
            ingest(session, [InboundEvent("facebook", added, f"c{number}", "post", None, author, text, at)], utc_now)
        session.commit()
    store.dispose()

    def do(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["socialshop", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return do

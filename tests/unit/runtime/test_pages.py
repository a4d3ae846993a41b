"""A page that begins: what was left over leaves, and a port that is taken is said in words."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from connectors.sandbox import Sandbox
from socialshop.clock import Clock
from socialshop.config import Config
from socialshop.errors import ConfigurationError
from socialshop.inbox.ingest import ingest
from socialshop.inbox.reply import write_reply
from socialshop.ports import Author, Capability, EventKind, InboundEvent, Traffic
from socialshop.runtime.jobs import Jobs
from socialshop.runtime.pages import send_left_over, serve
from socialshop.runtime.setup import set_up
from socialshop.runtime.shop import Shop, open_shop
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.sync.model import Run
from socialshop.testing.talking import TalkingChannel


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_the_page_names_its_address(tmp_path: Path, taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIALSHOP_SESSION_KEY", "a key for the tests, long enough")
    path = tmp_path / "socialshop.toml"
    path.write_text(
        '[shop]\nname = "K"\nurl = "https://k.example"\ncurrency = "EUR"\nlanguage = "de"\n'
        f"[web]\nport = {taken_port}\n",
        encoding="utf-8",
    )
    list(set_up(tmp_path, str(path), {}))
    with (
        open_shop(path, {}, connected=False) as shop,
        pytest.raises(ConfigurationError, match=f"127.0.0.1:{taken_port}/: Address already in use"),
    ):
        serve(shop, scheduled=True)
    with open_shop(path, {}, connected=False) as shop, Session(shop.store) as session:
        assert session.exec(select(Run)).all() == []


class _Facebook(TalkingChannel):
    """Takes public replies."""

    capabilities = frozenset({Capability.REPLIES})
    traffic = Traffic()


def test_what_an_earlier_process_did_not_send_leaves_once_when_the_page_begins(
    store: Engine, clock: Clock, tmp_path: Path
) -> None:
    facebook = _Facebook()
    shop = {"name": "K", "url": "https://k.example", "currency": "EUR", "language": "de"}
    channels: dict[str, Any] = {"facebook": facebook}
    jobs = Jobs(Shop(Config.model_validate({"shop": shop, "folder": tmp_path}), store, channels, clock))
    send_left_over(jobs)
    with Session(store) as session:
        assert session.exec(select(Run)).all() == []
        said = InboundEvent("facebook", EventKind.COMMENT_ADDED, "c1", "p1", None, Author("u1", "Lena"), "?", clock())
        ingest(session, [said], clock)
        for text in ("Gut 200 g.", "Wer viel isst, nimmt 250 g."):
            write_reply(session, 1, text, "Anna", clock, 2_200)
        begun = session.get_one(OutboxEntry, "reply:2")
        begun.state, begun.begun_at = OutboxState.SENDING, clock()
        session.commit()
    for _ in range(2):
        send_left_over(jobs)
    assert facebook.done == [("c1", "Gut 200 g."), ("c1", "Wer viel isst, nimmt 250 g.")]


def test_the_sandbox_names_its_port(taken_port: int) -> None:
    with pytest.raises(ConfigurationError, match=f"port {taken_port}: Address already in use"):
        Sandbox(port=taken_port)

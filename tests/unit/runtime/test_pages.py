"""A port that is taken is said in words."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sandbox import Sandbox
from socialshop.errors import ConfigurationError
from socialshop.runtime.pages import serve
from socialshop.runtime.setup import set_up
from socialshop.runtime.shop import open_shop


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
        serve(shop)


def test_the_sandbox_names_its_port(taken_port: int) -> None:
    with pytest.raises(ConfigurationError, match=f"port {taken_port}: Address already in use"):
        Sandbox(port=taken_port)

"""What the shell offers at a Tab."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import cli

CONFIG = """
[windows]
folder = "shelf"
[[webhooks]]
name = "crm"
[[webhooks]]
name = "till"
[channels.facebook]
[channels.instagram]
[[partners]]
code = "ANNA10"
"""
pytestmark = pytest.mark.usefixtures("clean_environment")


def _offered(monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    """For a line that ends with what was begun, or with a space."""
    words = line.split(" ")
    monkeypatch.setenv("_SOCIALSHOP_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    told = io.StringIO()
    with redirect_stdout(told), pytest.raises(SystemExit):
        cli.app(prog_name="socialshop")
    return told.getvalue().split("\n")[:-1] if told.getvalue().strip() else []


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("socialshop inb", ["inbox"]),
        ("socialshop inbox list --state ", ["open", "waiting", "snoozed", "resolved"]),
        ("socialshop inbox list --channel i", ["instagram"]),
        ("socialshop inbox topic 1 --is c", ["complaint"]),
        ("socialshop catalog push --channel ", ["meta", "pinterest", "all"]),
        ("socialshop windows show ", ["brie", "rain"]),
        ("socialshop webhooks ping t", ["till"]),
        ("socialshop partners show ", ["ANNA10"]),
    ],
)
def test_names_that_are_near_are_offered(monkeypatch: pytest.MonkeyPatch, line: str, offered: list[str]) -> None:
    Path("socialshop.toml").write_text(CONFIG, encoding="utf-8")
    Path("shelf").mkdir()
    for name in ("brie", "rain"):
        Path(f"shelf/{name}.toml").touch()
    assert _offered(monkeypatch, line) == offered


def test_without_a_configuration_a_tab_complains_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not list(Path().iterdir())
    assert _offered(monkeypatch, "socialshop windows show ") == []
    Path("socialshop.toml").write_text("[shop", encoding="utf-8")
    assert _offered(monkeypatch, "socialshop webhooks ping ") == []

"""Every command where nobody reads what it prints; where nothing can be written, and where there is no output."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import cli
from tests.unit.calling import PRODUCTS, Call

ROOT = Path(__file__).parents[2]
SERVING = {"web", "run", "sandbox", "demo"}
pytestmark = pytest.mark.usefixtures("clean_environment")


def _commands(group: Any, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, *path, name)
        else:
            yield *path, name


COMMANDS = list(_commands(typer.main.get_command(cli.app)))


def _unread(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of a call whose standard output and error nobody reads: both are pipes closed at once."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out, os.fdopen(os.dup(writer), "w") as err, monkeypatch.context() as here:
        here.setattr(sys, "argv", ["socialshop", *words])
        here.setattr(sys, "stdout", out)
        here.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as left:
            cli.main()
        for stream in (sys.stdout, sys.stderr):
            stream.close()  # as Python does at its end: nothing is left that could fail
    return int(left.value.code or 0)


def test_every_commands_help_may_be_left_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {words: _unread(monkeypatch, *words, "--help") for words in COMMANDS} == dict.fromkeys(COMMANDS, 0)


def test_every_command_leaves_with_its_own_code_where_nobody_reads(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    call("init")
    here = [words for words in COMMANDS if words[0] not in SERVING]
    unread = {words: _unread(monkeypatch, *words) for words in here}
    assert unread == {words: call(*words).code for words in here}


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_failed_items_are_told_by_the_code_though_nobody_reads(
    call: Call, monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]
) -> None:
    Path("products.csv").write_text(PRODUCTS, encoding="utf-8")
    facts = ["--currency", "EUR", "--shop-url", "https://shop.example", "--language", "de"]
    assert _unread(monkeypatch, "catalog", "check", "products.csv", *facts, *form) == 1


def _left(how: str, *words: str) -> tuple[int, str]:
    """The exit code and what stands on standard error of a process, its output led as a shell leads it."""
    line = f'"$0" -m cli "$@" {how}'
    done = subprocess.run(
        ["bash", "-c", line, sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", [("--help",), ("inbox", "list", "--help"), ("dance",)])
def test_a_process_ends_quietly_where_nobody_reads(words: tuple[str, ...]) -> None:
    code, told = _left("2>&1 | true; exit ${PIPESTATUS[0]}", *words)
    assert (code, told) == (2 if words == ("dance",) else 0, "")


def test_a_process_that_cannot_write_says_so() -> None:
    code, told = _left("> /dev/full", "inbox", "list", "--help")
    assert code == 2
    assert told.startswith("✗ The output cannot be written: No space left on device.")
    assert "Traceback" not in told


def test_a_process_without_any_output_works() -> None:
    assert _left(">&-", "--help") == (0, "")

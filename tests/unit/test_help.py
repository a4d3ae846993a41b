"""What `--help` says: short and plain, on a wide screen and on a narrow one, of every command and group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

import cli
from socialshop.commands.group import first_sentence
from tests.unit.calling import Call

Words = tuple[str, ...]


def _all(command: Any, *path: str) -> Iterator[tuple[Words, Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _all(inner, *path, name)


ALL = dict(_all(typer.main.get_command(cli.app)))
MAY_FAIL = {"sync", "catalog push", "inbox pull", "inbox outbox", "inbox reply", "windows apply", "orders import"}


@pytest.mark.parametrize("width", [40, 80])
def test_the_help_fits_and_is_plain(call: Call, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    odd: dict[str, list[str]] = {}
    for words in ALL:
        left = call(*words, "--help")
        told = left.out.partition("\n\n")[2]  # without the usage: names are not broken
        prose, _, examples = told.partition("Examples:")
        prose += examples.partition("\n\n")[2]
        wrong = [line for line in prose.splitlines() if len(line) > width or re.search("[│╭<{]|\\.\\.\\.$", line)]
        if left.code or left.err or wrong:
            odd[" ".join(words)] = [left.err, *wrong]
    assert odd == {}


def test_each_begins_with_a_short_sentence_of_what_it_does() -> None:
    firsts = {" ".join(words): first_sentence(command.help) for words, command in ALL.items()}
    assert {words: told for words, told in firsts.items() if not (12 < len(told) <= 100 and told[0].isupper())} == {}
    assert len(set(firsts.values())) == len(firsts)


def test_a_group_tells_the_first_sentence_of_each_command(call: Call) -> None:
    told = call("inbox", "--help").out
    assert [n for n, one in ALL[("inbox",)].commands.items() if f"  {first_sentence(one.help)}\n" not in told] == []


def test_who_needs_arguments_shows_an_example() -> None:
    bare = [words for words, one in ALL.items() if not one.epilog and any(param.required for param in one.params)]
    assert bare == []


def test_what_cron_calls_tells_its_exit_codes(call: Call) -> None:
    for words in MAY_FAIL:
        assert "Exit codes: 0 all well, 1 something failed" in " ".join(call(*words.split(), "--help").out.split())

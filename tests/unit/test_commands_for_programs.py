"""What a program meets that calls the commands: one form of errors and of times, and all of it documented."""

from __future__ import annotations

import json
import re
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer

import cli
from connectors.sandbox import Sandbox
from tests.unit.calling import Call, Left

ROOT = Path(__file__).parents[2]
SERVING = {"web", "run", "sandbox", "demo"}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
ANY_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")

Words = tuple[str, ...]


def _commands(group: Any, *path: str) -> Iterator[tuple[Words, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, *path, name)
        else:
            yield (*path, name), command


def _options(command: Any) -> set[str]:
    return {option for param in command.params for option in param.opts}


COMMANDS = dict(_commands(typer.main.get_command(cli.app)))
FOR_PROGRAMS = [words for words, command in COMMANDS.items() if "--json" in _options(command)]
GIVEN = {
    "conversation_id": "1", "conversation_ids": "1", "message_ids": "1", "numbers": "1", "links": "1", "run": "1",
    "one": "1", "other": "2", "paths": "bodies.json", "words": "brie", "text": "Neun Euro.", "email": "jana@x.de",
    "product": "brie", "name": "brie", "code": "ANNA10", "team": "orders", "role": "agent", "out": "out.csv",
    "until": "2030-01-01T09:00", "to": "jana@x.de", "topic": "question", "label": "regular", "because": "told us",
    "why": "sold out", "new": "VIP", "password": "a long enough one", "set_": "title=Brie",
}  # fmt: skip
"""What is asked for wherever a command asks for it."""


def _call_of(words: Words) -> Words:
    """The command with all that it must have."""
    given: list[str] = [*words]
    for param in COMMANDS[words].params:
        if param.param_type_name == "argument" and (param.required or words == ("windows", "new")):
            given.append(GIVEN[param.name])
        elif param.param_type_name == "option" and (param.required or param.name in ("to", "password", "yes")):
            given += [param.opts[0], *([] if param.is_flag else [GIVEN[param.name]])]
    return *given, "--json"


def _problem(left: Left) -> dict[str, str]:
    """What stands on the last line of standard error."""
    problem: dict[str, str] = json.loads(left.err.splitlines()[-1])
    assert set(problem) == {"kind", "what", "mend"}, problem
    return problem


HERE = [words for words in FOR_PROGRAMS if words[0] not in SERVING]


@pytest.mark.parametrize("words", HERE, ids=" ".join)
def test_without_a_configuration_each_says_so_in_one_form(call: Call, words: Words) -> None:
    left = call(*_call_of(words))
    assert (left.code, left.out) == (2, "")
    problem = _problem(left)
    assert problem["kind"] == "configuration"
    assert "socialshop.toml" in problem["what"]
    assert "socialshop init" in problem["mend"]


@pytest.mark.parametrize("words", FOR_PROGRAMS, ids=" ".join)
def test_a_wrong_option_is_told_in_the_same_form(call: Call, words: Words) -> None:
    left = call(*words, "--colour", "red", "--json")
    assert (left.code, left.out) == (2, "")
    problem = _problem(left)
    assert (problem["kind"], "--colour" in problem["what"]) == ("usage", True)
    assert problem["mend"] == f"See `socialshop {' '.join(words)} --help`."


def test_what_is_wrong_with_a_shop_has_a_kind(call: Call) -> None:
    example = (ROOT / "config.example.toml").read_text("utf-8")
    Path("wrong.toml").write_text(example.replace('currency = "EUR"', 'currency = "EURO"'), encoding="utf-8")
    wrong = _problem(call("--config", "wrong.toml", "reports", "list", "--json"))
    assert (wrong["kind"], "shop.currency" in wrong["what"]) == ("configuration", True)
    Path("socialshop.toml").write_text(example, encoding="utf-8")
    for words in (("reports", "list"), ("inbox", "list"), ("users", "list")):
        never_made = call(*words, "--json")
        assert (never_made.code, _problem(never_made)["mend"].count("socialshop init")) == (2, 1)
    unfound = call("catalog", "check", "nowhere.csv", "--json")
    assert (unfound.code, _problem(unfound)["kind"]) == (2, "input")


def test_a_locked_database_is_told_in_the_same_form(call: Call, sandbox_shop: Sandbox) -> None:
    with closing(sqlite3.connect("socialshop.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE alembic_version SET version_num = version_num")
        left = call("windows", "pause", "brie", "--why", "sold out", "--json")
    assert (left.code, left.out, _problem(left)["kind"]) == (2, "", "database")


def test_what_nobody_foresaw_is_told_in_the_same_form(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("socialshop.config.locate", broken)
    left = call("reports", "list", "--json")
    assert (left.code, left.out) == (2, "")
    assert _problem(left) == {"kind": "fault", "what": "ZeroDivisionError: by nothing", "mend": ""}
    assert "Traceback" in left.err


def test_what_is_no_text_is_refused(call: Call, sandbox_shop: Sandbox) -> None:
    left = call("inbox", "list", "--label", "k\udcffse", "--json")
    assert (left.code, left.out) == (2, "")
    assert (_problem(left)["kind"], "k\\udcffse" in _problem(left)["what"]) == ("refused", True)


def test_a_question_that_nobody_answers_leaves_with_2(call: Call, sandbox_shop: Sandbox) -> None:
    left = call("users", "add", "jana@x.de", "--name", "Jana")
    assert (left.code, "SOCIALSHOP_PASSWORD" in left.err) == (2, True), left.err
    assert "Aborted" not in left.err


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        data = data.values()
    if isinstance(data, str):
        yield data
    elif hasattr(data, "__iter__"):
        for one in data:
            yield from _texts(one)


def test_what_each_prints_is_one_document_with_times_of_one_form(call: Call, sandbox_shop: Sandbox) -> None:
    call("sync")
    call("users", "add", "jana@x.de", "--name", "Jana", "--password", "a long enough one")
    Path("bodies.json").write_text("{}", encoding="utf-8")
    unlike: dict[str, object] = {}
    for words in HERE:
        left = call(*_call_of(words))
        if left.code == 2:
            assert left.out == ""
            _problem(left)
        else:
            odd = [text for text in _texts(left.data) if ANY_TIME.match(text) and not RFC3339.fullmatch(text)]
            unlike |= {" ".join(words): odd} if odd else {}
    assert unlike == {}


def test_every_command_that_tells_something_tells_it_to_programs() -> None:
    assert set(COMMANDS) - set(FOR_PROGRAMS) == {("init",), ("web",), ("run",), ("sandbox",)}


def test_every_command_for_programs_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    table = "\n".join(line for line in page.splitlines() if line.startswith("| `socialshop "))
    assert [" ".join(words) for words in FOR_PROGRAMS if f"`socialshop {' '.join(words)} " not in table] == []


def test_every_kind_of_error_is_documented() -> None:
    from socialshop.terminal_errors import KINDS

    page = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    assert [kind for kind in ("usage", *KINDS.values(), "fault") if f"| `{kind}` |" not in page] == []


def test_a_vendors_warning_about_another_vendor_is_not_shown(call: Call) -> None:
    """FastAPI hushes it for the moment in which it builds a route; another thread may undo just that."""
    call("reports", "list")
    warnings.warn("The 'alias' attribute with value 'name' was provided to the `Field()` function.", stacklevel=1)

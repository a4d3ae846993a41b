"""`socialshop --help` against a bare Typer program with as many commands."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import typer

from bench.measuring import in_turn, seconds
from bench.result import Result

_TARGET = 2.0
_ROUNDS = 11
_SHOP = Path(sys.executable).with_name("socialshop")
_HEAD = "import typer\n\napp = typer.Typer()\n"
_COMMAND = '\n@app.command("command-{0}")\ndef command_{0}(name: str = "") -> None:\n    """Command {0}."""\n'


def measure() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(_HEAD + "".join(map(_COMMAND.format, range(_commands()))) + "\napp()\n")
        taken = in_turn({"ours": _help(_SHOP), "bare": _help(sys.executable, bare)}, _ROUNDS)
    return [Result("start: socialshop --help", taken["ours"] * 1000, taken["bare"] * 1000, "bare Typer", _TARGET, "ms")]


def _commands() -> int:
    from cli import app

    return _count(app)


def _count(program: typer.Typer) -> int:
    groups = [group.typer_instance for group in program.registered_groups]
    return len(program.registered_commands) + sum(_count(group) for group in groups if group)


def _help(*program: str | Path) -> Callable[[], float]:
    call = [*map(str, program), "--help"]
    return lambda: seconds(lambda: subprocess.run(call, check=True, capture_output=True))

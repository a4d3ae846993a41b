"""The command as a process of its own that does not import everything anew: forked from one that has it imported."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path
from threading import Lock

import coverage

_HANGS = 600
"""Seconds after which a command hangs."""
_FORKING = multiprocessing.get_context("forkserver")
# Nothing that starts threads, as polars does: a fork takes none of them along.
_FORKING.set_forkserver_preload(
    [
        "cli",
        "connectors.facebook",
        "connectors.instagram",
        "connectors.pinterest",
        "socialshop.runtime.setup",
        "socialshop.schema",
    ]
)


class Command:
    """`socialshop WORDS`, at work from the start on; what it says goes into files in `folder`."""

    def __init__(self, folder: Path, words: Sequence[str], environment: Mapping[str, str]) -> None:
        self._said = (folder / "stdout.txt", folder / "stderr.txt")
        self._process = _FORKING.Process(target=_run, args=(self._said, list(words), dict(environment)))
        self._waiting = Lock()
        _make_ready()
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def wait(self) -> int:
        """Its exit code when it is done: the negative number of the signal that ended it. Several threads may wait."""
        with self._waiting:
            self._process.join(_HANGS)
            code = self._process.exitcode
        if code is None:
            self._process.kill()
            raise TimeoutError(f"The command hangs: {self.errors}")
        return code

    @property
    def output(self) -> str:
        return self._said[0].read_text("utf-8")

    @property
    def errors(self) -> str:
        return self._said[1].read_text("utf-8")


def _make_ready() -> None:
    """Start the process to fork from, if it does not run. Its coverage is not measured: that of each command is."""
    measuring = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("COVERAGE_PROCESS_")}
    forkserver.ensure_running()
    os.environ.update(measuring)


def _run(said: tuple[Path, Path], words: list[str], environment: dict[str, str]) -> None:
    for number, path in enumerate(said, start=1):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["socialshop", *words]
    coverage.process_startup()

    import cli

    cli.main()

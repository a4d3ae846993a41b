"""The PostgreSQL server of the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BEGIN = """
from socialshop.testing.databases import postgres_server
with postgres_server() as address:
    print(address, flush=True)
    input()
"""


def test_it_ends_with_a_run_that_was_killed() -> None:
    command = [sys.executable, "-c", BEGIN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        folder = Path(run.stdout.readline().strip().partition("host=")[2]).parent
        assert (folder / "data" / "postmaster.pid").exists()
        run.kill()
        run.stdout.read()  # up to the end of the last process that could write there
    assert not folder.exists()

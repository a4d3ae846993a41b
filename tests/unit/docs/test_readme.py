"""What the README shows of the demo is what the demo prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def lines(printed: str) -> list[str]:
    """Without the password, which is another one each time, and without where temporary files are."""
    text = re.sub(r"(?<=Password )\S+", "…", printed.strip("\n"))
    text = re.sub(r"\S+/kaesetheke-check-\d+", "…", text)
    return [line.rstrip() for line in text.splitlines()]


def test_the_readme_shows_what_the_demo_prints() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"^```text\n(Käsetheke.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert shown is not None
    done = subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--no-serve"],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "100", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert lines(done.stdout) == lines(shown[1])


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    first_block = (ROOT / "README.md").read_text("utf-8").split("```")[1]
    assert re.findall(r"^make \w+", first_block, re.MULTILINE) == ["make demo", "make test"]

"""The tutorial, walked as it is written: its commands run in its order, and print what it says that they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import SECRETS

ROOT = Path(__file__).parents[3]
TUTORIAL = ROOT / "docs" / "tutorial.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END_OF_BLOCK = "@@ end of block @@"
SEEN_BY_A_PERSON = ("make setup", "socialshop sandbox", "socialshop run")
"""Blocks that begin so set up what the test has already, or wait for somebody to end them."""

Block = tuple[str, str]


def blocks(text: str) -> list[Block]:
    """The fenced blocks: the language and the body of each."""
    return FENCE.findall(text)


def is_walked(block: Block) -> bool:
    return block[0] == "sh" and not block[1].startswith(SEEN_BY_A_PERSON)


def walk(commands: list[str], folder: Path, base_url: str) -> list[list[str]]:
    """Run the blocks one after another in one shell; what each printed, as normalised lines."""
    script = "".join(f"{body}\necho '{END_OF_BLOCK}'\n" for body in commands)
    done = subprocess.run(
        ["bash", "-u", "-s"],
        input=script.replace("http://127.0.0.1:8750", base_url),
        cwd=folder,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "COLUMNS": "100",
            "LC_ALL": "C.UTF-8",
            "SOCIALSHOP_PASSWORD": "a long enough one",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.stderr == ""
    return [normalised(part) for part in done.stdout.split(END_OF_BLOCK + "\n")[:-1]]


def normalised(printed: str) -> list[str]:
    """The lines without what differs from run to run: times, durations, who runs, and where."""
    text = re.sub(r" in \d+\.\d s · by .*", " in … s · by …", printed)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?", "…", text)
    text = re.sub(r"(?<=sqlite:///)\S*/", "…/", text)
    text = re.sub(r" we \(\S+\): ", " we (…): ", text)
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@pytest.fixture(scope="module")
def steps() -> list[Block]:
    return blocks(TUTORIAL.read_text("utf-8"))


def test_the_tutorial_prints_what_it_shows(steps: list[Block], tmp_path: Path) -> None:
    walked = [block for block in steps if is_walked(block)]
    with Sandbox(public={"www.kaesetheke.example": tmp_path / "cheese" / "media"}) as sandbox:
        printed = walk([body for _, body in walked], tmp_path, sandbox.base_url)
    told = dict(zip(walked, printed, strict=True))
    shown = {before: normalised(body) for before, (kind, body) in pairwise(steps) if kind == "text"}
    assert {block: told[block] for block in shown} == shown


def test_the_tutorial_names_the_secrets_of_the_sandbox(steps: list[Block]) -> None:
    exported = {
        name: value for _, body in steps for name, value in re.findall(r"^export (\w+)=(.*)$", body, re.MULTILINE)
    }
    for name in ("PATH", "SOCIALSHOP_SESSION_KEY"):
        del exported[name]
    assert exported.items() <= SECRETS.items()

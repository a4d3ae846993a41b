"""The demo's customers, as they are written down."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from connectors.sandbox.customers import Customers
from connectors.sandbox.world import World
from demo.crowd import CROWD
from demo.customers import ANSWERS, LINES
from demo.letters import ANSWERS as LETTERS_ANSWERED
from demo.letters import LETTERS, LIVE
from demo.lines import Line
from demo.script import script
from socialshop.clock import Clock

WINDOWS = Path(__file__).parents[3] / "demo" / "windows"


@pytest.mark.parametrize("lines", [(*CROWD, *LINES, *LETTERS), LIVE], ids=["script", "live"])
def test_the_sandbox_can_play_them(lines: tuple[Line, ...], clock: Clock) -> None:
    assert len({line.key for line in lines}) == len(lines)
    Customers(World(clock), script(lines, WINDOWS))


def test_they_ask_on_three_platforms_publicly_and_privately_and_think_again() -> None:
    told = [(line.platform, line.deed) for line in chain(LINES, LETTERS)]
    for platform in ("facebook", "instagram"):
        assert {(platform, "comments"), (platform, "writes")} <= set(told)
    assert ("pinterest", "comments") in told
    assert {deed for _, deed in told} >= {"edits", "removes", "posts", "reviews", "mentions in story"}


def test_what_is_answered_was_said_and_is_not_answered_twice() -> None:
    answered = [answer.line for answer in (*ANSWERS, *LETTERS_ANSWERED)]
    assert len(set(answered)) == len(answered)
    assert set(answered) <= {line.key for line in (*LINES, *LETTERS)}

"""The recording of a window's whole life, held against the official specs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from socialshop.errors import OutcomeUnknown
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.windows import dressed, put_up, reworded, sample_display


def live(platform: Any) -> None:
    """Put up after a lost answer, waiting where that can be; told, reworded, changed by a person, and taken down."""
    target, steps = platform.connect(), MemorySteps(platform.clock)
    later = platform.clock() + timedelta(hours=1) if target.limits.scheduling else None
    display = replace(dressed(sample_display(platform), platform), publish_at=later)
    platform.drop_publication()
    with pytest.raises(OutcomeUnknown):
        put_up(platform, display, steps)
    put = put_up(platform, display, steps)
    for part in target.parts(replace(reworded(display), publish_at=None)):
        told = target.told(put[part.key])
        fields = target.changeable[part.kind] & {*(told or ())}
        if fields:
            target.change(put[part.key], part, fields)
    target.room()
    platform.take_down(put["post" if "post" in put else "pin"].external_id)
    for one in reversed(put.values()):
        target.told(one)
        target.withdraw(one)


class WindowRecording:
    def test_it_conforms(self, platform: Any, har: Path, shared_file: Callable[..., Path]) -> None:
        conform = shared_file("tools", "conform")
        live(platform)
        platform.stop()
        checked = subprocess.run([sys.executable, str(conform), str(har)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout
        text = har.read_text("utf-8")
        assert [secret for secret in platform.secrets() if secret in text] == []


class TestFacebookRecording(WindowRecording):
    channel = "facebook"


class TestInstagramRecording(WindowRecording):
    channel = "instagram"


class TestPinterestRecording(WindowRecording):
    channel = "pinterest"

"""What is loaded when a server begins is not looked through again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from socialshop.runtime.garbage import collect_seldom


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_is_there_is_left_alone_and_what_comes_is_looked_at_seldom() -> None:
    before = gc.get_threshold()
    collect_seldom()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] > before[0]
    assert gc.isenabled()

"""When Python looks for garbage while it serves pages."""

from __future__ import annotations

import gc

_MADE = 5_000
"""So many more objects than went are looked through: a page makes thousands that go by themselves, and some hundred
that do not."""


def collect_seldom() -> None:
    """For a process that serves pages, once all is loaded.

    What is there now stays, and is looked through no more: that takes a fifth of a second, for which a page would
    wait. What comes later is looked through every few pages instead of twice in each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE, *gc.get_threshold()[1:])

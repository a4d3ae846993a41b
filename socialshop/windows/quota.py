"""A platform's quota over all windows of a run: what does not fit now is told when it will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socialshop.ports import Room


class Quota:
    """`used` are the times of our own objects of the platform's period; each comes back a period later."""

    def __init__(self, room: Room | None, used: Sequence[datetime], now: datetime) -> None:
        self._room = room
        self._left = room.left if room else 0
        self._frees = iter(sorted(moment + room.period for moment in used) if room else ())
        self._now = now

    def take(self) -> datetime | None:
        """Take one object's room: None where there is some now, else the moment from which there will be.

        Of what others used up it is only known that it comes back within a period.
        """
        if self._room is None:
            return None
        if self._left > 0:
            self._left -= 1
            return None
        return next(self._frees, self._now + self._room.period)

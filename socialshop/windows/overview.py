"""The windows at a glance: what there is, and what of it stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from socialshop.windows.definition import WindowDefinition
from socialshop.windows.model import Publication, PublicationState, WindowRow


class Phase(StrEnum):
    AHEAD = "ahead"  # it has not begun
    OPEN = "open"
    HELD = "held"  # it was taken down by hand
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a window stands on one channel: how many objects, and the address of the first that has one."""

    channel: str
    objects: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class WindowSummary:
    """`picture` is the address of the one that stands for it, its cover; '' before it was first drawn."""

    name: str
    title: str
    motive: str
    language: str
    phase: Phase
    starts: datetime | None
    ends: datetime | None
    channels: tuple[Shown, ...]
    picture: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "title": self.title,
            "state": self.phase,
            "starts": self.starts,
            "ends": self.ends,
            "picture": self.picture,
            "channels": {one.channel: {"objects": one.objects, "url": one.url} for one in self.channels},
        }


def summaries(session: Session, definitions: Sequence[WindowDefinition], now: datetime) -> list[WindowSummary]:
    """Every window of the folder, those that are open first."""
    rows = {row.name: row for row in session.exec(select(WindowRow))}
    standing = _standing(session)
    found = [_summary(one, rows.get(one.name), standing.get(one.name, {}), now) for one in definitions]
    return sorted(found, key=lambda one: (list(_ORDER).index(one.phase), one.name))


_ORDER = (Phase.OPEN, Phase.AHEAD, Phase.HELD, Phase.OVER)


def _standing(session: Session) -> dict[str, dict[str, Shown]]:
    found: dict[str, dict[str, Shown]] = {}
    live = select(Publication).where(Publication.state == PublicationState.LIVE).order_by(col(Publication.id))
    for row in session.exec(live):
        channels = found.setdefault(row.window, {})
        before = channels.get(row.channel, Shown(row.channel, 0))
        channels[row.channel] = Shown(row.channel, before.objects + 1, before.url or row.url)
    return found


def _summary(
    window: WindowDefinition, row: WindowRow | None, standing: Mapping[str, Shown], now: datetime
) -> WindowSummary:
    names = dict.fromkeys((*window.channels, *standing))
    return WindowSummary(
        name=window.name,
        title=window.title,
        motive=window.motive,
        language=window.language,
        phase=_phase(window, row, now),
        starts=window.starts,
        ends=window.ends,
        channels=tuple(standing.get(name, Shown(name, 0)) for name in names),
        picture=row.picture if row else "",
    )


def _phase(window: WindowDefinition, row: WindowRow | None, now: datetime) -> Phase:
    if window.is_over(now):
        return Phase.OVER
    if row and row.held_at:
        return Phase.HELD
    return Phase.OPEN if window.is_open(now) else Phase.AHEAD

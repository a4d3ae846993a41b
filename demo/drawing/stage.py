"""Where a product stands: wall, table, light, and what lies beneath it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, SHADOW, darker, lighter, mix, stops, varied
from demo.drawing.geometry import Outline, Point, arc, ellipse, level, project

EDGE = -190.0  # where the table ends and the wall begins, in units


@dataclass(frozen=True, slots=True)
class Mood:
    wall: RGB
    table: RGB


MOODS = (
    Mood((236, 214, 178), (178, 122, 74)),
    Mood((176, 187, 158), (150, 104, 66)),
    Mood((214, 150, 112), (233, 208, 172)),
    Mood((138, 158, 168), (196, 152, 104)),
    Mood((230, 186, 98), (128, 82, 52)),
    Mood((222, 178, 164), (206, 168, 124)),
    Mood((112, 124, 104), (188, 138, 88)),
    Mood((244, 232, 208), (198, 160, 118)),
)


def room(canvas: Canvas) -> None:
    """Wall, table and the light of a window."""
    mood = canvas.random.choice(MOODS)
    _wall(canvas, varied(mood.wall, canvas.random, 6), EDGE + 20)
    _table(canvas, varied(mood.table, canvas.random, 6))
    canvas.glow((-60, -60), 640, 420, LIGHT, 0.34)


def wall(canvas: Canvas) -> None:
    """A wall and the light of a window, for what hangs."""
    _wall(canvas, varied(canvas.random.choice(MOODS).wall, canvas.random, 6), canvas.bottom + 4)
    canvas.glow((-60, -200), 640, 520, LIGHT, 0.3)


def finish(canvas: Canvas) -> None:
    """What the camera adds: darker corners and grain."""
    canvas.vignette(SHADOW, 0.32)
    canvas.grain()


def board(canvas: Canvas, radius: float = 400, wood: RGB = (196, 140, 86), y: float = 0) -> None:
    """A round wooden board whose top is the stage's ground."""
    thick = 26.0
    top = canvas.shape(arc(radius, 0, 360, 0, (0, y)))
    foot = canvas.shape(
        arc(radius, 0, 360, -thick, (0, y)), arc(radius, 0, 180, 0, (0, y)) + arc(radius, 180, 0, -thick, (0, y))
    )
    canvas.cast(foot, (30, 26), 26, 0.55)
    canvas.cast(foot, (4, 8), 8, 0.5)
    canvas.gradient(foot, stops(darker(wood, 0.15), darker(wood, 0.35), darker(wood, 0.6)), (-radius, 0), (radius, 0))
    canvas.gradient(top, stops(lighter(wood, 0.28), wood, darker(wood, 0.18)), (-radius, -120), (radius, 140))
    wood_grain(canvas, top, wood)
    canvas.shade(top, (0, -3), 2.5, LIGHT, 0.75)


def slate(canvas: Canvas, half: float = 400, depth: float = 330) -> None:
    """A slab of slate, its edges broken by hand."""
    grey = varied((74, 78, 84), canvas.random, 7)
    top_face, rim = level(0, 0, 0), 16.0
    corners = [(-half, -depth), (half, -depth * 0.98), (half * 0.99, depth), (-half * 0.98, depth * 0.99)]
    edge = [_broken(canvas, corners[i], corners[(i + 1) % 4]) for i in range(4)]
    outline = [top_face.at(u, v) for side in edge for u, v in side]
    top = canvas.shape(outline)
    foot = canvas.shape(outline, [(x, y + rim) for x, y in outline])
    canvas.cast(foot, (26, 20), 24, 0.55)
    canvas.cast(foot, (3, 7), 7, 0.5)
    canvas.gradient(foot, stops(mix(grey, LIGHT, 0.25), darker(grey, 0.4)), (-half, 0), (half, 0))
    canvas.mottle(foot, darker(grey, 0.6), (24, 4), 0.5, 60, 0.6)
    canvas.gradient(top, stops(mix(grey, LIGHT, 0.22), grey, darker(grey, 0.35)), (-half, -150), (half, 150))
    canvas.mottle(top, mix(grey, LIGHT, 0.35), (120, 20), 0.4, 110, 0.35)
    canvas.mottle(top, darker(grey, 0.5), (30, 7), 0.35, 80, 0.4)
    canvas.shade(top, (0, -2), 2, LIGHT, 0.4)


def linen(canvas: Canvas, half: float = 430, depth: float = 350, cloth: RGB = (238, 226, 204)) -> None:
    """A cloth with a woven stripe, folded once."""
    turn = canvas.random.uniform(-14, 14)
    face = level(0, 10, 0, turn)
    hem = [(-half, -depth), (half, -depth), (half, depth), (-half, depth)]
    edge = [_broken(canvas, hem[i], hem[(i + 1) % 4], 1.2) for i in range(4)]
    outline = [face.at(u + 10 * math.sin(v / 90), v + 12 * math.sin(u / 120)) for side in edge for u, v in side]
    top = canvas.shape(outline)
    canvas.cast(top, (12, 12), 12, 0.5)
    canvas.gradient(top, stops(lighter(cloth, 0.4), cloth, darker(cloth, 0.14)), (-half, -160), (half, 160))
    stripe = varied(canvas.random.choice(((164, 72, 58), (86, 110, 126), (120, 128, 88))), canvas.random)
    for u in (-half + 44, -half + 62, half - 62, half - 44):
        canvas.fill(
            canvas.stroke([face.at(u, -depth * 1.1), face.at(u, depth * 1.1)], 7).within(top).faded(0.75), stripe
        )
    for fold in (-0.34, 0.3):
        crease = canvas.stroke([face.at(half * fold, -depth * 1.1), face.at(half * fold + 40, depth * 1.1)], 10)
        canvas.fill(crease.blurred(16 * canvas.scale).within(top).faded(0.4), darker(cloth, 0.5))
        canvas.fill(crease.shifted(-14, 0).blurred(9 * canvas.scale).within(top).faded(0.6), LIGHT)
    canvas.mottle(top, darker(cloth, 0.4), (2.2, 14), 0.4, 90, 0.22)
    canvas.mottle(top, darker(cloth, 0.4), (14, 2.2), 0.4, 90, 0.22)
    canvas.shade(top, (0, -3), 2.5, darker(cloth, 0.4), 0.5)


def plate(canvas: Canvas, radius: float = 360, glaze: RGB = (246, 240, 228)) -> None:
    """A stoneware plate with a rim."""
    outer = canvas.shape(ellipse(project(0, 0, 14), radius, radius * 0.44))
    foot = canvas.shape(ellipse(project(0, 0, -6), radius * 0.92, radius * 0.42))
    canvas.cast(foot.joined(outer), (26, 24), 24, 0.5)
    canvas.cast(foot, (4, 10), 8, 0.55)
    canvas.fill(foot, darker(glaze, 0.45))
    canvas.gradient(outer, stops(lighter(glaze, 0.6), glaze, darker(glaze, 0.16)), (-radius, -90), (radius, 120))
    canvas.mottle(outer, darker(glaze, 0.5), (5, 4), 0.09, 30, 0.5)
    inner = canvas.shape(ellipse(project(0, 0, 4), radius * 0.8, radius * 0.335))
    canvas.gradient(inner, stops(darker(glaze, 0.16), lighter(glaze, 0.3)), (-radius * 0.6, -110), (radius * 0.5, 110))
    canvas.shade(inner, (6, 6), 7, SHADOW, 0.32)
    canvas.shade(outer, (0, -3), 2.5, (176, 134, 92), 0.9)


def wood_grain(canvas: Canvas, mask: Mask, wood: RGB) -> None:
    canvas.mottle(mask, darker(wood, 0.55), (190, 5), 0.42, 120, 0.42)
    canvas.mottle(mask, lighter(wood, 0.5), (260, 11), 0.36, 110, 0.30)
    canvas.veins(mask, darker(wood, 0.6), (320, 16), 9, 0.4)


def _wall(canvas: Canvas, wall: RGB, edge: float) -> None:
    face = canvas.shape([(-520, canvas.top - 4), (520, canvas.top - 4), (520, edge), (-520, edge)])
    canvas.gradient(face, stops(lighter(wall, 0.3), wall, darker(wall, 0.3)), (-420, canvas.top), (460, edge + 40))
    canvas.mottle(face, darker(wall, 0.4), (210, 160), 0.4, 150, 0.16)
    panes = canvas.random.choice((_casement, _tall_window, _blinds))(canvas.random.uniform(-420, -220))
    canvas.fill(canvas.shape(*panes).blurred(7 * canvas.scale).within(face).faded(0.33), LIGHT)


def _casement(x: float) -> list[Outline]:
    """The light of a window of four panes."""
    return [_pane(x + i * 210 + j * 56, EDGE - 520 + i * 52 + j * 250, 186, 230) for i in range(2) for j in range(2)]


def _tall_window(x: float) -> list[Outline]:
    return [_pane(x + i * 170 + j * 36, EDGE - 620 + i * 42 + j * 165, 150, 148) for i in range(2) for j in range(4)]


def _blinds(x: float) -> list[Outline]:
    return [_pane(x + j * 14, EDGE - 560 + j * 62, 400, 36) for j in range(8)]


def _pane(x: float, y: float, width: float, height: float) -> Outline:
    """A pane as the low sun throws it on the wall."""
    down, aside = width * 0.25, height * 0.22
    return [(x, y), (x + width, y + down), (x + width + aside, y + down + height), (x + aside, y + height)]


def _table(canvas: Canvas, wood: RGB) -> None:
    low = canvas.bottom
    table = canvas.shape([(-520, EDGE), (520, EDGE), (520, low + 20), (-520, low + 20)])
    canvas.cast(table, (0, -6), 16, 0.35)
    canvas.gradient(table, stops(lighter(wood, 0.3), wood, darker(wood, 0.3)), (-160, EDGE), (160, low))
    wood_grain(canvas, table, wood)
    y, step = EDGE, 54.0
    while y < low:
        y, step = y + step, step * 1.35
        seam = canvas.stroke([(-520, y), (520, y + canvas.random.uniform(-3, 3))], 2.4)
        canvas.fill(seam.faded(0.45), darker(wood, 0.7))
        canvas.fill(seam.shifted(0, 2 * canvas.scale).faded(0.3), lighter(wood, 0.5))
    canvas.fill(canvas.stroke([(-520, EDGE + 1), (520, EDGE + 1)], 3).faded(0.5), LIGHT)


def _broken(canvas: Canvas, a: Point, b: Point, by: float = 4) -> list[Point]:
    """A straight edge that a hand has made."""
    steps, swing = 26, canvas.random.uniform
    return [
        (a[0] + (b[0] - a[0]) * i / steps + swing(-by, by), a[1] + (b[1] - a[1]) * i / steps + swing(-2 * by, 2 * by))
        for i in range(steps)
    ]

"""Fresh cheeses and those of goat's milk."""

from __future__ import annotations

import math
from collections.abc import Callable

from demo.drawing import textures as t
from demo.drawing.bodies import Look, Place, block, sector
from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops, varied
from demo.drawing.garnish import ball, basil, contact, leaf
from demo.drawing.geometry import Face, Point, arc, blob, curve, ellipse, project

Drawer = Callable[[Canvas], None]

_GOAT: RGB = (252, 250, 244)


def goat_roll(canvas: Canvas) -> None:
    """A roll that lies on its side, three slices cut from it."""
    start, end, r = (-330.0, -150.0), (60.0, -60.0), 96.0
    _lying_roll(canvas, start, end, r)
    for i in range(3):
        x, y = end[0] + 92 + i * 88, end[1] + 12 + i * 26
        canvas.cast(canvas.shape(ellipse((x + 10, y + r * 0.62), r * 0.6, r * 0.3)), (14, 10), 12, 0.5)
        _round_slice(canvas, (x, y + 4), r, 22 + i * 3)


def crottin(canvas: Canvas) -> None:
    """Three small rounds rolled in herbs, one of them cut."""
    herbs = Look(_GOAT, (244, 240, 226), (248, 244, 232), 5, 0.15, 18, t.slits(3), _herbs)
    sector(canvas, herbs, Place(-150, -90), 130, 100, 0, 360)
    sector(canvas, herbs, Place(150, -70), 128, 100, 0, 360)
    sector(canvas, herbs, Place(-20, 110), 136, 100, 70, 70 + 320)


def pyramid(canvas: Canvas) -> None:
    """A truncated pyramid in ash."""
    low, high, h = 210.0, 128.0, 210.0
    corners = [(-1, 0.15), (0.15, 1), (1, -0.15), (-0.15, -1)]
    foot = [project(a * low, b * low) for a, b in corners]
    lid = [project(a * high, b * high, h) for a, b in corners]
    body = canvas.shape([foot[0], foot[1], foot[2], lid[2], lid[3], lid[0]], round_by=20)
    canvas.cast(canvas.shape([*foot, (foot[2][0] + 90, foot[2][1] + 10)]), (16, 8), 22, 0.55)
    for quad, tone in (
        ((foot[0], foot[1], lid[1], lid[0]), 0.0),
        ((foot[1], foot[2], lid[2], lid[1]), 0.4),
        (lid, -0.35),
    ):
        side = canvas.shape(list(quad)).within(body)
        grey = darker((150, 152, 154), tone) if tone >= 0 else lighter((150, 152, 154), -tone)
        canvas.gradient(side, stops(lighter(grey, 0.2), darker(grey, 0.15)), (-100, -220), (80, 60))
        t.ash((110, 112, 116))(canvas, side)
    for line in ([lid[0], lid[1], lid[2]], [lid[1], foot[1]]):
        canvas.fill(canvas.stroke(line, 6).blurred(3).within(body).faded(0.5), LIGHT)
    canvas.model(body, 18, strength=0.6)
    look = Look(_GOAT, (140, 142, 146), (150, 152, 156), 7, 0.2, 10, t.slits(4), t.ash())
    sector(canvas, look, Place(150, 190), 190, 110, -30, 18)


def mozzarella(canvas: Canvas) -> None:
    for x, y, r in ((-150, -60, 128), (110, -80, 122)):
        _milk_ball(canvas, x, y, r)
    contact(canvas, 10, 130, 130)
    cx, cy = project(10, 130, 74)
    ball(canvas, (cx, cy + 10), 122, 96, (248, 244, 234), 0.3)
    cut = canvas.shape(blob((cx - 8, cy - 8), 108, 76, canvas.random, 0.05))
    canvas.gradient(cut, stops((255, 255, 252), (242, 236, 222)), (cx - 90, cy - 70), (cx + 90, cy + 70))
    canvas.veins(cut, (214, 204, 182), (60, 16), 14, 0.5)
    canvas.shade(cut, (-3, -4), 7, (190, 176, 150), 0.5)
    basil(canvas, 190, 130)


def burrata(canvas: Canvas) -> None:
    contact(canvas, 0, 40, 220)
    cx, cy = project(0, 20, 110)
    body = ball(canvas, (cx, cy + 14), 204, 142, (250, 246, 236), 0.8)
    for turn in range(-60, 61, 20):
        a = math.radians(turn - 90)
        crease = curve([(cx, cy - 128), (cx + 60 * math.cos(a), cy - 70), (cx + 150 * math.cos(a) * 1.1, cy + 20)])
        canvas.fill(canvas.stroke(crease, 7).blurred(5).within(body).faded(0.35), (170, 154, 124))
    for dx, turn in ((-30, -34), (0, -4), (30, 30)):
        frill = canvas.shape(blob((cx + dx, cy - 160), 30, 46, canvas.random, 0.12, turn))
        canvas.gradient(
            frill, stops((255, 254, 248), (226, 216, 194)), (cx + dx - 20, cy - 200), (cx + dx + 30, cy - 120)
        )
        canvas.model(frill, 12, (150, 132, 100))
    canvas.fill(canvas.stroke(curve([(cx - 46, cy - 126), (cx, cy - 114), (cx + 46, cy - 126)]), 13), (150, 172, 96))
    cream = canvas.shape(
        curve([(80, -60), (140, -30), (200, 30), (270, 60), (250, 96), (130, 90), (70, 40)], closed=True)
    )
    canvas.gradient(cream, stops((255, 255, 252), (240, 230, 208)), (80, -60), (240, 110))
    canvas.shade(cream, (-4, -6), 8, (190, 170, 130), 0.6)
    basil(canvas, -190, 130)


def feta(canvas: Canvas) -> None:
    look = Look((254, 252, 246), (250, 246, 236), None, 0, 0, 5, _crumbly)
    block(canvas, look, Place(40, -110), 300, 200, 150, 24)
    for x, y, z, size, turn in (
        (-250, 60, 0, 92, 40),
        (-140, 150, 0, 96, 14),
        (10, 180, 0, 90, 52),
        (150, 130, 0, 96, 26),
        (-196, 106, 84, 84, 30),
    ):
        block(canvas, look, Place(x, y, z), size, size, size * 0.86, turn)


def halloumi(canvas: Canvas) -> None:
    """Grilled slices, leaning on the block."""
    look = Look((250, 240, 214), (244, 230, 196), None, 0, 0.1, 12, t.specks((92, 124, 74), 12, 4))
    block(canvas, look, Place(60, -130), 330, 150, 150, 18)
    for i in range(3):
        x, y = -230 + i * 150, 10 + i * 44
        slab = canvas.shape(
            [
                project(x - 92, y, 6),
                project(x + 110, y + 60, 6),
                project(x + 132, y - 10, 150),
                project(x - 70, y - 70, 150),
            ],
            round_by=20,
        )
        canvas.cast(slab, (14, 14), 14, 0.5)
        canvas.fill(slab.shifted(7, 9), (206, 166, 104))
        canvas.gradient(slab, stops((255, 240, 200), (240, 204, 138)), (x - 90, -120), (x + 120, 60))
        canvas.mottle(slab, (196, 128, 60), (34, 20), 0.36, 80, 0.55)
        for k in range(4):
            bar = canvas.stroke(
                [project(x - 70 + k * 48, y - 10 + k * 13, 20), project(x - 38 + k * 48, y - 70 + k * 13, 142)], 15
            ).within(slab)
            canvas.fill(bar.blurred(3).within(slab).faded(0.85), (92, 48, 20))
        canvas.model(slab, 10, (120, 70, 24))
    leaf(canvas, project(290, 120), 70, 40, (92, 142, 82))
    leaf(canvas, project(280, 130), 60, -20, (92, 142, 82))


def ricotta(canvas: Canvas) -> None:
    """Turned out of its basket, whose ribs it keeps."""
    low, high, h = 215.0, 165.0, 190.0
    side = [*arc(low, 0, 180, 0), *arc(high, 180, 0, h)]
    canvas.cast(canvas.shape(arc(low, 0, 360), arc(low, 0, 360, 0, (80, 10))), (16, 8), 24, 0.5)
    body = canvas.shape(side, arc(high, 0, 360, h), arc(low, 0, 360), round_by=14)
    canvas.gradient(body, stops((255, 254, 248), (248, 242, 228), (206, 192, 164)), (-220, 0), (220, 0))
    for z in range(14, 180, 19):
        r = low + (high - low) * z / h
        rib = canvas.stroke(arc(r - 2, 4, 176, z), 7).within(body)
        canvas.fill(rib.blurred(3).within(body).faded(0.6), (196, 180, 148))
        canvas.fill(rib.shifted(0, 7).blurred(3).within(body).faded(0.7), (255, 255, 252))
    for turn in range(8, 176, 11):
        a = math.radians(turn)
        line = [
            project(low * math.cos(a), low * math.sin(a), 6),
            project(high * math.cos(a), high * math.sin(a), h - 6),
        ]
        canvas.fill(canvas.stroke(line, 4).blurred(3).within(body).faded(0.35), (190, 172, 138))
    top = canvas.shape(arc(high, 0, 360, h), round_by=6)
    canvas.gradient(top, stops((255, 255, 253), (244, 236, 220)), (-120, -260), (120, -80))
    canvas.mottle(top, (214, 200, 172), (20, 9), 0.34, 70, 0.5)
    canvas.mottle(top, (255, 255, 255), (12, 7), 0.3, 60, 0.8)


def cream_cheese(canvas: Canvas) -> None:
    """A bowl with a swirl and chives."""
    clay = varied((86, 118, 128), canvas.random, 14)
    canvas.cast(canvas.shape(arc(190, 0, 360), arc(190, 0, 360, 0, (80, 10))), (16, 8), 24, 0.55)
    wall = canvas.shape(
        curve([(-262, -122), (-236, -40), (-160, 46), (0, 72), (160, 46), (236, -40), (262, -122)], steps=8)
    )
    canvas.gradient(wall, stops(lighter(clay, 0.3), clay, darker(clay, 0.5)), (-250, -60), (250, 20))
    canvas.mottle(wall, lighter(clay, 0.6), (6, 5), 0.12, 30, 0.6)
    rim = canvas.shape(ellipse((0, -124), 264, 112))
    canvas.gradient(rim, stops(lighter(clay, 0.6), lighter(clay, 0.2)), (-240, -200), (240, -40))
    inner = canvas.shape(ellipse((0, -122), 248, 102))
    canvas.fill(inner, (250, 246, 234))
    for i in range(7):
        r = 1 - i * 0.135
        fold = canvas.shape(blob((i * 4 - 6, -126 - i * 13), 236 * r, 92 * r, canvas.random, 0.03))
        canvas.gradient(
            fold, stops((255, 255, 252), (246, 240, 226), (222, 212, 190)), (-200 * r, -200), (220 * r, -50)
        )
        canvas.shade(fold, (-4, -7), 9, (176, 160, 130), 0.55)
    for _ in range(70):
        a, r = canvas.random.uniform(0, 6.28), math.sqrt(canvas.random.random())
        x, y = 190 * r * math.cos(a), -150 + 66 * r * math.sin(a) - (1 - r) * 50
        ring = canvas.shape(ellipse((x, y), 8, 5, canvas.random.uniform(0, 90), 16))
        canvas.fill(ring, varied((96, 142, 62), canvas.random, 16))
        canvas.fill(canvas.shape(ellipse((x, y), 4, 2.2, 0, 12)), (206, 224, 168))


def roll_slices(canvas: Canvas, first: Point) -> None:
    """Three slices of the goat's cheese roll that stand one behind the other."""
    for i in range(3):
        x, y = first[0] + i * 56, first[1] + i * 8
        canvas.glow((x + 14, y + 44), 60, 22, (48, 26, 18), 0.6)
        _round_slice(canvas, (x, y), 54, 20)


def _lying_roll(canvas: Canvas, start: Point, end: Point, r: float) -> None:
    (x0, y0), (x1, y1) = start, end
    canvas.cast(
        canvas.shape([(x0, y0 + r * 0.7), (x1, y1 + r * 0.8), (x1 + 50, y1 + r), (x0, y0 + r)]), (14, 8), 16, 0.6
    )
    side = canvas.shape(
        ellipse((x0, y0), r * 0.62, r),
        [(x0, y0 - r), (x1, y1 - r), (x1, y1 + r), (x0, y0 + r)],
        ellipse((x1, y1), r * 0.62, r),
    )
    canvas.gradient(
        side,
        stops((214, 214, 210), (150, 152, 154), (62, 62, 68)),
        ((x0 + x1) / 2 + 16, y0 - r + 30),
        ((x0 + x1) / 2 - 16, y1 + r),
    )
    t.ash((104, 106, 110))(canvas, side)
    canvas.shade(side, (-6, -26), 30, opacity=0.5)
    _round_slice(canvas, end, r, 0)


def _round_slice(canvas: Canvas, centre: Point, r: float, lean: float) -> None:
    x, y = centre
    rim = canvas.shape(ellipse((x - 12, y), r * 0.64, r, lean * 0.3), ellipse(centre, r * 0.64, r, lean * 0.3))
    canvas.gradient(rim, stops((190, 190, 188), (84, 84, 90)), (x - 40, y - r), (x + 20, y + r))
    t.ash()(canvas, rim)
    chalk = canvas.shape(ellipse((x + 1, y), r * 0.58, r * 0.93, lean * 0.3))
    canvas.gradient(chalk, stops((255, 255, 252), _GOAT, (226, 220, 206)), (x - r * 0.6, y - r), (x + r * 0.6, y + r))
    canvas.shade(chalk, (0, 0), 12, (206, 190, 150), 0.7)
    canvas.mottle(chalk, (214, 206, 188), (12, 10), 0.3, 60, 0.4)


def _milk_ball(canvas: Canvas, x: float, y: float, r: float) -> None:
    contact(canvas, x, y, r)
    cx, cy = project(x, y, r * 0.78)
    mask = ball(canvas, (cx, cy), r, r * 0.88, (250, 246, 238), 0.9)
    canvas.shade(mask, (-r * 0.2, -r * 0.3), r * 0.4, (176, 160, 140), 0.35)
    canvas.glow((cx + r * 0.4, cy + r * 0.56), r * 0.4, r * 0.2, (255, 240, 214), 0.6)


def _herbs(canvas: Canvas, mask: Mask) -> None:
    canvas.mottle(mask, (96, 116, 66), (9, 6), 0.3, 30, 0.9)
    canvas.mottle(mask, (64, 82, 46), (7, 5), 0.2, 24, 0.9)
    canvas.mottle(mask, (150, 136, 80), (8, 5), 0.16, 24, 0.8)


def _crumbly(canvas: Canvas, mask: Mask, *_: Face | float) -> None:
    canvas.mottle(mask, (206, 196, 170), (13, 9), 0.24, 30, 0.45)
    canvas.mottle(mask, (255, 255, 255), (10, 8), 0.3, 40, 0.6)


DRAWERS: dict[str, Drawer] = {
    "goat_roll": goat_roll,
    "crottin": crottin,
    "pyramid": pyramid,
    "mozzarella": mozzarella,
    "burrata": burrata,
    "feta": feta,
    "halloumi": halloumi,
    "ricotta": ricotta,
    "cream_cheese": cream_cheese,
}

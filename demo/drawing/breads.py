"""Breads and what is crisp."""

from __future__ import annotations

import math
from collections.abc import Callable

from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops, varied
from demo.drawing.geometry import Outline, Point, blob, curve, ellipse, level

Drawer = Callable[[Canvas], None]

_CRUST: RGB = (188, 116, 54)
_CRUMB: RGB = (246, 226, 184)
_FLOUR: RGB = (252, 244, 228)


def sourdough(canvas: Canvas) -> None:
    """A round loaf with a crown of cuts, a slice before it."""
    loaf = _loaf(canvas, (-30, -110), 300, 196, _CRUST)
    canvas.mottle(loaf, _FLOUR, (50, 26), 0.4, 90, 0.55)
    canvas.mottle(loaf, _FLOUR, (7, 5), 0.3, 60, 0.4)
    for a, b, c in (
        ((-250, -150), (-60, -236), (150, -230)),
        ((-190, -60), (-20, -160), (190, -170)),
        ((-70, 0), (60, -84), (226, -96)),
    ):
        _ear(canvas, loaf, curve([a, b, c]), 34)
    canvas.model(loaf, 60, (70, 30, 8), (255, 230, 180))
    _slice(canvas, (150, 70), 150, 92, 3)


def baguette(canvas: Canvas) -> None:
    for dx, dy, turn in ((-20, -150, -9), (20, -10, -15)):
        body = canvas.shape(blob((dx, dy), 420, 74, canvas.random, 0.03, turn))
        canvas.cast(body, (14, 34), 20, 0.5)
        a = math.radians(turn)
        canvas.gradient(body, stops((240, 184, 104), (206, 132, 60), (126, 68, 28)), (dx, dy - 70), (dx, dy + 74))
        canvas.mottle(body, (138, 76, 30), (34, 16), 0.36, 90, 0.4)
        for k in range(-3, 4):
            u = k * 108
            x, y = dx + u * math.cos(a), dy + u * math.sin(a)
            _ear(canvas, body, curve([(x - 76, y + 22), (x, y - 16), (x + 80, y - 40)]), 30)
        canvas.mottle(body, _FLOUR, (6, 4), 0.24, 50, 0.4)
        canvas.model(body, 30, (80, 34, 8), (255, 232, 176))


def rye(canvas: Canvas) -> None:
    """A dark loaf, cracked and floured, with a slice."""
    dark: RGB = (112, 68, 40)
    loaf = _loaf(canvas, (-40, -110), 296, 180, dark)
    canvas.mottle(loaf, (62, 34, 20), (80, 40), 0.4, 80, 0.5)
    canvas.mottle(loaf, _FLOUR, (90, 34), 0.42, 60, 0.6)
    canvas.veins(loaf, (58, 30, 16), (110, 70), 9, 0.95)
    canvas.mottle(loaf, _FLOUR, (6, 4), 0.3, 60, 0.35)
    canvas.model(loaf, 60, (40, 16, 6), (240, 200, 150))
    _slice(canvas, (150, 76), 146, 84, 7, (168, 124, 80), (84, 48, 28))
    for _ in range(26):
        x, y = canvas.random.uniform(-240, 60), canvas.random.uniform(90, 140)
        canvas.fill(canvas.shape(ellipse((x, y), 7, 2.5, canvas.random.uniform(0, 180), 14)), (92, 64, 36))


def pretzel(canvas: Canvas) -> None:
    """Glossy, knotted, salted."""
    arms = [(168, 96), (92, 6), (-34, -92), (-150, -170), (-262, -160), (-322, -70), (-282, 44), (-150, 118), (0, 134),
            (150, 118), (282, 44), (322, -70), (262, -160), (150, -170), (34, -92), (-92, 6), (-168, 96)]  # fmt: skip
    line = curve([(x * 0.98, y * 0.78 - 60) for x, y in arms], steps=10)
    count = len(line)
    tube = _tube(line, [20 + 27 * math.sin(math.pi * i / (count - 1)) ** 0.8 for i in range(count)])
    whole = canvas.shape(*tube)
    canvas.cast(whole, (12, 18), 13, 0.6)
    for first, last in ((0, count // 3), (count // 3, 2 * count // 3), (2 * count // 3, count)):
        part = canvas.shape(*tube[max(0, first - 1) : last])
        if first:
            canvas.cast(part, (3, 5), 6, 0.3)
        canvas.gradient(part, stops((214, 122, 44), (166, 80, 26), (104, 44, 14)), (0, -230), (40, 70))
    canvas.mottle(whole, (104, 44, 14), (40, 30), 0.36, 90, 0.4)
    canvas.model(whole, 16, (60, 20, 4), (255, 206, 130))
    canvas.shade(whole, (13, 15), 8, (255, 232, 190), 0.35)
    split = curve([(-170, 18), (-80, 40), (0, 46), (80, 40), (170, 18)])
    _ear(canvas, whole, split, 24)
    for _ in range(74):
        x, y = line[canvas.random.randrange(count)]
        x, y = x + canvas.random.uniform(-20, 20), y + canvas.random.uniform(-16, 12)
        grain = canvas.shape([(x - 5, y), (x + 1, y - 5), (x + 6, y - 1), (x, y + 4)]).within(whole)
        canvas.fill(grain.shifted(2, 3).faded(0.4), (60, 20, 4))
        canvas.fill(grain, (255, 252, 246))


def walnut_bread(canvas: Canvas) -> None:
    """An oblong loaf, cut, whole kernels in it."""
    loaf = _loaf(canvas, (-60, -100), 330, 150, (170, 100, 48))
    canvas.mottle(loaf, (92, 48, 20), (40, 24), 0.34, 80, 0.5)
    canvas.mottle(loaf, _FLOUR, (60, 22), 0.36, 70, 0.5)
    for cut in (-230, -90, 50):
        _ear(canvas, loaf, curve([(cut - 40, -40), (cut + 20, -120), (cut + 110, -206)]), 24)
    canvas.model(loaf, 48, (66, 28, 8), (255, 226, 170))
    for i in range(2):
        face = _slice(canvas, (110 + i * 110, 40 + i * 36), 122, 118, 4)
        for _ in range(9):
            x, y = 110 + i * 110 + canvas.random.uniform(-80, 80), 40 + i * 36 + canvas.random.uniform(-70, 70)
            nut = canvas.shape(blob((x, y), 17, 12, canvas.random, 0.3)).within(face)
            canvas.fill(nut, (150, 96, 50))
            canvas.veins(nut, (100, 60, 30), (9, 8), 26, 0.8)
            canvas.shade(nut, (-2, -3), 3, (76, 40, 16), 0.6)


def crackers(canvas: Canvas) -> None:
    """A fan of thin crackers and a stack."""
    for i in range(6):
        _cracker(canvas, -190 + (i % 2) * 8, -40, i * 17, 8 + i * 3)
    for i in range(4):
        _cracker(canvas, 60 + i * 62, 60 + i * 44, 4 + i * 13, 26 + i * 13)


def _cracker(canvas: Canvas, x: float, y: float, z: float, turn: float) -> None:
    face, r = level(x, y, z, turn), 124.0
    wave = [(r + 6 * math.sin(14 * a), a) for a in (i / 80 * 2 * math.pi for i in range(80))]
    outline = [face.at(rr * math.cos(a) * 1.06, rr * math.sin(a)) for rr, a in wave]
    top = canvas.shape(outline)
    canvas.cast(top, (7, 14), 8, 0.45)
    canvas.fill(top.shifted(0, 9), (138, 86, 38))
    tone = varied((230, 180, 108), canvas.random, 8)
    canvas.gradient(
        top,
        stops(lighter(tone, 0.45), tone, darker(tone, 0.22)),
        (x - r, y * 0.44 - z - 60),
        (x + r, y * 0.44 - z + 60),
    )
    canvas.mottle(top, (176, 108, 46), (30, 14), 0.4, 90, 0.5)
    for _ in range(44):
        u, v = canvas.random.uniform(-r, r) * 0.8, canvas.random.uniform(-r, r) * 0.8
        if u * u + v * v < r * r * 0.8:
            sx, sy = face.at(u, v)
            seed = canvas.shape(ellipse((sx, sy), 6.5, 2.8, canvas.random.uniform(-60, 60), 14))
            canvas.fill(seed, varied((112, 68, 36), canvas.random, 20))
            canvas.fill(seed.shifted(-1, -1).faded(0.3), LIGHT)
    canvas.shade(top, (0, 0), 7, (150, 84, 30), 0.5)


def _loaf(canvas: Canvas, centre: Point, rx: float, ry: float, crust: RGB) -> Mask:
    """The floured body of a loaf."""
    x, y = centre
    canvas.cast(canvas.shape(ellipse((x + 40, y + ry * 0.74), rx * 0.98, ry * 0.44)), (0, 0), 26, 0.6)
    outline: Outline = [(px, min(py, y + ry * 0.86)) for px, py in blob(centre, rx, ry, canvas.random, 0.035)]
    mask = canvas.shape(outline, round_by=16)
    canvas.gradient(
        mask, stops(lighter(crust, 0.3), crust, darker(crust, 0.45)), (x - rx * 0.5, y - ry), (x + rx * 0.5, y + ry)
    )
    canvas.mottle(mask, darker(crust, 0.4), (26, 18), 0.4, 100, 0.4)
    return mask


def _ear(canvas: Canvas, loaf: Mask, line: Outline, width: float) -> None:
    """A cut that opened in the oven: pale inside, its lip baked dark."""
    count = len(line)
    cut = canvas.shape(*_tube(line, [width * math.sin(math.pi * (i + 0.5) / count) * 0.5 + 1 for i in range(count)]))
    cut = cut.within(loaf)
    canvas.fill(cut.shifted(-1, -4).within(loaf).faded(0.7), (108, 54, 20))
    x0, y0 = line[count // 2]
    canvas.gradient(cut, stops((244, 208, 142), (218, 154, 82)), (x0, y0 - width * 0.5), (x0, y0 + width * 0.5))
    canvas.mottle(cut, (190, 120, 56), (16, 6), 0.34, 60, 0.5)
    canvas.shade(cut, (1, 4), 5, (112, 56, 18), 0.6)


def _slice(
    canvas: Canvas, centre: Point, rx: float, ry: float, pores: int, crumb: RGB = _CRUMB, crust: RGB = (150, 86, 38)
) -> Mask:
    """A slice that leans on the loaf; returns the crumb."""
    x, y = centre
    shape = ((-1, 0.7), (-1.04, -0.2), (-0.6, -0.9), (0, -1), (0.6, -0.9), (1.04, -0.2), (1, 0.7), (0, 0.8))
    outline = curve([(x + u * rx, y + v * ry) for u, v in shape], closed=True)
    whole = canvas.shape(outline, round_by=10)
    canvas.cast(whole, (14, 12), 14, 0.55)
    canvas.fill(whole.shifted(9, -6), darker(crust, 0.35))
    canvas.fill(whole, crust)
    inner = canvas.shape([(x + (px - x) * 0.93, y + (py - y) * 0.91) for px, py in outline], round_by=10)
    canvas.gradient(inner, stops(lighter(crumb, 0.4), crumb, darker(crumb, 0.15)), (x - rx, y - ry), (x + rx, y + ry))
    canvas.mottle(inner, darker(crumb, 0.35), (13, 9), 0.3, 50, 0.45)
    for _ in range(pores * 9):
        px, py = x + canvas.random.uniform(-rx, rx) * 0.85, y + canvas.random.uniform(-ry, ry) * 0.75
        pore = canvas.shape(
            blob((px, py), canvas.random.uniform(3, 13), canvas.random.uniform(2, 7), canvas.random, 0.2, 20)
        )
        canvas.fill(pore.within(inner).faded(0.75), darker(crumb, 0.3))
        canvas.fill(pore.shifted(1, 3).without(pore).within(inner).faded(0.6), LIGHT)
    canvas.shade(inner, (0, 0), 9, crust, 0.45)
    return inner


def _tube(line: Outline, widths: list[float]) -> list[Outline]:
    """A line as thick as `widths` (radii), as overlapping pieces."""
    return [ellipse(point, r, r * 0.94, steps=28) for point, r in zip(line, widths, strict=True)]


DRAWERS: dict[str, Drawer] = {
    "sourdough": sourdough,
    "baguette": baguette,
    "rye": rye,
    "pretzel": pretzel,
    "walnut_bread": walnut_bread,
    "crackers": crackers,
}

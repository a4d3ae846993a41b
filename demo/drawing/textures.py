"""What is seen on a cut or on a skin: holes, slits, veins, crystals, mould, herbs."""

from __future__ import annotations

import math

from demo.drawing.bodies import Inside, Outside
from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, darker, lighter, mix
from demo.drawing.geometry import Face, Outline

BLUE: RGB = (72, 98, 104)


def holes(count: int, small: float, large: float) -> Inside:
    """Round holes that do not touch, the large ones first."""

    def draw(canvas: Canvas, mask: Mask, face: Face, length: float, height: float) -> None:
        placed: list[tuple[float, float, float]] = []
        for i in range(count * 12):
            r = large - (large - small) * min(1.0, i / (count * 4))
            u, v = canvas.random.uniform(0, length), canvas.random.uniform(-height * 0.02, height * 1.02)
            if len(placed) < count and all(math.hypot(u - a, v - b) > r + c + 9 for a, b, c in placed):
                placed.append((u, v, r))
        for u, v, r in placed:
            _hole(canvas, mask, face, (u, v), r)

    return draw


def eyes(count: int, size: float) -> Inside:
    """Few small round eyes."""
    return holes(count, size * 0.5, size)


def slits(count: int) -> Inside:
    def draw(canvas: Canvas, mask: Mask, face: Face, length: float, height: float) -> None:
        for _ in range(count):
            u, v = canvas.random.uniform(8, length), canvas.random.uniform(8, height - 8)
            slit = canvas.shape(face.round(u, v, canvas.random.uniform(5, 15), canvas.random.uniform(1.6, 3.2)))
            canvas.fill(slit.within(mask).faded(0.6), (122, 84, 36))
            canvas.fill(slit.shifted(1, 2).without(slit).within(mask).faded(0.5), LIGHT)

    return draw


def crystals(count: int) -> Inside:
    """White grains of tyrosine, and the broken face of a grainy cheese."""

    def draw(canvas: Canvas, mask: Mask, face: Face, length: float, height: float) -> None:
        canvas.mottle(mask, (140, 92, 34), (16, 9), 0.34, 70, 0.24)
        canvas.mottle(mask, LIGHT, (11, 7), 0.26, 60, 0.26)
        for _ in range(count):
            u, v, r = canvas.random.uniform(0, length), canvas.random.uniform(0, height), canvas.random.uniform(1.5, 4)
            canvas.fill(canvas.shape(face.round(u, v, r, r)).within(mask).faded(0.85), (255, 252, 240))

    return draw


def blue_veins(colour: RGB = BLUE, share: float = 0.16, size: float = 1.0) -> Inside:
    """Noble mould: pockets and the fine lines between them."""

    def draw(canvas: Canvas, mask: Mask, *_: Face | float) -> None:
        canvas.mottle(mask, mix(colour, LIGHT, 0.45), (34 * size, 22 * size), share * 2.0, 70, 0.5)
        canvas.mottle(mask, colour, (24 * size, 15 * size), share * 1.5, 28, 0.85)
        canvas.veins(mask, darker(colour, 0.1), (70 * size, 46 * size), 8, 0.75)
        canvas.mottle(mask, darker(colour, 0.5), (11 * size, 7 * size), share * 0.7, 24, 0.8)

    return draw


def specks(colour: RGB, count: int, size: float = 4) -> Inside:
    """Pepper, truffle, caraway."""

    def draw(canvas: Canvas, mask: Mask, face: Face, length: float, height: float) -> None:
        for _ in range(count):
            u, v = canvas.random.uniform(0, length), canvas.random.uniform(0, height)
            r = size * canvas.random.uniform(0.5, 1.2)
            grain = canvas.shape(face.round(u, v, r, r * canvas.random.uniform(0.6, 1))).within(mask)
            canvas.fill(grain, colour)
            canvas.fill(grain.shifted(-1, -1).faded(0.25), lighter(colour, 0.6))

    return draw


def ripe(heart: RGB) -> Inside:
    """A soft cheese that ripens from outside: a paler heart, small openings."""

    def draw(canvas: Canvas, mask: Mask, face: Face, length: float, height: float) -> None:
        core = canvas.shape(face.rectangle(-40, height * 0.36, length * 0.8, height * 0.62), round_by=height * 0.06)
        canvas.fill(core.blurred(8 * canvas.scale).within(mask).faded(0.6), heart)
        slits(int(length / 26))(canvas, mask, face, length, height)

    return draw


def bloom(colour: RGB = (250, 246, 236), tint: RGB = (206, 176, 128)) -> Outside:
    """White mould, with the stripes of the rack showing through."""

    def draw(canvas: Canvas, mask: Mask) -> None:
        canvas.mottle(mask, tint, (60, 16), 0.34, 90, 0.32)
        canvas.mottle(mask, colour, (20, 12), 0.5, 110, 0.6)
        canvas.mottle(mask, tint, (9, 5), 0.2, 60, 0.28)

    return draw


def washed(dark: RGB = (168, 78, 26)) -> Outside:
    """The moist orange smear, wrinkled, with a sheen."""

    def draw(canvas: Canvas, mask: Mask) -> None:
        canvas.mottle(mask, dark, (40, 14), 0.4, 100, 0.4)
        canvas.veins(mask, dark, (26, 7), 12, 0.4)
        canvas.mottle(mask, (255, 214, 150), (24, 6), 0.2, 60, 0.45)

    return draw


def ash(colour: RGB = (92, 94, 98)) -> Outside:
    """Vegetable ash with white mould over it."""

    def draw(canvas: Canvas, mask: Mask) -> None:
        canvas.mottle(mask, darker(colour, 0.4), (20, 12), 0.5, 90, 0.55)
        canvas.mottle(mask, (226, 224, 218), (30, 18), 0.34, 70, 0.5)
        canvas.mottle(mask, (240, 238, 232), (7, 5), 0.3, 60, 0.4)

    return draw


def cellar(dark: RGB) -> Outside:
    """A brushed rind that lay on boards for months."""

    def draw(canvas: Canvas, mask: Mask) -> None:
        canvas.mottle(mask, dark, (90, 9), 0.42, 90, 0.42)
        canvas.mottle(mask, (232, 206, 160), (16, 8), 0.24, 60, 0.35)
        canvas.mottle(mask, dark, (6, 4), 0.28, 50, 0.4)

    return draw


def wax(canvas: Canvas, mask: Mask) -> None:
    """The gloss of wax: a soft reflection of the window."""
    canvas.shade(mask, (8, 10), 14, LIGHT, 0.35)
    canvas.mottle(mask, LIGHT, (150, 60), 0.3, 120, 0.3)


def plaited(canvas: Canvas, mask: Mask) -> None:
    """The herringbone of the grass moulds."""
    left, top, right, bottom = _bounds(canvas, mask)
    ribs: list[Outline] = []
    for column in range(int((right - left) / 16) + 1):
        x, up = left + column * 16, 1 if column % 2 else -1
        ribs += [
            [(x, top + row * 12), (x + 15, top + row * 12 + 9 * up)] for row in range(-2, int((bottom - top) / 12) + 2)
        ]
    dark = canvas.strokes(ribs, 4)
    canvas.fill(dark.within(mask).faded(0.5), (84, 60, 34))
    canvas.fill(dark.shifted(0, -3 * canvas.scale).within(mask).faded(0.35), (236, 214, 168))


def dotted(canvas: Canvas, mask: Mask) -> None:
    """The dots pressed into Parmesan's rind."""
    left, top, right, bottom = _bounds(canvas, mask)
    grid = ((x, y) for x in range(int((right - left) / 11)) for y in range(int((bottom - top) / 13)))
    places = [(left + x * 11, top + y * 13) for x, y in grid if canvas.random.random() < 0.62]
    dots = canvas.strokes([[(x, y), (x + 1, y + 2)] for x, y in places], 4)
    canvas.fill(dots.within(mask).faded(0.55), (120, 76, 26))


def _bounds(canvas: Canvas, mask: Mask) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a mask in units."""
    (ox, oy), (x0, y0, x1, y1) = canvas.origin, mask.box
    return (x0 - ox) / canvas.scale, (y0 - oy) / canvas.scale, (x1 - ox) / canvas.scale, (y1 - oy) / canvas.scale


def _hole(canvas: Canvas, mask: Mask, face: Face, at: tuple[float, float], r: float) -> None:
    u, v = at
    edge = canvas.shape(face.round(u, v, r, r * canvas.random.uniform(0.85, 1.0)))
    hole = edge.within(mask)
    canvas.fill(edge.shifted(r * 0.06 + 1, r * 0.1 + 1).within(mask).faded(0.7), (255, 240, 178))
    canvas.gradient(
        hole,
        ((0, (150, 96, 26)), (0.5, (204, 148, 52)), (1, (240, 194, 94))),
        face.at(u - r, v + r),
        face.at(u + r, v - r),
    )
    canvas.shade(hole, (r * 0.22, r * 0.26), max(2.0, r * 0.3), (104, 60, 14), 0.55)

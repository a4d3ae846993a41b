"""What lies beside the product: fruit, nuts, herbs. Places are on the table, in units."""

from __future__ import annotations

import math
from collections.abc import Callable

from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops, varied
from demo.drawing.geometry import Outline, Point, blob, curve, ellipse, project

Garnish = Callable[[Canvas, float, float], None]


def ball(canvas: Canvas, centre: Point, rx: float, ry: float, colour: RGB, shine: float = 0.7) -> Mask:
    """A round thing, lit from the upper left."""
    x, y = centre
    mask = canvas.shape(blob(centre, rx, ry, canvas.random, 0.025))
    canvas.gradient(mask, stops(lighter(colour, 0.35), colour, darker(colour, 0.5)), (x - rx, y - ry), (x + rx, y + ry))
    canvas.model(mask, min(rx, ry) * 0.34, darker(colour, 0.8), lighter(colour, 0.6))
    canvas.glow((x - rx * 0.34, y - ry * 0.4), rx * 0.36, ry * 0.28, LIGHT, shine)
    return mask


def contact(canvas: Canvas, x: float, y: float, rx: float, opacity: float = 0.55) -> None:
    """The shadow where a thing stands."""
    sx, sy = project(x, y)
    canvas.glow((sx + rx * 0.25, sy + rx * 0.06), rx * 1.5, rx * 0.6, (48, 26, 18), opacity)


def grapes(canvas: Canvas, x: float, y: float, colour: RGB = (104, 44, 84)) -> None:
    contact(canvas, x, y, 105, 0.7)
    stalk = curve([project(x - 80, y - 30, 70), project(x - 30, y - 10, 82), project(x + 20, y, 60)])
    canvas.fill(canvas.stroke(stalk, 8), (116, 92, 52))
    for row, count, z in ((0, 4, 20), (1, 4, 26), (0.5, 3, 56), (1.5, 3, 52), (1, 2, 84)):
        for i in range(count):
            px = x + (i - count / 2 + 0.5) * 46 + canvas.random.uniform(-7, 7)
            centre = project(px, y + row * 34 - 30, z)
            ball(canvas, centre, 27, 28, varied(colour, canvas.random, 14))
            canvas.glow((centre[0] + 9, centre[1] + 12), 13, 10, lighter(colour, 0.4), 0.5)


def green_grapes(canvas: Canvas, x: float, y: float) -> None:
    grapes(canvas, x, y, (150, 164, 72))


def fig(canvas: Canvas, x: float, y: float) -> None:
    """A whole one and a half, its flesh up."""
    x -= 46
    contact(canvas, x, y, 70)
    px, py = project(x, y, 44)
    skin = canvas.shape(
        curve(
            [
                (px, py - 62),
                (px + 18, py - 34),
                (px + 50, py + 6),
                (px + 34, py + 44),
                (px - 34, py + 44),
                (px - 50, py + 6),
                (px - 18, py - 34),
            ],
            closed=True,
        )
    )
    canvas.gradient(skin, stops((134, 92, 132), (88, 46, 88), (48, 24, 56)), (px - 40, py - 50), (px + 44, py + 44))
    canvas.model(skin, 20, (32, 14, 40), (206, 164, 196))
    contact(canvas, x + 92, y + 36, 56)
    hx, hy = project(x + 92, y + 36, 22)
    ball(canvas, (hx, hy + 8), 50, 34, (96, 50, 92), 0.2)
    canvas.fill(canvas.shape(ellipse((hx, hy - 4), 46, 27)), (240, 222, 190))
    flesh = canvas.shape(ellipse((hx, hy - 4), 39, 21))
    canvas.gradient(flesh, stops((222, 110, 92), (178, 52, 62)), (hx - 30, hy - 20), (hx + 30, hy + 16))
    for i in range(26):
        a, r = i * 2.4, math.sqrt(i / 26)
        seed = canvas.shape(ellipse((hx + 34 * r * math.cos(a), hy - 4 + 18 * r * math.sin(a)), 2.4, 1.8))
        canvas.fill(seed, (252, 222, 150))


def walnuts(canvas: Canvas, x: float, y: float) -> None:
    for dx, dy in ((-33, 0), (33, 26)):
        contact(canvas, x + dx, y + dy, 40)
        cx, cy = project(x + dx, y + dy, 26)
        nut = ball(canvas, (cx, cy), 36, 31, (188, 138, 84), 0.3)
        canvas.veins(nut, (112, 70, 36), (17, 15), 22, 0.7)
        canvas.fill(
            canvas.stroke(curve([(cx - 30, cy + 10), (cx, cy - 4), (cx + 33, cy - 8)]), 4).faded(0.6), (104, 64, 32)
        )


def rosemary(canvas: Canvas, x: float, y: float) -> None:
    sprig(canvas, x, y, 210, 22, (92, 118, 88))


def thyme(canvas: Canvas, x: float, y: float) -> None:
    sprig(canvas, x, y, 160, 11, (116, 134, 84))


def basil(canvas: Canvas, x: float, y: float) -> None:
    for turn, size, dx in ((-24, 62, -34), (30, 56, 36), (4, 44, 4)):
        px, py = project(x + dx, y, 16)
        leaf(canvas, (px, py), size, turn, (74, 124, 58))


def tomatoes(canvas: Canvas, x: float, y: float) -> None:
    for dx, dy in ((-38, 0), (36, 16), (-8, 46)):
        contact(canvas, x + dx, y + dy, 44)
        px, py = project(x + dx, y + dy, 36)
        ball(canvas, (px, py), 39, 37, varied((206, 56, 36), canvas.random, 10))
        for turn in range(0, 360, 72):
            a = math.radians(turn + 20)
            tip = (px + 18 * math.cos(a), py - 30 + 9 * math.sin(a))
            canvas.fill(canvas.stroke([(px, py - 31), tip], 5), (84, 118, 58))


def pear(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 92)
    px, py = project(x, y, 76)
    right = [(8, -108), (26, -96), (36, -62), (60, -16), (74, 26), (56, 70), (20, 84)]
    outline = curve([(px + a, py + b) for a, b in right] + [(px - a, py + b) for a, b in reversed(right)], closed=True)
    mask = canvas.shape(outline)
    canvas.gradient(
        mask, stops((236, 216, 112), (206, 180, 72), (150, 116, 46)), (px - 70, py - 60), (px + 74, py + 80)
    )
    canvas.mottle(mask, (196, 98, 52), (60, 60), 0.34, 110, 0.45)
    canvas.mottle(mask, (128, 92, 40), (4, 4), 0.16, 40, 0.4)
    canvas.model(mask, 32, (92, 62, 20), (255, 246, 190))
    canvas.fill(canvas.stroke(curve([(px, py - 104), (px + 6, py - 128), (px + 18, py - 142)]), 7), (92, 66, 38))


def lemon(canvas: Canvas, x: float, y: float) -> None:
    """A half, its cut towards us."""
    contact(canvas, x, y, 60)
    px, py = project(x, y, 44)
    ball(canvas, (px + 8, py), 56, 50, (240, 198, 52), 0.3)
    canvas.fill(canvas.shape(ellipse((px - 6, py + 2), 48, 46)), (252, 244, 206))
    for i in range(9):
        a, b = math.radians(i * 40 + 3), math.radians(i * 40 + 37)
        piece = [(px - 6, py + 2)] + [
            (px - 6 + 41 * math.cos(t), py + 2 + 39 * math.sin(t)) for t in (a, (a + b) / 2, b)
        ]
        mask = canvas.shape(piece, round_by=4)
        canvas.gradient(mask, stops((255, 238, 140), (240, 200, 70)), (px - 40, py - 40), (px + 40, py + 40))


def leaf(canvas: Canvas, foot: Point, size: float, turn: float, colour: RGB) -> None:
    """A single leaf that points up before it is turned (degrees, clockwise)."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def at(x: float, y: float) -> Point:
        return foot[0] + (x * c - y * s) * size, foot[1] + (x * s + y * c) * size

    outline = curve(
        [at(0, 0), at(0.34, -0.3), at(0.3, -0.75), at(0, -1.15), at(-0.3, -0.75), at(-0.34, -0.3)], closed=True
    )
    mask = canvas.shape(outline)
    canvas.cast(mask, (5, 6), 5, 0.35)
    canvas.gradient(mask, stops(lighter(colour, 0.3), colour, darker(colour, 0.35)), at(-0.4, -0.9), at(0.4, -0.1))
    canvas.fill(canvas.stroke([at(0, 0), at(0, -1.0)], 2.5).faded(0.7), lighter(colour, 0.45))
    for v in (-0.3, -0.55, -0.8):
        for side in (-0.24, 0.24):
            canvas.fill(
                canvas.stroke([at(0, v), at(side, v - 0.16)], 1.6).within(mask).faded(0.5), lighter(colour, 0.4)
            )


def sprig(canvas: Canvas, x: float, y: float, length: float, needle: float, green: RGB) -> None:
    """A twig with needles on both sides."""
    x, bend = x - length / 2, canvas.random.uniform(-20, 20)
    stem: Outline = curve(
        [project(x, y, 4), project(x + length / 2, y + bend, 12), project(x + length, y - bend, 5)], steps=9
    )
    canvas.cast(canvas.stroke(stem, needle), (4, 7), 6, 0.4)
    canvas.fill(canvas.stroke(stem, 5), (112, 88, 56))
    for i, (px, py) in enumerate(stem):
        for side in (-1, 1):
            reach = needle * canvas.random.uniform(0.8, 1.25) * (1.15 - i / len(stem) * 0.5)
            tip = (px + reach * 0.75, py + side * reach * 0.8)
            colour = varied(lighter(green, 0.2) if side < 0 else darker(green, 0.15), canvas.random, 12)
            canvas.fill(canvas.stroke([(px, py), tip], max(4.5, 9 - needle * 0.1)), colour)


BESIDE: dict[str, Garnish] = {
    "grapes": grapes,
    "green_grapes": green_grapes,
    "fig": fig,
    "walnuts": walnuts,
    "rosemary": rosemary,
    "thyme": thyme,
    "basil": basil,
    "tomatoes": tomatoes,
    "pear": pear,
    "lemon": lemon,
}

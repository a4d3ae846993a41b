"""Preserves in glasses, each with its label and some of its fruit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops
from demo.drawing.drinks import words
from demo.drawing.garnish import Garnish, ball, contact, fig, pear, sprig
from demo.drawing.geometry import Point, arc, blob, curve, ellipse, mirrored, project

Drawer = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Jar:
    """`filling` draws what floats in the glass; `beside` what lies next to it."""

    colour: RGB
    label: str
    cloth: RGB
    filling: Callable[[Canvas, Mask], None]
    beside: Garnish


def _seeds(canvas: Canvas, mask: Mask) -> None:
    canvas.mottle(mask, (42, 14, 22), (34, 24), 0.4, 60, 0.5)
    canvas.mottle(mask, (236, 190, 110), (6, 5), 0.14, 24, 0.8)


def _mustard(canvas: Canvas, mask: Mask) -> None:
    canvas.mottle(mask, (250, 226, 130), (30, 20), 0.4, 80, 0.5)
    canvas.mottle(mask, (120, 76, 24), (6, 5), 0.16, 24, 0.8)


def _clear(canvas: Canvas, mask: Mask) -> None:
    canvas.shade(mask, (40, 10), 44, (255, 232, 150), 0.5)
    canvas.mottle(mask, (255, 240, 180), (4, 4), 0.05, 16, 0.6)


def _strands(canvas: Canvas, mask: Mask) -> None:
    canvas.veins(mask, (222, 130, 130), (60, 18), 22, 0.7)
    canvas.mottle(mask, (60, 8, 28), (46, 16), 0.36, 60, 0.5)


def _gherkins(canvas: Canvas, mask: Mask) -> None:
    for i in range(7):
        x, y = -150 + i * 32 + canvas.random.uniform(-5, 5) - 20, -96 - (i % 2) * 44
        body = canvas.shape(blob((x, y), 29, 124, canvas.random, 0.04, canvas.random.uniform(-7, 7))).within(mask)
        canvas.gradient(body, stops((176, 186, 90), (112, 134, 54), (66, 86, 34)), (x - 26, y), (x + 28, y))
        canvas.mottle(body, (208, 212, 130), (9, 9), 0.2, 40, 0.6)
        canvas.model(body, 9, (38, 56, 18))
    canvas.veins(mask, (70, 104, 46), (50, 60), 6, 0.6)


def _quince(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 90)
    px, py = project(x, y, 80)
    right = [(14, -86), (40, -80), (66, -40), (86, 10), (70, 62), (26, 84)]
    mask = canvas.shape(
        curve([(px + a, py + b) for a, b in right] + [(px - a, py + b) for a, b in reversed(right)], closed=True)
    )
    canvas.gradient(
        mask, stops((252, 228, 110), (232, 194, 62), (168, 128, 36)), (px - 70, py - 70), (px + 80, py + 80)
    )
    canvas.mottle(mask, (214, 206, 160), (26, 20), 0.3, 80, 0.5)
    canvas.model(mask, 34, (110, 76, 14), (255, 252, 200))
    canvas.fill(canvas.stroke([(px, py - 82), (px + 10, py - 102)], 8), (92, 70, 40))


def _dipper(canvas: Canvas, x: float, y: float) -> None:
    """A honey dipper, dripping."""
    wood: RGB = (206, 156, 94)
    foot, end = project(x - 30, y + 10, 28), project(x + 190, y - 40, 120)
    contact(canvas, x, y + 10, 90)
    canvas.fill(canvas.shape(blob(project(x - 40, y + 30), 96, 24, canvas.random, 0.14)), (206, 122, 22))
    canvas.glow((foot[0] - 30, foot[1] + 26), 40, 9, (255, 236, 170), 0.9)
    handle = canvas.stroke([foot, end], 15)
    canvas.gradient(
        handle, stops(lighter(wood, 0.4), darker(wood, 0.3)), (foot[0], foot[1] - 20), (foot[0] + 10, foot[1] + 20)
    )
    for k in range(6):
        cx, cy = foot[0] - 44 + k * 20, foot[1] + 17 - k * 8.2
        size = 36 - abs(k - 2.4) * 5
        ring = canvas.shape(ellipse((cx, cy), 10, size, -22))
        canvas.gradient(ring, stops(lighter(wood, 0.4), wood, darker(wood, 0.5)), (cx, cy - size), (cx, cy + size))
        canvas.shade(ring, (-3, -4), 4, darker(wood, 0.8), 0.6)
    canvas.fill(
        canvas.shape(blob((foot[0] - 6, foot[1] + 12), 54, 17, canvas.random, 0.15, -20)).faded(0.75), (232, 150, 34)
    )


def _onions(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 88)
    px, py = project(x, y, 72)
    mask = ball(canvas, (px, py), 84, 76, (146, 40, 76), 0.7)
    for k in range(-3, 4):
        rib = curve([(px + k * 5, py - 76), (px + k * 26, py - 10), (px + k * 9, py + 76)])
        canvas.fill(canvas.stroke(rib, 3).within(mask).faded(0.5), (216, 130, 150) if k % 2 else (90, 18, 46))
    canvas.fill(canvas.stroke(curve([(px, py - 70), (px + 4, py - 96), (px + 16, py - 112)]), 12), (206, 160, 116))


def _dill(canvas: Canvas, x: float, y: float) -> None:
    for dy, length in ((-40, 190), (10, 230), (60, 170)):
        sprig(canvas, x + 20, y + dy, length, 15, (96, 146, 62))


JARS: dict[str, Jar] = {
    "jar_fig": Jar((104, 30, 48), "Feige", (150, 74, 98), _seeds, fig),
    "jar_pear": Jar((214, 164, 52), "Birne & Senf", (178, 156, 84), _mustard, pear),
    "jar_quince": Jar((226, 126, 38), "Quitte", (226, 176, 84), _clear, _quince),
    "jar_honey": Jar((176, 92, 18), "Waldhonig", (124, 92, 56), _clear, _dipper),
    "jar_onion": Jar((122, 24, 52), "Zwiebel & Rotwein", (108, 40, 60), _strands, _onions),
    "jar_gherkin": Jar((168, 176, 98), "Gurke & Dill", (104, 130, 92), _gherkins, _dill),
}


def jar(kind: str) -> Drawer:
    def draw(canvas: Canvas) -> None:
        _glass(canvas, JARS[kind], -90, 40)
        JARS[kind].beside(canvas, 170, 150)

    return draw


def _glass(canvas: Canvas, jar: Jar, x: float, y: float) -> None:
    right = [(118, 330), (122, 312), (150, 282), (158, 240), (158, 60), (150, 16), (136, 0)]
    outline = mirrored(curve([(x + half, y - height) for half, height in right]), x)
    body = canvas.shape(outline, ellipse((x, y - 2), 138, 40))
    canvas.cast(canvas.shape([(x - 130, y), (x + 150, y + 8), (x + 330, y - 60), (x + 250, y - 84)]), (0, 0), 22, 0.42)
    canvas.glow((x + 210, y - 4), 150, 36, lighter(jar.colour, 0.15), 0.55)
    contact(canvas, x, y / 0.44 + 24, 140, 0.65)
    c = jar.colour
    canvas.gradient(
        body,
        ((0.0, darker(c, 0.5)), (0.2, c), (0.42, lighter(c, 0.25)), (0.7, c), (1.0, darker(c, 0.6))),
        (x - 158, 0),
        (x + 158, 0),
    )
    jar.filling(canvas, body)
    canvas.fill(
        canvas.shape([(x - 200, y - 340), (x + 200, y - 340), (x + 200, y - 296), (x - 200, y - 296)])
        .within(body)
        .faded(0.4),
        (255, 255, 255),
    )
    canvas.shade(body, (0, 0), 10, (255, 255, 255), 0.4)
    canvas.fill(
        canvas.stroke(curve([(x - 132, y - 268), (x - 138, y - 160), (x - 132, y - 40)]), 15)
        .blurred(4)
        .within(body)
        .faded(0.75),
        LIGHT,
    )
    canvas.fill(canvas.stroke([(x + 140, y - 240), (x + 142, y - 70)], 6).blurred(3).within(body).faded(0.5), LIGHT)
    _label(canvas, jar, body, x, y)
    _cloth(canvas, jar.cloth, x, y - 322)


def _label(canvas: Canvas, jar: Jar, body: Mask, x: float, y: float) -> None:
    paper: RGB = (252, 244, 226)
    outline = [
        *curve([(x - 112, y - 212), (x, y - 200), (x + 112, y - 212)]),
        *curve([(x + 112, y - 84), (x, y - 70), (x - 112, y - 84)]),
    ]
    mask = canvas.shape(outline, round_by=6).within(body)
    canvas.cast(mask, (2, 3), 4, 0.4)
    canvas.gradient(mask, stops(paper, lighter(paper, 0.5), darker(paper, 0.2)), (x - 112, 0), (x + 112, 0))
    accent = darker(jar.cloth, 0.3)
    inner = [(x + (px - x) * 0.92, y - 142 + (py - y + 142) * 0.88) for px, py in outline]
    canvas.fill(canvas.stroke([*inner, inner[0]], 2.5).within(mask).faded(0.8), accent)
    words(canvas, jar.label, (x, y - 142), 180, 40, accent)
    for dx in (-30, 0, 30):
        canvas.fill(canvas.shape(ellipse((x + dx, y - 104), 5 if dx else 7, 5 if dx else 7)), accent)


def _cloth(canvas: Canvas, colour: RGB, x: float, y: float) -> None:
    """A cap of cloth, tied with string."""
    hem: list[Point] = [(x - 168 + i * 21, y + 64 + (9 if i % 2 else -3) - abs(i - 8) * 2.6) for i in range(17)]
    mask = canvas.shape(
        [
            *curve([(x - 122, y + 18), (x - 118, y - 20), (x, y - 44), (x + 118, y - 20), (x + 122, y + 18)]),
            *reversed(hem),
        ],
        round_by=5,
    )
    canvas.cast(mask, (3, 8), 8, 0.5)
    canvas.gradient(
        mask, stops(lighter(colour, 0.3), colour, darker(colour, 0.4)), (x - 130, y - 40), (x + 150, y + 60)
    )
    for i in range(-8, 9):
        canvas.fill(
            canvas.stroke([(x + i * 13, y - 40), (x + i * 20, y + 80)], 4).within(mask).faded(0.45), (255, 250, 236)
        )
    for k in range(5):
        canvas.fill(
            canvas.stroke(curve([(x - 170, y - 26 + k * 24), (x, y - 14 + k * 24), (x + 170, y - 26 + k * 24)]), 4)
            .within(mask)
            .faded(0.45),
            (255, 250, 236),
        )
    for hx, hy in hem[1::2]:
        canvas.fill(
            canvas.stroke([(x + (hx - x) * 0.74, y + 22), (hx, hy)], 9).blurred(5).within(mask).faded(0.35),
            darker(colour, 0.7),
        )
    string = arc(124, 0, 180, 0, (0, 0))
    canvas.fill(canvas.stroke([(x + px, y + 16 + py * 0.3) for px, py in string], 6), (232, 212, 168))
    for side in (-1, 1):
        loop = curve(
            [(x, y + 32), (x + side * 34, y + 18), (x + side * 44, y + 42), (x, y + 34), (x + side * 28, y + 74)]
        )
        canvas.fill(canvas.stroke(loop, 5), (232, 212, 168))


DRAWERS: dict[str, Drawer] = {kind: jar(kind) for kind in JARS}

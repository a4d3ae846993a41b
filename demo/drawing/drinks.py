"""Bottles with labels, and the glass beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops, varied
from demo.drawing.garnish import contact
from demo.drawing.geometry import Outline, Point, curve, ellipse, mirrored

Drawer = Callable[[Canvas], None]

# Right halves from top to bottom: half width, height above the table.
_HOCK: tuple[Point, ...] = (
    (22, 640),
    (23, 600),
    (25, 520),
    (36, 420),
    (62, 330),
    (78, 270),
    (80, 200),
    (80, 20),
    (74, 4),
)
_BURGUNDY: tuple[Point, ...] = (
    (25, 600),
    (25, 560),
    (27, 470),
    (44, 400),
    (78, 335),
    (94, 280),
    (96, 220),
    (96, 20),
    (88, 4),
)
_BORDEAUX: tuple[Point, ...] = (
    (25, 610),
    (25, 570),
    (26, 440),
    (36, 410),
    (74, 380),
    (88, 350),
    (89, 300),
    (89, 20),
    (82, 4),
)
_CHAMPAGNE: tuple[Point, ...] = (
    (26, 600),
    (30, 560),
    (32, 480),
    (50, 400),
    (88, 320),
    (106, 260),
    (108, 200),
    (108, 20),
    (98, 4),
)
_PORT: tuple[Point, ...] = (
    (25, 520),
    (26, 480),
    (30, 400),
    (36, 370),
    (84, 342),
    (96, 312),
    (97, 260),
    (97, 20),
    (90, 4),
)


@dataclass(frozen=True, slots=True)
class Bottle:
    """Its outline, the colour of glass and of what is in it, its capsule, and the words on its label."""

    half: tuple[Point, ...]
    glass: RGB
    drink: RGB
    capsule: RGB
    label: str
    accent: RGB
    is_sparkling: bool = False


BOTTLES = {
    "wine_white": Bottle(_HOCK, (52, 86, 58), (236, 218, 130), (196, 178, 92), "Riesling", (74, 108, 84)),
    "wine_gold": Bottle(_BURGUNDY, (148, 142, 72), (240, 208, 116), (214, 186, 104), "Pinot Gris", (176, 122, 52)),
    "wine_red": Bottle(_BURGUNDY, (36, 44, 34), (122, 18, 38), (112, 26, 34), "Pinot Noir", (122, 30, 40)),
    "wine_rose": Bottle(_BORDEAUX, (240, 160, 142), (244, 156, 140), (238, 206, 196), "Sommerabend", (206, 98, 96)),
    "sparkling": Bottle(_CHAMPAGNE, (40, 68, 48), (244, 220, 140), (206, 168, 78), "Brut", (164, 128, 52), True),
    "port": Bottle(_PORT, (44, 26, 22), (152, 62, 28), (42, 32, 30), "Tawny", (150, 76, 36)),
    "cider": Bottle(_CHAMPAGNE, (122, 96, 40), (232, 164, 58), (178, 64, 46), "Cidre", (166, 62, 44), True),
    "juice": Bottle(_BORDEAUX, (92, 22, 52), (116, 22, 60), (232, 224, 206), "Traubensaft", (98, 44, 92)),
}  # fmt: skip


def bottle_and_glass(kind: str) -> Drawer:
    def draw(canvas: Canvas) -> None:
        bottle = BOTTLES[kind]
        _bottle(canvas, bottle, -120.0, 40.0)
        if bottle.is_sparkling:
            _flute(canvas, bottle.drink, 150, 80)
        elif kind == "juice":
            _tumbler(canvas, bottle.drink, 150, 90)
        else:
            _goblet(canvas, bottle.drink, 160, 80)

    return draw


def _bottle(canvas: Canvas, bottle: Bottle, x: float, y: float) -> None:
    glass = varied(bottle.glass, canvas.random, 5)
    width = max(half for half, _ in bottle.half)
    right = curve([(x + half, y - height) for half, height in bottle.half])
    body = canvas.shape(mirrored(right, x), ellipse((x, y - 5), width * 0.92, width * 0.24))
    _fall(canvas, body, x, y, width, glass)
    edge = darker(glass, 0.55)
    ramp = (
        (0.0, edge),
        (0.14, glass),
        (0.34, lighter(glass, 0.26)),
        (0.62, glass),
        (0.9, edge),
        (1.0, darker(edge, 0.4)),
    )
    canvas.gradient(body, ramp, (x - width, y), (x + width, y))
    canvas.shade(body, (-10, 0), 14, darker(glass, 0.8), 0.5)
    neck = max(height for _, height in bottle.half)
    canvas.fill(
        canvas.stroke([(x - width * 0.7, y - 30), (x - width * 0.7, y - neck * 0.46)], 12)
        .blurred(4)
        .within(body)
        .faded(0.6),
        LIGHT,
    )
    canvas.fill(
        canvas.stroke([(x - 11, y - neck * 0.68), (x - 11, y - neck * 0.8)], 7).blurred(3).within(body).faded(0.7),
        LIGHT,
    )
    canvas.fill(
        canvas.stroke([(x + width * 0.84, y - 40), (x + width * 0.84, y - neck * 0.44)], 5)
        .blurred(3)
        .within(body)
        .faded(0.35),
        LIGHT,
    )
    _capsule(canvas, bottle, body, x, y - neck)
    _label(canvas, bottle, body, x, y, width)


def _fall(canvas: Canvas, body: Mask, x: float, y: float, width: float, glass: RGB) -> None:
    """The long shadow on the table, with a little of the bottle's colour in it."""
    shadow = canvas.shape([(x - width * 0.8, y - 6), (x + width, y + 6), (x + 420, y - 96), (x + 330, y - 128)])
    canvas.cast(shadow, (0, 0), 20, 0.42)
    canvas.glow((x + width + 60, y - 20), 110, 28, lighter(glass, 0.2), 0.35)
    contact(canvas, x, y / 0.44, width, 0.7)
    canvas.cast(body, (26, 4), 26, 0.22)


def _capsule(canvas: Canvas, bottle: Bottle, body: Mask, x: float, top: float) -> None:
    depth = 150 if bottle.is_sparkling else 96
    foil = canvas.shape([(x - 70, top - 4), (x + 70, top - 4), (x + 70, top + depth), (x - 70, top + depth)]).within(
        body
    )
    c = bottle.capsule
    canvas.gradient(foil, stops(darker(c, 0.5), lighter(c, 0.5), c, darker(c, 0.6)), (x - 34, 0), (x + 34, 0))
    if bottle.is_sparkling:
        canvas.veins(foil, darker(c, 0.5), (26, 30), 18, 0.5)
    lip = canvas.shape([(x - 30, top + 2), (x + 30, top + 2), (x + 30, top + 24), (x - 30, top + 24)], round_by=5)
    canvas.gradient(lip, stops(darker(c, 0.4), lighter(c, 0.55), c, darker(c, 0.6)), (x - 30, 0), (x + 30, 0))


def _label(canvas: Canvas, bottle: Bottle, body: Mask, x: float, y: float, width: float) -> None:
    high, low, bow = y - 228, y - 60, width * 0.16
    left, right = x - width * 0.97, x + width * 0.97
    outline = [
        *curve([(left, high), (x, high + bow), (right, high)]),
        *curve([(right, low), (x, low + bow), (left, low)]),
    ]
    paper = canvas.shape(outline).within(body)
    cream: RGB = (250, 242, 224)
    canvas.gradient(
        paper,
        ((0.0, darker(cream, 0.4)), (0.25, cream), (0.6, cream), (1.0, darker(cream, 0.55))),
        (left, 0),
        (right, 0),
    )
    canvas.mottle(paper, darker(cream, 0.4), (5, 4), 0.3, 90, 0.16)
    for line, thick in ((high + 14, 3), (low - 12, 3), (low - 20, 1.5)):
        canvas.fill(
            canvas.stroke(curve([(left, line), (x, line + bow), (right, line)]), thick).within(paper).faded(0.85),
            bottle.accent,
        )
    _emblem(canvas, paper, (x, high + 66 + bow), bottle.accent)
    words(canvas, bottle.label, (x, low - 48 + bow), width * 1.55, 34, darker(bottle.accent, 0.3))


def _emblem(canvas: Canvas, paper: Mask, centre: Point, accent: RGB) -> None:
    """A sun over hills."""
    x, y = centre
    canvas.fill(canvas.shape(ellipse((x, y - 8), 25, 25)).within(paper), accent)
    hills = ([(-58, 30), (-30, 2), (0, 22), (30, 4), (58, 30)], 0.0), ([(-58, 30), (-20, 16), (16, 28), (58, 30)], 0.3)
    for hill, tone in hills:
        mask = canvas.shape(curve([(x + a, y + b) for a, b in hill]))
        canvas.fill(mask.within(paper), lighter(accent, 0.45 - tone))


def words(canvas: Canvas, text: str, centre: Point, width: float, size: float, colour: RGB) -> None:
    """A line of print no wider than `width` units."""
    pixels = size * canvas.scale
    font = ImageFont.load_default(pixels)
    while font.getlength(text) > width * canvas.scale and pixels > 6:
        pixels *= 0.94
        font = ImageFont.load_default(pixels)
    x0, y0, x1, y1 = (round(v) for v in font.getbbox(text))
    sheet = Image.new("L", (x1 + 4, y1 + 4))
    ImageDraw.Draw(sheet).text((2, 2), text, fill=255, font=font)
    px, py = canvas.pixel(centre)
    canvas.fill(Mask(sheet, round(px - (x0 + x1) / 2 - 2), round(py - (y0 + y1) / 2 - 2)).faded(0.92), colour)


def _goblet(canvas: Canvas, drink: RGB, x: float, y: float) -> None:
    bowl = [(66, 330), (78, 280), (80, 240), (66, 190), (34, 156), (7, 142)]
    _glass(canvas, drink, x, y, bowl, level=246, wide=80, stem=True)


def _flute(canvas: Canvas, drink: RGB, x: float, y: float) -> None:
    bowl = [(40, 400), (46, 350), (46, 280), (38, 220), (20, 170), (6, 150)]
    _glass(canvas, drink, x, y, bowl, level=356, wide=46, stem=True)
    for _ in range(34):
        px, py = x + canvas.random.uniform(-30, 30), y - canvas.random.uniform(190, 350)
        canvas.fill(canvas.shape(ellipse((px, py), 2.6, 2.6, 0, 12)).faded(0.8), (255, 252, 230))


def _tumbler(canvas: Canvas, drink: RGB, x: float, y: float) -> None:
    _glass(canvas, drink, x, y, [(74, 230), (72, 160), (68, 80), (64, 22), (56, 4)], level=180, wide=73, stem=False)


def _glass(
    canvas: Canvas, drink: RGB, x: float, y: float, bowl: Sequence[Point], level: float, wide: float, *, stem: bool
) -> None:
    """A glass: `bowl` is its right half (half width, height); the drink stands at `level` and is `wide` there."""
    right = curve([(x + half, y - height) for half, height in bowl])
    cup = canvas.shape(mirrored(right, x))
    contact(canvas, x + 8, y / 0.44, 62, 0.5)
    canvas.glow((x + 120, y - 18), 130, 34, lighter(drink, 0.1), 0.5)
    if stem:
        _stem(canvas, x, y, bowl[-1][1])
    canvas.fill(cup.faded(0.2), (255, 255, 255))
    below: Outline = [(x - 200, y - level), (x + 200, y - level), (x + 200, y + 40), (x - 200, y + 40)]
    surface = canvas.shape(ellipse((x, y - level), wide * 0.97, wide * 0.2))
    full = canvas.shape(below).within(cup)
    canvas.gradient(
        full,
        ((0.0, darker(drink, 0.45)), (0.25, drink), (0.55, lighter(drink, 0.3)), (1.0, darker(drink, 0.5))),
        (x - wide, 0),
        (x + wide, 0),
    )
    canvas.gradient(surface, stops(lighter(drink, 0.55), darker(drink, 0.1)), (x - wide, 0), (x + wide, 0))
    rim_half, rim_height = bowl[0]
    ring = ellipse((x, y - rim_height), rim_half, rim_half * 0.2)
    canvas.fill(canvas.stroke([*ring, ring[0]], 3.5).faded(0.75), (255, 255, 255))
    canvas.shade(cup, (0, 0), 7, (255, 255, 255), 0.55)
    shine = curve(
        [(x - wide * 0.68, y - rim_height + 30), (x - wide * 0.8, y - level), (x - wide * 0.6, y - level + wide * 0.7)]
    )
    canvas.fill(canvas.stroke(shine, 9).blurred(3).within(cup).faded(0.8), (255, 255, 255))
    canvas.fill(
        canvas.stroke([(x + wide * 0.66, y - level + 10), (x + wide * 0.6, y - level + 40)], 5).blurred(2).faded(0.6),
        (255, 255, 255),
    )


def _stem(canvas: Canvas, x: float, y: float, height: float) -> None:
    foot = canvas.shape(ellipse((x, y), 62, 17))
    canvas.gradient(foot.faded(0.6), stops((255, 255, 255), (216, 214, 208), (255, 255, 255)), (x - 60, 0), (x + 60, 0))
    ring = ellipse((x, y), 62, 17)
    canvas.fill(canvas.stroke([*ring, ring[0]], 2.4).faded(0.7), (255, 255, 255))
    column = canvas.shape(
        mirrored(curve([(x + 8, y - height - 4), (x + 5, y - height * 0.6), (x + 6, y - 20), (x + 24, y - 3)]), x)
    )
    canvas.gradient(
        column.faded(0.75), stops((255, 255, 255), (190, 186, 178), (250, 250, 250)), (x - 8, 0), (x + 8, 0)
    )


DRAWERS: dict[str, Drawer] = {kind: bottle_and_glass(kind) for kind in BOTTLES}

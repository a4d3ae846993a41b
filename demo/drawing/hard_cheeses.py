"""Hard and semi-hard cheeses, and the blue ones: wedges, wheels and blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from demo.drawing import textures as t
from demo.drawing.bodies import Look, Place, block, sector
from demo.drawing.canvas import Canvas
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops, varied
from demo.drawing.geometry import blob, ellipse, project

Drawer = Callable[[Canvas], None]

# fmt: off
LOOKS: dict[str, Look] = {
    "emmental": Look((246, 206, 104), (222, 164, 74), None, 9, 0.25, 6, t.holes(13, 9, 46)),
    "gruyere": Look((240, 206, 132), (150, 98, 56), (172, 118, 68), 12, 0.5, 5,
                    t.eyes(4, 7), t.cellar((92, 56, 32))),
    "appenzeller": Look((240, 204, 124), (126, 80, 52), (140, 92, 60), 12, 0.5, 5,
                    t.eyes(9, 9), t.cellar((72, 44, 30))),
    "mountain": Look((244, 206, 112), (164, 112, 62), (186, 132, 76), 13, 0.45, 7,
                    t.eyes(7, 8), t.cellar((104, 66, 36))),
    "comte": Look((246, 216, 140), (142, 100, 66), (164, 122, 84), 12, 0.4, 5,
                    t.slits(5), t.cellar((86, 58, 38))),
    "gouda_red": Look((250, 216, 122), (196, 44, 38), (206, 52, 44), 9, 0.25, 16, t.eyes(10, 8), t.wax),
    "gouda_old": Look((222, 152, 66), (216, 158, 44), (228, 172, 58), 10, 0.5, 14, t.crystals(34), t.wax),
    "gouda_pale": Look((250, 238, 206), (232, 206, 140), (240, 216, 152), 9, 0.2, 14, t.eyes(8, 6), t.wax),
    "gouda_black": Look((248, 222, 150), (48, 42, 42), (58, 52, 52), 9, 0.25, 14,
                    t.specks((52, 40, 34), 60, 6), t.wax),
    "cheddar": Look((238, 160, 66), (178, 146, 102), (196, 166, 122), 11, 0.3, 6,
                    t.crystals(24), t.cellar((112, 86, 56))),
    "manchego": Look((250, 228, 168), (128, 98, 60), (148, 116, 74), 10, 0.35, 6, t.slits(22), t.plaited),
    "pecorino": Look((252, 238, 204), (58, 50, 46), (72, 64, 58), 10, 0.3, 6,
                    t.specks((40, 34, 32), 60, 5), t.cellar((30, 26, 24))),
    "raclette": Look((250, 218, 136), (206, 138, 70), (218, 152, 84), 11, 0.4, 9,
                    t.eyes(6, 7), t.washed((160, 86, 36))),
    "fontina": Look((246, 212, 130), (136, 84, 48), (158, 104, 64), 11, 0.4, 9,
                    t.eyes(9, 6), t.cellar((84, 48, 28))),
    "mimolette": Look((236, 122, 34), (172, 134, 92), (190, 152, 108), 13, 0.35, 18,
                    t.slits(7), t.cellar((108, 78, 50))),
    "tilsit": Look((252, 226, 140), (214, 158, 82), None, 8, 0.25, 6, t.slits(46)),
    "roquefort": Look((252, 246, 228), (232, 226, 208), None, 4, 0.15, 5, t.blue_veins(t.BLUE, 0.11)),
    "gorgonzola": Look((252, 240, 206), (206, 156, 108), (216, 170, 122), 9, 0.3, 9,
                    t.blue_veins((88, 124, 112), 0.09, 1.2), t.washed((150, 100, 66))),
    "stilton": Look((250, 232, 186), (170, 134, 92), (184, 150, 108), 12, 0.4, 6,
                    t.blue_veins((66, 86, 112), 0.10, 0.9), t.cellar((104, 78, 54))),
}
# fmt: on


def wedge(kind: str, radius: float = 560, height: float = 190, spread: float = 62) -> Drawer:
    """A large wedge, its point to the left."""

    def draw(canvas: Canvas) -> None:
        stop = canvas.random.uniform(14, 22)
        place = Place(-radius * 0.50, 60)
        sector(canvas, _varied(canvas, kind), place, radius, height, stop - spread, stop)

    return draw


def cut_wheel(kind: str, radius: float = 270, height: float = 170) -> Drawer:
    """A wheel with a gap, and the piece that came out of it."""

    def draw(canvas: Canvas) -> None:
        look = _varied(canvas, kind)
        sector(canvas, look, Place(-50, -70), radius, height, 92, 92 + 312)
        sector(canvas, look, Place(60, 120), radius * 0.9, height, -22, 22)

    return draw


def tall(kind: str, radius: float = 190, height: float = 300) -> Drawer:
    """A high drum, cut open, with a wedge lying before it."""

    def draw(canvas: Canvas) -> None:
        look = _varied(canvas, kind)
        sector(canvas, look, Place(-70, -60), radius, height, 104, 104 + 296)
        sector(canvas, look, Place(70, 130), 230, 70, -30, 26)

    return draw


def slab(kind: str) -> Drawer:
    """A block with two slices before it."""

    def draw(canvas: Canvas) -> None:
        look = _varied(canvas, kind)
        block(canvas, look, Place(30, -80), 430, 230, 170, 16)
        for i in range(2):
            block(canvas, replace(look, soft=4), Place(-60 + i * 30, 150 + i * 40, i * 15), 300, 150, 14, 16 - i * 9)

    return draw


def parmesan(canvas: Canvas) -> None:
    """A broken wedge and crumbs."""
    look = Look((244, 208, 120), (200, 146, 74), None, 13, 0.35, 4, t.crystals(60), t.dotted)
    sector(canvas, replace(look, top=(214, 164, 88)), Place(-220, 20), 500, 250, -40, 24)
    for _ in range(6):
        x, y = canvas.random.uniform(-300, 260), canvas.random.uniform(170, 290)
        size = canvas.random.uniform(18, 44)
        chunk = canvas.shape(blob(project(x, y, size * 0.4), size, size * 0.68, canvas.random, 0.3))
        canvas.cast(chunk, (7, 7), 6, 0.5)
        canvas.gradient(
            chunk,
            stops(lighter(look.paste, 0.5), look.paste, darker(look.paste, 0.25)),
            (x - size, y * 0.44 - size),
            (x + size, y * 0.44 + size),
        )
        canvas.mottle(chunk, (150, 100, 40), (9, 6), 0.3, 50, 0.35)
        canvas.model(chunk, size * 0.3, (128, 84, 30))


def edam(canvas: Canvas) -> None:
    """A red ball, a slice of it cut off."""
    red = varied((190, 34, 34), canvas.random)
    cx, cy, r = -60.0, -130.0, 232.0
    ground = canvas.shape(ellipse((cx + 70, 64), r * 0.95, r * 0.34))
    canvas.cast(ground, (0, 0), 26, 0.5)
    ball = canvas.shape(ellipse((cx, cy), r, r * 0.94))
    canvas.gradient(ball, stops(lighter(red, 0.25), red, darker(red, 0.5)), (cx - 130, cy - 200), (cx + 150, cy + 210))
    canvas.model(ball, 70, (62, 6, 14), (255, 170, 140))
    canvas.glow((cx - 86, cy - 110), 110, 84, LIGHT, 0.65)
    canvas.fill(
        canvas.shape(
            [(cx - 150, cy - 70), (cx - 116, cy - 104), (cx - 100, cy - 60), (cx - 132, cy - 26)], round_by=6
        ).faded(0.35),
        LIGHT,
    )
    look = Look((252, 216, 120), red, red, 10, 0.25, 12, t.eyes(7, 8), t.wax)
    sector(canvas, look, Place(40, 150), 240, 110, -34, 24)


def _varied(canvas: Canvas, kind: str) -> Look:
    look = LOOKS[kind]
    return replace(look, paste=_near(canvas, look.paste), rind=_near(canvas, look.rind))


def _near(canvas: Canvas, colour: RGB) -> RGB:
    return varied(colour, canvas.random, 5)


DRAWERS: dict[str, Drawer] = {
    "emmental": wedge("emmental", 580, 230),
    "gruyere": wedge("gruyere", 560, 180, 56),
    "appenzeller": cut_wheel("appenzeller", 265, 130),
    "mountain": cut_wheel("mountain", 285, 165),
    "comte": wedge("comte", 590, 150, 58),
    "parmesan": parmesan,
    "gouda_red": cut_wheel("gouda_red", 270, 180),
    "gouda_old": wedge("gouda_old", 540, 200, 60),
    "gouda_pale": wedge("gouda_pale", 520, 180),
    "gouda_black": cut_wheel("gouda_black", 260, 170),
    "edam": edam,
    "tilsit": slab("tilsit"),
    "cheddar": tall("cheddar", 200, 280),
    "manchego": cut_wheel("manchego", 250, 190),
    "pecorino": wedge("pecorino", 520, 190, 66),
    "raclette": cut_wheel("raclette", 285, 120),
    "fontina": wedge("fontina", 560, 160, 70),
    "mimolette": tall("mimolette", 215, 250),
    "roquefort": wedge("roquefort", 520, 210, 60),
    "gorgonzola": wedge("gorgonzola", 500, 230, 56),
    "stilton": tall("stilton", 190, 310),
}

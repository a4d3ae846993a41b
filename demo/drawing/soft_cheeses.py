"""Soft and washed cheeses, and those of a form of their own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from demo.drawing import textures as t
from demo.drawing.bodies import Look, Place, block, sector
from demo.drawing.canvas import Canvas
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops, varied
from demo.drawing.garnish import contact
from demo.drawing.geometry import Point, arc, blob, curve, ellipse, project

Drawer = Callable[[Canvas], None]

_BRIE = Look((250, 224, 142), (244, 236, 216), (250, 246, 236), 8, 0.35, 14, t.ripe((255, 244, 206)), t.bloom())
_CAMEMBERT = Look((252, 228, 146), (242, 234, 216), (250, 246, 236), 8, 0.35, 20, t.ripe((255, 246, 214)), t.bloom())
_MUNSTER = Look((252, 226, 142), (214, 122, 48), (226, 136, 58), 8, 0.4, 20, t.slits(14), t.washed())


def brie(canvas: Canvas) -> None:
    sector(canvas, _BRIE, Place(-310, 40), 600, 105, -42, 16)
    sector(canvas, _BRIE, Place(-150, 235), 300, 100, -22, 12)


def camembert(canvas: Canvas) -> None:
    sector(canvas, _CAMEMBERT, Place(-40, -40), 265, 110, 86, 86 + 318)
    sector(canvas, _CAMEMBERT, Place(46, 160), 250, 108, -14, 24)


def camembert_cut(canvas: Canvas, place: Place, radius: float) -> None:
    """A small Camembert with a gap."""
    sector(canvas, _CAMEMBERT, place, radius, radius * 0.5, 80, 80 + 300)


def munster(canvas: Canvas) -> None:
    sector(canvas, _MUNSTER, Place(-60, -60), 255, 125, 88, 88 + 314)
    sector(canvas, _MUNSTER, Place(40, 150), 236, 122, -18, 22)


def limburger(canvas: Canvas) -> None:
    look = replace(_MUNSTER, paste=(252, 232, 156), soft=16)
    block(
        canvas,
        replace(look, top=None, inside=None, crust=0, paste=(222, 136, 60), zone=0),
        Place(50, -110),
        400,
        170,
        140,
        20,
    )
    block(canvas, look, Place(-30, 130), 190, 170, 140, 20)


def epoisses(canvas: Canvas) -> None:
    """In its box, opened and running."""
    _box(canvas, 280, 92)
    look = replace(_MUNSTER, rind=(206, 100, 36), top=(220, 116, 44))
    skin = canvas.shape(arc(246, 0, 360, 96))
    canvas.gradient(skin, stops((246, 170, 84), look.rind, (168, 70, 26)), (-220, -200), (230, 20))
    t.washed((150, 62, 20))(canvas, skin)
    canvas.shade(skin, (10, 12), 16, (92, 34, 10), 0.5)
    pool = canvas.shape(blob(project(50, 60, 96), 128, 48, canvas.random, 0.22))
    canvas.gradient(pool, stops((255, 240, 178), (250, 214, 126)), (-60, -110), (170, -20))
    canvas.shade(pool, (5, 7), 9, (160, 86, 30), 0.6)
    canvas.glow((20, -80), 60, 16, (255, 255, 240), 0.9)
    _spoon(canvas, project(80, 60, 100), (330, -262))


def vacherin(canvas: Canvas) -> None:
    """A band of bark around a wrinkled skin, in a wooden box."""
    _box(canvas, 290, 84)
    band = canvas.shape(arc(262, 0, 360, 104))
    canvas.fill(band, (126, 78, 50))
    canvas.mottle(band, (70, 40, 26), (30, 9), 0.45, 70, 0.6)
    skin = canvas.shape(arc(244, 0, 360, 106))
    canvas.gradient(skin, stops((255, 236, 200), (240, 200, 150), (206, 146, 98)), (-220, -210), (230, 20))
    canvas.mottle(skin, (210, 150, 104), (110, 16), 0.4, 80, 0.5)
    canvas.veins(skin, (190, 124, 82), (130, 18), 16, 0.5)
    canvas.mottle(skin, LIGHT, (70, 10), 0.3, 70, 0.6)
    canvas.shade(skin, (8, 10), 14, (110, 62, 36), 0.5)
    pool = canvas.shape(blob(project(40, 90, 106), 120, 40, canvas.random, 0.2))
    canvas.gradient(pool, stops((255, 250, 226), (252, 230, 178)), (-60, -100), (160, -20))
    canvas.shade(pool, (5, 6), 8, (160, 100, 60), 0.55)
    _spoon(canvas, project(70, 86, 110), (330, -260))


def harzer(canvas: Canvas) -> None:
    """Little golden rounds, in a row like coins."""
    look = Look((250, 232, 170), (226, 170, 74), (240, 190, 96), 6, 0.3, 22, None, t.washed((196, 126, 40)))
    for i in range(4):
        sector(canvas, look, Place(-210 + i * 120, -110 + (i % 2) * 20), 105, 62, 0, 360)
    for i in range(3):
        sector(canvas, look, Place(-140 + i * 150, 110 + (i % 2) * 24), 108, 62, 0, 360)
    sector(canvas, look, Place(-30, 10, 62), 104, 60, 0, 360)
    for _ in range(40):
        x, y = project(canvas.random.uniform(-300, 300), canvas.random.uniform(180, 270))
        canvas.fill(canvas.shape(ellipse((x, y), 7, 2.4, canvas.random.uniform(0, 180), 14)), (96, 66, 38))


def scamorza(canvas: Canvas) -> None:
    """A smoked pear on a string, with slices."""
    smoke = varied((206, 136, 62), canvas.random)
    contact(canvas, -80, 10, 170)
    right = [(16, -330), (40, -316), (44, -286), (34, -262), (92, -216), (146, -140), (158, -60), (120, 10), (40, 40)]
    outline = curve([(-80 + x, y) for x, y in right] + [(-80 - x, y) for x, y in reversed(right)], closed=True)
    body = canvas.shape(outline)
    canvas.gradient(body, stops(lighter(smoke, 0.5), smoke, darker(smoke, 0.45)), (-220, -250), (80, 40))
    canvas.mottle(body, darker(smoke, 0.4), (60, 30), 0.4, 110, 0.35)
    canvas.model(body, 46, (84, 40, 12), (255, 226, 160))
    canvas.glow((-140, -150), 46, 60, LIGHT, 0.6)
    for y in (-266, -258, -272):
        canvas.fill(canvas.stroke(curve([(-116, y - 2), (-80, y + 8), (-44, y - 2)]), 6), (226, 204, 160))
    canvas.fill(canvas.stroke(curve([(-50, -262), (10, -300), (40, -380), (20, -440)]), 5), (222, 200, 156))
    for i in range(3):
        _disc(canvas, project(110 + i * 62, 60 + i * 60, 10 + i * 3), 96, (252, 234, 180), smoke)


def tete_de_moine(canvas: Canvas) -> None:
    """Rosettes like chanterelles."""
    for x, y, size in ((-190, -90, 120), (30, -120, 130), (230, -70, 112), (-90, 80, 140), (150, 100, 132)):
        _rosette(canvas, x, y, size)


def _rosette(canvas: Canvas, x: float, y: float, size: float) -> None:
    contact(canvas, x, y, size * 0.8, 0.6)
    cx, cy = project(x, y, size * 0.36)
    for ring in range(5):
        r, lift = size * (1 - ring * 0.19), ring * size * 0.075
        phase, waves = canvas.random.uniform(0, 6.28), 11 - ring
        points: list[Point] = []
        for i in range(120):
            a = i / 120 * 2 * math.pi
            frill = 1 + 0.085 * math.sin(waves * a + phase) + 0.04 * math.sin(2.7 * waves * a + phase * 2)
            points.append((cx + r * frill * math.cos(a), cy - lift + r * 0.56 * frill * math.sin(a)))
        petal = canvas.shape(points)
        canvas.cast(petal, (2, 6), 7, 0.4, (120, 70, 24))
        paste = varied((252, 224, 148), canvas.random, 6)
        canvas.fill(petal.shifted(0, 4), (170, 112, 56))
        canvas.gradient(
            petal,
            stops(lighter(paste, 0.6), paste, darker(paste, 0.28)),
            (cx - r, cy - r * 0.6),
            (cx + r, cy + r * 0.6),
        )
        for i in range(waves * 2):
            a = i / (waves * 2) * 2 * math.pi + phase
            line = [(cx + r * k * math.cos(a), cy - lift + r * k * 0.56 * math.sin(a)) for k in (0.5, 0.98)]
            canvas.fill(
                canvas.stroke(line, 5).blurred(2.5).within(petal).faded(0.4), (190, 132, 62) if i % 2 else LIGHT
            )
    canvas.glow((cx, cy - size * 0.3), size * 0.22, size * 0.13, (150, 92, 36), 0.7)


def _disc(canvas: Canvas, centre: Point, r: float, paste: RGB, rind: RGB) -> None:
    x, y = centre
    edge = canvas.shape(ellipse((x, y + 12), r, r * 0.46), ellipse(centre, r, r * 0.46))
    canvas.cast(edge, (8, 8), 9, 0.5)
    canvas.gradient(edge, stops(lighter(rind, 0.2), darker(rind, 0.35)), (x - r, y), (x + r, y))
    face = canvas.shape(ellipse((x, y), r * 0.93, r * 0.42))
    canvas.gradient(face, stops(lighter(paste, 0.5), paste), (x - r, y - r * 0.4), (x + r, y + r * 0.4))
    canvas.shade(face, (0, 0), 8, rind, 0.5)


def _box(canvas: Canvas, radius: float, height: float) -> None:
    """A box of spruce wood without its lid."""
    canvas.cast(canvas.shape(arc(radius, 0, 360), arc(radius, 0, 360, 0, (50, 8))), (14, 8), 24, 0.55)
    wall = canvas.shape(arc(radius, 0, 180) + arc(radius, 180, 0, height), arc(radius, 0, 360, height))
    wood: RGB = (226, 184, 128)
    canvas.gradient(
        wall, stops(darker(wood, 0.1), lighter(wood, 0.3), wood, darker(wood, 0.45)), (-radius, 0), (radius, 0)
    )
    canvas.mottle(wall, darker(wood, 0.4), (160, 4), 0.4, 90, 0.4)
    for x in (90, 104):
        canvas.fill(canvas.stroke([(x, 20 + 0.38 * radius - 60), (x, 0.44 * radius - 8)], 3), (126, 110, 92))
    mouth = canvas.shape(arc(radius - 10, 0, 360, height))
    canvas.fill(mouth, darker(wood, 0.6))
    canvas.fill(canvas.stroke(arc(radius - 3, 0, 360, height), 5).faded(0.8), lighter(wood, 0.5))


def _spoon(canvas: Canvas, tip: Point, end: Point) -> None:
    """A wooden spoon that rests in the cheese."""
    wood: RGB = (176, 120, 70)
    handle = canvas.stroke([tip, end], 20)
    canvas.cast(handle, (8, 16), 12, 0.35)
    turn = math.degrees(math.atan2(end[1] - tip[1], end[0] - tip[0]))
    bowl = canvas.shape(ellipse((tip[0] + 14, tip[1] - 12), 60, 30, turn))
    whole = handle.joined(bowl)
    canvas.gradient(
        whole, stops(lighter(wood, 0.35), wood, darker(wood, 0.25)), (tip[0], tip[1] - 60), (tip[0] + 60, tip[1] + 40)
    )
    canvas.model(whole, 8, darker(wood, 0.7))
    cheese = canvas.shape(ellipse((tip[0] + 6, tip[1] - 14), 42, 17, turn))
    canvas.gradient(cheese, stops((255, 246, 206), (250, 216, 140)), (tip[0] - 30, tip[1] - 30), (tip[0] + 40, tip[1]))


DRAWERS: dict[str, Drawer] = {
    "brie": brie,
    "camembert": camembert,
    "munster": munster,
    "limburger": limburger,
    "epoisses": epoisses,
    "vacherin": vacherin,
    "harzer": harzer,
    "scamorza": scamorza,
    "tete_de_moine": tete_de_moine,
}

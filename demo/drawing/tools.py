"""What stands on the table besides: raclette set, fondue pot, knives, girolle, board, apron, a laid cheese board."""

from __future__ import annotations

import math
from collections.abc import Callable

from demo.drawing import garnish, stage
from demo.drawing.bodies import Look, Place, block, sector
from demo.drawing.canvas import Canvas
from demo.drawing.colour import LIGHT, RGB, darker, lighter, stops, varied
from demo.drawing.fresh_cheeses import roll_slices
from demo.drawing.garnish import contact
from demo.drawing.geometry import Point, arc, curve, ellipse, level, mirrored, project
from demo.drawing.hard_cheeses import LOOKS
from demo.drawing.soft_cheeses import camembert_cut

Drawer = Callable[[Canvas], None]

_IRON: RGB = (62, 60, 62)
_STEEL: RGB = (206, 208, 210)
_OLIVE: RGB = (170, 116, 62)
_APRONS: tuple[RGB, ...] = ((148, 166, 136), (58, 72, 98), (176, 88, 66))


def raclette_set(canvas: Canvas) -> None:
    """A cast-iron burner; one pan melts, three wait with their cheese."""
    canvas.cast(canvas.shape([(-300, 20), (300, 20), (370, 60), (-250, 70)]), (0, 0), 22, 0.55)
    for x in (-250, 230):
        canvas.gradient(
            canvas.shape([(x, -170), (x + 26, -170), (x + 26, 44), (x, 44)], round_by=6),
            stops(lighter(_IRON, 0.3), _IRON, darker(_IRON, 0.6)),
            (x, 0),
            (x + 26, 0),
        )
    for x in (-150, -50, 60, 160):
        _tea_light(canvas, x, 30)
    plate = canvas.shape([(-290, -176), (-230, -270), (250, -270), (300, -176)], round_by=10)
    canvas.fill(plate.shifted(0, 20), darker(_IRON, 0.5))
    canvas.gradient(plate, stops(lighter(_IRON, 0.3), _IRON, darker(_IRON, 0.3)), (-200, -270), (250, -170))
    canvas.mottle(plate, (110, 108, 108), (5, 4), 0.2, 40, 0.35)
    for x, y in ((-150, -228), (-30, -216), (90, -232), (190, -214)):
        _potato(canvas, x, y)
    _pan(canvas, -80, 150, (252, 206, 96), melted=True)
    _pan(canvas, 150, 170, (250, 222, 140), melted=False)


def fondue_pot(canvas: Canvas) -> None:
    """An enamelled pot on its burner, forks standing in the cheese."""
    red = varied(canvas.random.choice(((176, 48, 38), (44, 92, 102), (202, 130, 44))), canvas.random, 6)
    canvas.cast(canvas.shape(arc(240, 0, 360, 0, (40, 6))), (6, 4), 26, 0.6)
    for x in (-170, 150):
        leg = canvas.stroke([(x * 0.82, -110), (x * 1.16, 66)], 18)
        canvas.gradient(leg, stops(lighter(_IRON, 0.4), darker(_IRON, 0.5)), (x - 20, 0), (x + 20, 0))
    ring = arc(206, 0, 360, 0)
    canvas.fill(canvas.stroke([*ring, ring[0]], 13), _IRON)
    _tea_light(canvas, 0, 26)
    pot = canvas.shape(mirrored(curve([(252, -268), (256, -220), (232, -130), (170, -76), (60, -58)])))
    canvas.gradient(
        pot,
        ((0, darker(red, 0.3)), (0.25, lighter(red, 0.25)), (0.55, red), (1, darker(red, 0.6))),
        (-256, 0),
        (256, 0),
    )
    canvas.fill(
        canvas.stroke(curve([(-206, -240), (-200, -180), (-170, -130)]), 22).blurred(7).within(pot).faded(0.55), LIGHT
    )
    canvas.shade(pot, (0, -14), 18, opacity=0.5)
    handle = canvas.stroke([(248, -246), (400, -286)], 36)
    canvas.gradient(handle, stops(lighter(red, 0.35), red, darker(red, 0.5)), (320, -290), (326, -244))
    rim = canvas.shape(ellipse((0, -268), 252, 92))
    canvas.gradient(rim, stops(lighter(red, 0.5), darker(red, 0.2)), (-250, -300), (250, -230))
    cheese = canvas.shape(ellipse((0, -262), 234, 80))
    canvas.gradient(cheese, stops((255, 236, 164), (248, 206, 104), (226, 166, 70)), (-200, -330), (220, -190))
    canvas.mottle(cheese, (255, 248, 210), (60, 16), 0.34, 80, 0.5)
    canvas.shade(cheese, (4, 9), 10, (130, 70, 20), 0.55)
    for x, y, r in ((-110, -262, 20), (20, -232, 26), (110, -278, 16), (-30, -296, 14)):
        canvas.fill(canvas.shape(ellipse((x, y), r, r * 0.42)).faded(0.7), (255, 246, 206))
        canvas.fill(canvas.shape(ellipse((x + 2, y + 2), r * 0.75, r * 0.3)), (246, 204, 104))
    for i, colour in enumerate(((206, 64, 50), (64, 112, 138), (220, 168, 60), (96, 132, 76))):
        _fork(canvas, (-120 + i * 70, -262 + (i % 2) * 20), (-300 + i * 160, -520 + abs(i - 1.5) * 26), colour)
    for x, y in ((-300, 120), (-220, 180), (230, 180)):
        _bread_cube(canvas, x, y)


def knives(canvas: Canvas) -> None:
    """Three knives side by side, their handles towards us."""
    _knife(
        canvas,
        -230,
        [(-30, 30), (-34, -90), (-30, -200), (-4, -246), (28, -226), (18, -190), (30, -170), (28, 30)],
        holes=3,
    )
    _knife(canvas, 0, [(-26, 30), (-30, -120), (0, -262), (28, -120), (26, 30)])
    _knife(canvas, 230, [(-20, 30), (-24, -40), (-84, -60), (-92, -190), (84, -190), (76, -60), (24, -40), (20, 30)])


def girolle(canvas: Canvas) -> None:
    """A board with a pin, a wheel on it, and the crank on top."""
    stage.board(canvas, 300, (132, 84, 52), 30)
    look = LOOKS["gruyere"]
    sector(canvas, look, Place(0, 10), 165, 150, 0, 360)
    top = canvas.shape(arc(158, 0, 360, 150, (0, 10)))
    paste: RGB = (250, 222, 146)
    canvas.gradient(top, stops(lighter(paste, 0.6), paste, darker(paste, 0.15)), (-150, -220), (150, -60))
    for r in range(20, 158, 9):
        ring = arc(r, 0, 360, 150, (0, 10))
        canvas.fill(canvas.stroke([*ring, ring[0]], 2.5).faded(0.35), (196, 146, 70))
    hub = project(0, 10, 150)
    pin = canvas.stroke([hub, (hub[0], hub[1] - 210)], 12)
    canvas.gradient(pin, stops((250, 250, 250), _STEEL, (110, 112, 116)), (-7, 0), (7, 0))
    blade = canvas.shape(
        [(hub[0], hub[1] - 20), (hub[0] + 160, hub[1] + 26), (hub[0] + 160, hub[1] + 44), (hub[0], hub[1] + 2)],
        round_by=3,
    )
    canvas.cast(blade, (2, 10), 7, 0.4)
    canvas.gradient(blade, stops((252, 252, 252), (176, 178, 182)), (hub[0], hub[1] - 10), (hub[0] + 20, hub[1] + 40))
    arm = canvas.stroke([(hub[0], hub[1] - 60), (hub[0] + 150, hub[1] - 20)], 18)
    canvas.gradient(arm, stops((250, 250, 250), (150, 152, 156)), (0, hub[1] - 60), (6, hub[1] - 20))
    knob = canvas.shape(
        mirrored(
            curve(
                [
                    (hub[0] + 162, hub[1] - 124),
                    (hub[0] + 182, hub[1] - 104),
                    (hub[0] + 170, hub[1] - 60),
                    (hub[0] + 166, hub[1] - 22),
                ]
            ),
            hub[0] + 150,
        )
    )
    wood: RGB = (132, 84, 52)
    canvas.gradient(knob, stops(lighter(wood, 0.4), wood, darker(wood, 0.5)), (hub[0] + 116, 0), (hub[0] + 184, 0))
    garnish.ball(canvas, (hub[0], hub[1] - 214), 20, 20, wood)
    for x, y, size in ((-250, 150, 70), (-130, 230, 76), (240, 190, 72)):
        _flower(canvas, x, y, size)


def board(canvas: Canvas) -> None:
    """An oak board with a handle, seen lying on the table."""
    wood: RGB = varied((206, 154, 98), canvas.random)
    face = level(0, 20, 24, -16)
    outline = [
        face.at(u, v)
        for u, v in (
            (-330, -230),
            (250, -230),
            (290, -190),
            (290, -60),
            (330, -40),
            (440, -44),
            (470, 0),
            (440, 44),
            (330, 40),
            (290, 60),
            (290, 190),
            (250, 230),
            (-330, 230),
            (-362, 190),
            (-362, -190),
        )
    ]
    top = canvas.shape(outline, round_by=16)
    foot = top.joined(top.shifted(0, 28 * canvas.scale))
    canvas.cast(foot, (22, 20), 22, 0.55)
    canvas.gradient(foot, stops(darker(wood, 0.2), darker(wood, 0.6)), (-350, 0), (350, 0))
    canvas.gradient(top, stops(lighter(wood, 0.35), wood, darker(wood, 0.15)), (-300, -140), (300, 140))
    stage.wood_grain(canvas, top, wood)
    eye = canvas.shape([face.at(*p) for p in ellipse((420, 0), 20, 20)])
    canvas.fill(eye, darker(wood, 0.75))
    canvas.shade(top, (0, -3), 3, LIGHT, 0.7)
    cord = curve([face.at(420, 0), face.at(500, 60), face.at(470, 130), face.at(430, 70), face.at(424, 8)])
    canvas.fill(canvas.stroke(cord, 8), (216, 190, 142))
    sector(canvas, LOOKS["mountain"], Place(-190, 10, 24), 260, 96, -34, 22)
    garnish.walnuts(canvas, 90, 120)
    garnish.rosemary(canvas, -200, 170)


def apron(canvas: Canvas) -> None:
    """On its hook: bib, ties, a pocket with a knife."""
    cloth = varied(canvas.random.choice(_APRONS), canvas.random, 5)
    canvas.fill(canvas.stroke([(0, -560), (0, -520)], 16), (92, 66, 44))
    for side in (-1, 1):
        strap = curve([(0, -532), (side * 70, -470), (side * 112, -380)])
        canvas.cast(canvas.stroke(strap, 17), (8, 10), 8, 0.4)
        canvas.fill(canvas.stroke(strap, 17), darker(cloth, 0.2))
    right = [(118, -392), (124, -330), (160, -262), (236, -220), (252, -60), (262, 120), (258, 218), (120, 232)]
    body = canvas.shape(mirrored(curve(right)), round_by=6)
    canvas.cast(body, (24, 22), 24, 0.5)
    canvas.gradient(body, stops(lighter(cloth, 0.3), cloth, darker(cloth, 0.25)), (-230, -380), (240, 220))
    canvas.mottle(body, darker(cloth, 0.4), (2.2, 12), 0.4, 80, 0.22)
    canvas.mottle(body, lighter(cloth, 0.5), (12, 2.2), 0.4, 80, 0.2)
    for x, lean, dark in ((-150, -30, True), (-96, -20, False), (40, 12, True), (176, 36, True), (210, 40, False)):
        fold = canvas.stroke(curve([(x * 0.55, -250), (x, -40), (x + lean, 226)]), 26)
        canvas.fill(fold.blurred(16 * canvas.scale).within(body).faded(0.4), darker(cloth, 0.7) if dark else LIGHT)
    _knife_in_pocket(canvas)
    pocket = canvas.shape([(-112, -90), (112, -90), (106, 66), (0, 82), (-106, 66)], round_by=8)
    canvas.cast(pocket, (4, 6), 6, 0.4)
    canvas.gradient(pocket, stops(lighter(cloth, 0.25), cloth, darker(cloth, 0.2)), (-110, -90), (110, 80))
    canvas.mottle(pocket, darker(cloth, 0.4), (2.2, 12), 0.4, 80, 0.22)
    for line in ([(-104, -76), (104, -76)], [(0, -76), (0, 74)]):
        canvas.fill(canvas.stroke(line, 2.5).faded(0.6), lighter(cloth, 0.7))
    for side in (-1, 1):
        tie = curve([(side * 232, -214), (side * 300, -160), (side * 290, -40), (side * 330, 70)])
        canvas.cast(canvas.stroke(tie, 14), (6, 8), 8, 0.35)
        canvas.fill(canvas.stroke(tie, 14), darker(cloth, 0.16))
    canvas.shade(body, (0, 0), 5, lighter(cloth, 0.6), 0.5)


def selection(canvas: Canvas) -> None:
    """A laid board: five cheeses, fruit and nuts."""
    garnish.grapes(canvas, -10, -190)
    sector(canvas, LOOKS["mountain"], Place(-330, -120), 250, 130, -40, 20)
    block(canvas, LOOKS["tilsit"], Place(240, -160), 190, 120, 110, 24)
    camembert_cut(canvas, Place(-150, 120), 130)
    sector(canvas, LOOKS["roquefort"], Place(60, 40), 240, 110, -30, 24)
    roll_slices(canvas, (90, 92))
    garnish.walnuts(canvas, -20, 250)


def _tea_light(canvas: Canvas, x: float, y: float) -> None:
    canvas.glow((x, y - 46), 90, 80, (255, 190, 90), 0.5)
    cup = canvas.shape([(x - 26, y - 22), (x + 26, y - 22), (x + 25, y + 6), (x - 25, y + 6)], round_by=3)
    canvas.gradient(cup, stops((240, 240, 240), (160, 162, 166)), (x - 26, 0), (x + 26, 0))
    canvas.fill(canvas.shape(ellipse((x, y - 22), 26, 8)), (252, 246, 230))
    flame = canvas.shape(curve([(x, y - 66), (x + 10, y - 42), (x, y - 26), (x - 10, y - 42)], closed=True))
    canvas.gradient(flame, stops((255, 214, 110), (255, 250, 220)), (x, y - 62), (x, y - 28))


def _pan(canvas: Canvas, x: float, y: float, cheese: RGB, *, melted: bool) -> None:
    face = level(x, y, 14, -14)
    tray = canvas.shape([face.at(u, v) for u, v in ((-100, -90), (100, -90), (100, 90), (-100, 90))], round_by=12)
    canvas.cast(tray, (10, 14), 12, 0.55)
    wood = canvas.stroke([face.at(-96, 10), face.at(-250, 16)], 24)
    canvas.gradient(wood, stops(lighter(_OLIVE, 0.4), darker(_OLIVE, 0.4)), (0, y * 0.44 - 24), (0, y * 0.44 + 30))
    canvas.gradient(tray, stops(lighter(_IRON, 0.35), darker(_IRON, 0.3)), (x - 90, 0), (x + 90, 90))
    inner = canvas.shape([face.at(u, v) for u, v in ((-86, -76), (86, -76), (86, 76), (-86, 76))], round_by=10)
    canvas.gradient(
        inner,
        stops(lighter(cheese, 0.5), cheese, darker(cheese, 0.15)),
        (x - 80, y * 0.44 - 60),
        (x + 80, y * 0.44 + 40),
    )
    if melted:
        canvas.mottle(inner, (206, 116, 40), (34, 16), 0.3, 60, 0.7)
        canvas.mottle(inner, (255, 250, 214), (30, 12), 0.26, 60, 0.8)
    canvas.shade(inner, (4, 6), 6, (60, 36, 20), 0.6)


def _potato(canvas: Canvas, x: float, y: float) -> None:
    canvas.glow((x + 10, y + 26), 60, 20, (30, 16, 10), 0.6)
    body = garnish.ball(canvas, (x, y), 46, 32, varied((224, 184, 108), canvas.random, 8), 0.4)
    canvas.mottle(body, (150, 104, 54), (5, 4), 0.12, 30, 0.6)


def _fork(canvas: Canvas, tip: Point, end: Point, colour: RGB) -> None:
    rod = canvas.stroke([tip, end], 8)
    canvas.gradient(rod, stops((250, 250, 250), (140, 142, 146)), (tip[0] - 6, 0), (tip[0] + 12, 0))
    grip = (end[0] + (tip[0] - end[0]) * 0.34, end[1] + (tip[1] - end[1]) * 0.34)
    wood = canvas.stroke([grip, end], 19)
    canvas.gradient(wood, stops(lighter(_OLIVE, 0.4), darker(_OLIVE, 0.4)), (end[0] - 14, 0), (end[0] + 20, 0))
    canvas.fill(
        canvas.stroke([end, (end[0] + (tip[0] - end[0]) * 0.06, end[1] + (tip[1] - end[1]) * 0.06)], 21), colour
    )


def _bread_cube(canvas: Canvas, x: float, y: float) -> None:
    crumb = Look((248, 226, 180), (178, 110, 54), (190, 120, 60), 8, 0.2, 6)
    block(canvas, crumb, Place(x, y), 62, 62, 56, canvas.random.uniform(15, 50))


def _knife(canvas: Canvas, x: float, blade: list[Point], holes: int = 0) -> None:
    """A knife that lies with its blade away from us; `blade` around its neck."""
    lean = x * 0.00045

    def at(point: Point) -> Point:
        return x + point[0] - point[1] * lean, point[1] * 0.74 - 20

    steel = canvas.shape([at(p) for p in curve(blade, closed=True, steps=8)])
    handle = canvas.shape(
        [
            at(p)
            for p in curve(
                [(-20, 20), (-30, 90), (-26, 200), (-34, 268), (0, 286), (34, 268), (26, 200), (30, 90), (20, 20)],
                steps=8,
            )
        ],
        round_by=4,
    )
    for mask in (steel, handle):
        canvas.cast(mask, (10, 14), 11, 0.6)
    canvas.gradient(
        steel,
        ((0, (252, 252, 252)), (0.4, _STEEL), (0.55, (244, 246, 248)), (1, (142, 146, 152))),
        at((-60, -200)),
        at((60, -40)),
    )
    canvas.shade(steel, (-3, -3), 3, (96, 100, 108), 0.6)
    for k in range(holes):
        hole = canvas.shape([at(p) for p in ellipse((-2, -40 - k * 58), 13, 19)])
        canvas.fill(hole, (120, 88, 62))
        canvas.shade(hole, (3, 4), 3, (40, 24, 16), 0.7)
    canvas.gradient(handle, stops(lighter(_OLIVE, 0.35), _OLIVE, darker(_OLIVE, 0.45)), (x - 34, 0), (x + 34, 0))
    canvas.mottle(handle, darker(_OLIVE, 0.5), (7, 90), 0.36, 70, 0.5)
    canvas.model(handle, 9, (70, 38, 14))
    for v in (70, 150, 226):
        canvas.fill(canvas.shape([at(p) for p in ellipse((0, v), 6, 8)]), (228, 214, 170))


def _knife_in_pocket(canvas: Canvas) -> None:
    handle = canvas.shape(mirrored(curve([(56, -204), (70, -196), (66, -150), (68, -80)]), 48), round_by=4)
    canvas.cast(handle, (5, 6), 6, 0.4)
    canvas.gradient(handle, stops(lighter(_OLIVE, 0.3), _OLIVE, darker(_OLIVE, 0.4)), (26, 0), (72, 0))
    canvas.model(handle, 6)


def _flower(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A small rosette of scraped cheese."""
    contact(canvas, x, y, size * 0.8)
    cx, cy = project(x, y, size * 0.3)
    for ring in range(4):
        r = size * (1 - ring * 0.23)
        wave = [(1 + 0.1 * math.sin(9 * a + ring), a) for a in (i / 60 * 2 * math.pi for i in range(60))]
        petal = canvas.shape([(cx + r * k * math.cos(a), cy - ring * 6 + r * 0.55 * k * math.sin(a)) for k, a in wave])
        canvas.fill(petal.shifted(0, 4), (178, 120, 60))
        canvas.gradient(petal, stops((255, 242, 196), (246, 208, 124)), (cx - r, cy - r * 0.5), (cx + r, cy + r * 0.5))


DRAWERS: dict[str, Drawer] = {
    "raclette_set": raclette_set,
    "fondue_pot": fondue_pot,
    "knives": knives,
    "girolle": girolle,
    "board": board,
    "apron": apron,
    "selection": selection,
}

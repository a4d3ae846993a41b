"""Bodies with a skin and an inside: wheels, wedges of them, and blocks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from demo.drawing.canvas import Canvas, Mask
from demo.drawing.colour import LIGHT, RGB, darker, lighter, mix, stops
from demo.drawing.geometry import Face, Outline, arc, level, moved, project, upright

Inside = Callable[[Canvas, Mask, Face, float, float], None]
"""Draws on a cut face: its mask, its coordinates, its length and height."""
Outside = Callable[[Canvas, Mask], None]
"""Draws on the skin."""


@dataclass(frozen=True, slots=True)
class Look:
    """`top` None means that the top is cut too. `crust` is how thick the skin is, `zone` how dark the paste beneath it,
    `soft` how round the edges are."""

    paste: RGB
    rind: RGB
    top: RGB | None = None
    crust: float = 10
    zone: float = 0.4
    soft: float = 5
    inside: Inside | None = None
    outside: Outside | None = None


@dataclass(frozen=True, slots=True)
class Place:
    x: float = 0
    y: float = 0
    z: float = 0


def sector(canvas: Canvas, look: Look, place: Place, radius: float, height: float, start: float, stop: float) -> None:
    """What stands of a wheel between two angles (degrees, 90 is towards the viewer): a wedge, or a wheel with a gap."""
    spot = (place.x, place.y)
    low, high = place.z, place.z + height
    apex = [project(place.x, place.y, low)]
    whole = stop - start >= 360
    foot = arc(radius, start, stop, low, spot) + ([] if whole else apex)
    _shadow(canvas, foot, height)
    rinds = [arc(radius, a, b, low, spot) + arc(radius, b, a, high, spot) for a, b in _visible_arcs(start, stop)]
    top = arc(radius, start, stop, high, spot) + ([] if whole else [project(place.x, place.y, high)])
    faces = [] if whole else [upright(*spot, low, angle) for angle in _visible_cuts(start, stop)]
    quads = [face.rectangle(0, 0, radius, height) for face in faces]
    body = canvas.shape(top, *rinds, *quads, round_by=look.soft)
    for rind in rinds:
        _skin(canvas, look, canvas.shape(rind).within(body), place.x, radius)
    for face, quad in zip(faces, quads, strict=True):
        cut_face(canvas, look, canvas.shape(quad).within(body), face, radius, height)
    _top(canvas, look, canvas.shape(top).within(body), level(*spot, high), radius)
    front = [moved([face.at(0, height), face.at(radius, height)], 0, 0) for face in faces]
    _edges(canvas, [*front, *(arc(radius, a, b, high, spot) for a, b in _visible_arcs(start, stop))], body, look)


def block(
    canvas: Canvas, look: Look, place: Place, width: float, depth: float, height: float, turn: float = 20
) -> None:
    """A box turned by `turn` degrees (0–90), its near corner towards the viewer."""
    a = math.radians(turn)
    along, back = (math.cos(a), math.sin(a)), (math.sin(a), -math.cos(a))
    x, y = place.x - along[0] * width / 2 - back[0] * depth / 2, place.y - along[1] * width / 2 - back[1] * depth / 2
    near = (x + along[0] * width, y + along[1] * width)
    left, right = upright(x, y, place.z, turn), upright(*near, place.z, turn - 90)
    lid = level(x, y, place.z + height, turn)
    top = [lid.at(0, 0), lid.at(width, 0), lid.at(width, -depth), lid.at(0, -depth)]
    sides = ((left, width), (right, depth))
    quads = [face.rectangle(0, 0, length, height) for face, length in sides]
    _shadow(canvas, moved(top, 0, height * 0.9), height)
    body = canvas.shape(top, *quads, round_by=look.soft)
    for (face, length), quad in zip(sides, quads, strict=True):
        mask = canvas.shape(quad).within(body)
        cut_face(canvas, look, mask, face, length, height)
        if face is right:
            canvas.fill(mask.faded(0.22), darker(look.paste, 0.6))
    _top(canvas, look, canvas.shape(top).within(body), lid, width)
    edges = [[left.at(0, height), left.at(width, height)], [right.at(0, height), right.at(depth, height)]]
    _edges(canvas, [*edges, [right.at(0, 0), right.at(0, height)]], body, look)


def cut_face(canvas: Canvas, look: Look, mask: Mask, face: Face, length: float, height: float) -> None:
    """The inside, with the skin around it."""
    crust = look.crust
    canvas.gradient(mask, stops(look.rind, darker(look.rind, 0.3)), face.at(0, height), face.at(0, 0))
    above = crust if look.top else 0
    inner = canvas.shape(face.rectangle(-40, crust, length - crust, height - above), round_by=crust * 0.6).within(mask)
    paste = look.paste
    canvas.gradient(
        inner, stops(lighter(paste, 0.25), paste, darker(paste, 0.12)), face.at(0, height), face.at(length, 0)
    )
    if look.zone:
        canvas.shade(inner, (0, 0), 16, mix(darker(paste, 0.35), look.rind, 0.3), look.zone)
    canvas.mottle(inner, darker(paste, 0.25), (34, 26), 0.35, 120, 0.22)
    canvas.mottle(inner, lighter(paste, 0.6), (9, 7), 0.25, 90, 0.18)
    if look.inside:
        look.inside(canvas, inner, face, length, height)


def _top(canvas: Canvas, look: Look, mask: Mask, face: Face, radius: float) -> None:
    colour = look.top or look.paste
    canvas.gradient(
        mask,
        stops(lighter(colour, 0.45), colour, darker(colour, 0.08)),
        face.at(-radius, -radius),
        face.at(radius, radius),
    )
    canvas.mottle(mask, darker(colour, 0.3), (46, 22), 0.4, 130, 0.22)
    canvas.mottle(mask, lighter(colour, 0.6), (14, 7), 0.3, 90, 0.2)
    if look.top is None and look.inside:
        look.inside(canvas, mask, face, radius, radius)
    if look.top and look.outside:
        look.outside(canvas, mask)


def _skin(canvas: Canvas, look: Look, mask: Mask, x: float, radius: float) -> None:
    rind = look.rind
    ramp = stops(darker(rind, 0.12), lighter(rind, 0.24), rind, darker(rind, 0.3), darker(rind, 0.55))
    canvas.gradient(mask, ramp, (x - radius, 0), (x + radius, 0))
    canvas.mottle(mask, darker(rind, 0.35), (26, 12), 0.42, 120, 0.2)
    canvas.mottle(mask, lighter(rind, 0.5), (9, 6), 0.25, 80, 0.16)
    if look.outside:
        look.outside(canvas, mask)
    canvas.shade(mask, (0, -9), 10, opacity=0.35)


def _edges(canvas: Canvas, lines: list[Outline], body: Mask, look: Look) -> None:
    """Light that catches on the upper edges, and the shade at the foot."""
    for line in lines:
        canvas.fill(canvas.stroke(line, 4).blurred(1.6 * canvas.scale).within(body).faded(0.6), LIGHT)
    canvas.shade(body, (0, -7), 8, darker(look.paste, 0.8), 0.35)


def _shadow(canvas: Canvas, foot: Outline, height: float) -> None:
    ground = canvas.shape(foot, moved(foot, height * 0.42, height * 0.06))
    canvas.cast(ground, (14, 8), 26, 0.42)
    canvas.cast(canvas.shape(foot), (4, 6), 7, 0.6)


def _visible_arcs(start: float, stop: float) -> list[tuple[float, float]]:
    """The parts of the rim that face the viewer."""
    parts = [(max(start, turn), min(stop, turn + 180)) for turn in (-360.0, 0.0, 360.0)]
    return [(a, b) for a, b in parts if b > a]


def _visible_cuts(start: float, stop: float) -> list[float]:
    return [
        angle
        for angle, sees in ((start, -math.cos(math.radians(start))), (stop, math.cos(math.radians(stop))))
        if sees > 0.02
    ]

"""Points, curves and the camera. The picture is 1000 units wide, and (0, 0) is where the product stands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

Point = tuple[float, float]
Outline = list[Point]

TILT = 0.44  # how much of a depth the camera sees, from slightly above
RISE = 0.90  # how much of a height


def project(x: float, y: float, z: float = 0.0) -> Point:
    """Where the camera sees a place: x to the right, y towards the viewer, z up from the table."""
    return x, y * TILT - z * RISE


def ellipse(centre: Point, rx: float, ry: float, turn: float = 0.0, steps: int = 64) -> Outline:
    """An ellipse turned by `turn` degrees."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    angles = (2 * math.pi * i / steps for i in range(steps))
    flat = ((rx * math.cos(a), ry * math.sin(a)) for a in angles)
    return [(centre[0] + x * c - y * s, centre[1] + x * s + y * c) for x, y in flat]


def arc(radius: float, start: float, stop: float, z: float = 0.0, centre: Point = (0, 0)) -> Outline:
    """A level arc of a circle in space, seen by the camera; degrees, 90 is towards the viewer."""
    steps = max(2, int(abs(stop - start) / 3))
    angles = (math.radians(start + (stop - start) * i / steps) for i in range(steps + 1))
    return [project(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a), z) for a in angles]


def blob(centre: Point, rx: float, ry: float, random: Random, wobble: float = 0.06, turn: float = 0.0) -> Outline:
    """An ellipse as a hand would form it: `wobble` is the share by which its radius swings."""
    waves = [(k, random.uniform(-1, 1) / k, random.uniform(0, 2 * math.pi)) for k in range(2, 7)]
    rounds = [1 + wobble * sum(w * math.sin(k * a / 36 * math.pi + p) for k, w, p in waves) for a in range(72)]
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    points = []
    for i, swing in enumerate(rounds):
        x, y = rx * swing * math.cos(i * math.pi / 36), ry * swing * math.sin(i * math.pi / 36)
        points.append((centre[0] + x * c - y * s, centre[1] + x * s + y * c))
    return points


def curve(points: Sequence[Point], *, closed: bool = False, steps: int = 12) -> Outline:
    """A smooth line through the points (Catmull-Rom)."""
    count = len(points)

    def get(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    line: Outline = []
    for i in range(count if closed else count - 1):
        p0, p1, p2, p3 = get(i - 1), get(i), get(i + 1), get(i + 2)
        line += [_catmull_rom(p0, p1, p2, p3, j / steps) for j in range(steps)]
    return line if closed else [*line, points[-1]]


def mirrored(right: Iterable[Point], x: float = 0.0) -> Outline:
    """The outline whose right half is given from top to bottom."""
    half = list(right)
    return half + [(2 * x - px, py) for px, py in reversed(half)]


def moved(outline: Iterable[Point], dx: float, dy: float) -> Outline:
    return [(x + dx, y + dy) for x, y in outline]


@dataclass(frozen=True, slots=True)
class Face:
    """A flat side of a body: `at(u, v)` is the seen point, u and v in units of the body along its two edges."""

    origin: Point
    along: Point
    up: Point

    def at(self, u: float, v: float) -> Point:
        return (
            self.origin[0] + u * self.along[0] + v * self.up[0],
            self.origin[1] + u * self.along[1] + v * self.up[1],
        )

    def rectangle(self, u0: float, v0: float, u1: float, v1: float) -> Outline:
        return [self.at(u0, v0), self.at(u1, v0), self.at(u1, v1), self.at(u0, v1)]

    def round(self, u: float, v: float, ru: float, rv: float) -> Outline:
        return [self.at(x, y) for x, y in ellipse((u, v), ru, rv, steps=40)]


def upright(x: float, y: float, z: float, direction: float) -> Face:
    """The upright face that runs from a place in a direction (degrees)."""
    a = math.radians(direction)
    return Face(project(x, y, z), project(math.cos(a), math.sin(a)), project(0, 0, 1))


def level(x: float, y: float, z: float, turn: float = 0.0) -> Face:
    """The level face at height z, its edges turned by `turn` degrees."""
    a = math.radians(turn)
    return Face(project(x, y, z), project(math.cos(a), math.sin(a)), project(-math.sin(a), math.cos(a)))


def _catmull_rom(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    def one(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)

    return one(p0[0], p1[0], p2[0], p3[0]), one(p0[1], p1[1], p2[1], p3[1])

"""Colours as 8-bit sRGB triples, and what one does with them."""

from __future__ import annotations

from random import Random

RGB = tuple[int, int, int]
Stops = tuple[tuple[float, RGB], ...]

SHADOW: RGB = (58, 32, 22)
LIGHT: RGB = (255, 247, 226)


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """`a` with the given share (0–1) of `b`."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def darker(colour: RGB, share: float = 0.2) -> RGB:
    return mix(colour, SHADOW, share)


def lighter(colour: RGB, share: float = 0.2) -> RGB:
    return mix(colour, LIGHT, share)


def varied(colour: RGB, random: Random, by: int = 8) -> RGB:
    """Nearly the same colour: the brightness swings a little, the hue less."""
    swing = random.randint(-by, by)
    red, green, blue = (min(255, max(0, part + swing + random.randint(-by // 3, by // 3))) for part in colour)
    return red, green, blue


def stops(*colours: RGB) -> Stops:
    """The colours evenly from 0 to 1."""
    return tuple((i / max(1, len(colours) - 1), colour) for i, colour in enumerate(colours))


def at(ramp: Stops, t: float) -> RGB:
    """The colour of a ramp at t, which is held at its ends."""
    before = ramp[0]
    for stop in ramp:
        if t <= stop[0]:
            width = stop[0] - before[0]
            return mix(before[1], stop[1], (t - before[0]) / width) if width > 0 else stop[1]
        before = stop
    return ramp[-1][1]

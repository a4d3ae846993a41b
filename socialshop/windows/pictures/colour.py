"""Colours as people see them: contrast by WCAG 2.2, and readable ink for any ground."""

from __future__ import annotations

from PIL import ImageColor

RGB = tuple[int, int, int]

READABLE = 4.5
"""Least contrast of text. https://www.w3.org/TR/WCAG22/#contrast-minimum"""
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)


def rgb(text: str) -> RGB:
    """A colour such as '#1F4A3A'. Raises ValueError."""
    return ImageColor.getrgb(text)[:3]


def contrast(one: RGB, other: RGB) -> float:
    """From 1 (the same) to 21 (black on white). https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: RGB, *wishes: RGB) -> RGB:
    """The first wish that can be read on the ground, else black or white, whichever is read better."""
    for wish in wishes:
        if contrast(wish, ground) >= READABLE:
            return wish
    return max(_BLACK, _WHITE, key=lambda ink: contrast(ink, ground))


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """`share` of the other colour in the one, from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: RGB) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

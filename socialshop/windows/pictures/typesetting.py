"""Text in a box: as large as fits, in even lines; a word too long for its line is parted as German parts words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import ImageFont

from socialshop.windows.pictures.brand import font

_VOWELS = "aeiouyäöüéèêàâîôû"
_ONSETS = (
    *("sch", "ch", "ck", "ph", "th", "qu", "pf", "kn", "zw"),
    *("bl", "br", "dr", "fl", "fr", "gl", "gr", "kl", "kr", "pl", "pr", "tr"),
)
"""Consonants with which a syllable may begin together; of any others, only the last one does."""
_HYPHEN = re.compile(r"(?<=[-–/])(?=\w)")
_LEAST_PART = 3  # letters that stand alone before or after a hyphen
_SMALLEST_WHOLE = 0.62  # of the wished size: below it a long word is parted rather than set smaller


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are set in one font; `leading` is the pixels from one line to the next."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    leading: int

    @property
    def width(self) -> int:
        return max((round(self.font.getlength(line)) for line in self.lines), default=0)

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


def set_text(
    text: str, face: Path, size: int, width: int, *, lines: int, smallest: int = 18, leading: float = 1.22
) -> Block:
    """The text in at most `lines` lines of `width` pixels, `size` pixels high or as much smaller as it needs.

    What does not fit at the smallest size ends with an ellipsis.
    """
    whole = max(smallest, round(size * _SMALLEST_WHOLE))
    for pixels in range(size, whole - 1, -2):
        found = _wrapped(text, font(face, pixels), width)
        if found and len(found) <= lines:
            return _block(_even(text, found, font(face, pixels), width), face, pixels, leading)
    for pixels in range(whole, smallest - 1, -2):
        found = _wrapped(text, font(face, pixels), width, parting=True)
        if found and len(found) <= lines:
            return _block(found, face, pixels, leading)
    found = _wrapped(text, font(face, smallest), width, parting=True) or [text]
    kept = found[:lines]
    kept[-1] = _ending(kept[-1], font(face, smallest), width)
    return _block(kept, face, smallest, leading)


def parts(word: str) -> list[str]:
    """Where German may part a word, as its pieces: 'Schokoladenkuchen' → Scho-ko-la-den-ku-chen."""
    seams = [0]
    for found in re.finditer(rf"[{_VOWELS}]+([^\W\d_{_VOWELS}]+)(?=[{_VOWELS}])", word, re.I):
        cluster = found.group(1)
        kept = next((sign for sign in _ONSETS if cluster.lower().endswith(sign)), cluster[-1])
        seams.append(found.end(1) - len(kept))
    return [word[start:end] for start, end in pairwise([*seams, len(word)])]


def _block(lines: list[str], face: Path, pixels: int, leading: float) -> Block:
    return Block(tuple(lines), font(face, pixels), round(pixels * leading))


def _words(text: str) -> Iterator[tuple[str, str]]:
    """What is not parted without need, each with what joins it to the one before: a space, or nothing at a hyphen."""
    for word in text.split():
        first, *others = _HYPHEN.split(word)
        yield " ", first
        yield from (("", piece) for piece in others)


def _wrapped(text: str, face: ImageFont.FreeTypeFont, width: int, *, parting: bool = False) -> list[str] | None:
    """Lines that are filled one after the other; None where a word is wider than a line and is not to be parted."""
    lines: list[str] = []
    line = ""
    for joint, word in _words(text):
        longer = f"{line}{joint}{word}" if line else word
        if face.getlength(longer) <= width:
            line = longer
        elif face.getlength(word) <= width:
            lines, line = [*lines, line], word
        elif parting:
            before = [line] if line else []
            *full, line = _parted(word, face, width)
            lines = [*lines, *before, *full]
        else:
            return None
    return [*lines, line]


def _parted(word: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A word over as many lines as it needs; between syllables where it can be, else anywhere."""
    lines, start = [], ""
    for piece in _long_enough(parts(word)):
        fits = face.getlength(f"{piece}-") <= width
        for bit in [piece] if fits else piece:
            if start and face.getlength(f"{start}{bit}-") > width:
                lines.append(f"{start}-")
                start = ""
            start += bit
    return [*lines, start]


def _long_enough(pieces: list[str]) -> list[str]:
    """The pieces, the first and the last joined to their neighbours where they are too short to stand alone."""
    while len(pieces) > 1 and len(pieces[0]) < _LEAST_PART:
        pieces = [pieces[0] + pieces[1], *pieces[2:]]
    while len(pieces) > 1 and len(pieces[-1]) < _LEAST_PART:
        pieces = [*pieces[:-2], pieces[-2] + pieces[-1]]
    return pieces


def _even(text: str, lines: list[str], face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """As many lines, as equal in length as they can be."""
    low, high = 1, width
    best = lines
    while low < high:
        middle = (low + high) // 2
        found = _wrapped(text, face, middle)
        if found and len(found) <= len(lines):
            best, high = found, middle
        else:
            low = middle + 1
    return best


def _ending(line: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    while line and face.getlength(f"{line}…") > width:
        line = line[:-1].rstrip(" ,;:–-")
    return f"{line}…"

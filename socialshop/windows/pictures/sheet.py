"""The sheet of paper that a picture is composed on: soft-edged shapes, photos and text in the brand's hand."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from socialshop.windows.pictures.brand import Brand
from socialshop.windows.pictures.colour import RGB, mixed
from socialshop.windows.pictures.facts import Size
from socialshop.windows.pictures.fit import fit
from socialshop.windows.pictures.typesetting import Block, set_text

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

_SAMPLES = 4  # a side, of each pixel of a shape's edge
_HAIRLINE = 0.1  # of the ink in the ground
_WIDTH = 1080  # to which the lengths in the layouts refer


class Sheet:
    """One picture in the making. Lengths in `u` are those of a picture 1080 pixels wide."""

    def __init__(self, size: Size, brand: Brand, ground: RGB) -> None:
        self.brand = brand
        self.ground = ground
        self.image = Image.new("RGB", size, ground)
        self._pen = ImageDraw.Draw(self.image)

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    def u(self, length: float) -> int:
        return round(length * self.width / _WIDTH)

    def photo(self, photo: Image.Image, box: Box, *, mask: Image.Image | None = None) -> None:
        """The photo, fitted into the box; a mask has the box's size."""
        self.image.paste(fit(photo, _size(box)), box[:2], mask)

    def hairline(self, box: Box, *, radius: int = 0) -> None:
        """Hardly seen around a photo, but where the photo is as light as the sheet."""
        colour = mixed(self.ground, self.brand.ink, _HAIRLINE)
        self._pen.rounded_rectangle((box[0], box[1], box[2] - 1, box[3] - 1), radius, outline=colour, width=self.u(2))

    def fill(self, box: Box, colour: RGB, *, radius: int = 0) -> None:
        self.image.paste(colour, box, rounded(_size(box), radius))

    def shadow(self, box: Box, *, radius: int = 0, depth: int = 12, strength: float = 0.28) -> None:
        """What a card lying on the sheet throws."""
        reach = depth * 3
        wide = (_size(box)[0] + 2 * reach, _size(box)[1] + 2 * reach)
        mask = Image.new("L", wide)
        mask.paste(rounded(_size(box), radius).point(lambda v: round(v * strength)), (reach, reach))
        soft = mask.filter(ImageFilter.GaussianBlur(depth))
        place = box[0] - reach, box[1] - reach + depth // 2
        self.image.paste(self.brand.ink, (*place, place[0] + wide[0], place[1] + wide[1]), soft)

    def set(self, text: str, face: Path, size: float, width: int, *, lines: int = 1, leading: float = 1.22) -> Block:
        """Text made ready to be put down; `size` in u, `width` in pixels."""
        return set_text(text, face, self.u(size), width, lines=lines, smallest=self.u(18), leading=leading)

    def put(self, block: Block, place: tuple[int, int], colour: RGB, *, anchor: str = "left") -> int:
        """Put text down with its upper left corner, upper middle or upper right corner at `place`; where it ends."""
        x, y = place
        sign = {"left": "l", "middle": "m", "right": "r"}[anchor]
        for line in block.lines:
            self._pen.text((x, y + round(block.leading * 0.5)), line, fill=colour, font=block.font, anchor=f"{sign}m")
            y += block.leading
        return y

    def line(self, start: tuple[int, int], length: int, colour: RGB, thickness: int) -> None:
        self.image.paste(colour, (start[0], start[1], start[0] + length, start[1] + thickness))

    def strike(self, start: tuple[int, int], length: int, colour: RGB, thickness: int) -> None:
        """A slightly rising line, as a hand crosses out a price."""
        rise = max(2, length // 14)
        self._pen.line((start[0], start[1] + rise, start[0] + length, start[1] - rise), fill=colour, width=thickness)


def rounded(size: Size, radius: int) -> Image.Image:
    """A mask of that size with round corners."""
    if radius <= 0:
        return Image.new("L", size, 255)
    mask = Image.new("L", (size[0] * _SAMPLES, size[1] * _SAMPLES))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius * _SAMPLES, fill=255)
    return mask.resize(size, Image.Resampling.BOX)


def arch(size: Size) -> Image.Image:
    """A mask in the form of a shop window: straight below, half a circle above."""
    width, height = size
    upper = rounded((width, max(height, width)), width // 2).crop((0, 0, width, height))
    lower = Image.new("L", size)
    lower.paste(255, (0, min(height, width // 2), width, height))
    return ImageChops.lighter(upper, lower)


def _size(box: Box) -> Size:
    return box[2] - box[0], box[3] - box[1]

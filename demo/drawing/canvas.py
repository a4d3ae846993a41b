"""A canvas with soft edges: shapes become coverage masks (four samples a side), and masks are painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.drawing import colour as colours
from demo.drawing.colour import LIGHT, RGB, SHADOW, Stops
from demo.drawing.geometry import Point

_SAMPLES = 4
_RADIAL_EDGE = 178  # the value that Pillow's radial gradient has in the middle of its sides


@dataclass(frozen=True, slots=True)
class Mask:
    """How much of each pixel a shape covers (8 bit), and where its upper left corner lies on the canvas."""

    alpha: Image.Image
    x: int
    y: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.x + self.alpha.width, self.y + self.alpha.height

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """The coverage inside a box of the canvas; nothing is covered outside of the mask."""
        return self.alpha.crop((box[0] - self.x, box[1] - self.y, box[2] - self.x, box[3] - self.y))

    def within(self, other: Mask) -> Mask:
        return Mask(ImageChops.multiply(self.alpha, other.crop(self.box)), self.x, self.y)

    def without(self, other: Mask) -> Mask:
        return Mask(ImageChops.multiply(self.alpha, ImageChops.invert(other.crop(self.box))), self.x, self.y)

    def joined(self, other: Mask) -> Mask:
        a, b = self.box, other.box
        box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
        return Mask(ImageChops.lighter(self.crop(box), other.crop(box)), box[0], box[1])

    def faded(self, opacity: float) -> Mask:
        return Mask(self.alpha.point(_share_table(opacity)), self.x, self.y)

    def padded(self, by: int) -> Mask:
        x0, y0, x1, y1 = self.box
        return Mask(self.crop((x0 - by, y0 - by, x1 + by, y1 + by)), x0 - by, y0 - by)

    def blurred(self, radius: float) -> Mask:
        """Softened by `radius` pixels; wide blurs are worked out on a smaller picture."""
        wide = self.padded(int(radius * 2.5) + 1)
        factor = max(1, int(radius / 3))
        small = wide.alpha.reduce(factor).filter(ImageFilter.GaussianBlur(radius / factor))
        return Mask(small.resize(wide.alpha.size, Image.Resampling.BILINEAR), wide.x, wide.y)

    def shifted(self, dx: float, dy: float) -> Mask:
        return Mask(self.alpha, self.x + round(dx), self.y + round(dy))

    def rounded(self, radius: float) -> Mask:
        """The same shape with its corners rounded by about `radius` pixels."""
        soft, slope = self.blurred(radius), radius * 2.0
        ramp = [min(255, max(0, round((v - 128) * slope + 128))) for v in range(256)]
        return Mask(soft.alpha.point(ramp), soft.x, soft.y)


@lru_cache
def _share_table(opacity: float) -> list[int]:
    return [round(v * opacity) for v in range(256)]


class Canvas:
    """A picture in the making. All lengths that its methods take are units (see geometry)."""

    def __init__(self, size: tuple[int, int], seed: str, stage: float, zoom: float = 1.0) -> None:
        """`stage` is where the product stands, as a share of the height; a `zoom` of 2 shows 500 units of width."""
        self.image = Image.new("RGB", size)
        self.random = Random(seed)  # noqa: S311 - the same seed, the same picture
        self.scale = size[0] / 1000 * zoom
        self.origin = (size[0] / 2, size[1] * stage)

    @property
    def top(self) -> float:
        return -self.origin[1] / self.scale

    @property
    def bottom(self) -> float:
        return (self.image.height - self.origin[1]) / self.scale

    def pixel(self, point: Point) -> Point:
        return self.origin[0] + point[0] * self.scale, self.origin[1] + point[1] * self.scale

    @contextmanager
    def moved(self, x: float, y: float, size: float) -> Iterator[None]:
        """What is drawn inside stands at another place and in another size."""
        origin, scale = self.origin, self.scale
        self.origin, self.scale = self.pixel((x, y)), scale * size
        yield
        self.origin, self.scale = origin, scale

    def shape(self, *outlines: Sequence[Point], round_by: float = 0.0) -> Mask:
        """The mask of what any of the outlines encloses, its corners rounded."""
        pixels = [[self.pixel(p) for p in outline] for outline in outlines]
        mask, pen = self._sheet([p for outline in pixels for p in outline], 2)
        for outline in pixels:
            pen.polygon([self._sample(p, mask) for p in outline], fill=255)
        return self._finished(mask, round_by)

    def stroke(self, line: Sequence[Point], width: float) -> Mask:
        """The mask of a line with round joints and ends."""
        return self.strokes([line], width)

    def strokes(self, lines: Sequence[Sequence[Point]], width: float) -> Mask:
        """The mask of several lines of the same width."""
        pixels = [[self.pixel(p) for p in line] for line in lines]
        thick = width * self.scale
        mask, pen = self._sheet([p for line in pixels for p in line], int(thick) + 2)
        for line in pixels:
            samples = [self._sample(p, mask) for p in line]
            pen.line(samples, fill=255, width=max(1, round(thick * _SAMPLES)), joint="curve")
            r = thick * _SAMPLES / 2
            for x, y in samples if len(samples) < 4 or thick > 6 else ():
                pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
        return self._finished(mask, 0)

    def fill(self, mask: Mask, paint: RGB) -> None:
        self.image.paste(paint, mask.box, mask.alpha)

    def gradient(self, mask: Mask, ramp: Stops, start: Point, end: Point) -> None:
        """Fill with a ramp of colours that runs from one point to the other."""
        (ax, ay), (bx, by) = self.pixel(start), self.pixel(end)
        length = max(1e-6, (bx - ax) ** 2 + (by - ay) ** 2)
        dx, dy = (bx - ax) / length, (by - ay) / length
        x0, y0, x1, y1 = mask.box
        corners = [((x - ax) * dx + (y - ay) * dy) for x in (x0, x1) for y in (y0, y1)]
        low, high = min(corners), max(max(corners), min(corners) + 1e-6)
        row = bytes(v for i in range(258) for v in colours.at(ramp, low + (high - low) * (i - 1) / 255))
        strip = Image.frombytes("RGB", (258, 3), row * 3)
        # A large gradient is worked out on fewer pixels: it has no detail to lose.
        w, h = mask.alpha.size
        coarse = 4 if w * h > 40_000 else 1
        k = 255 / (high - low)
        offset = ((x0 - ax) * dx + (y0 - ay) * dy - low) * k + 1
        filling = strip.transform(
            (w // coarse + 1, h // coarse + 1),
            Image.Transform.AFFINE,
            (dx * k * coarse, dy * k * coarse, offset, 0, 0, 1),
            Image.Resampling.BILINEAR,
        )
        if coarse > 1:
            filling = filling.resize((w, h), Image.Resampling.BILINEAR, box=(0, 0, w / coarse, h / coarse))
        self.image.paste(filling.crop((0, 0, w, h)), mask.box, mask.alpha)

    def shade(self, mask: Mask, depth: Point, blur: float, paint: RGB = SHADOW, opacity: float = 0.5) -> None:
        """Model a body: colour its inner edge on the side that `depth` points away from."""
        soft = mask.blurred(blur * self.scale).shifted(depth[0] * self.scale, depth[1] * self.scale)
        self.fill(mask.without(soft).faded(opacity), paint)

    def model(self, mask: Mask, depth: float, shadow: RGB = SHADOW, light: RGB = LIGHT, strength: float = 1.0) -> None:
        """Make a shape round: shadow from the lower right, light from the upper left, `depth` units deep."""
        self.shade(mask, (-depth * 0.7, -depth * 0.8), depth, shadow, 0.62 * strength)
        self.shade(mask, (depth * 0.5, depth * 0.6), depth * 0.7, light, 0.5 * strength)

    def cast(self, mask: Mask, move: Point, blur: float, opacity: float = 0.4, paint: RGB = SHADOW) -> None:
        """The shadow that a shape throws."""
        soft = mask.blurred(blur * self.scale).shifted(move[0] * self.scale, move[1] * self.scale)
        self.fill(soft.faded(opacity), paint)

    def glow(self, centre: Point, rx: float, ry: float, paint: RGB, opacity: float) -> None:
        """A soft round patch of light or shadow."""
        (x, y), w, h = self.pixel(centre), max(2, round(2 * rx * self.scale)), max(2, round(2 * ry * self.scale))
        reach = [min(1.0, v / _RADIAL_EDGE) for v in range(256)]
        fall = [round(255 * opacity * (1 - t) ** 2 * (1 + 2 * t)) for t in reach]
        patch = Image.radial_gradient("L").point(fall).resize((w, h), Image.Resampling.BILINEAR)
        self.fill(Mask(patch, round(x - w / 2), round(y - h / 2)), paint)

    def field(self, mask: Mask, cell: Point) -> Image.Image:
        """Smooth noise over a mask's box; `cell` is how wide and high its grains are."""
        w, h = mask.alpha.size
        columns, rows = int(w / (cell[0] * self.scale)) + 3, int(h / (cell[1] * self.scale)) + 3
        noise = Image.frombytes("L", (columns, rows), self.random.randbytes(columns * rows))
        inner = (0.5, 0.5, 0.5 + w / (cell[0] * self.scale), 0.5 + h / (cell[1] * self.scale))
        return noise.resize((w, h), Image.Resampling.BICUBIC, box=inner)

    def mottle(
        self, mask: Mask, paint: RGB, cell: Point, share: float = 0.4, edge: float = 40, opacity: float = 0.5
    ) -> None:
        """Patches of colour on about `share` of the mask; a small `edge` makes them crisp."""
        level = 255 * (1 - share)
        ramp = [round(255 * opacity * min(1.0, max(0.0, (v - level) / edge + 0.5))) for v in range(256)]
        patches = self.field(mask, cell).point(ramp)
        self.fill(Mask(ImageChops.multiply(mask.alpha, patches), mask.x, mask.y), paint)

    def veins(self, mask: Mask, paint: RGB, cell: Point, width: float = 10, opacity: float = 0.8) -> None:
        """Fine lines where the noise crosses its middle: marble, mould, craquelure."""
        ramp = [round(255 * opacity * max(0.0, 1 - abs(v - 128) / width)) for v in range(256)]
        lines = self.field(mask, cell).point(ramp)
        self.fill(Mask(ImageChops.multiply(mask.alpha, lines), mask.x, mask.y), paint)

    def vignette(self, paint: RGB, opacity: float) -> None:
        """Colour the corners."""
        fall = [round(255 * opacity * max(0.0, (v / 255 - 0.4) / 0.6) ** 1.5) for v in range(256)]
        frame = Image.radial_gradient("L").point(fall).resize(self.image.size, Image.Resampling.BILINEAR)
        self.fill(Mask(frame, 0, 0), paint)

    def grain(self, amount: int = 7) -> None:
        """A fine film grain, so that no gradient looks computed."""
        tile = Image.frombytes(
            "L", (256, 256), self.random.randbytes(256 * 256).translate(bytes(v % (amount + 1) for v in range(256)))
        )
        sheet = Image.new("L", self.image.size)
        for x in range(0, sheet.width, 256):
            for y in range(0, sheet.height, 256):
                sheet.paste(tile, (x, y))
        self.image = ImageChops.add(self.image, Image.merge("RGB", (sheet,) * 3), 1, -(amount // 2))

    def _sheet(self, pixels: Iterable[Point], margin: int) -> tuple[Mask, ImageDraw.ImageDraw]:
        points = list(pixels)
        w, h = self.image.size
        x0 = max(-w, int(min(p[0] for p in points)) - margin)
        y0 = max(-h, int(min(p[1] for p in points)) - margin)
        x1 = min(2 * w, int(max(p[0] for p in points)) + margin + 1)
        y1 = min(2 * h, int(max(p[1] for p in points)) + margin + 1)
        samples = Image.new("L", (max(1, x1 - x0) * _SAMPLES, max(1, y1 - y0) * _SAMPLES))
        return Mask(samples, x0, y0), ImageDraw.Draw(samples)

    @staticmethod
    def _sample(point: Point, mask: Mask) -> Point:
        return (point[0] - mask.x) * _SAMPLES, (point[1] - mask.y) * _SAMPLES

    def _finished(self, samples: Mask, round_by: float) -> Mask:
        mask = Mask(samples.alpha.reduce(_SAMPLES), samples.x, samples.y)
        return mask.rounded(round_by * self.scale) if round_by * self.scale >= 1 else mask

"""A photo in another proportion, its subject whole: cut where nothing happens, continued where there is too little.

The subject is where the photo has its edges. On a plain ground (a packshot) it is also brought nearer.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter, ImageStat

from socialshop.windows.pictures.facts import Size

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in shares of the photo's width and height."""

_LOOK = 128  # pixels a side of what is looked at
_TRIMMED = 0.004  # of all edges on each side: specks and grain
_AIR = 0.06  # left free around the subject
_PLAIN = 9.0  # most deviation of a border that counts as one colour
_DIFFERENT = 14  # from the ground, of 255


def fit(photo: Image.Image, size: Size) -> Image.Image:
    """The photo at `size` pixels, showing as much of it as fits and its subject always."""
    left, top, right, bottom = _frame(photo, size)
    scale = size[0] / (right - left)
    inside = (max(left, 0), max(top, 0), min(right, photo.width), min(bottom, photo.height))
    shown = photo.resize(
        (_pixels(inside[2] - inside[0], scale, size[0]), _pixels(inside[3] - inside[1], scale, size[1])),
        Image.Resampling.LANCZOS,
        box=inside,
    )
    place = round((inside[0] - left) * scale), round((inside[1] - top) * scale)
    return shown if shown.size == size else _continued(shown, size, place)


def _pixels(length: float, scale: float, most: int) -> int:
    """A length in the fitted picture; what reaches the end but for rounding reaches the end."""
    found = max(1, round(length * scale))
    return most if found >= most - 1 else found


def subject(photo: Image.Image) -> Box:
    """Where the thing is that the photo shows."""
    small = photo.resize((_LOOK, _LOOK), Image.Resampling.BOX)
    if is_plain(photo):
        ground = Image.new("RGB", small.size, _border_colour(small))
        different = ImageChops.difference(small, ground).convert("L").point(lambda v: 255 if v > _DIFFERENT else 0)
        found = different.filter(ImageFilter.MedianFilter(3)).getbbox()
        x0, y0, x1, y1 = found or (0, 0, _LOOK, _LOOK)
        return x0 / _LOOK, y0 / _LOOK, x1 / _LOOK, y1 / _LOOK
    edges = _edges(small)
    left, right = _extent(edges.resize((_LOOK, 1), Image.Resampling.BOX))
    top, bottom = _extent(edges.resize((1, _LOOK), Image.Resampling.BOX))
    return left, top, right, bottom


def is_plain(photo: Image.Image) -> bool:
    """Whether the photo's border is of one colour."""
    border = _border(photo.resize((_LOOK, _LOOK), Image.Resampling.BOX))
    return max(ImageStat.Stat(border).stddev) < _PLAIN


def _frame(photo: Image.Image, size: Size) -> Box:
    """What of the photo is shown, in its pixels; it may reach beyond the photo where the subject needs it."""
    aspect = size[0] / size[1]
    left, top, right, bottom = _with_air(subject(photo), beyond=is_plain(photo))
    least = max((right - left) * photo.width, (bottom - top) * photo.height * aspect)
    most = min(photo.width, photo.height * aspect)
    width = least if is_plain(photo) else max(least, most)
    height = width / aspect
    x = _placed((left + right) / 2 * photo.width - width / 2, width, photo.width)
    y = _placed((top + bottom) / 2 * photo.height - height / 2, height, photo.height)
    return x, y, x + width, y + height


def _with_air(box: Box, *, beyond: bool) -> Box:
    """With room around it; `beyond` the photo's end too, where its ground goes on."""
    left, top, right, bottom = box
    x, y = (right - left) * _AIR, (bottom - top) * _AIR
    if beyond:
        return left - x, top - y, right + x, bottom + y
    return max(left - x, 0), max(top - y, 0), min(right + x, 1), min(bottom + y, 1)


def _placed(start: float, length: float, whole: float) -> float:
    """Inside of the photo where it fits in, else with as much beyond one end as beyond the other; on whole pixels,
    so that nothing is blurred that need not be."""
    return round(min(max(start, 0), whole - length) if length <= whole else (whole - length) / 2)


def _edges(small: Image.Image) -> Image.Image:
    """How much happens at each place. The outermost pixels are left out: there the filter sees the photo's end."""
    found = small.convert("L").filter(ImageFilter.GaussianBlur(1)).filter(ImageFilter.FIND_EDGES)
    inner = found.crop((2, 2, _LOOK - 2, _LOOK - 2)).point(lambda v: max(0, v - 12) ** 2 // 16)
    sheet = Image.new("L", small.size)
    sheet.paste(inner, (2, 2))
    return sheet


def _extent(line: Image.Image) -> tuple[float, float]:
    """From where to where a line of sums holds all but the trimmed ends, as shares."""
    sums = list(line.tobytes())
    total = sum(sums)
    if not total:
        return 0.0, 1.0
    return _crossing(sums, total * _TRIMMED), 1 - _crossing(sums[::-1], total * _TRIMMED)


def _crossing(sums: Sequence[int], threshold: float) -> float:
    reached = 0.0
    for place, value in enumerate(sums):
        reached += value
        if reached > threshold:
            return place / len(sums)
    return 0.0


def _border(small: Image.Image) -> Image.Image:
    """The four sides of a picture as one strip."""
    width, height = small.size
    strip = Image.new("RGB", (2 * (width + height), 2))
    strip.paste(small.crop((0, 0, width, 2)), (0, 0))
    strip.paste(small.crop((0, height - 2, width, height)), (width, 0))
    strip.paste(small.crop((0, 0, 2, height)).transpose(Image.Transpose.ROTATE_90), (2 * width, 0))
    strip.paste(small.crop((width - 2, 0, width, height)).transpose(Image.Transpose.ROTATE_90), (2 * width + height, 0))
    return strip


def _border_colour(small: Image.Image) -> tuple[int, ...]:
    return tuple(ImageStat.Stat(_border(small)).median)


def _continued(shown: Image.Image, size: Size, place: tuple[int, int]) -> Image.Image:
    """The photo on a larger sheet; beyond it, each row or column goes on in the colour that it ends with."""
    wide = _sideways(shown, size[0], place[0])
    turned = _sideways(wide.transpose(Image.Transpose.TRANSPOSE), size[1], place[1])
    return turned.transpose(Image.Transpose.TRANSPOSE)


def _sideways(shown: Image.Image, width: int, start: int) -> Image.Image:
    """The photo from `start` on a sheet `width` pixels wide, fading into what goes on to its left and right."""
    if shown.width >= width:
        return shown
    sheet = Image.new("RGB", (width, shown.height))
    edge, fade = max(2, shown.width // 16), max(2, shown.width // 40)
    end = start + shown.width
    middle = start + shown.width // 2
    sheet.paste(_line(shown.crop((0, 0, edge, shown.height))).resize((middle, shown.height)), (0, 0))
    last = _line(shown.crop((shown.width - edge, 0, shown.width, shown.height)))
    sheet.paste(last.resize((width - middle, shown.height)), (middle, 0))
    opaque = Image.new("L", (shown.width, 1), 255)
    for x in range(fade):
        share = 255 * x // fade
        opaque.paste(share if start > 0 else 255, (x, 0, x + 1, 1))
        if end < width:
            opaque.paste(share, (shown.width - 1 - x, 0, shown.width - x, 1))
    sheet.paste(shown, (start, 0), opaque.resize(shown.size))
    return sheet


def _line(strip: Image.Image) -> Image.Image:
    """A strip's colours from top to bottom, without the grain that would become stripes."""
    return strip.resize((1, strip.height), Image.Resampling.BOX).filter(ImageFilter.BoxBlur((0, strip.height / 24)))

"""How a cover is arranged, and the picture of one product. Each draws on a sheet of any proportion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PIL import Image

from socialshop.windows.pictures.colour import mixed, readable_on
from socialshop.windows.pictures.facts import Cover, Layout, ShownProduct, Tile
from socialshop.windows.pictures.labels import Mark, badge, price_line, put_price, quiet, sign
from socialshop.windows.pictures.sheet import Box, Sheet, arch, rounded

Photos = Sequence[Image.Image]
"""Of the products, in their order."""

_MOST_WORDS = 0.42  # of a cover's height
_COLUMNS = {1: 0.42, 2: 0.36, 3: 0.31, 4: 0.27}
"""Share of the width that the column beside the first product takes, by how many stand in it."""
_LEAST_NAME = 38
"""Of a tile, in u: a name that would be smaller stands over the price, not beside it."""
_TALLEST = 1.2  # of a picture on the shelf, by its width


def counter(sheet: Sheet, cover: Cover, photos: Photos) -> None:
    """The first product large with its sign, the others in a column beside it; beneath them the words."""
    brand, pad = sheet.brand, sheet.u(60)
    width = sheet.width - 2 * pad
    mark = Mark(sheet, width, 24)
    title = sheet.set(cover.title, brand.heading, 76, width, lines=3, leading=1.1)
    line = sheet.set(cover.line, brand.text, 31, width, lines=3, leading=1.42)
    words = 2 * pad + mark.height + title.height
    with_line = words + line.height + sheet.u(22)
    line_fits = bool(cover.line) and with_line <= sheet.height * _MOST_WORDS
    edge = sheet.height - (with_line if line_fits else words)
    right = _beside(sheet, photos[1:], edge)
    sheet.photo(photos[0], (0, 0, right, edge))
    sign(sheet, cover.products[0], cover.language, (right - sheet.u(36), edge + sheet.u(46)), most=right - sheet.u(72))
    y = mark.put((pad, edge + pad - sheet.u(6)), brand.accent) + sheet.u(6)
    y = sheet.put(title, (pad, y), brand.ink)
    if line_fits:
        sheet.put(line, (pad, y + sheet.u(22)), quiet(brand, brand.paper))


def shelf(sheet: Sheet, cover: Cover, photos: Photos) -> None:
    """Under an awning, all products alike, each over its name and price."""
    brand, pad = sheet.brand, sheet.u(56)
    top = _awning(sheet)
    width = sheet.width - 2 * pad
    mark = Mark(sheet, width, 23)
    title = sheet.set(cover.title, brand.heading, 64, width, lines=2, leading=1.1)
    middle = sheet.width // 2
    y = mark.put((middle, top + sheet.u(30)), brand.accent, anchor="middle") + sheet.u(4)
    y = sheet.put(title, (middle, y), brand.ink, anchor="middle") + sheet.u(30)
    _grid(sheet, cover, photos, (pad, y, sheet.width - pad, sheet.height - sheet.u(40)))


def card(sheet: Sheet, cover: Cover, photos: Photos) -> None:
    """The words on the accent's colour, before the outline of a shop window; the products, if any, small beneath."""
    brand, pad = sheet.brand, sheet.u(92)
    ink = readable_on(brand.accent, brand.paper)
    _outline(sheet)
    row = _windows(sheet, photos) if photos else 0
    room, tall = sheet.height - row, min(1.25, sheet.height / sheet.width)
    width, middle = sheet.width - 2 * pad, sheet.width // 2
    mark = Mark(sheet, width, 25)
    title = sheet.set(cover.title, brand.heading, 84 * tall, width, lines=4, leading=1.1)
    line = sheet.set(cover.line, brand.text, 31 * tall, width, lines=5, leading=1.46)
    gap = sheet.u(34)
    y = max(sheet.u(56), (room - mark.height - title.height - line.height - 3 * gap) // 2)
    y = mark.put((middle, y), ink, anchor="middle") + gap // 2
    y = sheet.put(title, (middle, y), ink, anchor="middle") + gap
    sheet.line((middle - sheet.u(32), y), sheet.u(64), ink, sheet.u(3))
    sheet.put(line, (middle, y + gap), ink, anchor="middle")


def tile(sheet: Sheet, shown: Tile, photo: Image.Image) -> None:
    """One product: its photo, and beneath it its name and price, one under the other where the name is long."""
    brand, pad = sheet.brand, sheet.u(56)
    width = sheet.width - 2 * pad
    price = price_line(sheet, shown.product, shown.language, 64, width // 2)
    beside = width - (price.width + sheet.u(40) if price else 0)
    title = sheet.set(shown.product.title, brand.heading, 52, beside, lines=2, leading=1.12)
    stacked = price is not None and title.font.size < sheet.u(_LEAST_NAME)
    if stacked:
        title = sheet.set(shown.product.title, brand.heading, 46, width, lines=2, leading=1.12)
    words = [title.height, price.height if price else 0]
    height = (sum(words) if stacked else max(words)) + sheet.u(2 * 44)
    edge = sheet.height - height
    sheet.photo(photo, (0, 0, sheet.width, edge))
    below = sheet.put(title, (pad, edge + sheet.u(44) if stacked else edge + (height - title.height) // 2), brand.ink)
    if price:
        beneath, opposite = (pad, below), (sheet.width - pad - price.width, edge + (height - price.height) // 2)
        put_price(sheet, price, beneath if stacked else opposite, brand.paper)
    badge(sheet, shown.product, shown.language, (sheet.width - pad, edge), size=42)


COVERS: Mapping[Layout, Callable[[Sheet, Cover, Photos], None]] = {
    Layout.COUNTER: counter,
    Layout.SHELF: shelf,
    Layout.CARD: card,
}


def _beside(sheet: Sheet, photos: Photos, height: int) -> int:
    """The photos in a column along the right edge; what is left of the width."""
    if not photos:
        return sheet.width
    gap = sheet.u(10)
    left = sheet.width - round(sheet.width * _COLUMNS[len(photos)])
    tops = [round(place * (height + gap) / len(photos)) for place in range(len(photos) + 1)]
    for photo, (top, below) in zip(photos, pairwise(tops), strict=True):
        place = (left + gap, top, sheet.width, below - gap)
        sheet.photo(photo, place)
        sheet.hairline(place)
    return left


def _windows(sheet: Sheet, photos: Photos) -> int:
    """The photos in a row of shop windows along the lower edge; how high it is."""
    gap = sheet.u(26)
    width = min((sheet.width - (len(photos) + 1) * gap) // len(photos), sheet.u(300))
    height = min(round(width * 1.24), round(sheet.height * 0.36))
    x = (sheet.width - len(photos) * (width + gap) + gap) // 2
    mask = arch((width, height))
    for photo in photos:
        sheet.photo(photo, (x, sheet.height - height, x + width, sheet.height), mask=mask)
        x += width + gap
    return height + gap


def _outline(sheet: Sheet) -> None:
    """A large shop window behind the words, hardly lighter than the ground."""
    brand, inset = sheet.brand, sheet.u(44)
    size = sheet.width - 2 * inset, sheet.height - inset
    soft = mixed(brand.accent, readable_on(brand.accent, brand.paper), 0.07)
    sheet.image.paste(soft, (inset, inset, inset + size[0], inset + size[1]), arch(size))


def _awning(sheet: Sheet) -> int:
    """Stripes with round ends along the upper edge; where they end."""
    brand = sheet.brand
    stripes, straight = 13, sheet.u(46)
    width = sheet.width / stripes
    for number in range(stripes):
        box = (round(number * width), -sheet.u(60), round((number + 1) * width), straight + round(width / 2))
        colour = brand.accent if number % 2 == 0 else brand.paper
        sheet.shadow(box, radius=round(width / 2), depth=sheet.u(7), strength=0.16)
        sheet.fill(box, colour, radius=round(width / 2) - 1)
    return straight + round(width / 2)


def _grid(sheet: Sheet, cover: Cover, photos: Photos, box: Box) -> None:
    """The products in rows as equal as they can be, each picture over its words."""
    columns = _columns(len(photos), box)
    rows = -(-len(photos) // columns)
    gap = sheet.u(28)
    across = (box[2] - box[0] - (columns - 1) * gap) // columns
    down = (box[3] - box[1] - (rows - 1) * sheet.u(22)) // rows
    for number, (product, photo) in enumerate(zip(cover.shown, photos, strict=True)):
        row, column = divmod(number, columns)
        in_row = min(columns, len(photos) - row * columns)
        shift = (columns - in_row) * (across + gap) // 2
        x = box[0] + shift + column * (across + gap)
        y = box[1] + row * (down + sheet.u(22))
        _goods(sheet, product, cover.language, photo, (x, y, x + across, y + down))


def _columns(number: int, box: Box) -> int:
    """So many that the pictures come out nearest to squares."""
    width, height = box[2] - box[0], box[3] - box[1]

    def squareness(columns: int) -> float:
        rows = -(-number // columns)
        ratio = (width / columns) / (height / rows * 0.72)
        return max(ratio, 1.3 / ratio) + 0.7 * (rows * columns - number)

    return min(range(1, min(number, 3) + 1), key=squareness)


def _goods(sheet: Sheet, product: ShownProduct, locale: str, photo: Image.Image, box: Box) -> None:
    brand = sheet.brand
    width = box[2] - box[0]
    name = sheet.set(product.title, brand.text, 26, width, lines=2)
    price = price_line(sheet, product, locale, 40, width)
    below = 2 * name.leading + (price.height if price else 0) + sheet.u(12)
    free = max(0, box[3] - below - box[1] - round(width * _TALLEST))
    picture = (box[0], box[1] + free // 2, box[2], box[3] - below - (free - free // 2))
    sheet.photo(photo, picture, mask=rounded((width, picture[3] - picture[1]), sheet.u(20)))
    sheet.hairline(picture, radius=sheet.u(20))
    y = sheet.put(name, (box[0] + width // 2, picture[3] + sheet.u(12)), brand.ink, anchor="middle")
    if price:
        put_price(sheet, price, (box[0] + (width - price.width) // 2, y), brand.paper)
    badge(sheet, product, locale, (picture[2] - sheet.u(14), picture[3] - sheet.u(34)), size=26)

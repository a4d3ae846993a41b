"""What is written on a picture: whose it is, the price sign as it stands beside a cheese, the sale badge."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_percent

from socialshop.windows.pictures.brand import Brand
from socialshop.windows.pictures.colour import RGB, mixed, readable_on
from socialshop.windows.pictures.facts import ShownProduct
from socialshop.windows.pictures.photo import fitted_logo
from socialshop.windows.pictures.sheet import Sheet
from socialshop.windows.pictures.typesetting import Block

_QUIET = 0.28  # of the paper in the ink of what is said softly


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price and, smaller and crossed out, the one before it."""

    now: Block
    was: Block | None
    gap: int

    @property
    def width(self) -> int:
        return self.now.width + (self.was.width + self.gap if self.was else 0)

    @property
    def height(self) -> int:
        return self.now.leading


class Mark:
    """Whose window it is: the logo, or else the shop's name; `size` in u is that of the name."""

    def __init__(self, sheet: Sheet, width: int, size: float) -> None:
        brand = sheet.brand
        self._sheet = sheet
        self._name = sheet.set(brand.name.upper(), brand.strong, size, width)
        self._logo = fitted_logo(brand.logo, (width, sheet.u(size * 2.4))) if brand.logo else None
        self.height = self._logo.height + sheet.u(8) if self._logo else self._name.height

    def put(self, place: tuple[int, int], colour: RGB, *, anchor: str = "left") -> int:
        """Put it down with its upper left corner or upper middle at `place`; where it ends."""
        if self._logo is None:
            return self._sheet.put(self._name, place, colour, anchor=anchor)
        x = place[0] - (self._logo.width // 2 if anchor == "middle" else 0)
        self._sheet.image.paste(self._logo, (x, place[1]), self._logo)
        return place[1] + self.height


def quiet(brand: Brand, ground: RGB) -> RGB:
    """Ink for what is said softly, and can still be read."""
    ink = readable_on(ground, brand.ink, brand.paper)
    return readable_on(ground, mixed(ink, ground, _QUIET), ink)


def price_line(sheet: Sheet, product: ShownProduct, locale: str, size: float, width: int) -> PriceLine | None:
    """The product's price, set `size` u high within `width` pixels; None where it has none to be shown."""
    if product.price is None:
        return None
    brand = sheet.brand
    gap = sheet.u(size * 0.3)
    was = None
    if product.was and product.percent_off:
        was = sheet.set(product.was.format(locale), brand.text, size * 0.62, width // 2 - gap)
    room = width - (was.width + gap if was else 0)
    return PriceLine(sheet.set(product.price.format(locale), brand.heading, size, room), was, gap)


def put_price(sheet: Sheet, price: PriceLine, place: tuple[int, int], ground: RGB) -> None:
    """Put it down with its upper left corner at `place`."""
    brand = sheet.brand
    x, y = place
    wishes = (brand.sale, brand.ink, brand.paper) if price.was else (brand.ink, brand.paper)
    ink = readable_on(ground, *wishes)
    sheet.put(price.now, (x, y), ink)
    if price.was:
        soft = quiet(brand, ground)
        left = x + price.now.width + price.gap
        top = y + round((price.now.leading - price.was.leading) * 0.62)
        sheet.put(price.was, (left, top), soft)
        sheet.strike((left - 2, top + price.was.leading // 2), price.was.width + 4, soft, max(2, sheet.u(3)))


def sign(sheet: Sheet, product: ShownProduct, locale: str, corner: tuple[int, int], *, most: int) -> None:
    """A paper sign with the product's name, price and badge, up to `most` pixels wide, its lower right at `corner`."""
    brand = sheet.brand
    pad = sheet.u(28)
    name = sheet.set(product.title, brand.text, 27, most - 2 * pad, lines=2)
    price = price_line(sheet, product, locale, 58, most - 2 * pad)
    width = max(name.width, price.width if price else 0) + 2 * pad
    height = name.height + (price.height if price else 0) + sheet.u(42)
    x, y = corner[0] - width, corner[1] - height
    box = (x, y, x + width, y + height)
    sheet.shadow(box, radius=sheet.u(16))
    sheet.fill(box, brand.paper, radius=sheet.u(16))
    below = sheet.put(name, (x + pad, y + sheet.u(20)), brand.ink)
    badge(sheet, product, locale, (x + width - sheet.u(16), y - sheet.u(14)), size=32)
    if price:
        put_price(sheet, price, (x + pad, below + sheet.u(2)), brand.paper)


def badge(sheet: Sheet, product: ShownProduct, locale: str, corner: tuple[int, int], *, size: float) -> None:
    """By how much less the product costs now, if it does; the middle of the badge's right end is at `corner`."""
    if not product.percent_off:
        return
    brand = sheet.brand
    percent = format_percent(-product.percent_off / 100, locale=locale).replace("-", "−")
    text = sheet.set(percent, brand.strong, size, sheet.width)
    width, height = text.width + 2 * sheet.u(size * 0.62), round(text.leading * 1.36)
    left, top = corner[0] - width, corner[1] - height // 2
    sheet.fill((left, top, corner[0], top + height), brand.sale, radius=height // 2)
    ink = readable_on(brand.sale, brand.paper)
    sheet.put(text, (left + width // 2, top + (height - text.leading) // 2), ink, anchor="middle")

"""Gives a window's display its pictures: the cover first, then one for each product and each extra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from socialshop.money import Money
from socialshop.ports import Display, DisplayExtra, Picture
from socialshop.products.model import Product
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.display import Stage
from socialshop.windows.photos import Photos
from socialshop.windows.pictures.facts import Cover, Layout, ShownProduct, Size, Tile
from socialshop.windows.pictures.gallery import Gallery

_SIZE: Size = (1080, 1080)
_MOST_BYTES = 8_000_000
"""Where a platform names none."""


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws from the photos of the shop, with the prices of the day where the window tells any."""

    gallery: Gallery
    photos: Photos

    def __call__(
        self, display: Display, window: WindowDefinition, products: Sequence[Product], stage: Stage
    ) -> Display:
        """The display with drawn pictures, as many as the platform takes. Raises InputError for a photo that cannot be
        shown."""
        easel = _Easel(self, display, window, stage)
        by_id = {product.id: product for product in products}
        shown = [easel.product(by_id[one.item_id]) for one in display.products]
        tiles = [easel.tile(product) for product in shown]
        extras = [replace(extra, picture=easel.beside(extra)) for extra in display.extras]
        cover = easel.cover(shown)
        pictures = (cover, *tiles, *(extra.picture for extra in extras if extra.picture))
        return replace(
            display,
            pictures=pictures[: stage.limits.pictures[1]],
            products=tuple(replace(one, picture=tile) for one, tile in zip(display.products, tiles, strict=True)),
            extras=tuple(extras),
        )


class _Easel:
    """The drawing of one display."""

    def __init__(self, painter: Painter, display: Display, window: WindowDefinition, stage: Stage) -> None:
        limits = stage.limits.picture
        self._gallery = painter.gallery
        self._photos = painter.photos
        self._display = display
        self._window = window
        self._texts = window.texts_on(stage.channel)
        self._size = limits.preferred if limits else _SIZE
        self._most_bytes = min(limits.max_bytes, _MOST_BYTES) if limits else _MOST_BYTES

    def product(self, product: Product) -> ShownProduct:
        shown = self._photo(product.title, product.image_link)
        if not self._window.tells_prices:
            return shown
        price = Money(product.price, product.currency)
        if product.sale_price is None:
            return replace(shown, price=price)
        return replace(shown, price=Money(product.sale_price, product.currency), was=price)

    def tile(self, shown: ShownProduct) -> Picture:
        return self._gallery.tile(Tile(shown, self._display.language), self._size, most_bytes=self._most_bytes)

    def beside(self, extra: DisplayExtra) -> Picture:
        """Its own picture, or its words on a card."""
        if extra.picture:
            return self.tile(self._photo(extra.title, extra.picture.url))
        return self._cover(Cover(extra.title, extra.description, self._display.language, (), Layout.CARD))

    def cover(self, products: Sequence[ShownProduct]) -> Picture:
        topic = self._window.topic
        own = [self._photo(self._display.title, topic.picture)] if topic and topic.picture else []
        shown = (*own, *products)
        layout = self._window.layout or (Layout.CARD if topic else Layout.COUNTER)
        return self._cover(
            Cover(
                title=self._display.title,
                line=self._texts.motive,
                language=self._display.language,
                products=shown,
                layout=layout if shown else Layout.CARD,
            )
        )

    def _cover(self, cover: Cover) -> Picture:
        return self._gallery.cover(cover, self._size, most_bytes=self._most_bytes)

    def _photo(self, title: str, address: str) -> ShownProduct:
        return ShownProduct(title, self._photos.content(address), address)

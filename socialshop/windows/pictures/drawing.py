"""From facts to a file: the same facts give the same bytes."""

from __future__ import annotations

import io

from PIL import Image

from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.windows.pictures.brand import Brand
from socialshop.windows.pictures.facts import Cover, Layout, ShownProduct, Size, Tile
from socialshop.windows.pictures.layouts import COVERS, tile
from socialshop.windows.pictures.photo import open_photo
from socialshop.windows.pictures.sheet import Sheet

MOST_BYTES = 8_000_000
_QUALITIES = (90, 82, 74, 66, 58)


def draw_cover(cover: Cover, size: Size, brand: Brand, *, most_bytes: int = MOST_BYTES) -> bytes:
    """The window's first picture as a JPEG of `size` pixels and at most `most_bytes`; all but a card need a product.

    Raises InputError for a product's photo that cannot be shown.
    """
    sheet = Sheet(size, brand, brand.accent if cover.layout is Layout.CARD else brand.paper)
    COVERS[cover.layout](sheet, cover, [_photo(product, brand) for product in cover.shown])
    return _jpeg(sheet.image, most_bytes)


def draw_tile(shown: Tile, size: Size, brand: Brand, *, most_bytes: int = MOST_BYTES) -> bytes:
    """One product's picture, as `draw_cover`."""
    sheet = Sheet(size, brand, brand.paper)
    tile(sheet, shown, _photo(shown.product, brand))
    return _jpeg(sheet.image, most_bytes)


def _photo(product: ShownProduct, brand: Brand) -> Image.Image:
    return open_photo(product.photo, product.source or product.title, brand.paper)


def _jpeg(image: Image.Image, most_bytes: int) -> bytes:
    """As fine as fits."""
    for quality in _QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, subsampling=0 if quality > 80 else 2, optimize=True)
        if file.tell() <= most_bytes:
            return file.getvalue()
    raise ConfigurationError(
        phrase(
            "A picture of {width} × {height} pixels does not fit into {most_bytes} bytes.",
            width=image.width,
            height=image.height,
            most_bytes=most_bytes,
        ),
        mend=phrase("Draw it smaller."),
    )

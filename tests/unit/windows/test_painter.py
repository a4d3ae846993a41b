"""A display gets its pictures: a cover, a tile for each product, and one for what is not sold here."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from socialshop.errors import InputError
from socialshop.ports import Display, PictureLimits, WindowLimits
from socialshop.products.model import Product
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.display import Stage, build_display
from socialshop.windows.facts import Facts, ShopFront
from socialshop.windows.media import MediaStore
from socialshop.windows.painter import Painter
from socialshop.windows.photos import Photos
from socialshop.windows.pictures.gallery import Gallery

from .pictures.conftest import brand_with, encoded, packshot

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PICTURE = PictureLimits((540, 675), 0.8, 1.91, 320, 1440, 8_000_000, ("image/jpeg",), "https://example.com")
LIMITS = WindowLimits(2200, (1, 10), 30, 20, "https://example.com", picture=PICTURE)


def product(item_id: str, **more: Any) -> Product:
    facts = {"title": item_id.title(), "availability": "in stock", "price": 600, "currency": "EUR"}
    where = {"link": f"https://shop.example/{item_id}", "image_link": f"https://shop.example/{item_id}.jpg"}
    return Product(id=item_id, updated_at=NOW, **(facts | where | more))


def window(**more: Any) -> WindowDefinition:
    told = {"name": "regen", "title": "Regentage", "story": "Es nieselt.", "motive": "Darum.", "language": "de"}
    return WindowDefinition.model_validate({**told, "channels": ("instagram",), "products": ("brie", "feta"), **more})


@pytest.fixture
def painter(tmp_path: Path) -> Painter:
    for name in ("brie", "feta", "rezept"):
        (tmp_path / f"{name}.jpg").write_bytes(encoded(packshot()))
    store = MediaStore(str(tmp_path), "https://shop.example/media", requests.Session())
    return Painter(Gallery(brand_with(), tmp_path, store), Photos(tmp_path, requests.Session))


def painted(painter: Painter, definition: WindowDefinition, *products: Product, most: int = 10) -> Display:
    stage = Stage("instagram", replace(LIMITS, pictures=(1, most)))
    facts = Facts(NOW, ShopFront("https://shop.example", painter.gallery.media))
    return painter(build_display(definition, stage, products, facts), definition, products, stage)


def test_the_cover_comes_first_and_each_product_has_its_tile(painter: Painter) -> None:
    display = painted(painter, window(), product("brie"), product("feta"))
    cover, *tiles = display.pictures
    assert cover.alt.startswith("Regentage. Zu sehen: Brie in groß")
    assert tiles == [one.picture for one in display.products]
    assert [tile.alt for tile in tiles] == ["Brie", "Feta"]
    for picture in display.pictures:
        assert picture.url.startswith("https://shop.example/media/windows/")
        assert picture.content
        with Image.open(io.BytesIO(picture.content)) as image:
            assert image.size == (picture.width, picture.height) == (540, 675)


def test_a_price_is_part_of_a_picture_that_can_follow_it_or_that_the_window_wants_so(painter: Painter) -> None:
    def cover(definition: WindowDefinition, **price: Any) -> str:
        return painted(painter, definition, product("brie", **price)).pictures[0].digest

    for telling in (window(unchangeable="replace"), window(prices=True)):
        assert cover(telling) == cover(telling)
        assert cover(telling) != cover(telling, price=700)
        assert cover(telling) != cover(telling, sale_price=500)
    for silent in (window(), window(unchangeable="replace", prices=False)):
        assert cover(silent) == cover(silent, price=700)


def test_an_extra_shows_its_picture_or_its_words(painter: Painter) -> None:
    extras = (
        {"title": "Rezept", "link": "https://blog.example/1", "picture": "rezept.jpg"},
        {"title": "Ein Wein", "link": "https://wein.example/2", "story": "Den wir nicht führen."},
    )
    display = painted(painter, window(extras=extras), product("brie"))
    shown, told = (extra.picture for extra in display.extras)
    assert shown
    assert told
    assert (shown.alt, told.alt) == ("Rezept", "Ein Wein. Den wir nicht führen.")
    assert display.pictures[2:] == (shown, told)


def test_a_topic_without_products_is_a_card(painter: Painter) -> None:
    topic = window(products=(), topic={"kind": "question"})
    display = painted(painter, topic)
    (card,) = display.pictures
    assert card.alt == "Regentage. Darum."
    pictured = window(products=(), topic={"kind": "recipe", "picture": "rezept.jpg"})
    assert painted(painter, pictured).pictures[0].digest != card.digest


def test_the_layout_is_the_windows(painter: Painter) -> None:
    drawn = {
        painted(painter, window(**chosen), product("brie"), product("feta")).pictures[0].digest
        for chosen in ({}, {"layout": "shelf"}, {"layout": "card"}, {"layout": "counter"})
    }
    assert len(drawn) == 3, "a counter is what is drawn unless another is asked for"


def test_no_more_pictures_than_the_platform_takes(painter: Painter) -> None:
    display = painted(painter, window(), product("brie"), product("feta"), most=2)
    assert len(display.pictures) == 2


def test_a_photo_that_cannot_be_shown_is_said(painter: Painter, tmp_path: Path) -> None:
    (tmp_path / "brie.jpg").write_bytes(b"gone")
    with pytest.raises(InputError, match=r"https://shop\.example/brie\.jpg: The file is no picture"):
        painted(painter, window(), product("brie"))

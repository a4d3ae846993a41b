"""A picture is drawn once for the same facts, and hangs unchanged until they change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import requests

from socialshop.errors import InputError
from socialshop.money import Money
from socialshop.windows.media import MediaStore
from socialshop.windows.pictures.brand import Brand
from socialshop.windows.pictures.facts import Cover, Layout, ShownProduct, Tile
from socialshop.windows.pictures.gallery import Gallery

from .conftest import brand_with

SIZE = (540, 540)


@pytest.fixture
def gallery(tmp_path: Path, brand: Brand) -> Gallery:
    return Gallery(brand, tmp_path, MediaStore(str(tmp_path), "https://shop.example/media", requests.Session()))


@pytest.fixture
def cover(product: ShownProduct) -> Cover:
    return Cover("Käse für Regentage", "Weil es nieselt.", "de", (product,), Layout.SHELF)


def test_a_picture_has_its_file_address_and_words(gallery: Gallery, cover: Cover, tmp_path: Path) -> None:
    picture = gallery.cover(cover, SIZE)
    (file,) = (tmp_path / "windows").iterdir()
    assert picture.content == file.read_bytes()
    assert picture.url == f"https://shop.example/media/windows/{file.name}"
    assert (picture.width, picture.height) == SIZE
    assert picture.alt.startswith("Käse für Regentage")


def test_what_hangs_is_not_drawn_again(gallery: Gallery, cover: Cover, tmp_path: Path) -> None:
    gallery.cover(cover, SIZE)
    (file,) = (tmp_path / "windows").iterdir()
    file.write_bytes(b"as an earlier version drew it")
    assert gallery.cover(cover, SIZE).content == b"as an earlier version drew it"


def test_another_fact_is_another_picture(gallery: Gallery, cover: Cover, product: ShownProduct) -> None:
    dearer = replace(product, price=Money.of("5.00", "EUR"))
    drawn = [
        gallery.cover(cover, SIZE),
        gallery.cover(replace(cover, title="Käse für den Herbst"), SIZE),
        gallery.cover(replace(cover, products=(dearer,)), SIZE),
        gallery.cover(replace(cover, layout=Layout.CARD), SIZE),
        gallery.cover(cover, (540, 675)),
        replace(gallery, brand=brand_with(accent="#7A2E2A")).cover(cover, SIZE),
        gallery.tile(Tile(product, "de"), SIZE),
        gallery.tile(Tile(product, "en"), SIZE),
    ]
    assert len({picture.url for picture in drawn}) == len({picture.digest for picture in drawn}) == len(drawn)


def test_a_picture_that_cannot_be_drawn_leaves_no_file(gallery: Gallery, product: ShownProduct, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        gallery.tile(Tile(replace(product, photo=b"gone"), "de"), SIZE)
    assert not list(tmp_path.rglob("*.*"))

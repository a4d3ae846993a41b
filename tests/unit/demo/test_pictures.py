"""The drawn pictures: one for every kind, always the same, in the three proportions."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from demo import pictures
from demo.assortment import products


def test_every_product_has_a_kind_that_can_be_drawn() -> None:
    kinds = {product.kind for product in (*products(), *products(second=True))}

    assert kinds == set(pictures.KINDS)


@pytest.mark.parametrize("size", [pictures.SQUARE, pictures.PORTRAIT, pictures.TALL])
def test_a_picture_fills_each_proportion(size: tuple[int, int]) -> None:
    picture = pictures.draw_product("emmental", "a", size)

    assert (picture.size, picture.mode) == (size, "RGB")
    assert min(ImageStat.Stat(picture).stddev) > 20  # it shows something


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_a_kind_is_drawn_alike_for_the_same_seed_alone(kind: str) -> None:
    small = (180, 180)
    first, again, other = (pictures.draw_product(kind, seed, small) for seed in ("a", "a", "b"))

    assert ImageChops.difference(first, again).getbbox() is None
    assert ImageChops.difference(first, other).getbbox() is not None


def test_all_pictures_of_a_delivery_are_written_where_its_addresses_point(tmp_path: Path) -> None:
    some = [product for product in products() if product.type in {"set", "goat"}]

    written = pictures.write_pictures(tmp_path, some, (180, 180))

    assert [path.name for path in written] == [product.picture for product in some if product.has_picture]
    assert "ziegengouda-heublumen.jpg" not in {path.name for path in tmp_path.iterdir()}
    for path in written:
        with Image.open(path) as picture:
            assert (picture.format, picture.size, picture.mode) == ("JPEG", (180, 180), "RGB")

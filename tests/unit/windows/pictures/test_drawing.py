"""Covers and tiles: their size, their words, the same bytes for the same facts."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from socialshop.errors import ConfigurationError, InputError
from socialshop.money import Money
from socialshop.windows.pictures.alt import cover_alt, tile_alt
from socialshop.windows.pictures.brand import Brand
from socialshop.windows.pictures.colour import READABLE, contrast, readable_on
from socialshop.windows.pictures.drawing import draw_cover, draw_tile
from socialshop.windows.pictures.facts import Cover, Layout, ShownProduct, Tile
from socialshop.windows.pictures.labels import quiet

from .conftest import brand_with, encoded

SIZES = [(1080, 1080), (1080, 1350), (1000, 1500)]


def cover(layout: Layout, *products: ShownProduct) -> Cover:
    return Cover("Käse für Regentage", "Weil es draußen nieselt.", "de", products, layout)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("number", [1, 3, 7])
def test_every_layout_takes_any_number_of_products_in_every_proportion(
    layout: Layout, number: int, size: tuple[int, int], product: ShownProduct, brand: Brand
) -> None:
    drawn = draw_cover(cover(layout, *[product] * number), size, brand)
    with Image.open(io.BytesIO(drawn)) as image:
        assert (image.format, image.size) == ("JPEG", size)


def test_a_card_needs_no_product(brand: Brand) -> None:
    with Image.open(io.BytesIO(draw_cover(cover(Layout.CARD), (1080, 1080), brand))) as image:
        assert image.size == (1080, 1080)
    assert cover_alt(cover(Layout.CARD)) == "Käse für Regentage. Weil es draußen nieselt."


def test_the_same_facts_give_the_same_bytes(product: ShownProduct, brand: Brand) -> None:
    one, again = (draw_cover(cover(Layout.SHELF, product, product), (540, 540), brand) for _ in range(2))
    assert one == again
    dearer = replace(product, price=Money.of("5.00", "EUR"))
    assert draw_cover(cover(Layout.SHELF, product, dearer), (540, 540), brand) != one


def test_what_it_shows_is_told_to_those_who_do_not_see_it_and_prices_are_not(product: ShownProduct) -> None:
    fig = replace(product, title="Feigenchutney")
    assert cover_alt(cover(Layout.COUNTER, product, fig, fig)) == (
        "Käse für Regentage. Zu sehen: Bergkäse vom Alpsommer in groß, daneben Feigenchutney und Feigenchutney."
    )
    english = replace(cover(Layout.SHELF, product, fig), language="en", title="Rainy days")
    assert cover_alt(english) == "Rainy days. Side by side: Bergkäse vom Alpsommer and Feigenchutney."
    asked = replace(english, title="Rain?")
    assert cover_alt(asked).startswith("Rain? Side by side:")
    assert cover_alt(cover(Layout.CARD, *[product] * 9)).count("Bergkäse") == 4, "those that are to be seen"
    many = [replace(product, title="Käse " * 20)] * 40
    assert len(cover_alt(cover(Layout.SHELF, *many))) <= 500
    assert tile_alt(Tile(product, "de")) == "Bergkäse vom Alpsommer"


def test_a_reduction_is_a_badge_in_the_sale_colour(product: ShownProduct, brand: Brand) -> None:
    def sale_pixels(shown: ShownProduct) -> int:
        with Image.open(io.BytesIO(draw_tile(Tile(shown, "de"), (1080, 1080), brand))) as image:
            pixels = image.convert("RGB").get_flattened_data()
        return sum(all(abs(a - b) < 16 for a, b in zip(pixel, brand.sale, strict=True)) for pixel in pixels)

    plain = ShownProduct("Käse", product.photo, price=product.price)
    assert product.percent_off == 25
    assert sale_pixels(product) > sale_pixels(plain) + 3000
    assert replace(product, was=Money.of("4.51", "EUR")).percent_off == 0


def test_a_long_name_stands_over_the_price_and_stays_readable(product: ShownProduct, brand: Brand) -> None:
    def paper(title: str) -> int:
        """How many of the rows of the tile's left edge are paper."""
        drawn = draw_tile(Tile(replace(product, title=title, price=Money(129_900, "EUR")), "de"), (540, 540), brand)
        with Image.open(io.BytesIO(drawn)) as image:
            edge = image.convert("RGB").crop((2, 0, 3, 540))
        pixels = zip(*[iter(edge.tobytes())] * 3, strict=True)
        near = [max(abs(a - b) for a, b in zip(pixel, brand.paper, strict=True)) < 8 for pixel in pixels]
        return near[::-1].index(False)

    assert paper("Bergkäse vom Alpsommer mit Heumilch und Kräuterrinde, 24 Monate gereift") > paper("Brie") + 20


def test_a_white_photo_has_an_edge_on_white_paper(product: ShownProduct) -> None:
    white = replace(product, photo=encoded(Image.new("RGB", (600, 600), "white")))
    brand = brand_with(paper="#ffffff")
    drawn = draw_cover(Cover("Öl", "", "de", (white,), Layout.SHELF), (540, 540), brand)
    with Image.open(io.BytesIO(drawn)) as image:
        middle = image.convert("L").crop((0, 300, 540, 301))
        assert min(middle.tobytes()) < 245


def test_a_picture_keeps_within_the_platforms_bytes(product: ShownProduct, brand: Brand) -> None:
    fine = draw_tile(Tile(product, "de"), (1080, 1080), brand)
    small = draw_tile(Tile(product, "de"), (1080, 1080), brand, most_bytes=len(fine) * 2 // 3)
    assert len(small) <= len(fine) * 2 // 3
    with pytest.raises(ConfigurationError, match="does not fit into 900 bytes"):
        draw_tile(Tile(product, "de"), (1080, 1080), brand, most_bytes=900)


def test_a_broken_photo_is_named(brand: Brand) -> None:
    with pytest.raises(InputError, match=r"bilder/brie\.jpg: The file is no picture"):
        draw_tile(Tile(ShownProduct("Brie", b"gone", "bilder/brie.jpg"), "de"), (540, 540), brand)


@pytest.mark.parametrize("ground", ["#FBF6EC", "#1F4A3A", "#777777", "#000000", "#FFD400"])
def test_ink_can_be_read_on_any_ground(ground: str) -> None:
    brand = brand_with(accent="#303030")
    colour = tuple(bytes.fromhex(ground[1:]))
    assert len(colour) == 3
    assert contrast(quiet(brand, colour), colour) >= READABLE
    assert contrast(readable_on(colour, brand.paper), colour) >= READABLE


def test_contrast_is_wcags() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"ink": "#BBBBBB"},
            r"windows\.brand\.ink: its contrast .* is 1\.\d : 1, expected at least 4\.5 : 1",
        ),
        ({"accent": "#FFE0A0"}, r"windows\.brand\.accent: its contrast"),
    ],
)
def test_a_brand_that_nobody_could_read_is_refused(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        brand_with(**wrong)


def test_a_font_or_logo_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_text("no font")
    with pytest.raises(ConfigurationError, match="cannot be used as a font"):
        brand_with(tmp_path, heading_font="no.ttf")
    with pytest.raises(ConfigurationError, match=r"windows\.brand\.logo: there is no file"):
        brand_with(tmp_path, logo="no.png")


def test_a_logo_stands_where_the_name_would(product: ShownProduct, brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(encoded(Image.new("RGBA", (300, 90), (0, 200, 255, 255)), "PNG"))
    branded = brand_with(tmp_path, logo="logo.png")
    for layout in Layout:
        with Image.open(io.BytesIO(draw_cover(cover(layout, product), (1080, 1080), branded))) as image:
            blue = [pixel for pixel in image.get_flattened_data() if pixel[2] > 230 and pixel[0] < 30]
        assert len(blue) > 5000


def test_a_broken_logo_is_named(product: ShownProduct, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"no logo")
    with pytest.raises(InputError, match=r"logo\.png: The file is no picture"):
        draw_cover(cover(Layout.SHELF, product), (540, 540), brand_with(tmp_path, logo="logo.png"))

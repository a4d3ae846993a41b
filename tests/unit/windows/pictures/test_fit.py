"""A photo in any proportion shows its subject whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from demo.pictures import draw_product
from socialshop.windows.pictures.fit import fit, is_plain, subject

from .conftest import packshot

RED = (0xB0, 0x20, 0x20)


def red_box(image: Image.Image) -> tuple[int, int, int, int]:
    bands = ImageChops.difference(image, Image.new("RGB", image.size, RED)).convert("L").point(lambda v: 255 * (v < 40))
    found = bands.getbbox()
    assert found is not None
    return found


@settings(max_examples=40)
@given(
    left=st.integers(12, 390),
    top=st.integers(12, 390),
    wide=st.integers(60, 190),
    high=st.integers(60, 190),
    size=st.sampled_from([(400, 400), (400, 500), (400, 600), (600, 200), (150, 600)]),
)
def test_a_packshot_keeps_its_subject_whole_and_brings_it_near(
    left: int, top: int, wide: int, high: int, size: tuple[int, int]
) -> None:
    fitted = fit(packshot(box=(left, top, left + wide, top + high)), size)
    assert fitted.size == size
    x0, y0, x1, y1 = red_box(fitted)
    assert (x1 - x0) / (y1 - y0) == pytest.approx(wide / high, rel=0.12)
    assert max((x1 - x0) / size[0], (y1 - y0) / size[1]) > 0.75


def test_beyond_a_packshot_its_own_ground_goes_on() -> None:
    cream = Image.new("RGB", (300, 300), "#f3ead8")
    cream.paste(RED, (10, 120, 290, 180))
    fitted = fit(cream, (300, 600))
    assert {fitted.getpixel(place) for place in ((2, 2), (150, 40), (298, 598))} == {(0xF3, 0xEA, 0xD8)}


def test_a_scene_is_cut_where_nothing_happens() -> None:
    scene = draw_product("mountain", "bergkaese", (600, 600))
    assert not is_plain(scene)
    _, top, _, bottom = subject(scene)
    assert top > 0.1, "the wall is not the subject"
    goods = scene.crop((0, round(top * 600), 600, round(bottom * 600)))
    fitted = fit(scene, (600, 450))
    strips = (fitted.crop((0, y, 600, y + goods.height)) for y in range(450 - goods.height + 1))
    assert any(ImageChops.difference(strip, goods).getbbox() is None for strip in strips), "nothing of it is missing"


@pytest.mark.parametrize("size", [(600, 100), (100, 600)])
def test_a_scene_goes_on_where_the_proportion_asks_for_more_than_it_has(size: tuple[int, int]) -> None:
    scene = draw_product("mountain", "bergkaese", (600, 600))
    assert fit(scene, size).size == size


def test_a_photo_of_one_colour_is_shown_as_it_is() -> None:
    assert fit(Image.new("RGB", (300, 200), "teal"), (100, 150)).getcolors() == [(15000, (0, 128, 128))]

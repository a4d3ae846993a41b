"""Photos as shops have them are made ready; what cannot be shown is said with the file and the mend."""

from __future__ import annotations

import pytest
from PIL import Image, ImageCms

from socialshop.errors import InputError
from socialshop.windows.pictures.photo import open_photo

from .conftest import encoded, packshot

PAPER = (250, 240, 230)


def opened(content: bytes) -> Image.Image:
    return open_photo(content, "kaese.jpg", PAPER)


def near(found: object, expected: tuple[int, int, int], by: int = 12) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= by for a, b in zip(found, expected, strict=True))


def test_a_photo_that_a_camera_turned_stands_upright() -> None:
    lying = Image.new("RGB", (300, 200), "blue")
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(encoded(lying, exif=exif)).size == (200, 300)


def test_print_colours_become_screen_colours() -> None:
    printed = Image.new("CMYK", (200, 200), (0, 255, 255, 0))
    found = opened(encoded(printed))
    assert found.mode == "RGB"
    assert near(found.getpixel((100, 100)), (255, 0, 0), 40)


def test_a_profile_is_taken_into_account_and_a_broken_one_is_not() -> None:
    image = Image.new("RGB", (200, 200), (90, 120, 150))
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (lab_like, b"no profile"):
        assert near(opened(encoded(image, icc_profile=profile)).getpixel((9, 9)), (90, 120, 150))


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_is_clear_shows_the_paper(form: str) -> None:
    image = Image.new("RGBA", (200, 200), (255, 0, 0, 0))
    assert near(opened(encoded(image, form)).getpixel((100, 100)), PAPER)


def test_a_palette_with_a_clear_colour_shows_the_paper() -> None:
    image = Image.new("P", (200, 200), 3)
    image.putpalette([0, 0, 0] * 3 + [9, 9, 9])
    assert near(opened(encoded(image, "GIF", transparency=3)).getpixel((5, 5)), PAPER)


def test_of_a_moving_picture_the_first_frame_is_shown() -> None:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("lime", "red", "blue")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert near(opened(moving).getpixel((100, 100)), (0, 255, 0))


def test_sixteen_bits_are_shown_by_their_upper_ones() -> None:
    deep = Image.new("I;16", (200, 200), 32896)
    assert near(opened(encoded(deep, "PNG")).getpixel((100, 100)), (128, 128, 128), 2)


def test_a_huge_photo_is_not_read_at_its_full_size() -> None:
    assert max(opened(encoded(Image.new("RGB", (7000, 7000), "white"), quality=30)).size) <= 4400


def black(side: int) -> bytes:
    return encoded(Image.new("1", (side, side)), "PNG")


def refusal(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        opened(content)
    assert caught.value.file == "kaese.jpg"
    assert caught.value.mend
    return caught.value.what


def test_a_small_file_that_unfolds_into_gigabytes_is_refused() -> None:
    assert "Found '9000 × 9000 pixels'. Expected at most 60 million pixels" in refusal(black(9_000))
    assert "unfolds into more than can be held" in refusal(black(20_000))


def test_a_thumbnail_is_refused() -> None:
    assert "Found '90 × 60 pixels'. Expected at least 100" in refusal(encoded(Image.new("RGB", (90, 60))))


@pytest.mark.parametrize("content", [b"", b"<html>gone</html>", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert "no picture" in refusal(content)


def test_half_a_photo_is_refused() -> None:
    whole = encoded(packshot(), quality=95)
    assert "broken" in refusal(whole[: len(whole) // 2])
    assert "broken" in refusal(encoded(packshot(), "PNG")[:400])

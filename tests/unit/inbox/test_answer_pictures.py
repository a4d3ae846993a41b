"""A picture for an answer is looked at before it goes anywhere, and bears nothing but what it shows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import requests
from PIL import Image, PngImagePlugin

from socialshop.desk.errors import (
    NoPicture,
    NoPlaceForPictures,
    PictureNotOffered,
    PictureRefused,
    PictureTooLarge,
    WrongPictureFormat,
)
from socialshop.desk.pictures import cleaned, put_up
from socialshop.ports import Act
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.permissions import NotPermitted
from socialshop.testing.talking import TAKEN, TalkingChannel, public_store
from socialshop.windows.media import MediaStore

AGENT = Actor("Anna", Role.AGENT, 1)
GPS, ORIENTATION, SHARES_PLACE = 0x8825, 0x0112, b"Hinterhof 7"
GIF_HEAD = b"GIF89a" + bytes.fromhex("01000100800000 000000ffffff")  # one pixel, two colours
GIF_FRAME = bytes.fromhex("2c00000000 0100010000 0202440100")


def file(format_: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#b5651d").save(made, format_, **options)
    return made.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_the_place_in_a_photo_stays_here_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # held upright: a quarter turn to the right
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    made, mime_type = cleaned(file("JPEG", exif=exif, comment=SHARES_PLACE, xmp=SHARES_PLACE), "facebook", TAKEN)
    assert (mime_type, opened(made).size, dict(opened(made).getexif())) == ("image/jpeg", (20, 40), {})
    assert SHARES_PLACE not in made


def test_what_a_png_or_gif_says_beside_its_picture_stays_here() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Place", SHARES_PLACE.decode())
    frames = [Image.new("P", (9, 9), number) for number in range(3)]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=SHARES_PLACE)
    for content in (file("PNG", pnginfo=told), moving.getvalue()):
        assert SHARES_PLACE in content
        made, _ = cleaned(content, "facebook", TAKEN)
        assert SHARES_PLACE not in made
        assert getattr(opened(made), "n_frames", 1) == getattr(opened(content), "n_frames", 1)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"%PDF-1.7 called photo.jpg", NoPicture),
        (b"", NoPicture),
        (file("PNG")[:60], NoPicture),
        (file("WEBP"), WrongPictureFormat),
        (file("BMP"), WrongPictureFormat),
        (file("PNG", (10_000, 6_001)), PictureTooLarge),
        (file("PNG") + b"x" * TAKEN.max_bytes, PictureTooLarge),
        (GIF_HEAD + GIF_FRAME * 2_000 + b";", PictureTooLarge),
    ],
    ids=["renamed", "empty", "cut off", "webp", "bmp", "unfolds", "large", "frame after frame"],
)
def test_what_the_channel_would_not_show_is_refused(content: bytes, refusal: type[PictureRefused]) -> None:
    with pytest.raises(refusal) as caught:
        cleaned(content, "facebook", TAKEN)
    assert caught.value.mend


def test_it_is_put_up_under_a_name_that_nobody_guesses(tmp_path: Path) -> None:
    shown = put_up(AGENT, file("PNG"), "facebook", TalkingChannel(pictures=TAKEN), Act.REPLY, public_store(tmp_path))
    (kept,) = (tmp_path / "answers").iterdir()
    assert shown.url == f"https://shop.example/media/answers/{kept.name}"
    assert len(kept.stem) == 64
    assert opened(kept.read_bytes()).size == (40, 20)


def test_who_may_not_answer_where_none_is_taken_and_where_none_could_be_seen(tmp_path: Path) -> None:
    unseen = MediaStore(str(tmp_path), "", requests.Session())
    takes, takes_none = TalkingChannel(pictures=TAKEN), TalkingChannel()
    for actor, channel, act, refusal in (
        (Actor("Vera", Role.VIEWER, 2), takes, Act.REPLY, NotPermitted),
        (AGENT, takes_none, Act.REPLY, PictureNotOffered),
        (AGENT, takes, Act.PRIVATE_REPLY, PictureNotOffered),
        (AGENT, object(), Act.REPLY, PictureNotOffered),
        (AGENT, takes, Act.REPLY, NoPlaceForPictures),
    ):
        with pytest.raises(refusal):
            put_up(actor, file("PNG"), "facebook", channel, act, unseen)
    assert list(tmp_path.iterdir()) == []

"""The products' photos are had from where they are, once, and what is wrong with one is said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from connectors.sandbox.server import Sandbox
from socialshop.config import Http
from socialshop.errors import InputError
from socialshop.products.download import PHOTO, download
from socialshop.windows.photos import Photos

from .pictures.conftest import encoded, packshot

HOST = "www.kaesetheke.example"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Photos]:
    """Photos of the shop: files in `here`, and the public folder `there`."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    with Sandbox(public={HOST: tmp_path / "there"}) as sandbox:
        yield Photos(tmp_path / "here", partial(_fetched, Http(addresses=sandbox.addresses)))


def _fetched(http: Http, address: str) -> Path:
    return download(address, address, http, PHOTO)


def test_a_file_of_the_folder_goes_before_its_address(shop: Photos, tmp_path: Path) -> None:
    (tmp_path / "here" / "brie.jpg").write_bytes(encoded(packshot()))
    assert shop.content(f"https://{HOST}/brie.jpg") == encoded(packshot())


def test_what_is_not_in_the_folder_is_fetched_once(shop: Photos, tmp_path: Path) -> None:
    there = tmp_path / "there" / "brie.jpg"
    there.write_bytes(encoded(packshot()))
    first = shop.content(f"https://{HOST}/brie.jpg")
    there.unlink()
    assert shop.content(f"https://{HOST}/brie.jpg") == first
    assert shop.trouble(f"https://{HOST}/brie.jpg") == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "The address gives no file. Found 'HTTP 404'. Expected HTTP 200"),
        (b"<p>gone</p>", "The file is no picture"),
        (encoded(packshot())[:2000], "The photo is broken"),
        (encoded(packshot((90, 90), (10, 10, 40, 40))), "too small"),
    ],
)
def test_a_photo_that_cannot_be_shown_says_why(shop: Photos, tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "there" / "brie.jpg").write_bytes(content)
    assert said in shop.trouble(f"https://{HOST}/brie.jpg")
    with pytest.raises(InputError, match=HOST):
        shop.content(f"https://{HOST}/brie.jpg")


def test_a_name_that_is_neither_a_file_nor_an_address_is_said(shop: Photos, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"lob\.jpg: There is no such file in the folder of pictures") as caught:
        shop.content("lob.jpg")
    assert str(tmp_path / "here") in caught.value.mend


def test_a_host_that_does_not_answer_is_said_without_what_stands_in_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    nobody = Http(connect_timeout=1, retries=0, addresses={HOST: "http://127.0.0.1:9"})
    assert "ConnectionError" in Photos(tmp_path, partial(_fetched, nobody)).trouble(f"https://{HOST}/brie.jpg")

"""Pictures are where platforms can fetch them before any platform is asked to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from fsspec.implementations.memory import MemoryFileSystem

from connectors.sandbox.server import Sandbox
from socialshop.addressing import open_session
from socialshop.errors import ConfigurationError, Permanent
from socialshop.ports import HttpSettings, Picture
from socialshop.windows.media import MediaStore, local_picture

from .pictures.conftest import encoded, packshot

HOST = "www.kaesetheke.example"
PUBLIC = f"https://{HOST}/media"
NAME = "windows/abc.jpg"
MOST = 8_000_000


@pytest.fixture(scope="module")
def jpeg() -> bytes:
    return encoded(packshot())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[requests.Session]:
    """A session that sees the folder `public` as the shop's host."""
    (tmp_path / "public").mkdir()
    with Sandbox(public={HOST: tmp_path / "public"}) as sandbox:
        yield open_session(HttpSettings(addresses=sandbox.addresses))


def store_in(folder: Path, session: requests.Session, public_url: str = PUBLIC) -> MediaStore:
    return MediaStore(str(folder), public_url, session)


def shown(jpeg: bytes, url: str = f"{PUBLIC}/{NAME}") -> Picture:
    return Picture(url, "Käse", jpeg, 600, 600)


def test_a_picture_is_put_where_the_world_sees_it(tmp_path: Path, shop: requests.Session, jpeg: bytes) -> None:
    store = store_in(tmp_path / "public" / "media", shop)
    store.publish([shown(jpeg)], "instagram", most_bytes=MOST)
    assert (tmp_path / "public" / "media" / NAME).read_bytes() == jpeg
    assert store.url(NAME) == f"{PUBLIC}/{NAME}"


@pytest.mark.parametrize("name", ["K%C3%A4se.jpg", "K\u00e4se.jpg"])
def test_a_picture_of_the_shops_folder_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "K\u00e4se.jpg").touch()
    assert local_picture(f"{PUBLIC}/{name}?width=600", tmp_path) == tmp_path / "K\u00e4se.jpg"


@pytest.mark.parametrize(
    "address",
    ["", "https://[", f"{PUBLIC}/", f"{PUBLIC}/..", f"{PUBLIC}/%00.jpg", f"{PUBLIC}/{'x' * 300}.jpg"],
)
def test_what_no_file_can_be_called_is_no_picture_of_ours(tmp_path: Path, address: str) -> None:
    assert local_picture(address, tmp_path) is None


def test_no_address_of_a_picture_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").touch()
    (tmp_path / "media").mkdir()
    assert local_picture(f"{PUBLIC}/..%2fsecret.jpg", tmp_path / "media") is None


def refusal(store: MediaStore, picture: Picture, most_bytes: int = MOST) -> str:
    with pytest.raises(Permanent) as caught:
        store.publish([picture], "instagram", most_bytes=most_bytes)
    assert caught.value.channel == "instagram"
    assert "windows.media" in caught.value.mend
    return caught.value.what


def test_what_cannot_be_had_from_outside_is_said(tmp_path: Path, shop: requests.Session, jpeg: bytes) -> None:
    elsewhere = store_in(tmp_path / "inside", shop)
    assert "answers HTTP 404" in refusal(elsewhere, shown(jpeg))
    media = tmp_path / "public" / "media"
    store = store_in(media, shop)
    (media / "windows").mkdir(parents=True)
    (media / "page.html").write_text("<p>Sign in</p>")
    assert "gives text/html, not an image" in refusal(store, shown(jpeg, f"{PUBLIC}/page.html"))
    (media / NAME).write_bytes(encoded(packshot(), quality=20))
    assert "gives another picture" in refusal(store, shown(jpeg))
    assert "at most 10 are allowed" in refusal(store, Picture(f"{PUBLIC}/{NAME}", ""), most_bytes=10)


def test_without_a_public_address_nothing_can_be_fetched(tmp_path: Path, shop: requests.Session, jpeg: bytes) -> None:
    store = store_in(tmp_path, shop, "")
    assert store.url(NAME) == NAME
    assert "no public address" in refusal(store, shown(jpeg, store.url(NAME)))


def test_a_server_that_does_not_answer_is_said(tmp_path: Path, jpeg: bytes) -> None:
    nobody = open_session(HttpSettings(connect_timeout=0.5, addresses={HOST: "http://127.0.0.1:9"}))
    assert f"{PUBLIC}/{NAME} cannot be reached (ConnectionError)" in refusal(store_in(tmp_path, nobody), shown(jpeg))


def test_pictures_of_the_shop_itself_are_looked_at_and_not_copied(
    tmp_path: Path, shop: requests.Session, jpeg: bytes
) -> None:
    (tmp_path / "public" / "brie.jpg").write_bytes(jpeg)
    store = store_in(tmp_path / "public" / "media", shop)
    store.publish([Picture(f"https://{HOST}/brie.jpg", "Brie", jpeg)], "instagram", most_bytes=MOST)
    assert not (tmp_path / "public" / "media").exists()


def test_a_file_is_written_once(jpeg: bytes) -> None:
    store = MediaStore("memory://shop/social", PUBLIC, requests.Session())
    store.put(NAME, jpeg)
    store.put(NAME, b"another")
    assert MemoryFileSystem().cat_file(f"/shop/social/{NAME}") == jpeg


def test_a_bucket_gives_out_what_was_put_there(bucket: str, jpeg: bytes) -> None:
    options = {"key": "k", "secret": "s", "client_kwargs": {"endpoint_url": bucket, "region_name": "us-east-1"}}
    public = f"{bucket}/shop-pictures/social"
    store = MediaStore("s3://shop-pictures/social", public, requests.Session(), lambda: options)
    store.publish([shown(jpeg, store.url(NAME))], "instagram", most_bytes=MOST)
    answer = requests.get(store.url(NAME), timeout=60)
    assert answer.content == jpeg
    assert answer.headers["content-type"] == "image/jpeg"
    assert "immutable" in answer.headers["cache-control"]
    folder, name = NAME.split("/")
    assert [found for found, _ in store.files(folder)] == [name]
    store.remove(NAME)
    assert (store.files(folder), store.holds(NAME)) == ([], False)


def test_a_bucket_that_is_not_there_is_said_without_its_key(bucket: str, jpeg: bytes) -> None:
    options = {"key": "k", "secret": "hush", "client_kwargs": {"endpoint_url": bucket, "region_name": "us-east-1"}}
    store = MediaStore("s3://no-such-bucket/social", PUBLIC, requests.Session(), lambda: options)
    with pytest.raises(ConfigurationError, match="cannot be written to s3://no-such-bucket/social") as caught:
        store.put(NAME, jpeg)
    assert "hush" not in f"{caught.value!r}{store!r}"
    with pytest.raises(ConfigurationError, match="cannot be written to nofs://x"):
        replace(store, store="nofs://x").put(NAME, jpeg)

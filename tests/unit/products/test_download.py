"""A product file from an address: fetched where it changed, tried again where that helps, never half."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from catalog_feeds.sources import ShopFacts
from socialshop.config import Http
from socialshop.errors import InputError
from socialshop.products.download import PHOTO, download
from socialshop.products.source import read_products

FACTS = ShopFacts("EUR", "https://shop.example", "de")
EXPORT = "Handle,Title,Variant Price,Option1 Value\ngouda,Käse,12.50,S\nbrie,Brie,3,S\n".encode()
OLD_TITLES = ["Käse", "Brie"]


@dataclass
class Shop:
    """A server that gives `content`: first it fails with `statuses`, and it promises `missing` bytes too many."""

    content: bytes = EXPORT
    etag: str = ""
    modified: str = ""
    encoding: str = ""
    missing: int = 0
    length: str = ""
    statuses: list[int] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def headers(self) -> dict[str, str]:
        told = {"ETag": self.etag, "Last-Modified": self.modified, "Content-Encoding": self.encoding}
        return {name: value for name, value in told.items() if value}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    given = Shop()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given.asked.append(dict(self.headers))
            known = given.etag and self.headers.get("If-None-Match") == given.etag
            status = given.statuses.pop(0) if given.statuses else 304 if known else 200
            content = given.content if status == 200 else b""
            self.send_response(status)
            for name, value in given.headers().items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", given.length or str(len(content) + given.missing))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, args=(0.01,)).start()
    given.address = f"http://anna:geheim@127.0.0.1:{server.server_port}/products.csv?key=secret"
    yield given
    server.shutdown()
    server.server_close()


def titles(shop: Shop, http: Http | None = None) -> list[str]:
    return read_products(shop.address, FACTS, http=http or Http(retries=0)).items["title"].to_list()


def test_what_did_not_change_is_not_sent_again(shop: Shop) -> None:
    shop.etag, shop.modified = '"v1"', "Mon, 02 Nov 2026 09:00:00 GMT"
    assert titles(shop) == OLD_TITLES
    shop.content = b""
    assert titles(shop) == OLD_TITLES
    again = shop.asked[1]
    assert (again["If-None-Match"], again["If-Modified-Since"]) == ('"v1"', shop.modified)


def test_what_changed_is(shop: Shop) -> None:
    shop.etag = '"v1"'
    titles(shop)
    shop.etag, shop.content = '"v2"', EXPORT.replace(b"Brie", b"Feta")
    assert titles(shop) == ["Käse", "Feta"]


@pytest.mark.parametrize("left", ["", '{"ETag": "'])
def test_what_a_full_disk_left_of_the_marks_does_not_hinder_the_next_fetch(
    shop: Shop, tmp_path: Path, left: str
) -> None:
    shop.etag = '"v1"'
    titles(shop)
    (marks,) = tmp_path.glob("cache/**/marks.json")
    marks.write_text(left, "utf-8")
    assert titles(shop) == OLD_TITLES
    assert "If-None-Match" not in shop.asked[1]


def test_a_length_that_is_no_number_is_no_length(shop: Shop) -> None:
    shop.length = "many"
    assert titles(shop) == OLD_TITLES


def test_a_server_that_is_busy_for_a_moment_is_asked_again(shop: Shop) -> None:
    shop.statuses = [503]
    assert titles(shop, Http(retries=1)) == OLD_TITLES
    shop.statuses = [503, 503]
    with pytest.raises(InputError, match="gives no file") as caught:
        titles(shop, Http(retries=1))
    assert caught.value.found == "HTTP 503"


def test_a_download_that_broke_off_is_no_smaller_catalog(shop: Shop) -> None:
    shop.etag = '"v1"'
    titles(shop)
    shop.etag, shop.content, shop.missing = '"v2"', EXPORT[:60], len(EXPORT) - 60
    with pytest.raises(InputError, match="broke off before its end"):
        titles(shop)
    shop.etag, shop.missing = '"v1"', 0
    assert titles(shop) == OLD_TITLES


@pytest.mark.parametrize("encoding", ["", "gzip"], ids=["a packed file", "packed on the way"])
def test_a_broken_gzip_is_no_smaller_catalog(shop: Shop, encoding: str) -> None:
    shop.encoding, shop.content = encoding, gzip.compress(EXPORT)
    assert titles(shop) == OLD_TITLES
    shop.content = shop.content[:-12]
    shop.etag = '"v1"'
    with pytest.raises(InputError, match="gzip file is broken"):
        titles(shop)
    shop.content = gzip.compress(EXPORT)
    assert titles(shop) == OLD_TITLES


def test_an_empty_file_is_no_empty_catalog(shop: Shop) -> None:
    shop.content = b""
    with pytest.raises(InputError, match="empty file"):
        titles(shop)


@pytest.mark.parametrize("status", [403, 200])
def test_what_opens_the_address_is_shown_and_kept_nowhere(shop: Shop, status: int, tmp_path: Path) -> None:
    shop.statuses, shop.content = [status], b"date,note\n1,2\n"
    with pytest.raises(InputError) as caught:
        titles(shop)
    assert "/products.csv" in str(caught.value)
    kept = [str(path) for path in tmp_path.rglob("*")] + [
        path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()
    ]
    for secret in ("geheim", "secret"):
        assert secret not in "".join([str(caught.value), *kept])


def test_a_further_attempt_is_not_logged_with_its_address(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    address = "http://127.0.0.1:9/products.csv?key=secret"
    with pytest.raises(InputError, match="gives no file"):
        read_products(address, FACTS, http=Http(connect_timeout=1, retries=1))
    assert "secret" not in caplog.text


def test_a_photo_comes_as_it_is_and_is_no_larger_than_a_photo(shop: Shop) -> None:
    shop.etag = '"v1"'
    for _ in range(2):
        photo = download(shop.address, "a photo", Http(retries=0), PHOTO)
    assert photo.read_bytes() == EXPORT
    assert [asked.get("If-None-Match") for asked in shop.asked] == [None, '"v1"']
    assert shop.asked[0]["Accept-Encoding"] == "identity"
    shop.etag = '"v2"'
    with pytest.raises(InputError, match="larger than 0 MiB"):
        download(shop.address, "a photo", Http(retries=0), replace(PHOTO, most=0))

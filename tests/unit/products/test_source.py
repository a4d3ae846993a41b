"""The product file is read from where it is, as the configuration says."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from catalog_feeds.sources import ShopFacts
from socialshop.config import Catalog, CatalogRule, Http, Utm
from socialshop.errors import InputError
from socialshop.products.source import read_products, shown, tags_of

FACTS = ShopFacts("EUR", "https://shop.example", "de")
EXPORT = "Handle,Title,Variant Price,Option1 Value\ngouda,Käse,12.50,S\nbrie,Brie,3,S\n".encode()
Serve = Callable[..., str]


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """An address that gives these bytes, or a status without any."""
    servers: list[ThreadingHTTPServer] = []

    def start(content: bytes = b"", status: int = 200) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                """Nothing on the terminal."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        Thread(target=server.serve_forever, args=(0.01,)).start()
        return f"http://127.0.0.1:{server.server_port}/products.csv?key=secret"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("content", [EXPORT, gzip.compress(EXPORT)], ids=["plain", "gzip"])
def test_a_file_at_an_address_is_read(serve: Serve, content: bytes) -> None:
    assert read_products(serve(content), FACTS).items["title"].to_list() == ["Käse", "Brie"]


def test_an_address_that_gives_none_is_named_without_its_secrets(serve: Serve) -> None:
    with pytest.raises(InputError) as caught:
        read_products(serve(status=403), FACTS)
    assert (caught.value.found, caught.value.file.endswith("/products.csv")) == ("HTTP 403", True)
    assert "secret" not in str(caught.value)


def test_what_is_wrong_with_a_fetched_file_is_said_of_its_address(serve: Serve) -> None:
    with pytest.raises(InputError, match="no product file of a known kind") as caught:
        read_products(serve(b"date,note\n1,2\n"), FACTS)
    assert caught.value.file.startswith("http://127.0.0.1")


def test_an_address_where_nobody_answers_is_an_error_of_input() -> None:
    with pytest.raises(InputError, match="gives no file") as caught:
        read_products("http://someone:secret@127.0.0.1:9/products.csv", FACTS, http=Http(connect_timeout=1, retries=0))
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_mapping_and_rules_of_the_configuration_hold(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nr;Name;Preis;Bestand\n1;Gouda;12,50;3\n2;Brie;3,00;0\n", encoding="utf-8")
    catalog = Catalog(
        columns={"id": "Nr", "title": "Name", "price": "Preis", "quantity": "Bestand"},
        rules=(
            CatalogRule(name="sold out", when="availability = 'out of stock'", exclude=True),
            CatalogRule(name="brand", set={"brand": "Theke"}),
        ),
    )
    reading = read_products(path, FACTS, catalog)
    assert reading.items.select("id", "price", "brand").rows() == [("1", 1250, "Theke")]
    assert (dict(reading.rules), dict(reading.excluded)) == ({"sold out": 1, "brand": 1}, {"rule sold out": 1})


def test_tags_are_those_of_the_channel_without_empty_ones() -> None:
    catalog = Catalog(utm={"meta": Utm(source="meta", medium="shop")})
    assert tags_of(catalog, "meta") == {"source": "meta", "medium": "shop"}
    assert tags_of(catalog, "pinterest") == {}


def test_an_address_is_shown_without_what_opens_it() -> None:
    assert shown("https://anna:geheim@shop.example/export.csv?key=abc") == "https://shop.example/export.csv"
    assert shown("http://anna:geheim@localhost:8080/export.csv") == "http://localhost:8080/export.csv"
    assert shown("products.csv") == "products.csv"

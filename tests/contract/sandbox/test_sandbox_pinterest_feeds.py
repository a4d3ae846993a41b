"""Feeds of the sandbox's Pinterest: as picky as the platform's, and able to read what it says it reads."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox import Fault, FaultKind, Sandbox
from tests.contract.sandbox.conftest import PUBLIC_HOST
from tests.contract.sandbox.feeds import Item, atom, rss, standing, table

PLACE = {"catalog_type": "RETAIL", "default_country": "DE", "default_locale": "de", "default_currency": "EUR"}
FEED = PLACE | {"name": "shop", "format": "CSV", "location": f"https://{PUBLIC_HOST}/feed.csv"}


def read(pinterest: Any, feed: str) -> dict[str, Any]:
    pinterest.ok("POST", f"catalogs/feeds/{feed}/ingest")
    for _ in range(2):
        results = pinterest.ok("GET", f"catalogs/feeds/{feed}/processing_results")["items"]
    return dict(results[0])


def issues(pinterest: Any, result: Mapping[str, Any], **query: str) -> list[dict[str, Any]]:
    told = pinterest.ok("GET", f"catalogs/processing_results/{result['id']}/item_issues", params=query)
    return list(told["items"])


@pytest.mark.parametrize(
    ("kind", "write"),
    [
        ("CSV", lambda rows: table(rows).encode()),
        ("CSV", lambda rows: gzip.compress(table(rows).encode())),
        ("TSV", lambda rows: table(rows, "\t").encode()),
        ("XML", lambda rows: rss(rows).encode()),
        ("XML", lambda rows: atom(rows).encode()),
    ],
)
def test_pinterest_reads_every_format_that_it_documents(
    pinterest: Any, sandbox: Sandbox, public: Path, items: list[dict[str, str]], kind: str, write: Callable[..., bytes]
) -> None:
    (public / "feed.csv").write_bytes(write(items))
    feed = pinterest.ok("POST", "catalogs/feeds", json=FEED | {"format": kind})["id"]
    result = read(pinterest, feed)
    assert (result["status"], result["product_counts"]) == ("COMPLETED", {"original": 2, "ingested": 2})
    assert standing(sandbox, "pinterest") == {row["id"]: row for row in items}


@pytest.mark.parametrize(
    ("kind", "content", "problem"),
    [
        ("TSV", b"id,title,price,link,image_link\na,b,c,d,e\n", "REQUIRED_COLUMNS_MISSING"),
        ("CSV", b"<rss/>", "REQUIRED_COLUMNS_MISSING"),
        ("XML", b"id,title,price,link,image_link\n", "MALFORMED_XML"),
        ("CSV", b"id,title,price,link,image_link\n", "FEED_TOO_SMALL"),
        ("CSV", b"\xff\xff", "ENCODING_ERROR"),
    ],
)
def test_pinterest_takes_nothing_of_a_file_that_it_cannot_read(
    pinterest: Any, sandbox: Sandbox, public: Path, item: Item, kind: str, content: bytes, problem: str
) -> None:
    (public / "feed.csv").write_bytes(content)
    standing(sandbox, "pinterest")["before"] = dict(item)
    result = read(pinterest, pinterest.ok("POST", "catalogs/feeds", json=FEED | {"format": kind})["id"])
    assert (result["status"], result["validation_details"]["errors"]) == ("FAILED", {problem: 1})
    assert set(standing(sandbox, "pinterest")) == {"before"}


def test_a_feed_that_lost_nearly_all_is_refused_before_anything_goes(
    pinterest: Any, sandbox: Sandbox, public: Path, item: Item
) -> None:
    rows = [item | {"id": str(number)} for number in range(101)]
    (public / "feed.csv").write_text(table(rows), "utf-8")
    feed = pinterest.ok("POST", "catalogs/feeds", json=FEED)["id"]
    assert read(pinterest, feed)["status"] == "COMPLETED"
    (public / "feed.csv").write_text(table(rows[:1]), "utf-8")
    result = read(pinterest, feed)
    assert result["ingestion_details"]["errors"] == {"LARGE_PRODUCT_COUNT_DECREASE": 1}
    assert len(standing(sandbox, "pinterest")) == 101
    (public / "feed.csv").write_text(table(rows[:2]), "utf-8")
    assert read(pinterest, feed)["status"] == "COMPLETED"
    assert len(standing(sandbox, "pinterest")) == 2


def test_each_issue_has_its_own_code_attribute_and_value(pinterest: Any, public: Path, item: dict[str, str]) -> None:
    flaws: list[dict[str, str]] = [
        {"id": "a", "link": "nowhere"},
        {"id": "b", "link": "https://x.example/" + "a" * 600},
        {"id": "c", "image_link": ""},
        {"id": "d"},
        {"id": "d"},
        {"id": "e", "gtin": "123"},
        {"id": "f", "price": "dear"},
    ]
    (public / "feed.csv").write_text(table([item | {"gtin": ""} | flaw for flaw in flaws]), "utf-8")
    feed = pinterest.ok("POST", "catalogs/feeds", json=FEED)["id"]
    sandbox_fault = issues(pinterest, result := read(pinterest, feed))
    codes = [(one["item_number"], sorted({**one["errors"], **one["warnings"]})) for one in sandbox_fault]
    assert codes == [
        (0, ["LINK_FORMAT_INVALID"]),
        (1, ["LINK_LENGTH_TOO_LONG"]),
        (2, ["IMAGE_LINK_MISSING"]),
        (3, ["DUPLICATE_PRODUCTS"]),
        (4, ["DUPLICATE_PRODUCTS"]),
        (5, ["GTIN_INVALID"]),
        (6, ["PRODUCT_PRICE_INVALID"]),
    ]
    told = {"attribute_name": "ITEM_LINK", "provided_value": "nowhere"}
    assert sandbox_fault[0]["errors"] == {"LINK_FORMAT_INVALID": told}
    assert result["product_counts"] == {"original": 7, "ingested": 1}
    assert result["validation_details"]["warnings"] == {"GTIN_INVALID": 1}
    assert [one["item_id"] for one in issues(pinterest, result, item_numbers="2")] == ["c"]
    assert [one["item_id"] for one in issues(pinterest, result, item_validation_issue="GTIN_INVALID")] == ["e"]
    path = f"catalogs/processing_results/{result['id']}/item_issues"
    both = {"item_numbers": "2", "item_validation_issue": "GTIN_INVALID"}
    assert pinterest.error("GET", path, params=both) == (501, 4181)


def test_twenty_items_of_a_code_are_told_and_an_error_without_a_rule_as_well(
    pinterest: Any, sandbox: Sandbox, public: Path, item: Item
) -> None:
    rows = [item | {"id": str(number), "link": "nowhere"} for number in range(25)]
    (public / "feed.csv").write_text(table([*rows, item]), "utf-8")
    feed = pinterest.ok("POST", "catalogs/feeds", json=FEED)["id"]
    sandbox.world.faults.add(Fault(FaultKind.FAILING_ITEMS, path="/ingest$", items=(item["id"],)))
    told = issues(pinterest, read(pinterest, feed))
    assert len(told) == 21
    assert list(told[-1]["errors"]) == ["PARSE_LINE_ERROR"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": None}, (400, 1)),
        ({"format": "XLSX"}, (400, 1)),
        ({"location": "feed.csv"}, (400, 1)),
        ({"location": "https://me:secret@x.example/feed.csv"}, (400, 1)),
        ({"default_country": "Germany"}, (400, 1)),
        ({"default_country": None}, (501, 4181)),
        ({"default_locale": None}, (501, 4181)),
        ({"default_currency": "XXQ"}, (400, 1)),
        ({"default_availability": "SOON"}, (400, 1)),
        ({"credentials": {"username": "me"}}, (400, 1)),
        ({"preferred_processing_schedule": {"time": "2:59", "timezone": "Europe/Berlin"}}, (400, 1)),
        ({"preferred_processing_schedule": {"time": "02:59"}}, (400, 1)),
        ({"colour": "red"}, (400, 1)),
    ],
)
def test_pinterest_refuses_a_feed_that_it_could_not_keep(
    pinterest: Any, changed: dict[str, Any], refusal: tuple[int, int]
) -> None:
    body = {name: value for name, value in (FEED | changed).items() if value is not None}
    assert pinterest.error("POST", "catalogs/feeds", json=body) == refusal
    assert pinterest.ok("GET", "catalogs/feeds")["items"] == []


def test_names_are_their_own_and_fifty_feeds_are_all(pinterest: Any) -> None:
    made = [pinterest.ok("POST", "catalogs/feeds", json=FEED | {"name": str(n)})["id"] for n in range(50)]
    assert pinterest.error("POST", "catalogs/feeds", json=FEED) == (400, 1)
    assert pinterest.call("DELETE", f"catalogs/feeds/{made[0]}").status_code == 204
    assert pinterest.error("POST", "catalogs/feeds", json=FEED | {"name": "7"}) == (422, 4170)
    assert pinterest.error("PATCH", f"catalogs/feeds/{made[1]}", json={"name": "7"}) == (422, 4170)
    assert pinterest.ok("PATCH", f"catalogs/feeds/{made[7]}", json={"name": "7", "status": "INACTIVE"})["name"] == "7"


def test_a_feed_keeps_its_country_and_one_that_is_not_there_is_not_found(pinterest: Any) -> None:
    feed = pinterest.ok("POST", "catalogs/feeds", json=FEED)["id"]
    assert pinterest.error("PATCH", f"catalogs/feeds/{feed}", json={"default_country": "AT"}) == (400, 1)
    assert pinterest.error("GET", "catalogs/feeds/7") == (404, 4161)
    assert pinterest.error("GET", "catalogs/feeds/seven") == (400, 1)
    assert pinterest.error("POST", "catalogs/feeds/7/ingest") == (404, 4161)
    assert pinterest.error("GET", "catalogs/processing_results/7/item_issues") == (404, 4184)


def test_a_price_without_a_currency_is_the_feeds_or_american(
    pinterest: Any, sandbox: Sandbox, public: Path, item: dict[str, str]
) -> None:
    (public / "feed.csv").write_text(table([item | {"price": "9.80"}]), "utf-8")
    found = []
    for name, currency in (("a", {}), ("b", {"default_currency": "CHF"})):
        body = {key: value for key, value in FEED.items() if key != "default_currency"} | {"name": name} | currency
        read(pinterest, pinterest.ok("POST", "catalogs/feeds", json=body)["id"])
        found.append(standing(sandbox, "pinterest")[item["id"]]["price"])
    assert found == ["9.80 USD", "9.80 CHF"]

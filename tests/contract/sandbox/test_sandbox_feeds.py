"""Feeds of the sandbox's catalogs: as picky as the platforms', and able to read what they say they read."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from connectors.sandbox import Fault, FaultKind, Sandbox
from connectors.sandbox.accounts import CATALOG_ID
from tests.contract.sandbox.conftest import PUBLIC_HOST

FEEDS = f"{CATALOG_ID}/product_feeds"
GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
PLACE = {"catalog_type": "RETAIL", "default_country": "DE", "default_locale": "de", "default_currency": "EUR"}
FEED = PLACE | {"name": "shop", "format": "CSV", "location": f"https://{PUBLIC_HOST}/feed.csv"}

Item = Mapping[str, str]


@pytest.fixture
def items(item: dict[str, str]) -> list[dict[str, str]]:
    return [item | {"id": name, "title": f"„{name}“ & Co"} for name in ("gruyere", "brie")]


def table(rows: list[Any], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def elements(row: Item) -> str:
    return "".join(f"<g:{name}>{escape(value)}</g:{name}>" for name, value in row.items())


def rss(rows: list[Any]) -> str:
    return f"<rss {GOOGLE}><channel>{''.join(f'<item>{elements(row)}</item>' for row in rows)}</channel></rss>"


def atom(rows: list[Any]) -> str:
    """Title and link are Atom's own, the rest is Google's."""
    told = []
    for row in rows:
        google = elements({name: value for name, value in row.items() if name not in ("title", "link")})
        title, link = escape(row["title"]), escape(row["link"])
        told.append(f'<entry><title>{title}</title><link href="{link}"/>{google}</entry>')
    return f"<feed {ATOM} {GOOGLE}>{''.join(told)}</feed>"


def make(page: Any, **settings: Any) -> str:
    return str(page.ok("POST", FEEDS, name="shop", **settings)["id"])


def send(page: Any, feed: str, content: bytes | str, **params: Any) -> dict[str, Any]:
    """The upload, read to its end."""
    bytes_ = content.encode() if isinstance(content, str) else content
    upload = page.ok("POST", f"{feed}/uploads", {"file": ("feed", bytes_, "text/csv")}, **params)["id"]
    page.ok("GET", upload)
    counts = "num_detected_items,num_persisted_items,num_invalid_items,num_deleted_items"
    told = page.ok("GET", upload, fields=f"end_time,error_count,{counts}")
    errors = page.ok("GET", f"{upload}/errors", fields="summary,severity,samples{retailer_id}")["data"]
    return told | {"errors": [error["summary"] for error in errors]}


def standing(sandbox: Sandbox, channel: Any = "meta") -> dict[str, Any]:
    return sandbox.world.catalog_items(channel)


# --- Meta ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "write"),
    [
        ({}, lambda rows: table(rows).encode()),
        ({}, lambda rows: gzip.compress(table(rows).encode())),
        ({}, lambda rows: b"\xef\xbb\xbf" + table(rows, "\t").encode()),
        ({}, lambda rows: table(rows, ";").encode("utf-16")),
        ({}, lambda rows: ("# ref_application_id 7\n# ref_asset_id 9\n" + table(rows, "~")).encode()),
        ({"delimiter": "BAR", "encoding": "UTF32LE"}, lambda rows: table(rows, "|").encode("utf-32-le")),
        ({}, lambda rows: rss(rows).encode()),
        ({}, lambda rows: gzip.compress(rss(rows).encode())),
        ({}, lambda rows: atom(rows).encode()),
    ],
)
def test_meta_reads_every_format_that_it_documents(
    page: Any,
    sandbox: Sandbox,
    items: list[dict[str, str]],
    settings: dict[str, str],
    write: Callable[[list[dict[str, str]]], bytes],
) -> None:
    told = send(page, make(page, **settings), write(items))
    assert (told["num_detected_items"], told["errors"]) == (2, [])
    assert standing(sandbox) == {row["id"]: row for row in items}


@pytest.mark.parametrize(
    ("settings", "content", "problem"),
    [
        ({}, b"PK\x03\x04\xff\xfe workbook", "ENCODING_ERROR"),
        ({"encoding": "UTF8"}, "id,title,price,link,image_link\n\xff".encode("latin-1"), "ENCODING_ERROR"),
        ({}, b"\x1f\x8b broken", "FETCH_ERROR"),
        ({}, b"<rss><channel>", "MALFORMED_XML"),
        ({}, b"id,title\na,b\n", "REQUIRED_COLUMNS_MISSING"),
        ({"delimiter": "TAB"}, b"id,title,price,link,image_link\na,b,c,d,e\n", "REQUIRED_COLUMNS_MISSING"),
        ({}, b"id,title,price,link,image_link\na,b,c,d,e,f\n", "DELIMITER_ERROR"),
        ({}, b"", "REQUIRED_COLUMNS_MISSING"),
    ],
)
def test_meta_takes_nothing_of_a_file_that_it_cannot_read(
    page: Any, sandbox: Sandbox, item: Item, settings: dict[str, str], content: bytes, problem: str
) -> None:
    feed = make(page, **settings)
    standing(sandbox)["before"] = dict(item)
    told = send(page, feed, content)
    assert (told["errors"], told["num_persisted_items"]) == ([problem], 0)
    assert set(standing(sandbox)) == {"before"}


def test_a_list_of_pictures_and_a_bare_price_are_read_as_the_feed_says(
    page: Any, sandbox: Sandbox, item: dict[str, str]
) -> None:
    pictures = [item["image_link"], f"{item['image_link']}?2"]
    told = "".join(f"<g:additional_image_link>{one}</g:additional_image_link>" for one in pictures)
    bare = elements(item | {"price": "9.80"}) + told
    content = f"<rss {GOOGLE}><channel><item>{bare}<g:color> </g:color></item></channel></rss>"
    assert send(page, make(page), content)["num_invalid_items"] == 1
    assert send(page, make(page, default_currency="CHF"), content)["errors"] == []
    row = standing(sandbox)[item["id"]]
    assert (row["price"], row["additional_image_link"]) == ("9.80 CHF", ",".join(pictures))
    assert "color" not in row


def test_what_is_not_in_the_file_goes_unless_the_feed_or_the_upload_says_otherwise(
    page: Any, sandbox: Sandbox, items: list[dict[str, str]]
) -> None:
    feed, keeping = make(page), make(page, deletion_enabled="false")
    for one in (feed, keeping):
        send(page, one, table(items))
        assert send(page, one, table(items[:1]))["num_deleted_items"] == (one == feed)
    assert set(standing(sandbox)) == {"gruyere", "brie"}

    send(page, feed, table(items))
    assert send(page, feed, table(items[:1]), update_only="true")["num_deleted_items"] == 0
    assert set(standing(sandbox)) == {"gruyere", "brie"}


def test_an_update_needs_the_id_of_what_stands_and_all_of_what_is_new(
    page: Any, sandbox: Sandbox, items: list[dict[str, str]]
) -> None:
    feed = make(page)
    send(page, feed, table(items))
    prices = [{"id": "brie", "price": "1.00 EUR"}, {"id": "new", "price": "2.00 EUR"}]
    told = send(page, feed, table(prices), update_only="true")
    assert (told["num_persisted_items"], told["num_invalid_items"]) == (1, 1)
    assert standing(sandbox)["brie"] == items[1] | {"price": "1.00 EUR"}
    assert set(standing(sandbox)) == {"gruyere", "brie"}


def test_a_row_that_breaks_a_rule_or_comes_twice_is_refused_and_what_stood_stays(
    page: Any, sandbox: Sandbox, items: list[dict[str, str]]
) -> None:
    feed = make(page)
    send(page, feed, table(items))
    told = send(page, feed, table([items[0] | {"link": "nowhere"}, items[1], items[1]]))
    assert (told["num_detected_items"], told["num_invalid_items"]) == (3, 3)
    assert any("link" in error for error in told["errors"])
    assert any("no other item" in error for error in told["errors"])
    assert standing(sandbox)["gruyere"] == items[0]


def test_only_some_of_the_items_of_an_error_are_named(page: Any, item: Item) -> None:
    feed = make(page)
    rows = [item | {"id": str(number), "link": "nowhere"} for number in range(12)]
    assert send(page, feed, table(rows))["num_invalid_items"] == 12
    (upload,) = page.ok("GET", f"{feed}/uploads")["data"]
    (error,) = page.ok("GET", f"{upload['id']}/errors", fields="total_count,samples")["data"]
    assert (error["total_count"], len(error["samples"]["data"])) == (12, 10)


@pytest.mark.parametrize(
    "settings",
    [
        {"name": ""},
        {"delimiter": "PIPE"},
        {"encoding": "ASCII"},
        {"quoted_fields_mode": "MAYBE"},
        {"deletion_enabled": "perhaps"},
        {"feed_type": "CARS"},
        {"colour": "red"},
        {"schedule": "daily"},
        {"schedule": '{"interval": "DAILY"}'},
        {"schedule": '{"interval": "MINUTELY", "url": "https://x.example/"}'},
        {"schedule": '{"interval": "DAILY", "url": "feed.csv"}'},
        {"schedule": '{"interval": "DAILY", "url": "https://x.example/", "hour": 24}'},
        {"schedule": '{"interval": "DAILY", "url": "https://x.example/", "minutes": 5}'},
        {"update_schedule": '{"interval": "HOURLY", "url": "https://x.example/", "interval_count": 0}'},
    ],
)
def test_meta_refuses_a_feed_that_it_could_not_keep(page: Any, settings: dict[str, str]) -> None:
    assert page.error("POST", FEEDS, **{"name": "shop"} | settings)["code"] == 100
    assert page.ok("GET", FEEDS)["data"] == []


def test_an_upload_is_a_file_or_an_address_at_which_one_stands(page: Any, public: Path, items: Any) -> None:
    feed = make(page)
    file = {"file": ("feed.csv", table(items).encode(), "text/csv")}
    (public / "feed.csv").write_text(table(items))
    address = f"https://{PUBLIC_HOST}/feed.csv"
    assert page.ok("POST", f"{feed}/uploads", url=address)["id"]
    for files, params in (
        (None, {}),
        (file, {"url": address}),
        (None, {"url": f"{address}.old"}),
        (file, {"update_only": "perhaps"}),
    ):
        assert page.error("POST", f"{feed}/uploads", files, **params)["code"] == 100


def test_a_scheduled_feed_is_fetched_when_it_is_due(
    page: Any, sandbox: Sandbox, public: Path, items: list[dict[str, str]]
) -> None:
    (public / "feed.csv").write_text(table(items))
    address = f"https://{PUBLIC_HOST}/feed.csv"
    hourly = json.dumps({"interval": "HOURLY", "interval_count": 2, "url": address, "password": "x"})
    feed = make(page, schedule=hourly)
    told = page.ok("GET", feed, fields="schedule,deletion_enabled")
    assert told["schedule"] == {"interval": "HOURLY", "interval_count": 2, "url": address}
    now = sandbox.world.clock
    seen = []
    for hours, rows in ((1, items), (2, items), (4, items[:1])):
        (public / "feed.csv").write_text(table(rows))
        sandbox.world.clock = lambda hours=hours: now() + timedelta(hours=hours)
        page.ok("GET", feed)
        seen.append(set(standing(sandbox)))
    assert seen == [set(), {"gruyere", "brie"}, {"gruyere"}]


def test_a_feed_that_is_deleted_takes_its_items_along(page: Any, sandbox: Sandbox, items: Any, item: Item) -> None:
    standing(sandbox)["other"] = dict(item)
    feed = make(page)
    send(page, feed, table(items))
    assert page.ok("DELETE", feed) == {"success": True}
    assert set(standing(sandbox)) == {"other"}
    assert page.error("GET", feed)["code"] == 100


# --- Pinterest ----------------------------------------------------------------------------------------


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
    (public / "feed.csv").write_text(table(rows))
    feed = pinterest.ok("POST", "catalogs/feeds", json=FEED)["id"]
    assert read(pinterest, feed)["status"] == "COMPLETED"
    (public / "feed.csv").write_text(table(rows[:1]))
    result = read(pinterest, feed)
    assert result["ingestion_details"]["errors"] == {"LARGE_PRODUCT_COUNT_DECREASE": 1}
    assert len(standing(sandbox, "pinterest")) == 101
    (public / "feed.csv").write_text(table(rows[:2]))
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
    (public / "feed.csv").write_text(table([item | {"gtin": ""} | flaw for flaw in flaws]))
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
    (public / "feed.csv").write_text(table([*rows, item]))
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
    (public / "feed.csv").write_text(table([item | {"price": "9.80"}]))
    found = []
    for name, currency in (("a", {}), ("b", {"default_currency": "CHF"})):
        body = {key: value for key, value in FEED.items() if key != "default_currency"} | {"name": name} | currency
        read(pinterest, pinterest.ok("POST", "catalogs/feeds", json=body)["id"])
        found.append(standing(sandbox, "pinterest")[item["id"]]["price"])
    assert found == ["9.80 USD", "9.80 CHF"]

"""Feeds of the sandbox's Meta catalog: as picky as the platform's, and able to read what it says it reads."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import CATALOG_ID
from tests.contract.sandbox.conftest import PUBLIC_HOST
from tests.contract.sandbox.feeds import GOOGLE, Item, atom, elements, rss, standing, table

FEEDS = f"{CATALOG_ID}/product_feeds"


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
    (public / "feed.csv").write_text(table(items), "utf-8")
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
    (public / "feed.csv").write_text(table(items), "utf-8")
    address = f"https://{PUBLIC_HOST}/feed.csv"
    hourly = json.dumps({"interval": "HOURLY", "interval_count": 2, "url": address, "password": "x"})
    feed = make(page, schedule=hourly)
    told = page.ok("GET", feed, fields="schedule,deletion_enabled")
    assert told["schedule"] == {"interval": "HOURLY", "interval_count": 2, "url": address}
    now = sandbox.world.clock
    seen = []
    for hours, rows in ((1, items), (2, items), (4, items[:1])):
        (public / "feed.csv").write_text(table(rows), "utf-8")
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

"""What was written as a feed and is read again is the same catalog."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from catalog_feeds.channels import REGISTRY
from catalog_feeds.item import AVAILABILITY, CONDITION, as_items
from catalog_feeds.sources import ShopFacts, read
from catalog_feeds.writers import FORMATS, write_feed

# An amount such as '1.250 KWD' could mean two things, so the reader is told; the language no feed says.
FACTS = ShopFacts(language="de", decimal_mark=".")
# Canonical text is free of markup and trimmed, and has no other white space than blanks and, in texts, line feeds.
WORD = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="<&"), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
PICTURE = st.from_regex(r"https://x\.example/[a-z]{1,6}\.jpg\?v=[0-9]&w=1", fullmatch=True)
MINUTES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda time: time.replace(second=0, microsecond=0)
)
DETAILS = ("brand", "mpn", "product_type", "color", "size", "material", "pattern", "custom_label_0", "custom_label_4")


@st.composite
def item(draw: st.DrawFn) -> dict[str, Any]:
    price = draw(st.integers(2, 10**9))
    sale = draw(st.none() | st.integers(1, price - 1))
    dates = sorted(draw(st.tuples(MINUTES, MINUTES))) if sale and draw(st.booleans()) else (None, None)
    return {
        "id": draw(st.from_regex(r"[A-Z]{2}-[0-9]{1,4}", fullmatch=True)),
        "item_group_id": draw(st.none() | st.from_regex(r"[a-z]{3,9}", fullmatch=True)),
        "title": draw(LINE),
        "description": draw(st.none() | TEXT),
        "availability": draw(st.sampled_from(AVAILABILITY)),
        "condition": draw(st.sampled_from(CONDITION)),
        "price": price,
        "sale_price": sale,
        "sale_price_starts": dates[0],
        "sale_price_ends": dates[1],
        "currency": draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        "link": "https://x.example/products/gouda?a=1&b=2",
        "image_link": draw(st.none() | PICTURE),
        "additional_image_links": draw(st.lists(PICTURE, max_size=3, unique=True)),
        "gtin": draw(st.none() | st.from_regex(r"[0-9]{13}", fullmatch=True)),
        "quantity": draw(st.none() | st.integers(0, 10**6)),
        "language": "de",
        **{name: draw(st.none() | LINE) for name in DETAILS},
    }


@settings(max_examples=30)
@given(
    st.lists(item(), min_size=1, max_size=4, unique_by=lambda row: row["id"]),
    st.sampled_from(sorted(REGISTRY)),
    st.sampled_from([*FORMATS, "csv.gz", "xml.gz"]),
)
def test_a_feed_that_is_read_again_gives_the_same_items(rows: list[dict[str, Any]], channel: str, suffix: str) -> None:
    items = as_items(pl.DataFrame(rows, infer_schema_length=None))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"feed.{suffix}"
        write_feed(items, path, REGISTRY[channel].project)
        reading = read(path, FACTS)
    assert reading.issues.is_empty(), reading.issues.to_dicts()
    unsaid = ["source_row"] if channel == "meta" else ["source_row", "quantity"]
    assert_frame_equal(reading.items.drop(unsaid), items.drop(unsaid))

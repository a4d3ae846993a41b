"""The whole path, as its user walks it: the command against the platforms, over real HTTP, into a real database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from connectors.sandbox.records import Maker

if TYPE_CHECKING:
    from connectors.sandbox.records import Request
    from tests.integration.loop.conftest import LittleShop

BATCH = re.compile(r"/v\d+\.\d+/")
"""Where many reads go in one call, which is a POST."""


def sums(report: dict[str, Any], step: str, channel: str) -> dict[str, Any]:
    return next(part for part in report["channels"] if (part["step"], part["channel"]) == (step, channel))


def test_from_the_product_file_to_the_commission(little_shop: LittleShop) -> None:
    world = little_shop.sandbox.world

    first = little_shop.run("sync")
    assert first["state"] == "succeeded"
    assert sums(first, "catalog", "meta")["created"] == 3
    assert sums(first, "catalog", "pinterest")["created"] == 3
    assert set(world.catalog_items("meta")) == {"gruyere", "brie", "feta"}
    albums = [media for media in world.media.values() if media.parent_id is None]
    assert (len(world.posts), len(albums), len(world.pins)) == (1, 1, 3)

    post = next(iter(world.posts.values()))
    world.customer_comments(post.id, "Klara", "Was kostet der Brie? Bestellt hatte ich unter #1001.")
    world.customer_comments(albums[0].id, "Jon", "Which wine goes with the Gruyère?")
    pin = next(iter(world.pins.values()))
    world.customer_comments(pin.id, "Mia", "So ein Wetter! Da hilft nur Käse.")
    pulled = little_shop.run("inbox", "pull")
    assert [sums(pulled, "inbox", name)["created"] for name in ("facebook", "instagram", "pinterest")] == [1, 1, 1]

    listed = little_shop.run("inbox", "list")["conversations"]
    assert {row["contact_name"] for row in listed} == {"Klara", "Jon", "Mia"}
    assert {row["window_title"] for row in listed} == {"Käse für Regentage"}
    klara = next(row["id"] for row in listed if row["contact_name"] == "Klara")
    for row in listed:
        little_shop.run("inbox", "reply", str(row["id"]), f"Guten Tag {row['contact_name']}, gern erzählen wir mehr.")
    again = little_shop.run("sync")
    assert [sums(again, "replies", name)["created"] for name in ("facebook", "instagram", "pinterest")] == [0, 0, 0]
    ours = [comment for comment in world.comments.values() if comment.made_by is Maker.SHOP]
    assert len(ours) == 3
    assert {message["is_ours"] for message in little_shop.run("inbox", "show", str(klara))["messages"]} == {True, False}

    order = (
        "#1001,klara@example.org,paid,,EUR,40.00,5.00,0.00,45.00,ANNA10,4.00,"
        "2026-11-02 10:00:00 +0100,2,Brie,20.00,brie,,,{}"
    )
    little_shop.write_orders(order.format("0.00"))
    imported = little_shop.run("orders", "import")
    assert (sums(imported, "orders", "shopify")["created"], sums(imported, "links", "orders")["created"]) == (1, 1)
    assert little_shop.run("partners", "show", "ANNA10")["lines"][-1]["balance"]["minor"] == 300
    little_shop.write_orders(order.format("45.00"))
    little_shop.run("orders", "import")
    assert little_shop.run("partners", "show", "ANNA10")["lines"][-1]["balance"]["minor"] == 0


def test_a_second_sync_sends_nothing(little_shop: LittleShop) -> None:
    def written() -> list[Request]:
        asked = little_shop.sandbox.world.requests
        return [call for call in asked if call.method == "POST" and not BATCH.fullmatch(call.path)]

    little_shop.run("sync")
    before = written()
    second = little_shop.run("sync")
    assert written() == before
    assert sums(second, "catalog", "meta")["unchanged"] == 3
    assert sums(second, "windows", "facebook")["unchanged"] == 2  # the post and the product set

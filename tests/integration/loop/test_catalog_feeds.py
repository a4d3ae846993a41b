"""The catalog delivered as a file: as an operator sees it, with the platforms that read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from connectors.sandbox import Fault, FaultKind
from tests.integration.loop.conftest import HOST

if TYPE_CHECKING:
    from tests.integration.loop.conftest import LittleShop

ALL = {"gruyere", "brie", "feta"}


@pytest.fixture
def feeding(little_shop: LittleShop) -> LittleShop:
    """A shop that delivers feeds to both catalogs."""
    config = little_shop.folder / "socialshop.toml"
    text = config.read_text("utf-8")
    for channel in ("facebook", "pinterest"):
        text = text.replace(f"[channels.{channel}]\n", f'[channels.{channel}]\ndelivery = "feed"\n')
    text = text.replace("[catalog]\n", f'[catalog]\nfeeds_address = "https://{HOST}/feeds"\n')
    config.write_text(text, encoding="utf-8")
    return little_shop


def standing(shop: LittleShop) -> tuple[set[str], set[str]]:
    world = shop.sandbox.world
    return set(world.catalog_items("meta")), set(world.catalog_items("pinterest"))


def sums(report: dict[str, Any]) -> dict[str, int]:
    names = ("created", "updated", "deleted", "unchanged", "rejected", "failed", "pending")
    return {name: report[name] for name in names if report[name]}


def push(shop: LittleShop, *words: str, expected: int = 0) -> list[dict[str, Any]]:
    return [sums(report) for report in shop.run("catalog", "push", *words, expected=expected)]


def uploads(shop: LittleShop) -> int:
    return len(shop.sandbox.world.uploads)


def test_a_feed_is_delivered_once_and_again_only_when_something_changed(feeding: LittleShop) -> None:
    assert push(feeding) == [{"created": 3}, {"created": 3}]
    assert standing(feeding) == (ALL, ALL)
    assert {path.name for path in (feeding.folder / "feeds").iterdir()} == {"meta.csv", "pinterest.csv"}

    again = feeding.run("catalog", "push")
    assert [(sums(report), report["requests"]) for report in again] == [({"unchanged": 3}, 0)] * 2
    assert uploads(feeding) == 2

    feeding.write_products(gruyere="24.90", brie="6.50", feta="3.90")
    assert push(feeding) == [{"updated": 1, "unchanged": 2}] * 2
    assert feeding.sandbox.world.catalog_items("meta")["brie"]["price"] == "6.50 EUR"
    assert (len(feeding.sandbox.world.product_feeds), len(feeding.sandbox.world.feeds)) == (1, 1)


def test_what_the_file_has_no_more_goes_within_the_guards(feeding: LittleShop) -> None:
    push(feeding)
    feeding.write_products(gruyere="24.90", brie="7.80")
    assert [report["deleted"] for report in feeding.run("catalog", "plan", expected=2)] == [1, 1]
    push_stopped = feeding.run("catalog", "push", expected=2)
    assert push_stopped is None
    assert uploads(feeding) == 2
    assert push(feeding, "--allow-mass-delete") == [{"deleted": 1, "unchanged": 2}] * 2
    assert standing(feeding) == ({"gruyere", "brie"}, {"gruyere", "brie"})


def test_refused_items_are_told_in_each_run_and_the_same_file_is_not_sent_again(feeding: LittleShop) -> None:
    for path in ("/uploads$", "/ingest$"):
        feeding.sandbox.world.faults.add(Fault(FaultKind.FAILING_ITEMS, path=path, items=("brie",)))
    first = feeding.run("catalog", "push", expected=1)
    assert [sums(report) for report in first] == [{"created": 2, "failed": 1}] * 2
    second = feeding.run("catalog", "push", expected=1)
    assert [sums(report) for report in second] == [{"unchanged": 2, "failed": 1}] * 2
    told = [item["reason"] for report in (first[0], second[0]) for item in report["items"] if item["ref"] == "brie"]
    assert told == ["An internal error kept this item from being saved. Send it again."] * 2
    assert uploads(feeding) == 2

    feeding.write_products(gruyere="24.90", brie="7.70", feta="3.90")
    assert push(feeding) == [{"created": 1, "unchanged": 2}] * 2
    assert standing(feeding) == (ALL, ALL)


def test_a_file_that_is_refused_as_a_whole_goes_again(feeding: LittleShop) -> None:
    for path in ("/uploads$", "/ingest$"):
        feeding.sandbox.world.faults.add(Fault(FaultKind.UNREADABLE_FEED, path=path))
    failed = feeding.run("catalog", "push", expected=1)
    assert [sums(report) for report in failed] == [{"failed": 3}] * 2
    assert all(item["mend"] for report in failed for item in report["items"])
    assert push(feeding) == [{"created": 3}] * 2


def test_a_feed_that_pinterest_reads_in_its_own_time_is_on_its_way_until_then(feeding: LittleShop) -> None:
    world = feeding.sandbox.world
    world.faults.add(Fault(FaultKind.NO_INGESTION, times=10))
    assert push(feeding, "--channel", "pinterest") == [{"pending": 3}]
    assert push(feeding, "--channel", "pinterest") == [{"pending": 3}]
    assert standing(feeding)[1] == set()
    now = world.clock
    world.clock = lambda: now() + timedelta(days=1, minutes=1)
    assert push(feeding, "--channel", "pinterest") == [{"created": 3}]
    assert standing(feeding)[1] == ALL


def test_a_reading_of_the_file_before_tells_nothing_of_this_one(feeding: LittleShop) -> None:
    push(feeding, "--channel", "pinterest")
    feeding.sandbox.world.faults.add(Fault(FaultKind.NO_INGESTION, times=10))
    feeding.write_products(gruyere="24.90", brie="6.50", feta="3.90")
    assert push(feeding, "--channel", "pinterest") == [{"pending": 1, "unchanged": 2}]
    assert feeding.sandbox.world.catalog_items("pinterest")["brie"]["price"] == "7.80 EUR"


def test_a_lost_answer_uploads_the_feed_again_and_registers_it_once(feeding: LittleShop) -> None:
    feeding.sandbox.world.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path="/uploads$"))
    (lost,) = feeding.run("catalog", "push", "--channel", "meta", expected=1)
    assert sums(lost) == {"failed": 3}
    assert push(feeding, "--channel", "meta") == [{"created": 3}]
    assert len(feeding.sandbox.world.product_feeds) == 1


def test_a_feed_that_pinterest_cannot_find_is_refused_before_anything_is_sent(feeding: LittleShop) -> None:
    config = feeding.folder / "socialshop.toml"
    config.write_text(
        config.read_text("utf-8").replace(f'feeds_address = "https://{HOST}/feeds"\n', ""), encoding="utf-8"
    )
    feeding.run("catalog", "push", expected=2)
    assert standing(feeding) == (set(), set())
    assert push(feeding, "--channel", "meta") == [{"created": 3}]


def test_what_a_feed_cannot_remove_is_not_told_as_deleted(feeding: LittleShop) -> None:
    push(feeding)
    for catalog in (feeding.sandbox.world.catalog_items("meta"), feeding.sandbox.world.catalog_items("pinterest")):
        catalog["stray"] = dict(catalog["brie"])
    for words in ((), ("--dry-run",)):
        (meta, pinterest) = feeding.run("catalog", "reconcile", "--allow-mass-delete", *words, expected=1)
        assert sums(meta) == {"unchanged": 3, "failed": 1}
        (stray,) = meta["items"]
        assert (stray["ref"], "feed cannot remove it" in stray["reason"]) == ("stray", True)
        assert "catalog manager" in stray["mend"]
        assert sums(pinterest) == {"unchanged": 3}  # it lists nothing: only what was once delivered is asked after
    assert uploads(feeding) == 2
    assert standing(feeding) == (ALL | {"stray"}, ALL | {"stray"})


def test_what_came_by_batches_stays_and_is_told_until_somebody_removes_it(little_shop: LittleShop) -> None:
    little_shop.run("catalog", "push")
    config = little_shop.folder / "socialshop.toml"
    text = config.read_text("utf-8").replace("[channels.facebook]\n", '[channels.facebook]\ndelivery = "feed"\n')
    config.write_text(text, encoding="utf-8")
    little_shop.write_products(gruyere="24.90", brie="7.80")
    for _ in range(2):
        (meta,) = little_shop.run("catalog", "push", "--channel", "meta", "--allow-mass-delete", expected=1)
        assert sums(meta) == {"unchanged": 2, "failed": 1}
        assert [(item["ref"], "feed cannot remove it" in item["reason"]) for item in meta["items"]] == [("feta", True)]
    del little_shop.sandbox.world.catalog_items("meta")["feta"]
    (meta,) = little_shop.run("catalog", "push", "--channel", "meta", "--allow-mass-delete")
    assert sums(meta) == {"deleted": 1, "unchanged": 2}


def test_a_flawed_item_is_taken_down_by_a_feed_and_counted_once(feeding: LittleShop) -> None:
    push(feeding)
    feeding.write_products(gruyere="24.90", brie="", feta="3.90")
    for words in (("plan",), ("push",)):
        (meta, _) = feeding.run("catalog", *words, "--allow-mass-delete", expected=1)
        assert sums(meta) == {"unchanged": 2, "rejected": 1}
        (brie,) = meta["items"]
        assert brie["reason"].endswith("it is not in the file, so it was taken down")
    assert standing(feeding) == ({"gruyere", "feta"},) * 2
    assert [sums(report) for report in feeding.run("catalog", "reconcile", expected=1)] == [
        {"unchanged": 2, "rejected": 1}
    ] * 2


def test_refused_items_that_the_platform_does_not_name_are_found(feeding: LittleShop) -> None:
    names = [f"cheese-{number:02}" for number in range(30)]
    feeding.write_products(**dict.fromkeys(names, "5.00"), brie="7.80")
    for path in ("/uploads$", "/ingest$"):
        feeding.sandbox.world.faults.add(Fault(FaultKind.FAILING_ITEMS, path=path, items=tuple(names)))
    first = feeding.run("catalog", "push", expected=1)
    assert [sums(report) for report in first] == [{"created": 1, "failed": 30}] * 2
    assert {item["ref"] for item in first[0]["items"] if item["action"] == "failed"} == set(names)

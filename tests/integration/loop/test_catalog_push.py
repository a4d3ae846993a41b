"""The catalog commands as an operator calls them: planned, pushed, and stopped where a delivery looks wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from connectors import REGISTRY, spec
from socialshop.config import load
from socialshop.store import open_store
from socialshop.sync.model import Run

if TYPE_CHECKING:
    from tests.integration.loop.conftest import LittleShop

CHANNELS = {name: spec(name).settings for name in REGISTRY}
KEYS = {
    *("run_id", "channel", "created", "updated", "deleted", "unchanged", "rejected", "failed", "requests", "items"),
    *("adopted", "pending", "throttled", "waited_seconds", "error", "mend", "merchant_rules", "sets"),
}


def standing(shop: LittleShop, channel: str = "meta") -> set[str]:
    return set(shop.sandbox.world.catalog_items(channel))


def items(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["ref"], item["action"]) for item in report["items"]]


def test_a_plan_says_what_the_push_then_does(little_shop: LittleShop) -> None:
    planned = little_shop.run("catalog", "plan")
    assert [report["channel"] for report in planned] == ["meta", "pinterest"]
    assert all(set(report) == KEYS | {"alarms"} and report["run_id"] is None for report in planned)
    assert standing(little_shop) == set()

    (pushed,) = little_shop.run("catalog", "push", "--channel", "meta")
    assert set(pushed) == KEYS | {"alarms"}
    assert (pushed["created"], pushed["run_id"]) == (3, 1)
    assert pushed["requests"] > 0
    assert sorted(items(pushed)) == sorted(items(planned[0]))
    assert standing(little_shop) == {"gruyere", "brie", "feta"}
    assert standing(little_shop, "pinterest") == set()


def test_a_dry_run_is_a_plan(little_shop: LittleShop) -> None:
    assert little_shop.run("catalog", "push", "--dry-run") == little_shop.run("catalog", "plan")
    assert standing(little_shop) == set()


def test_a_shrunken_file_is_stopped_told_and_let_through_when_it_is_meant(little_shop: LittleShop) -> None:
    little_shop.run("catalog", "push")
    little_shop.write_products(gruyere="24.90")
    (meta, _) = little_shop.run("catalog", "plan", expected=2)
    assert "2 of the 3 items" in meta["error"]
    assert items(meta) == [("brie", "deleted"), ("feta", "deleted")]

    little_shop.run("catalog", "push", expected=2)
    assert standing(little_shop) == {"gruyere", "brie", "feta"}
    stopped = little_shop.run("reports", "show", "2")
    assert stopped["state"] == "failed"
    assert "2 of the 3 items" in stopped["error"]
    assert "--allow-mass-delete" in stopped["mend"]

    little_shop.run("catalog", "push", "--allow-mass-delete")
    assert standing(little_shop) == standing(little_shop, "pinterest") == {"gruyere"}


def test_a_sync_is_stopped_at_the_catalog_alone(little_shop: LittleShop) -> None:
    little_shop.run("sync")
    little_shop.write_products(gruyere="24.90")
    report = little_shop.run("sync", expected=1)
    (told,) = [part for part in report["channels"] if part["error"]]
    assert (told["step"], told["channel"]) == ("catalog", "file")
    assert standing(little_shop) == {"gruyere", "brie", "feta"}


def test_a_declared_new_sku_keeps_its_old_id_on_the_channels(little_shop: LittleShop) -> None:
    little_shop.run("catalog", "push")
    little_shop.write_products(gruyere="24.90", brie="7.80", feta2="4.10")
    config = little_shop.folder / "socialshop.toml"
    text = config.read_text("utf-8")
    config.write_text(text + '\n[catalog.renamed]\nfeta = "feta2"\n', encoding="utf-8")
    (meta, _) = little_shop.run("catalog", "push")
    assert items(meta) == [("feta", "updated")]
    assert little_shop.sandbox.world.catalog_items("meta")["feta"]["price"] == "4.10 EUR"
    assert standing(little_shop) == {"gruyere", "brie", "feta"}


def test_both_ids_of_a_renamed_item_in_one_file_are_a_fault(little_shop: LittleShop) -> None:
    little_shop.write_products(feta="3.90", brie="7.80")
    config = little_shop.folder / "socialshop.toml"
    text = config.read_text("utf-8")
    config.write_text(text + '\n[catalog.renamed]\nfeta = "brie"\n', encoding="utf-8")
    little_shop.run("catalog", "push", expected=2)
    assert standing(little_shop) == set()


def test_reconciling_repairs_puts_up_again_and_removes(little_shop: LittleShop) -> None:
    little_shop.run("catalog", "push")
    catalog = little_shop.sandbox.world.catalog_items("meta")
    catalog["brie"]["price"] = "1.00 EUR"
    del catalog["gruyere"]
    planned = little_shop.run("catalog", "reconcile", "--dry-run")
    assert [(report["updated"], report["created"], report["unchanged"]) for report in planned] == [(1, 1, 1), (0, 0, 3)]
    assert catalog["brie"]["price"] == "1.00 EUR"

    (meta, pinterest) = little_shop.run("catalog", "reconcile")
    assert (meta["updated"], meta["created"], meta["unchanged"]) == (1, 1, 1)
    assert (pinterest["unchanged"], pinterest["items"]) == (3, [])
    assert catalog["brie"]["price"] == "7.80 EUR"
    assert standing(little_shop) == {"gruyere", "brie", "feta"}

    catalog["stray"] = dict(catalog["brie"])
    little_shop.run("catalog", "reconcile", "--channel", "meta", expected=1)
    assert "stray" in standing(little_shop)
    little_shop.run("catalog", "reconcile", "--channel", "meta", "--allow-mass-delete")
    assert standing(little_shop) == {"gruyere", "brie", "feta"}


def test_the_options_say_what_the_file_does_not_and_a_wrong_one_is_one_error(little_shop: LittleShop) -> None:
    little_shop.run("catalog", "push", "--currency", "CHF", "--shop-url", "https://shop.example", "--channel", "meta")
    gruyere = little_shop.sandbox.world.catalog_items("meta")["gruyere"]
    assert gruyere["price"] == "24.90 CHF"
    assert str(gruyere["link"]).startswith("https://shop.example/")

    (meta, _) = little_shop.run("catalog", "plan", expected=2)
    assert "in another currency than before" in meta["error"]
    little_shop.run("catalog", "reconcile", "--dry-run", "--currency", "Taler", expected=2)


def test_what_the_merchants_own_rules_met_stands_in_plan_and_report(little_shop: LittleShop) -> None:
    config = little_shop.folder / "socialshop.toml"
    rule = '\n[[catalog.rules]]\nname = "no feta"\nwhen = "id = \'feta\'"\nexclude = true\n'
    config.write_text(config.read_text("utf-8") + rule, encoding="utf-8")
    for told in (little_shop.run("catalog", "plan"), little_shop.run("catalog", "push")):
        assert [channel["merchant_rules"] for channel in told] == [{"no feta": 1}] * 2
    assert little_shop.run("reports", "show", "1")["channels"][0]["merchant_rules"] == {"no feta": 1}
    assert standing(little_shop) == {"gruyere", "brie"}


def test_what_is_overdue_is_said_by_reports_and_plans_alike(little_shop: LittleShop) -> None:
    little_shop.run("sync")
    store = open_store(load(little_shop.folder / "socialshop.toml", CHANNELS).store_url())
    with store.begin() as connection:
        long_ago = datetime(2020, 1, 2, 3, 4, tzinfo=UTC)
        connection.execute(update(Run).values(started_at=long_ago, ended_at=long_ago))
    store.dispose()
    told = "sync has not succeeded since 2020-01-02 03:04 UTC."
    assert [run["alarm"] for run in little_shop.run("reports", "list")] == [told]
    assert little_shop.run("reports", "show", "1")["alarms"] == [told]
    assert [channel["alarms"] for channel in little_shop.run("catalog", "plan")] == [[told]] * 2


SETS = """
[catalog.sets.cheap]
title = "Bis 5 Euro"
when = "price <= 500"

[catalog.sets.soft]
title = "Weichkäse"
ids = ["brie"]
"""


def test_product_sets_follow_the_configuration(little_shop: LittleShop) -> None:
    config = little_shop.folder / "socialshop.toml"
    text = config.read_text("utf-8")
    config.write_text(text + SETS, encoding="utf-8")
    planned = little_shop.run("catalog", "plan")
    pushed = little_shop.run("catalog", "push")
    for report in (*planned, *pushed):
        assert items(report["sets"]) == [("cheap", "created"), ("soft", "created")]
    world = little_shop.sandbox.world
    assert {one.name for one in world.sets.values()} == {"Bis 5 Euro", "Weichkäse"}
    assert {one.name for one in world.groups.values()} == {"Bis 5 Euro", "Weichkäse"}

    again = little_shop.run("catalog", "push")
    assert [(report["sets"]["unchanged"], report["requests"]) for report in again] == [(2, 0), (2, 0)]
    world.sets.clear()
    (meta, pinterest) = little_shop.run("catalog", "reconcile")
    assert (meta["sets"]["created"], pinterest["sets"]["unchanged"]) == (2, 2)

    config.write_text(text, encoding="utf-8")
    gone = little_shop.run("catalog", "push")
    assert [report["sets"]["deleted"] for report in gone] == [2, 2]
    assert not world.sets
    assert not world.groups
    assert [report["sets"] for report in little_shop.run("catalog", "push")] == [None, None]

"""What every connector with a catalog must do: items in batches, and product sets."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from socialshop.errors import NotFound, OutcomeUnknown, Permanent
from socialshop.ports import (
    CatalogTarget,
    Feed,
    FeedTarget,
    ItemChange,
    ItemOutcome,
    Operation,
    ProductSet,
    SetTarget,
    StandingSet,
)
from socialshop.testing.platform import Platform

ROW = {
    "title": "Allgäuer Bergkäse",
    "description": "Zwölf Monate gereift.",
    "availability": "in stock",
    "condition": "new",
    "price": "10.00 EUR",
    "sale_price": "8.50 EUR",
    "link": "https://www.kaesetheke.example/bergkaese",
    "image_link": "https://www.kaesetheke.example/bergkaese.jpg",
    "additional_image_link": "https://www.kaesetheke.example/b.jpg,https://www.kaesetheke.example/c.jpg",
    "brand": "Käsetheke",
}


class CatalogContract:
    def test_a_batch_is_followed_to_its_end_item_by_item(self, platform: Platform) -> None:
        target = _catalog(platform)
        platform.fail_items("late")
        outcomes = _push(target, [_change("good"), _change("late"), _change("flawed", title="")])
        assert {item for item, outcome in outcomes.items() if not outcome.accepted} == {"late", "flawed"}
        assert all(outcome.errors for outcome in outcomes.values() if not outcome.accepted)
        assert set(platform.catalog()) == {"good"}

    def test_an_ended_sale_ends_on_the_platform(self, platform: Platform) -> None:
        target = _catalog(platform)
        _push(target, [_change("a")])
        _push(target, [_change("a", operation=Operation.UPDATE, sale_price="", additional_image_link="")])
        assert not platform.catalog()["a"].get("sale_price")
        assert not platform.catalog()["a"].get("additional_image_link")

    def test_deleting_what_is_gone_is_no_failure(self, platform: Platform) -> None:
        target = _catalog(platform)
        _push(target, [_change("a")])
        for _ in range(2):
            outcomes = _push(target, [ItemChange(Operation.DELETE, "a")])
            assert all(outcome.accepted for outcome in outcomes.values())
        assert not platform.catalog()

    def test_what_stands_is_told_as_it_was_sent(self, platform: Platform) -> None:
        target = _catalog(platform)
        _push(target, [_change("a"), _change("b", price="1234.50 EUR", sale_price="", title="Blauschimmel")])
        told = {item.item_id: item.fields for item in target.standing(["b", "absent", "a"])}
        assert set(told) == {"a", "b"}
        assert {"title", "price", "sale_price", "availability", "link"} <= set(told["a"])
        assert told["a"] == {name: ROW[name] for name in told["a"]}
        changed = {"price": "1234.50 EUR", "sale_price": "", "title": "Blauschimmel"}
        assert told["b"] == {**told["a"], **changed}

    def test_an_empty_catalog_tells_nothing(self, platform: Platform) -> None:
        assert list(_catalog(platform).standing(["a"])) == []
        assert list(_catalog(platform).standing([])) == []

    def test_a_batch_whose_answer_was_lost_may_be_sent_again(self, platform: Platform) -> None:
        target = _catalog(platform)
        platform.drop_write()
        with pytest.raises(OutcomeUnknown):
            target.submit([_change("a")])
        outcomes = _push(target, [_change("a")])
        assert all(outcome.accepted for outcome in outcomes.values())
        assert set(platform.catalog()) == {"a"}


class FeedContract:
    def test_a_feed_is_followed_to_its_end_item_by_item(self, platform: Platform, tmp_path: Path) -> None:
        platform.fail_items("late")
        told = _deliver(
            platform, tmp_path, ROW | {"id": "good"}, ROW | {"id": "late"}, ROW | {"id": "flawed", "price": "dear"}
        )
        assert {item for item, outcome in told.items() if not outcome.accepted} == {"late", "flawed"}
        assert all(outcome.errors for outcome in told.values() if not outcome.accepted)
        assert set(platform.catalog()) == {"good"}

    def test_what_is_not_in_the_feed_goes_and_one_feed_is_enough(self, platform: Platform, tmp_path: Path) -> None:
        _deliver(platform, tmp_path, ROW | {"id": "a"}, ROW | {"id": "b"})
        _deliver(platform, tmp_path, ROW | {"id": "b", "title": "Blauschimmel"})
        assert {item: row["title"] for item, row in platform.catalog().items()} == {"b": "Blauschimmel"}
        assert platform.feeds() == 1

    def test_a_feed_whose_registration_got_no_answer_is_found(self, platform: Platform, tmp_path: Path) -> None:
        platform.drop_write("feeds$")
        with pytest.raises(OutcomeUnknown):
            _deliver(platform, tmp_path, ROW | {"id": "a"})
        _deliver(platform, tmp_path, ROW | {"id": "a"})
        assert platform.feeds() == 1
        assert set(platform.catalog()) == {"a"}

    def test_a_file_that_is_refused_as_a_whole_is_told_with_a_mend(self, platform: Platform, tmp_path: Path) -> None:
        platform.break_feed()
        with pytest.raises(Permanent) as caught:
            _deliver(platform, tmp_path, ROW | {"id": "a"})
        assert caught.value.mend

    def test_its_handle_ends_with_the_digest(self, platform: Platform, tmp_path: Path) -> None:
        target = platform.connect_feed()
        assert isinstance(target, FeedTarget)
        feed = _feed(platform, tmp_path, ROW | {"id": "a"})
        assert target.deliver(feed).handle.endswith(feed.digest)


class SetContract:
    @pytest.mark.parametrize(
        ("wanted", "members"),
        [
            (ProductSet("a", "By id", 2, item_ids=("brie", "gouda")), {"brie", "gouda"}),
            (ProductSet("b", "By category", 2, ("Käse",), ("Käse > Hart", "Käse > Weich")), {"brie", "gouda"}),
            (ProductSet("c", "Deeper", 1, ("Käse", "Weich"), ("Käse > Weich",)), {"brie"}),
            (ProductSet("d", "By label", 1, label=("custom_label_0", "rot")), {"rioja"}),
        ],
        ids=lambda case: case.title if isinstance(case, ProductSet) else "",
    )
    def test_a_set_has_the_items_that_it_names(self, platform: Platform, wanted: ProductSet, members: set[str]) -> None:
        _sets(platform).create_set(wanted)
        assert platform.sets() == {wanted.title: members}

    def test_a_set_is_known_again_changed_and_removed(self, platform: Platform) -> None:
        first = ProductSet("autumn", "Autumn", 1, item_ids=("brie",))
        second = ProductSet("autumn", "Late autumn", 1, item_ids=("gouda",))
        set_id = _sets(platform).create_set(first)
        assert _told_sets(platform) == [StandingSet("autumn", set_id, _sets(platform).define(first))]
        _sets(platform).change_set(set_id, second)
        assert _told_sets(platform) == [StandingSet("autumn", set_id, _sets(platform).define(second))]
        assert platform.sets() == {"Late autumn": {"gouda"}}
        for _ in range(2):
            _sets(platform).remove_set(set_id)
        assert platform.sets() == {}

    def test_a_set_by_other_hands_is_not_told(self, platform: Platform) -> None:
        target = _sets(platform)
        platform.make_set("By hand", "brie")
        assert _told_sets(platform) == []
        target.create_set(ProductSet("ours", "Ours", 1, item_ids=("gouda",)))
        assert [one.name for one in _told_sets(platform)] == ["ours"]

    def test_a_set_whose_answer_was_lost_is_found(self, platform: Platform) -> None:
        target = _sets(platform)
        platform.drop_write("sets$|groups$")
        with pytest.raises(OutcomeUnknown):
            target.create_set(ProductSet("ours", "Ours", 1, item_ids=("gouda",)))
        assert [one.name for one in _told_sets(platform)] == ["ours"]

    def test_a_second_set_of_the_same_items_is_refused_with_a_mend(self, platform: Platform) -> None:
        target = _sets(platform)
        platform.make_set("By hand", "brie")
        with pytest.raises(Permanent) as caught:
            target.create_set(ProductSet("ours", "Ours", 1, item_ids=("brie",)))
        assert caught.value.mend

    def test_changing_a_set_that_is_gone_says_so(self, platform: Platform) -> None:
        wanted = ProductSet("ours", "Ours", 1, item_ids=("brie",))
        set_id = _sets(platform).create_set(wanted)
        _sets(platform).remove_set(set_id)
        with pytest.raises(NotFound):
            _sets(platform).change_set(set_id, wanted)


# --- what the tests do to a platform ------------------------------------------------------------


def _change(item_id: str, operation: Operation = Operation.CREATE, **changed: str) -> ItemChange:
    return ItemChange(operation, item_id, {"id": item_id} | ROW | changed)


def _catalog(platform: Platform) -> CatalogTarget:
    target = platform.connect()
    assert isinstance(target, CatalogTarget)
    return target


def _push(target: CatalogTarget, changes: list[ItemChange]) -> dict[str, ItemOutcome]:
    """What the platform said of items, at once and when the batch was finished."""
    ticket = target.submit(changes)
    for _ in range(10):
        status = target.batch_status(ticket.handle)
        if status.finished:
            return {outcome.item_id: outcome for outcome in (*ticket.refused, *status.outcomes)}
    raise AssertionError("the batch came to no end")


def _sets(platform: Platform) -> SetTarget:
    """With three items to make sets of."""
    target = _catalog(platform)
    assert isinstance(target, SetTarget)
    if not platform.catalog():
        kinds = {"brie": "Käse > Weich", "gouda": "Käse > Hart", "rioja": "Wein"}
        labels = {"rioja": "rot"}
        _push(
            target,
            [_change(name, product_type=kind, custom_label_0=labels.get(name, "")) for name, kind in kinds.items()],
        )
    return target


def _told_sets(platform: Platform) -> list[StandingSet]:
    return list(_sets(platform).standing_sets())


def _feed(platform: Platform, folder: Path, *rows: dict[str, str]) -> Feed:
    path = folder / "catalog.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", *ROW])
        writer.writeheader()
        writer.writerows(rows)
    return Feed(path, platform.publish(path), f"{len(rows):032}", "EUR")


def _deliver(platform: Platform, folder: Path, *rows: dict[str, str]) -> dict[str, ItemOutcome]:
    target = platform.connect_feed()
    ticket = target.deliver(_feed(platform, folder, *rows))
    for _ in range(10):
        status = target.batch_status(ticket.handle)
        if status.finished:
            assert not status.unnamed
            return {outcome.item_id: outcome for outcome in status.outcomes}
    raise AssertionError("the feed came to no end")

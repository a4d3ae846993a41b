"""What can go wrong between an Instagram container and its publication, and which products its pictures tag."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from connectors.sandbox import FaultKind, hands
from connectors.sandbox.exchange import json_answer
from connectors.sandbox.graph import batch
from socialshop.errors import Permanent, Retryable, Throttled
from socialshop.ports import ObjectKind
from socialshop.testing.catalog_contract import ROW
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.windows import dressed, put_up, sample_display


def publish(platform: Any, display: Any = None) -> Any:
    display = display or sample_display(platform)
    return put_up(platform, display, MemorySteps(platform.clock))["post"]


def stock(platform: Any, *item_ids: str) -> None:
    """Put items into the catalog of the account's shop."""
    for item_id in item_ids:
        platform.world.catalog_items("meta")[item_id] = {"id": item_id, **ROW}


def tagged(platform: Any) -> list[int]:
    """How many products each picture of the carousel shows."""
    (album,) = (media for media in platform.world.media.values() if media.children)
    return [len(platform.world.media[child].tags) for child in album.children]


class TestInstagramWindows:
    channel = "instagram"

    def test_a_draft_that_outlived_its_day_is_made_anew(self, platform: Any) -> None:
        steps, display = MemorySteps(platform.clock), sample_display(platform)
        platform.hit(FaultKind.DROP_BEFORE, method="POST", path="/media_publish$")
        with pytest.raises(Retryable):
            put_up(platform, display, steps)
        platform.clock.advance(hours=25)
        put_up(platform, display, steps)
        assert platform.publications() == 1

    def test_a_draft_that_is_gone_is_made_anew(self, platform: Any) -> None:
        steps, display = MemorySteps(platform.clock), sample_display(platform)
        platform.hit(FaultKind.DROP_BEFORE, method="POST", path="/media_publish$")
        with pytest.raises(Retryable):
            put_up(platform, display, steps)
        platform.world.containers.clear()
        put_up(platform, display, steps)
        assert platform.publications() == 1

    def test_a_picture_that_is_not_taken_says_what_is_wanted(self, platform: Any) -> None:
        platform.hit(FaultKind.CONTAINER_FAILS)
        with pytest.raises(Permanent, match="JPEG"):
            publish(platform)
        assert platform.publications() == 0

    def test_a_used_up_day_waits_for_the_next(self, platform: Any) -> None:
        publish(platform)
        platform.world.posted *= 50
        assert platform.connect().room().left == 0
        with pytest.raises(Throttled, match="used up"):
            publish(platform, sample_display(platform, "Winter"))
        platform.clock.advance(days=1, seconds=1)
        publish(platform, sample_display(platform, "Winter"))
        assert platform.publications() == 2

    def test_pictures_that_take_long_are_waited_for_and_then_left_for_later(self, platform: Any) -> None:
        platform.slow_down(polls=4)
        publish(platform)
        assert platform.waits[:4] == [1.0, 2.0, 3.0, 4.0]
        platform.slow_down(polls=1_000)
        with pytest.raises(Retryable, match="still working"):
            publish(platform, sample_display(platform, "Winter"))

    def test_an_app_that_may_not_delete_says_how_to_do_it_by_hand(self, platform: Any) -> None:
        published = publish(platform)
        platform.take_permissions()
        with pytest.raises(Permanent, match="in the Instagram app") as caught:
            platform.connect().withdraw(published)
        assert published.url in caught.value.mend

    def test_nothing_of_a_published_post_is_changed(self, platform: Any) -> None:
        published, display = publish(platform), sample_display(platform)
        (part,) = platform.connect().parts(display)
        with pytest.raises(Permanent, match="publish it anew"):
            platform.connect().change(published, part, frozenset({"text"}))

    def test_every_picture_tags_the_product_that_it_shows(self, platform: Any) -> None:
        stock(platform, "herbst-0", "herbst-1", "herbst-2", "herbst-10")  # the search for herbst-1 finds two
        publish(platform)
        assert tagged(platform) == [1, 1, 1]
        tags = [tag for media in platform.world.media.values() for tag in media.tags]
        assert len({tag.product_id for tag in tags}) == 3

    def test_a_cover_tags_nothing_and_a_picture_alone_everything(self, platform: Any) -> None:
        stock(platform, *(f"{name}-{number}" for name in ("herbst", "winter") for number in range(3)))
        publish(platform, dressed(sample_display(platform), platform))
        assert tagged(platform) == [0, 1, 1, 1]
        cover = dressed(sample_display(platform, "Winter"), platform)
        publish(platform, replace(cover, pictures=cover.pictures[:1]))
        (single,) = (media for media in platform.world.media.values() if not media.children and not media.parent_id)
        assert [tag.x for tag in single.tags] == [0.25, 0.5, 0.75]

    def test_what_may_not_be_tagged_is_left_out_and_said_with_its_reason(self, platform: Any) -> None:
        display = sample_display(platform)
        platform.world.rejected["herbst-1"] = "prohibited content"
        del platform.catalog()["herbst-2"]
        asked = platform.connect().untagged(["herbst-0", "herbst-1", "herbst-2"])
        assert asked == {
            "herbst-1": "review of the product: rejected, prohibited content",
            "herbst-2": "the account's shop has no such product",
        }
        publish(platform, display)
        assert tagged(platform) == [1, 0, 0]

    @pytest.mark.parametrize("why", ["not eligible", "not permitted"])
    def test_an_account_that_may_not_tag_publishes_without(self, platform: Any, why: str) -> None:
        display = sample_display(platform)
        if why == "not eligible":
            platform.world.may_tag = False
        else:
            platform.hit(FaultKind.META_200, method="GET", path="/17841405309211844$", times=2)
        asked = platform.connect().untagged(["herbst-0"])
        publish(platform, display)
        assert tagged(platform) == [0, 0, 0]
        reason = {"not eligible": "review of its shop: not_eligible", "not permitted": "lacks the permission"}[why]
        assert reason in asked["herbst-0"]

    def test_hands_on_tags_and_alt_texts_are_told(self, platform: Any) -> None:
        display = sample_display(platform)
        published = publish(platform, display)
        album = platform.world.media[published.external_id]
        first, second, _ = (platform.world.media[child] for child in album.children)
        hands.change(platform.world, first.id, alt="Von Hand")
        second.tags = ()
        told = platform.connect().told(published)
        (part,) = platform.connect().parts(display)
        assert told["alts"] == part.fields["alts"].replace(display.products[0].picture.alt, "Von Hand")
        assert (part.fields["products"], told["products"]) == ("herbst-0\nherbst-1\nherbst-2", "herbst-0\n–\nherbst-2")
        platform.connect().change(published, part, frozenset({"products"}))
        assert platform.connect().told(published)["products"] == part.fields["products"]
        assert (second.tags[0].x, tagged(platform)) == (0.5, [1, 1, 1])

    def test_a_tag_that_was_added_by_hand_is_taken_away_by_hand(self, platform: Any) -> None:
        display = sample_display(platform)
        published = publish(platform, display)
        first, second, _ = (
            platform.world.media[child] for child in platform.world.media[published.external_id].children
        )
        first.tags += second.tags
        assert platform.connect().told(published)["products"].startswith("herbst-0,herbst-1\n")
        (part,) = platform.connect().parts(display)
        with pytest.raises(Permanent, match="takes no tags away") as caught:
            platform.connect().change(published, part, frozenset({"products"}))
        assert "herbst-1 away in the Instagram app, from picture 1" in caught.value.mend

    def test_a_tag_that_was_added_by_hand_is_left_by_the_plan_which_says_how_it_goes(self, platform: Any) -> None:
        instagram = platform.connect()
        wanted, more = "herbst-0\nherbst-1\n–", "herbst-0,herbst-1\nherbst-1\nherbst-2"
        mend = instagram.mend_by_hand(ObjectKind.MEDIA, "products", more, wanted)
        assert mend == (
            "Take the tag of herbst-1 away in the Instagram app, from picture 1. "
            "Take the tag of herbst-2 away in the Instagram app, from picture 3."
        )
        assert instagram.mend_by_hand(ObjectKind.MEDIA, "products", wanted, more) == ""

    def test_a_tag_of_a_product_that_was_turned_down_since_is_none(self, platform: Any) -> None:
        published = publish(platform)
        platform.world.rejected["herbst-0"] = "prohibited content"
        assert platform.connect().told(published)["products"].startswith("–\n")

    def test_what_instagram_does_not_tell_is_not_told(self, platform: Any) -> None:
        published = publish(platform)
        for media in platform.world.media.values():
            media.alt = ""
        platform.hit(FaultKind.META_200, method="GET", path="/product_tags$")
        assert set(platform.connect().told(published)) == {"text"}

    def test_an_unchanged_album_costs_as_many_requests_as_a_single_picture(self, platform: Any) -> None:
        display = sample_display(platform)
        published = publish(platform, display)
        connector = platform.connect()
        connector.untagged([product.item_id for product in display.products])
        assert connector.told(published)
        assert connector.traffic.requests == 5

    def test_an_answer_that_a_batch_did_not_make_in_time_is_asked_for_again(
        self, platform: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        published = publish(platform)
        monkeypatch.setattr(batch, "answer", lambda graph, _: json_answer([None] * len(graph.list("batch"))))
        with pytest.raises(Retryable):
            platform.connect().told(published)

    def test_a_search_is_read_to_its_end(self, platform: Any, caplog: pytest.LogCaptureFixture) -> None:
        stock(platform, *(f"herbst-1{number}" for number in range(120)), "herbst-1", "herbst-0", "herbst-2")
        with caplog.at_level(logging.WARNING):
            publish(platform)
        assert tagged(platform) == [1, 1, 1]

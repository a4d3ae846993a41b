"""Posts of the Page: what hangs on them, and what becomes of uploads that were interrupted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.sandbox import FaultKind
from socialshop.errors import Permanent, Retryable
from socialshop.ports import ObjectKind, PublishedObject
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.windows import assert_told, dressed, put_up, sample_display


class TestFacebookWindows:
    channel = "facebook"

    def test_every_picture_has_its_words(self, platform: Any) -> None:
        display = dressed(sample_display(platform), platform)
        published = put_up(platform, display, MemorySteps(platform.clock))["post"]
        photos = [platform.world.photos[one] for one in platform.world.posts[published.external_id].photos]
        assert [photo.caption for photo in photos[:2]] == ["Fenster Herbst", f"Käse 0 {display.products[0].link}"]
        assert [photo.alt for photo in photos[:2]] == ["Titelbild", "Kachel berg"]

    def test_a_waiting_post_hangs_its_pictures_on_and_comes_out_in_time(self, platform: Any) -> None:
        display = replace(sample_display(platform), publish_at=platform.clock() + timedelta(hours=1))
        published = put_up(platform, display, MemorySteps(platform.clock))["post"]
        platform.clock.advance(hours=2)
        told = platform.connect().told(published)
        assert "publish_at" not in told
        assert platform.world.posts[published.external_id].published

    def test_a_post_that_waits_is_found_after_a_lost_answer(self, platform: Any) -> None:
        display = replace(sample_display(platform), publish_at=platform.clock() + timedelta(hours=1))
        steps = MemorySteps(platform.clock)
        platform.drop_publication()
        with pytest.raises(Retryable):
            put_up(platform, display, steps)
        put_up(platform, display, steps)
        assert platform.publications() == 1

    def test_a_window_may_be_a_carousel_of_links(self, platform: Any) -> None:
        platform.settings = {"carousel": True}
        display = sample_display(platform)
        put = put_up(platform, display, MemorySteps(platform.clock))
        cards = platform.world.posts[put["post"].external_id].cards
        assert [(card.name, card.link) for card in cards] == [(one.title, one.link) for one in display.products]
        assert_told(platform, platform.connect().parts(display), put)

    def test_pictures_are_files_but_those_of_a_carousel_are_fetched(self, platform: Any) -> None:
        display = sample_display(platform)
        assert not platform.connect().parts(display)[0].fetched
        platform.settings = {"carousel": True}
        assert platform.connect().parts(display)[0].fetched

    def test_a_single_product_is_no_carousel(self, platform: Any) -> None:
        platform.settings = {"carousel": True}
        display = sample_display(platform)
        post, _ = platform.connect().parts(replace(display, products=display.products[:1]))
        assert "cards" not in post.fields

    def test_without_a_catalog_there_is_no_set(self, platform: Any) -> None:
        platform.settings = {"catalog_id": ""}
        assert [part.key for part in platform.connect().parts(sample_display(platform))] == ["post"]

    def test_a_window_without_pictures_is_a_post_with_its_link(self, platform: Any) -> None:
        display = replace(sample_display(platform), products=())
        published = put_up(platform, display, MemorySteps(platform.clock))["post"]
        assert platform.world.posts[published.external_id].link == "https://www.kaesetheke.example"
        assert platform.connect().told(published) == {"text": "Käse im Herbst #käse"}

    def test_a_picture_that_a_person_took_away_is_told(self, platform: Any) -> None:
        published = put_up(platform, sample_display(platform), MemorySteps(platform.clock))["post"]
        before = platform.connect().told(published)
        platform.take_down(platform.world.posts[published.external_id].photos[0])
        assert platform.connect().told(published)["captions"] != before["captions"]

    def test_uploads_of_an_interrupted_attempt_are_used(self, platform: Any) -> None:
        steps = interrupted(platform)
        uploads = set(platform.world.photos)
        put_up(platform, sample_display(platform), steps)
        assert set(platform.world.photos) == uploads

    def test_uploads_that_are_gone_are_sent_again(self, platform: Any) -> None:
        steps = interrupted(platform)
        platform.world.photos.clear()
        put_up(platform, sample_display(platform), steps)
        assert len(platform.world.photos) == 3

    def test_uploads_that_never_last_are_given_up(self, platform: Any) -> None:
        steps = interrupted(platform)
        for _ in range(2):
            platform.world.photos.clear()
            platform.hit(FaultKind.UNAVAILABLE, method="POST", path="/feed$")
            with pytest.raises(Retryable):
                put_up(platform, sample_display(platform), steps)
        platform.world.photos.clear()
        with pytest.raises(Permanent, match="threw every upload"):
            put_up(platform, sample_display(platform), steps)

    def test_what_is_gone_has_nothing_to_tell(self, platform: Any) -> None:
        assert platform.connect().told(PublishedObject(ObjectKind.POST, "1_2")) is None


def interrupted(platform: Any) -> MemorySteps:
    """The steps of an attempt that uploaded its pictures and did not come to post them."""
    steps = MemorySteps(platform.clock)
    platform.hit(FaultKind.DROP_BEFORE, method="POST", path="/feed$")
    with pytest.raises(Retryable):
        put_up(platform, sample_display(platform), steps)
    assert len(platform.world.photos) == 3
    return steps

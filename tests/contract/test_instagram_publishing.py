"""What can go wrong between an Instagram container and its publication."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox import FaultKind
from socialshop.errors import Permanent, Retryable, Throttled
from socialshop.testing.contract import sample_display
from socialshop.testing.fakes import MemorySteps


class TestInstagramPublishing:
    channel = "instagram"

    def test_a_draft_that_outlived_its_day_is_made_anew(self, platform: Any) -> None:
        steps, display = MemorySteps(platform.clock), sample_display(platform)
        platform.hit(FaultKind.DROP_BEFORE, method="POST", path="/media_publish$")
        with pytest.raises(Retryable):
            platform.connect().publish(display, steps)
        platform.clock.advance(hours=25)
        platform.connect().publish(display, steps)
        assert platform.publications() == 1

    def test_a_picture_that_is_not_taken_says_what_is_wanted(self, platform: Any) -> None:
        platform.hit(FaultKind.CONTAINER_FAILS)
        with pytest.raises(Permanent, match="JPEG"):
            platform.connect().publish(sample_display(platform), MemorySteps(platform.clock))
        assert platform.publications() == 0

    def test_a_used_up_day_waits_for_the_next(self, platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        connector = platform.connect()
        usage = {"data": [{"quota_usage": 50, "config": {"quota_total": 50, "quota_duration": 86_400}}]}
        get = connector._graph.get
        monkeypatch.setattr(
            connector._graph, "get", lambda path, **params: usage if path.endswith("limit") else get(path, **params)
        )
        with pytest.raises(Throttled, match="50 posts a day"):
            connector.publish(sample_display(platform), MemorySteps(platform.clock))
        assert platform.publications() == 0

    def test_pictures_that_take_long_are_waited_for_and_then_left_for_later(self, platform: Any) -> None:
        platform.slow_down(polls=4)
        platform.connect().publish(sample_display(platform), MemorySteps(platform.clock))
        assert platform.waits[:4] == [1.0, 2.0, 3.0, 4.0]
        platform.slow_down(polls=1_000)
        with pytest.raises(Retryable, match="still working"):
            platform.connect().publish(sample_display(platform, "Winter"), MemorySteps(platform.clock))

    def test_an_app_that_may_not_delete_says_how_to_do_it_by_hand(self, platform: Any) -> None:
        connector = platform.connect()
        published = connector.publish(sample_display(platform), MemorySteps(platform.clock))[0]
        platform.take_permissions()
        with pytest.raises(Permanent, match="in the Instagram app") as caught:
            connector.withdraw(published)
        assert published.url in caught.value.mend

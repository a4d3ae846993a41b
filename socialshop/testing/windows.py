"""What every platform that shows windows must do; a part of `socialshop.testing.contract`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from socialshop.errors import OutcomeUnknown
from socialshop.ports import Display, DisplayProduct, ObjectKind, Part, Picture, PublishedObject, Steps, WindowTarget
from socialshop.testing.catalog import Killed
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.platform import Platform

SHOP = "https://www.kaesetheke.example"
SEEN = frozenset({ObjectKind.POST, ObjectKind.MEDIA, ObjectKind.PIN})
"""Kinds that people see as such; the others hold or group them."""

PutUp = dict[str, PublishedObject]
"""Key of a part → what became of it."""


class WindowContract:
    def test_it_is_put_up_once_however_often(self, platform: Platform) -> None:
        steps, display = MemorySteps(platform.clock), sample_display(platform)
        first = put_up(platform, display, steps)
        standing = platform.publications()
        assert standing == len(seen(first))
        assert put_up(platform, display, steps) == first
        assert platform.publications() == standing

    def test_a_window_with_one_product_is_put_up(self, platform: Platform) -> None:
        display = sample_display(platform)
        put_up(platform, replace(display, products=display.products[:1]), MemorySteps(platform.clock))
        assert platform.publications() == 1

    def test_a_window_with_pictures_of_its_own_tells_what_it_shall(self, platform: Platform) -> None:
        display = dressed(sample_display(platform), platform)
        put = put_up(platform, display, MemorySteps(platform.clock))
        assert_told(platform, window_target(platform).parts(display), put)

    def test_killed_after_any_step_it_goes_on_where_it_stopped(self, platform: Platform) -> None:
        trial = MemorySteps(platform.clock)
        expected = len(seen(put_up(platform, sample_display(platform, "Probe"), trial)))
        for number, key in enumerate(trial.sent):
            display, steps = sample_display(platform, f"Versuch {number}"), MemorySteps(platform.clock)
            before, steps.kill_after = platform.publications(), key.replace("probe", display.window)
            with pytest.raises(Killed):
                put_up(platform, display, steps)
            platform.clock.advance(minutes=5)
            put_up(platform, display, steps)
            assert platform.publications() - before == expected, key

    def test_a_lost_answer_does_not_publish_twice(self, platform: Platform) -> None:
        display, steps = sample_display(platform), MemorySteps(platform.clock)
        platform.drop_publication()
        with pytest.raises(OutcomeUnknown):
            put_up(platform, display, steps)
        platform.clock.advance(minutes=5)
        assert platform.publications() == 1
        assert len(seen(put_up(platform, display, steps))) == platform.publications()

    def test_what_was_sent_is_found_by_looking_without_its_pictures(self, platform: Platform) -> None:
        display, steps = sample_display(platform), MemorySteps(platform.clock)
        platform.drop_publication()
        with pytest.raises(OutcomeUnknown):
            put_up(platform, display, steps)
        found: PutUp = {}
        for part in window_target(platform).parts(display):
            looked = _look(platform, replace(part, pictures=()), found.get(part.under or ""), steps)
            found |= {part.key: looked} if looked else {}
        assert len(seen(found)) == platform.publications() == 1

    def test_it_tells_what_it_shall(self, platform: Platform) -> None:
        display = sample_display(platform)
        put = put_up(platform, display, MemorySteps(platform.clock))
        assert_told(platform, window_target(platform).parts(display), put)

    def test_what_can_be_changed_says_the_new_words_and_the_rest_the_old(self, platform: Platform) -> None:
        put = put_up(platform, sample_display(platform), MemorySteps(platform.clock))
        target, standing = window_target(platform), platform.publications()
        before = {part.key: part for part in target.parts(sample_display(platform))}
        for _ in range(2):
            for part in target.parts(reworded(sample_display(platform))):
                fields = _changed(before[part.key], part) & target.changeable[part.kind]
                if fields:
                    target.change(put[part.key], part, fields)
                told = target.told(put[part.key])
                wanted = {**before[part.key].fields, **{name: part.fields[name] for name in fields}}
                assert told == {name: wanted[name] for name in told or {}}
        assert platform.publications() == standing

    def test_a_persons_hand_is_told(self, platform: Platform) -> None:
        put = put_up(platform, sample_display(platform), MemorySteps(platform.clock))
        published = seen(put)[0]
        before = window_target(platform).told(published)
        platform.reword(published.external_id, "Von Hand")
        told = window_target(platform).told(published)
        assert told is not None
        assert "Von Hand" in told.values()
        assert told != before
        platform.take_down(published.external_id)
        assert window_target(platform).told(published) is None

    def test_it_comes_down_whole_the_last_first_and_twice_is_fine(self, platform: Platform) -> None:
        target = window_target(platform)
        put = put_up(platform, dressed(sample_display(platform), platform), MemorySteps(platform.clock))
        for one in [*reversed(put.values()), *reversed(put.values())]:
            target.withdraw(one)
        assert platform.publications() == 0
        assert [target.told(one) for one in put.values()] == [None] * len(put)

    def test_it_goes_up_again_after_it_came_down(self, platform: Platform) -> None:
        display = sample_display(platform)
        for _ in range(2):
            put = put_up(platform, display, MemorySteps(platform.clock))
            assert platform.publications() == len(seen(put))
            for one in reversed(put.values()):
                window_target(platform).withdraw(one)

    def test_its_limits_name_their_sources(self, platform: Platform) -> None:
        limits = window_target(platform).limits
        sources = [limits.source, *(one.source for one in (limits.picture, limits.scheduling) if one)]
        assert [source for source in sources if not source.startswith("https://")] == []
        assert limits.text > 0
        assert limits.pictures[0] <= limits.pictures[1]

    def test_its_parts_have_keys_of_their_own_and_stand_in_earlier_ones(self, platform: Platform) -> None:
        parts = window_target(platform).parts(dressed(sample_display(platform), platform))
        keys = [part.key for part in parts]
        assert len(set(keys)) == len(keys)
        assert [part.key for number, part in enumerate(parts) if part.under and part.under not in keys[:number]] == []
        assert {part.kind for part in parts} <= set(window_target(platform).changeable)

    def test_what_the_platform_publishes_later_waits_moves_and_goes_out(self, platform: Platform) -> None:
        target = window_target(platform)
        if target.limits.scheduling is None:
            assert "publish_at" not in {name for fields in target.changeable.values() for name in fields}
            return
        steps, moment = MemorySteps(platform.clock), platform.clock() + timedelta(hours=1)
        waiting = replace(sample_display(platform), publish_at=moment)
        published = put_up(platform, waiting, steps)["post"]
        assert told_time(target, published) == moment
        (later,) = (
            part for part in target.parts(replace(waiting, publish_at=moment + timedelta(hours=2))) if part.publish_at
        )
        target.change(published, later, frozenset({"publish_at"}))
        assert told_time(target, published) == later.publish_at
        (now,) = (part for part in target.parts(sample_display(platform)) if part.key == "post")
        for _ in range(2):
            target.change(published, now, frozenset({"publish_at"}))
            assert told_time(target, published) is None

    def test_its_room_shrinks_with_every_post(self, platform: Platform) -> None:
        before = window_target(platform).room()
        put_up(platform, sample_display(platform), MemorySteps(platform.clock))
        after = window_target(platform).room()
        assert (before is None) == (after is None)
        if before and after:
            assert (before.left - after.left, after.period > timedelta()) == (1, True)


# --- what the tests do to a platform ------------------------------------------------------------


def window_target(platform: Platform) -> WindowTarget:
    target = platform.connect()
    assert isinstance(target, WindowTarget)
    return target


def sample_display(platform: Platform, name: str = "Herbst") -> Display:
    """A window whose texts and links are its own; its second product stands in a part of its own."""
    slug = name.lower().replace(" ", "-")
    products = tuple(
        DisplayProduct(
            item_id=f"{slug}-{number}",
            title=f"Käse {number}",
            description="Würzig.",
            link=f"{SHOP}/bergkaese?utm_campaign={slug}-{number}",
            picture=picture,
            section="Würzig" if number == 1 else "",
        )
        for number, picture in enumerate(platform.pictures)
    )
    platform.stock(*(product.item_id for product in products))
    return Display(slug, f"Fenster {name}", f"Käse im {name} #käse", SHOP, products)


def dressed(display: Display, platform: Platform) -> Display:
    """With a cover and a tile of each product."""
    tiles = tuple(Picture(one.url, f"Kachel {one.alt}", one.content) for one in platform.pictures)
    return replace(display, pictures=(replace(tiles[0], alt="Titelbild"), *tiles))


def reworded(display: Display) -> Display:
    """The same products, each in another part of the window, and everything said in other words."""
    products = tuple(
        replace(
            product,
            title=f"{product.title}, neu",
            description="Mild.",
            link=f"{product.link}-neu",
            picture=replace(product.picture, alt=f"{product.picture.alt}, neu"),
        )
        for product in display.products
    )
    return replace(display, title=f"{display.title}, neu", text=f"{display.text} Neu.", products=products)


def put_up(platform: Platform, display: Display, steps: MemorySteps) -> PutUp:
    """As after a restart."""
    return put_up_on(window_target(platform), display, steps)


def put_up_on(target: WindowTarget, display: Display, steps: MemorySteps) -> PutUp:
    """All parts of the window, in their order."""
    put: PutUp = {}
    for part in target.parts(display):
        put[part.key] = target.create(part, put.get(part.under or ""), Beneath(steps, part.key))
    return put


def seen(put: PutUp) -> list[PublishedObject]:
    return [one for one in put.values() if one.kind in SEEN]


def assert_told(platform: Platform, parts: tuple[Part, ...], put: PutUp) -> None:
    """Each object tells nothing but what its part says, and at least its words."""
    for part in parts:
        told = window_target(platform).told(put[part.key])
        assert told, part.key
        assert told == {name: part.fields.get(name) for name in told}, part.key


def told_time(target: WindowTarget, published: PublishedObject) -> datetime | None:
    told = target.told(published)
    assert told is not None
    return datetime.fromisoformat(told["publish_at"]) if "publish_at" in told else None


class Beneath:
    """Steps whose keys begin with a part's."""

    def __init__(self, steps: MemorySteps, key: str) -> None:
        self._steps = steps
        self._key = key

    def run(self, key: str, send: Callable[[], str], find: Callable[[datetime], str | None]) -> str:
        return self._steps.run(f"{self._key}/{key}", send, find)


class _NeverSent(Exception):
    pass


class _Looking(Beneath):
    """Finds what was sent, and sends nothing."""

    def run(self, key: str, send: Callable[[], str], find: Callable[[datetime], str | None]) -> str:
        def refuse() -> str:
            raise _NeverSent

        if f"{self._key}/{key}" not in self._steps.begun:
            raise _NeverSent
        return super().run(key, refuse, find)


def _look(platform: Platform, part: Part, under: PublishedObject | None, steps: MemorySteps) -> PublishedObject | None:
    looking: Steps = _Looking(steps, part.key)
    try:
        return window_target(platform).create(part, under, looking)
    except _NeverSent:
        return None


def _changed(before: Part, after: Part) -> frozenset[str]:
    names = {*before.fields, *after.fields}
    return frozenset(name for name in names if before.fields.get(name) != after.fields.get(name))

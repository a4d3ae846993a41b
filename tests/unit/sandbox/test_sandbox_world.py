from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.records import Maker, Platform, Post
from connectors.sandbox.world import World


@pytest.fixture
def world(clock: Any) -> World:
    world = World(clock)
    world.posts["1_2"] = Post(id="1_2", number=1, at=clock(), message="Hallo")
    return world


def test_a_customer_is_the_same_person_everywhere(world: World) -> None:
    first, second = (world.comments[world.customer_comments("1_2", "Anna", text)] for text in ("a", "b"))
    assert (first.author_id, first.made_by) == (second.author_id, Maker.CUSTOMER)


def test_a_comment_may_bear_another_time(world: World, clock: Any) -> None:
    at = clock()
    clock.advance(days=1)
    assert world.comments[world.customer_comments("1_2", "Anna", "a", at=at)].at == at


def test_nobody_comments_on_what_does_not_stand(world: World) -> None:
    with pytest.raises(KeyError):
        world.customer_comments("9", "Anna", "a")


def test_a_customer_edits_and_removes(world: World) -> None:
    comment = world.customer_comments("1_2", "Anna", "a")
    world.shop_comments(Platform.FACEBOOK, "1_2", "b", comment)
    world.customer_edits(comment, "c")
    assert world.comments[comment].text == "c"
    world.customer_removes(comment)
    assert world.comments == {}


def test_a_dead_token_is_still_a_secret(world: World) -> None:
    token = world.issue("pina_0123456789")
    world.expire(token)
    assert not world.is_live(token)
    assert token in world.secrets()


def test_calls_are_counted_by_host_and_day(world: World, clock: Any) -> None:
    for host in ("a.example", "a.example", "b.example"):
        world.log(host, "GET", "/", 200)
    clock.advance(hours=1)
    assert (world.calls_today("a.example"), world.calls_this_hour("a.example")) == (2, 0)
    clock.advance(days=1)
    assert world.calls_today("a.example") == 0

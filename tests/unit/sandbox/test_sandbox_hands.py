"""A person's hand on what stands."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox import hands
from connectors.sandbox.records import Board, Image, Media, Photo, Pin, Post, Section
from connectors.sandbox.world import World

PICTURE = Image(format="JPEG", width=600, height=600, bytes=1_000)


@pytest.fixture
def world(clock: Any) -> World:
    """One of each, in each other where they can be."""
    world = World(clock)
    made: dict[str, Any] = {"number": 1, "at": clock()}
    shown: dict[str, Any] = made | {"caption": "", "alt": "", "image": PICTURE}
    world.photos["photo"] = Photo(id="photo", published=True, post_id="post", **shown)
    world.posts["post"] = Post(id="post", message="Hallo", photos=("photo",), **made)
    world.media["media"] = Media(id="media", **shown)
    world.boards["board"] = Board(id="board", name="Cheese", description="", privacy="PUBLIC", owner="us", **made)
    world.sections["section"] = Section(id="section", board_id="board", name="Hard", **made)
    world.pins["pin"] = Pin(
        id="pin",
        board_id="board",
        section_id="section",
        title="Brie",
        description="",
        link=None,
        alt="",
        images=(PICTURE,),
        **made,
    )
    return world


@pytest.mark.parametrize(
    ("object_id", "field", "shelf"),
    [
        ("post", "message", "posts"),
        ("photo", "caption", "photos"),
        ("media", "caption", "media"),
        ("board", "name", "boards"),
        ("section", "name", "sections"),
        ("pin", "title", "pins"),
    ],
)
def test_a_hand_changes_and_deletes(world: World, object_id: str, field: str, shelf: str) -> None:
    hands.change(world, object_id, **{field: "By hand"})
    assert getattr(getattr(world, shelf)[object_id], field) == "By hand"
    hands.delete(world, object_id)
    assert object_id not in getattr(world, shelf)


def test_what_stands_in_it_goes_with_it(world: World) -> None:
    hands.delete(world, "photo")
    assert world.posts["post"].photos == ()
    hands.delete(world, "board")
    assert (world.sections, world.pins) == ({}, {})


def test_a_hand_changes_what_people_can_change(world: World) -> None:
    with pytest.raises(hands.NoSuchField, match="message"):
        hands.change(world, "post", number="7")
    with pytest.raises(KeyError):
        hands.delete(world, "absent")

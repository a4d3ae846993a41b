"""A person's hand on the platform: somebody rewords or deletes in the app what the shop published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.sandbox.graph.instagram import remove_media
from connectors.sandbox.graph.posts import remove_photo, remove_post
from connectors.sandbox.pinterest.boards import remove_board
from connectors.sandbox.pinterest.pins import remove_pin
from connectors.sandbox.pinterest.sections import remove_section
from connectors.sandbox.world import World


class NoSuchField(ValueError):
    """The object has nothing of that name that a person could change."""


def change(world: World, object_id: str, **changes: str | None) -> None:
    """Give fields of an object other values: a post's `message`, a Pin's `title`.

    Raises KeyError for what does not stand and NoSuchField for a field that nobody can change.
    """
    with world.lock:
        shelf, fields, _ = _place(world, object_id)
        if unknown := set(changes) - fields:
            raise NoSuchField(f"{object_id} has no field {min(unknown)}; a hand changes {', '.join(sorted(fields))}")
        for name, value in changes.items():
            setattr(shelf[object_id], name, value)


def delete(world: World, object_id: str) -> None:
    """Take an object down, with all that goes with it. Raises KeyError for what does not stand."""
    with world.lock:
        _, _, remove = _place(world, object_id)
        remove(world, object_id)


def _place(world: World, object_id: str) -> tuple[Mapping[str, Any], frozenset[str], Callable[[World, str], None]]:
    """Where the object stands, what a person can change in it, and how it goes."""
    places: tuple[tuple[Mapping[str, Any], frozenset[str], Callable[[World, str], None]], ...] = (
        (world.posts, frozenset({"message"}), remove_post),
        (world.photos, frozenset({"caption", "alt"}), remove_photo),
        (world.media, frozenset({"caption", "alt"}), remove_media),
        (world.boards, frozenset({"name", "description"}), remove_board),
        (world.sections, frozenset({"name"}), remove_section),
        (world.pins, frozenset({"title", "description", "link", "alt", "section_id"}), remove_pin),
    )
    for place in places:
        if object_id in place[0]:
            return place
    raise KeyError(object_id)

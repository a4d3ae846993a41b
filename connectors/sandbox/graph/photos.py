"""What Facebook takes as a photo, of a post or of a comment.

https://developers.facebook.com/docs/graph-api/reference/page/photos
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.rules import limit
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.images import fetch_image
from connectors.sandbox.records import Image
from connectors.sandbox.world import World

PHOTO_FORMATS = frozenset({"JPEG", "PNG", "BMP", "GIF", "TIFF"})


def photo_at(world: World, url: str) -> Image:
    """The photo behind a public address. Raises GraphError."""
    return checked_photo(lambda: fetch_image(world, url))


def checked_photo(read: Callable[[], Image]) -> Image:
    """`read` raises ValueError for what is no picture. Raises GraphError."""
    try:
        image = read()
    except ValueError:
        raise invalid_parameter("Invalid image. Please check that your image is a valid one.", 2_069_019) from None
    if image.format not in PHOTO_FORMATS or image.bytes > limit("facebook.photo.bytes"):
        raise invalid_parameter("Photos must be JPEG, BMP, PNG, GIF or TIFF and at most 10 MB", 2_069_019)
    return image

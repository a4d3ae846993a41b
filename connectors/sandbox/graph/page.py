"""The Page and its photos: https://developers.facebook.com/docs/graph-api/reference/page/photos"""

from __future__ import annotations

from typing import Any

from connectors.sandbox.accounts import INSTAGRAM_ID, PAGE_ID, SHOP_NAME
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError
from connectors.sandbox.graph.feed import new_post
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.graph.paging import page
from connectors.sandbox.graph.photos import checked_photo, photo_at
from connectors.sandbox.graph.posts import PHOTO
from connectors.sandbox.images import read_image
from connectors.sandbox.records import Image, Photo
from connectors.sandbox.world import World


def _page_fields(_: World, __: None) -> dict[str, Any]:
    return {
        "id": PAGE_ID,
        "name": SHOP_NAME,
        "link": f"https://www.facebook.com/{PAGE_ID}",
        "category": "Cheese Shop",
        "is_published": True,
        "instagram_business_account": {"id": INSTAGRAM_ID},
    }


PAGE = FieldTable(
    "Page",
    _page_fields,
    ("id", "name"),
)


def get_page(call: GraphCall) -> dict[str, Any]:
    return PAGE.render(call.world, None, call.fields)


def create_photo(call: GraphCall) -> dict[str, Any]:
    """A photo as a file part or by its address; a published one makes a post of its own."""
    world, number = call.world, call.world.next_number()
    published = call.flag("published", True)
    photo = Photo(
        id=str(122_200_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        caption=call.text("caption") or call.text("message"),
        alt=call.text("alt_text_custom"),
        image=_photo_image(call),
        published=published,
        temporary=call.flag("temporary", False),
    )
    world.photos[photo.id] = photo
    if not published:
        return {"id": photo.id}
    post = new_post(world, photo.caption, photos=(photo.id,))
    return {"id": photo.id, "post_id": post.id}


def get_photos(call: GraphCall) -> dict[str, Any]:
    """Those that are to be seen; a photo that waits for its post is not."""
    return page(call, [photo for photo in call.world.photos.values() if photo.published], PHOTO, newest_first=True)


def _photo_image(call: GraphCall) -> Image:
    uploads = list(call.call.files.values())
    if len(uploads) + bool(call.text("url")) != 1:
        raise GraphError(324, "(#324) Requires upload file")
    return checked_photo(lambda: read_image(uploads[0].content)) if uploads else photo_at(call.world, call.text("url"))


EDGES: Edges = {
    ("page", "GET", ""): Edge(get_page, frozenset({"account_linking_token"})),
    ("page", "GET", "photos"): Edge(get_photos, frozenset({"type", "biz_tag_id", "business_id"})),
    ("page", "POST", "photos"): Edge(
        create_photo,
        frozenset({"alt_text_custom", "caption", "message", "published", "url", "temporary", "no_story"}),
    ),
}

"""The Page: its photos and posts.

https://developers.facebook.com/docs/graph-api/reference/page/feed
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import INSTAGRAM_ID, PAGE_ID, SHOP_NAME
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.graph.paging import page
from connectors.sandbox.graph.posts import PHOTO, POST, is_out
from connectors.sandbox.images import fetch_image, read_image
from connectors.sandbox.records import Image, Photo, Platform, Post
from connectors.sandbox.world import Happening, World

PHOTO_FORMATS = frozenset({"JPEG", "PNG", "BMP", "GIF", "TIFF"})
PHOTO_BYTES = 10_000_000
"""https://developers.facebook.com/docs/graph-api/reference/page/photos"""
SCHEDULE = (timedelta(minutes=10), timedelta(days=75))
"""How far ahead a post may be scheduled: https://developers.facebook.com/docs/pages-api/posts"""


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
    )
    world.photos[photo.id] = photo
    if not published:
        return {"id": photo.id}
    post = _new_post(call, photo.caption, (photo.id,), published=True, scheduled=None)
    return {"id": photo.id, "post_id": post.id}


def get_photos(call: GraphCall) -> dict[str, Any]:
    """Those that are to be seen; a photo that waits for its post is not."""
    return page(call, [photo for photo in call.world.photos.values() if photo.published], PHOTO, newest_first=True)


def create_post(call: GraphCall) -> dict[str, Any]:
    message, link, photos = call.text("message"), call.text("link"), _attached(call)
    if not (message or link or photos):
        raise invalid_parameter("The post is empty. Please enter a message to share.", 1_349_125)
    if len(message) > limit("facebook.post.text"):
        raise invalid_parameter("The message is too long")
    if link and photos:
        raise invalid_parameter("A post has either a link or attached media")
    published = call.flag("published", True)
    post = _new_post(call, message, photos, published=published, scheduled=_schedule(call, published), link=link)
    return {"id": post.id}


def get_feed(call: GraphCall) -> dict[str, Any]:
    return page(call, call.world.posts.values(), POST, newest_first=True)


def get_published_posts(call: GraphCall) -> dict[str, Any]:
    posts = [post for post in call.world.posts.values() if is_out(call.world, post)]
    return page(call, posts, POST, newest_first=True)


def _photo_image(call: GraphCall) -> Image:
    uploads = list(call.call.files.values())
    if len(uploads) + bool(call.text("url")) != 1:
        raise GraphError(324, "(#324) Requires upload file")
    try:
        image = read_image(uploads[0].content) if uploads else fetch_image(call.world, call.text("url"))
    except ValueError:
        raise invalid_parameter("Invalid image. Please check that your image is a valid one.", 2_069_019) from None
    if image.format not in PHOTO_FORMATS or image.bytes > PHOTO_BYTES:
        raise invalid_parameter("Photos must be JPEG, BMP, PNG, GIF or TIFF and at most 10 MB", 2_069_019)
    return image


def _attached(call: GraphCall) -> tuple[str, ...]:
    attached = call.list("attached_media")
    if len(attached) > limit("facebook.post.pictures"):
        raise invalid_parameter(f"A post takes at most {limit('facebook.post.pictures')} photos")
    ids = tuple(str(entry.get("media_fbid", "")) if isinstance(entry, dict) else "" for entry in attached)
    for photo_id in ids:
        photo = call.world.photos.get(photo_id)
        if photo is None or photo.published or photo.post_id is not None:
            raise invalid_parameter("attached_media needs the media_fbid of unpublished photos of this Page")
    return ids


def _schedule(call: GraphCall, published: bool) -> datetime | None:
    scheduled = call.moment("scheduled_publish_time")
    if scheduled is None:
        return None
    if published:
        raise invalid_parameter("You cannot specify a scheduled publish time on a published post")
    ahead = scheduled - call.world.clock()
    if not SCHEDULE[0] <= ahead <= SCHEDULE[1]:
        raise invalid_parameter("The specified scheduled publish time is invalid.", 1_363_150)
    return scheduled


def _new_post(
    call: GraphCall,
    message: str,
    photos: tuple[str, ...],
    *,
    published: bool,
    scheduled: datetime | None,
    link: str = "",
) -> Post:
    world, number = call.world, call.world.next_number()
    post = Post(
        id=f"{PAGE_ID}_{122_100_000_000_000_000 + number}",
        number=number,
        at=world.clock(),
        message=message,
        link=link,
        photos=photos,
        published=published,
        scheduled=scheduled,
    )
    world.posts[post.id] = post
    for photo_id in photos:
        world.photos[photo_id].post_id = post.id
        world.photos[photo_id].published = published
    if published:
        world.tell(Happening(Platform.FACEBOOK, post.id, message))
    return post


EDGES: Edges = {
    ("page", "GET", ""): Edge(get_page, frozenset({"account_linking_token"})),
    ("page", "GET", "photos"): Edge(get_photos, frozenset({"type", "biz_tag_id", "business_id"})),
    ("page", "POST", "photos"): Edge(
        create_photo,
        frozenset({"alt_text_custom", "caption", "message", "published", "url", "temporary", "no_story"}),
    ),
    ("page", "GET", "feed"): Edge(get_feed, frozenset({"include_hidden", "show_expired", "with"})),
    ("page", "GET", "published_posts"): Edge(
        get_published_posts, frozenset({"include_hidden", "show_expired", "with"})
    ),
    ("page", "POST", "feed"): Edge(
        create_post, frozenset({"message", "link", "published", "scheduled_publish_time", "attached_media"})
    ),
}

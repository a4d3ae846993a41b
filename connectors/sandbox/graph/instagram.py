"""The Instagram account: containers, media and what may be published a day.

https://developers.facebook.com/docs/instagram-platform/content-publishing; deletion by
https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import INSTAGRAM_ID, INSTAGRAM_NAME, SHOP_NAME
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, no_such_object
from connectors.sandbox.graph.fields import FieldTable, Selection, moment
from connectors.sandbox.graph.instagram_comments import COMMENT
from connectors.sandbox.graph.instagram_containers import create_container, get_container, is_expired, status_code
from connectors.sandbox.graph.instagram_mentions import mentioned
from connectors.sandbox.graph.paging import expand, page, whole
from connectors.sandbox.records import Container, Media, Platform
from connectors.sandbox.world import Happening, World

DAY = timedelta(days=1)


def _account_fields(world: World, _: None) -> dict[str, Any]:
    return {
        "id": INSTAGRAM_ID,
        "username": INSTAGRAM_NAME,
        "name": SHOP_NAME,
        "media_count": len(_published(world)),
        "followers_count": 2_481,
        "shopping_product_tag_eligibility": world.may_tag,
        "shopping_review_status": "approved" if world.may_tag else "not_eligible",
    }


ACCOUNT = FieldTable(
    "IGUser",
    _account_fields,
    ("id",),
)


def _kind(media: Media) -> str:
    return "CAROUSEL_ALBUM" if media.children else "IMAGE"


def _picture(world: World, media: Media) -> str | None:
    image = media.image or (world.media[media.children[0]].image if media.children else None)
    return image.url if image else None


def _permalink(media: Media) -> str | None:
    return f"https://www.instagram.com/p/{_shortcode(media)}/" if media.parent_id is None else None


def _shortcode(media: Media) -> str:
    return f"C{int(media.id):x}"


def _children(world: World, media: Media, inner: Selection) -> dict[str, Any] | None:
    children = [MEDIA.render(world, world.media[child], inner) for child in media.children]
    return {"data": children} if children else None


def _media_fields(world: World, media: Media) -> dict[str, Any]:
    return {
        "id": media.id,
        "caption": media.caption or None,
        "alt_text": media.alt or None,
        "media_type": _kind(media),
        "media_product_type": "FEED",
        "media_url": _picture(world, media),
        "permalink": _permalink(media),
        "shortcode": _shortcode(media),
        "timestamp": moment(media.at),
        "username": INSTAGRAM_NAME,
        "owner": {"id": INSTAGRAM_ID},
        "comments_count": sum(c.object_id == media.id for c in world.comments.values()),
        "like_count": 0,
        "is_comment_enabled": media.comments_open,
    }


MEDIA = FieldTable(
    "IGMedia",
    _media_fields,
    ("id",),
    {
        "children": _children,
        "comments": lambda world, media, inner: expand(
            world, f"{media.id}/comments", world.first_comments(media.id), COMMENT, inner
        ),
    },
)


def get_account(call: GraphCall) -> dict[str, Any]:
    """What mentions it is asked of the account, too."""
    return mentioned(call) or ACCOUNT.render(call.world, None, call.fields)


def publish(call: GraphCall) -> dict[str, Any]:
    """A finished container becomes a media object."""
    container = call.world.containers.get(call.required("creation_id"))
    if container is None or container.carousel_item:
        raise GraphError(24, "The media builder does not exist", subcode=2_207_006)
    if is_expired(call.world, container):
        raise GraphError(24, "The media builder has expired", subcode=2_207_008)
    if status_code(call.world, container) != "FINISHED":
        message = "Media ID is not available"
        wait = "The media is not ready for publishing, please wait for a moment"
        raise GraphError(9007, message, subcode=2_207_027, user_message=wait)
    _check_day(call.world, container)
    media = _new_media(call.world, container)
    call.world.posted.append(media)
    call.world.tell(Happening(Platform.INSTAGRAM, media.id, media.caption))
    return {"id": media.id}


def _check_day(world: World, container: Container) -> None:
    """The limits of posts and of posts with tagged products, over the last 24 hours."""
    tagged = _has_tags(world, container)
    tagged_today = sum(_has_tags(world, media) for media in _posted_today(world))
    if len(_posted_today(world)) >= limit("instagram.daily") or (
        tagged and tagged_today >= limit("instagram.tagged.daily")
    ):
        message = "Application request limit reached"
        raise GraphError(9, message, subcode=2_207_042, user_message="The daily limit of posts is reached", status=403)


def get_account_media(call: GraphCall) -> dict[str, Any]:
    since, until = call.moment("since"), call.moment("until")
    shown = [
        media
        for media in _published(call.world)
        if (since is None or media.at >= since) and (until is None or media.at <= until)
    ]
    return page(call, shown, MEDIA, newest_first=True)


def get_publishing_limit(call: GraphCall) -> dict[str, Any]:
    usage: dict[str, Any] = {"quota_usage": len(_posted_today(call.world))}
    if "config" in call.fields:
        usage["config"] = {"quota_total": limit("instagram.daily"), "quota_duration": int(DAY.total_seconds())}
    return whole([usage])


def get_media(call: GraphCall) -> dict[str, Any]:
    return MEDIA.render(call.world, call.world.media[call.node], call.fields)


def get_children(call: GraphCall) -> dict[str, Any]:
    media = call.world.media[call.node]
    return whole([MEDIA.render(call.world, call.world.media[child], call.fields) for child in media.children])


def update_media(call: GraphCall) -> dict[str, Any]:
    """Whether it may be commented on; nothing else of a published post can be changed."""
    call.required("comment_enabled")
    call.world.media[call.node].comments_open = call.flag("comment_enabled", True)
    return {"success": True}


def delete_media(call: GraphCall) -> dict[str, Any]:
    """A post or a whole carousel; a picture of a carousel cannot go alone."""
    if call.world.media[call.node].parent_id is not None:
        raise no_such_object("DELETE", call.node)
    remove_media(call.world, call.node)
    return {"success": True, "deleted_id": call.node}


def remove_media(world: World, media_id: str) -> None:
    for child in world.media.pop(media_id).children:
        del world.media[child]
    world.remove_comments_of(media_id)


def _published(world: World) -> list[Media]:
    return [media for media in world.media.values() if media.parent_id is None]


def _posted_today(world: World) -> list[Media]:
    return [media for media in world.posted if media.at > world.clock() - DAY]


def _has_tags(world: World, upload: Container | Media) -> bool:
    """In itself, or in one of the pictures that it was made of."""
    shelf: Mapping[str, Container | Media] = world.containers if isinstance(upload, Container) else world.media
    return bool(upload.tags) or any(shelf[child].tags for child in upload.children if child in shelf)


def _new_media(world: World, container: Container) -> Media:
    number = world.next_number()
    media = Media(
        id=str(17_900_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        caption=container.caption,
        alt=container.alt,
        image=container.image,
        tags=container.tags,
    )
    world.media[media.id] = media
    container.media_id = media.id
    media.children = tuple(_new_child(world, world.containers[child], media) for child in container.children)
    return media


def _new_child(world: World, container: Container, album: Media) -> str:
    child = _new_media(world, container)
    child.parent_id = album.id
    return child.id


EDGES: Edges = {
    ("ig_user", "GET", ""): Edge(get_account),
    ("ig_user", "POST", "media"): Edge(
        create_container,
        frozenset({"image_url", "caption", "children", "is_carousel_item", "media_type", "alt_text", "product_tags"}),
    ),
    ("ig_user", "POST", "media_publish"): Edge(publish, frozenset({"creation_id"})),
    ("ig_user", "GET", "media"): Edge(get_account_media, frozenset({"since", "until"})),
    ("ig_user", "GET", "content_publishing_limit"): Edge(get_publishing_limit, frozenset({"since"})),
    ("container", "GET", ""): Edge(get_container),
    ("ig_media", "GET", ""): Edge(get_media),
    ("ig_media", "POST", ""): Edge(update_media, frozenset({"comment_enabled"})),
    ("ig_media", "DELETE", ""): Edge(delete_media),
    ("ig_media", "GET", "children"): Edge(get_children),
}

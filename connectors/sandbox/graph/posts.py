"""Posts and photos as nodes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from connectors.sandbox.accounts import PAGE_ID, SHOP_NAME
from connectors.sandbox.graph.comments import COMMENT
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.fields import FieldTable, moment
from connectors.sandbox.graph.paging import expand, whole
from connectors.sandbox.records import Card, Photo, Post
from connectors.sandbox.world import World

_FROM = {"id": PAGE_ID, "name": SHOP_NAME}


def permalink(post_id: str) -> str:
    page_id, _, number = post_id.partition("_")
    return f"https://www.facebook.com/{page_id}/posts/{number}"


def _picture(world: World, post: Post) -> str | None:
    return _source(world.photos[post.photos[0]]) if post.photos else None


def _source(photo: Photo) -> str:
    return photo.image.url or f"https://scontent.sandbox.example/{photo.id}.jpg"


def _told_card(card: Card) -> dict[str, Any]:
    return {name: value for name, value in asdict(card).items() if value}


def _post_fields(world: World, post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "message": post.message or None,
        "created_time": moment(post.at),
        "updated_time": moment(post.updated or post.at),
        "from": _FROM,
        "is_published": post.published,
        "is_hidden": False,
        "scheduled_publish_time": post.scheduled and int(post.scheduled.timestamp()),
        "permalink_url": permalink(post.id),
        "full_picture": _picture(world, post),
        "status_type": "added_photos" if post.photos else "shared_story" if post.link else "mobile_status_update",
        "child_attachments": [_told_card(card) for card in post.cards] or None,
    }


POST = FieldTable(
    "PagePost",
    _post_fields,
    ("created_time", "message", "id"),
    {
        "comments": lambda world, post, inner: expand(
            world, f"{post.id}/comments", world.first_comments(post.id), COMMENT, inner
        )
    },
)


def _photo_fields(_: World, photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.id,
        "name": photo.caption or None,
        "alt_text_custom": photo.alt or None,
        "created_time": moment(photo.at),
        "from": _FROM,
        "width": photo.image.width,
        "height": photo.image.height,
        "link": f"https://www.facebook.com/photo.php?fbid={photo.id}",
        "picture": _source(photo),
        "images": [{"width": photo.image.width, "height": photo.image.height, "source": _source(photo)}],
        "page_story_id": photo.post_id,
    }


PHOTO = FieldTable(
    "Photo",
    _photo_fields,
    ("created_time", "name", "id"),
)


def _photo_attachment(world: World, photo_id: str) -> dict[str, Any]:
    photo = world.photos[photo_id]
    address = f"https://www.facebook.com/photo.php?fbid={photo.id}"
    image = {"height": photo.image.height, "width": photo.image.width, "src": _source(photo)}
    return {
        "type": "photo",
        "description": photo.caption or None,
        "media": {"image": image},
        "target": {"id": photo.id, "url": address},
        "url": address,
    }


def _link_attachment(card: Card) -> dict[str, Any]:
    return {
        "type": "share",
        "title": card.name or card.link,
        "description": card.description or None,
        "target": {"url": card.link},
        "url": card.link,
    }


def _attachment(world: World, post: Post) -> dict[str, Any] | None:
    """One picture or link stands for itself, several stand beneath an album or a carousel."""
    single = [_photo_attachment(world, photo_id) for photo_id in post.photos]
    single += [_link_attachment(card) for card in post.cards or ([Card(post.link)] if post.link else [])]
    if len(single) < 2:
        return single[0] if single else None
    kind = "album" if post.photos else "multi_share"
    return {"type": kind, "url": permalink(post.id), "subattachments": {"data": single}}


_ATTACHED = ("type", "title", "description", "media", "target", "url", "subattachments")
ATTACHMENT = FieldTable(
    "StoryAttachment",
    lambda world, post: dict.fromkeys(_ATTACHED) | (_attachment(world, post) or {}),
    _ATTACHED,
)


def get_post(call: GraphCall) -> dict[str, Any]:
    return POST.render(call.world, call.world.posts[call.node], call.fields)


def get_attachments(call: GraphCall) -> dict[str, Any]:
    post = call.world.posts[call.node]
    return whole([ATTACHMENT.render(call.world, post, call.fields)] if _attachment(call.world, post) else [])


def delete_post(call: GraphCall) -> dict[str, Any]:
    remove_post(call.world, call.node)
    return {"success": True}


def remove_post(world: World, post_id: str) -> None:
    """A post goes with its photos and comments."""
    for photo in world.posts.pop(post_id).photos:
        world.photos.pop(photo, None)
    world.remove_comments_of(post_id)


def get_photo(call: GraphCall) -> dict[str, Any]:
    return PHOTO.render(call.world, call.world.photos[call.node], call.fields)


def delete_photo(call: GraphCall) -> dict[str, Any]:
    remove_photo(call.world, call.node)
    return {"success": True}


def remove_photo(world: World, photo_id: str) -> None:
    """The post that it hung on goes on without it."""
    photo = world.photos.pop(photo_id)
    if photo.post_id in world.posts:
        post = world.posts[photo.post_id]
        post.photos = tuple(other for other in post.photos if other != photo.id)


EDGES: Edges = {
    ("post", "GET", ""): Edge(get_post, frozenset({"primary_fb_page_id", "primary_ig_user_id"})),
    ("post", "GET", "attachments"): Edge(get_attachments),
    ("post", "DELETE", ""): Edge(delete_post),
    ("photo", "GET", ""): Edge(get_photo),
    ("photo", "DELETE", ""): Edge(delete_photo),
}

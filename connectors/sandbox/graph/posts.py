"""Posts and photos as nodes."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.accounts import PAGE_ID, SHOP_NAME
from connectors.sandbox.graph.comments import COMMENT
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.fields import FieldTable, moment
from connectors.sandbox.graph.paging import expand
from connectors.sandbox.records import Photo, Post
from connectors.sandbox.world import World

_FROM = {"id": PAGE_ID, "name": SHOP_NAME}


def is_out(world: World, post: Post) -> bool:
    """Published, or scheduled for a time that has come."""
    return post.published or (post.scheduled is not None and post.scheduled <= world.clock())


def permalink(post_id: str) -> str:
    page_id, _, number = post_id.partition("_")
    return f"https://www.facebook.com/{page_id}/posts/{number}"


def _picture(world: World, post: Post) -> str | None:
    return _source(world.photos[post.photos[0]]) if post.photos else None


def _source(photo: Photo) -> str:
    return photo.image.url or f"https://scontent.sandbox.example/{photo.id}.jpg"


def _post_fields(world: World, post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "message": post.message or None,
        "created_time": moment(post.at),
        "updated_time": moment(post.updated or post.at),
        "from": _FROM,
        "is_published": is_out(world, post),
        "is_hidden": False,
        "scheduled_publish_time": post.scheduled and int(post.scheduled.timestamp()),
        "permalink_url": permalink(post.id),
        "full_picture": _picture(world, post),
        "status_type": "added_photos" if post.photos else "mobile_status_update",
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


def get_post(call: GraphCall) -> dict[str, Any]:
    return POST.render(call.world, call.world.posts[call.node], call.fields)


def update_post(call: GraphCall) -> dict[str, Any]:
    post = call.world.posts[call.node]
    if not call.text("message"):
        raise invalid_parameter("A post is updated with a message")
    post.message, post.updated = call.text("message"), call.world.clock()
    return {"success": True}


def delete_post(call: GraphCall) -> dict[str, Any]:
    """A post goes with its photos and comments."""
    world = call.world
    for photo in world.posts.pop(call.node).photos:
        world.photos.pop(photo, None)
    world.remove_comments_of(call.node)
    return {"success": True}


def get_photo(call: GraphCall) -> dict[str, Any]:
    return PHOTO.render(call.world, call.world.photos[call.node], call.fields)


def delete_photo(call: GraphCall) -> dict[str, Any]:
    photo = call.world.photos.pop(call.node)
    if photo.post_id in call.world.posts:
        post = call.world.posts[photo.post_id]
        post.photos = tuple(other for other in post.photos if other != photo.id)
    return {"success": True}


EDGES: Edges = {
    ("post", "GET", ""): Edge(get_post, frozenset({"primary_fb_page_id", "primary_ig_user_id"})),
    ("post", "POST", ""): Edge(update_post, frozenset({"message"})),
    ("post", "DELETE", ""): Edge(delete_post),
    ("photo", "GET", ""): Edge(get_photo),
    ("photo", "DELETE", ""): Edge(delete_photo),
}

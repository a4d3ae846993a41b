"""What the Page posts: now, on a day to come, with photos, with a link or with a carousel of links.

https://developers.facebook.com/docs/graph-api/reference/page/feed
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import PAGE_ID
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.paging import page
from connectors.sandbox.graph.posts import POST
from connectors.sandbox.records import Card, Platform, Post
from connectors.sandbox.world import Happening, World

CARD_FIELDS = frozenset({"link", "name", "description", "picture"})


def create_post(call: GraphCall) -> dict[str, Any]:
    message, link, photos, cards = call.text("message"), call.text("link"), _attached(call), _cards(call)
    if not (message or link or photos):
        raise invalid_parameter("The post is empty. Please enter a message to share.", 1_349_125)
    check_message(message)
    if link and photos:
        raise invalid_parameter("A post has either a link or attached media")
    published = call.flag("published", True)
    scheduled = _schedule(call, published)
    if scheduled:
        _check_photos_can_wait(call, photos)
    post = new_post(
        call.world, message, link=link, photos=photos, cards=cards, published=published, scheduled=scheduled
    )
    return {"id": post.id}


def check_message(message: str) -> None:
    if len(message) > limit("facebook.post.text"):
        raise invalid_parameter("The message is too long")


def check_schedule(world: World, scheduled: datetime) -> None:
    ahead = scheduled - world.clock()
    first = timedelta(minutes=limit("facebook.schedule.min"))
    if not first <= ahead <= timedelta(days=limit("facebook.schedule.max")):
        raise invalid_parameter("The specified scheduled publish time is invalid.", 1_363_150)


def wait_for_its_time(world: World, post: Post) -> None:
    """The post goes out when its time has come, unless it was given another one or is gone by then."""
    due = post.scheduled
    if due is None:
        return

    def go() -> None:
        if world.posts.get(post.id) is post and post.scheduled == due:
            go_out(world, post, due)

    world.at(due, go)


def go_out(world: World, post: Post, at: datetime) -> None:
    """From now on everybody sees it."""
    post.published, post.scheduled, post.at = True, None, at
    for photo_id in post.photos:
        world.photos[photo_id].published = True
    world.announce("post.added", post)
    world.tell(Happening(Platform.FACEBOOK, post.id, post.message))


def new_post(
    world: World,
    message: str,
    *,
    link: str = "",
    photos: tuple[str, ...] = (),
    cards: tuple[Card, ...] = (),
    published: bool = True,
    scheduled: datetime | None = None,
) -> Post:
    number = world.next_number()
    post = Post(
        id=f"{PAGE_ID}_{122_100_000_000_000_000 + number}",
        number=number,
        at=world.clock(),
        message=message,
        link=link,
        photos=photos,
        cards=cards,
        published=False,
        scheduled=scheduled,
    )
    world.posts[post.id] = post
    for photo_id in photos:
        world.photos[photo_id].post_id = post.id
    if published:
        go_out(world, post, post.at)
    wait_for_its_time(world, post)
    return post


def update_post(call: GraphCall) -> dict[str, Any]:
    """Another text at any time; another time, or at once, for what waits for its time.

    https://developers.facebook.com/docs/graph-api/reference/page-post
    """
    post, message, scheduled = call.world.posts[call.node], call.text("message"), call.moment("scheduled_publish_time")
    out = call.flag("is_published", post.published)
    if not (message or scheduled or out != post.published):
        raise invalid_parameter("A post is updated with a message, a scheduled_publish_time or is_published")
    if post.published and (scheduled or not out):
        raise invalid_parameter("The post is published already")
    check_message(message)
    if scheduled:
        check_schedule(call.world, scheduled)
    post.message, post.updated = message or post.message, call.world.clock()
    post.scheduled = scheduled or post.scheduled
    if out and not post.published:
        go_out(call.world, post, call.world.clock())
    wait_for_its_time(call.world, post)
    return {"success": True}


def get_feed(call: GraphCall) -> dict[str, Any]:
    """Of the Page itself: nobody else writes here."""
    return get_published_posts(call)


def get_published_posts(call: GraphCall) -> dict[str, Any]:
    return page(call, [post for post in call.world.posts.values() if post.published], POST, newest_first=True)


def get_scheduled_posts(call: GraphCall) -> dict[str, Any]:
    return page(call, [post for post in call.world.posts.values() if post.scheduled], POST, newest_first=True)


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


def _cards(call: GraphCall) -> tuple[Card, ...]:
    given = call.list("child_attachments")
    if not given:
        return ()
    least, most = limit("facebook.carousel.min"), limit("facebook.carousel.max")
    if not least <= len(given) <= most:
        raise invalid_parameter(f"child_attachments takes {least} to {most} links")
    if not call.text("link"):
        raise invalid_parameter("A post with child_attachments needs a link")
    return tuple(_card(entry) for entry in given)


def _card(entry: object) -> Card:
    if not isinstance(entry, dict) or not str(entry.get("link", "")).startswith(("http://", "https://")):
        raise invalid_parameter("Each of the child_attachments needs a link")
    if unknown := set(entry) - CARD_FIELDS:
        raise invalid_parameter(f"This sandbox knows no field {min(unknown)} of child_attachments")
    return Card(**{name: str(value) for name, value in entry.items()})


def _schedule(call: GraphCall, published: bool) -> datetime | None:
    scheduled = call.moment("scheduled_publish_time")
    if scheduled is None:
        return None
    if published:
        raise invalid_parameter("You cannot specify a scheduled publish time on a published post")
    check_schedule(call.world, scheduled)
    return scheduled


def _check_photos_can_wait(call: GraphCall, photos: tuple[str, ...]) -> None:
    """https://developers.facebook.com/docs/graph-api/reference/page/photos#multi; the real one takes a post without
    the type as well, and then it never goes out."""
    if not photos:
        return
    if not all(call.world.photos[photo_id].temporary for photo_id in photos):
        raise invalid_parameter("The photos of a scheduled post must be uploaded with temporary=true")
    if call.text("unpublished_content_type") != "SCHEDULED":
        raise invalid_parameter("A scheduled post with attached_media needs unpublished_content_type SCHEDULED")


_WRITTEN = frozenset({"message", "link", "published", "scheduled_publish_time", "unpublished_content_type"})
_SHOWN = frozenset({"attached_media", "child_attachments", "multi_share_end_card"})
_READING = frozenset({"include_hidden", "show_expired", "with"})
EDGES: Edges = {
    ("page", "GET", "feed"): Edge(get_feed, _READING),
    ("page", "GET", "published_posts"): Edge(get_published_posts, _READING),
    ("page", "GET", "scheduled_posts"): Edge(get_scheduled_posts),
    ("page", "POST", "feed"): Edge(create_post, _WRITTEN | _SHOWN),
    ("post", "POST", ""): Edge(update_post, frozenset({"message", "scheduled_publish_time", "is_published"})),
}

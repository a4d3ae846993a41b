"""Comments on Facebook posts: https://developers.facebook.com/docs/graph-api/reference/object/comments"""

from __future__ import annotations

from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import PAGE_ID, SHOP_NAME
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter
from connectors.sandbox.graph.fields import FieldTable, moment
from connectors.sandbox.graph.paging import expand, page
from connectors.sandbox.graph.photos import photo_at
from connectors.sandbox.records import Comment, Maker, Platform
from connectors.sandbox.visitors import feel
from connectors.sandbox.world import World

_READ = frozenset({"filter", "live_filter", "order", "since"})
_SAID = frozenset({"attachment_url", "message"})


def _author(comment: Comment) -> dict[str, str]:
    return {"id": comment.author_id, "name": comment.author_name}


def _parent(world: World, comment: Comment) -> dict[str, Any] | None:
    if comment.parent_id is None:
        return None
    parent = world.comments[comment.parent_id]
    return {"id": parent.id, "message": parent.text, "created_time": moment(parent.at), "from": _author(parent)}


def _permalink(comment: Comment) -> str:
    owner, _, number = comment.object_id.rpartition("_")
    return f"https://www.facebook.com/{owner or PAGE_ID}/posts/{number}?comment_id={comment.id.partition('_')[2]}"


def _attachment(comment: Comment) -> dict[str, Any] | None:
    picture = comment.picture
    if picture is None:
        return None
    image = {"height": picture.height, "width": picture.width, "src": picture.url}
    return {"type": "photo", "url": _permalink(comment), "media": {"image": image}}


def _comment_fields(world: World, comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "message": comment.text,
        "created_time": moment(comment.at),
        "from": _author(comment),
        "parent": _parent(world, comment),
        "object": {"id": comment.object_id},
        "is_hidden": comment.hidden,
        "is_private": False,
        "comment_count": len(world.replies(comment.id)),
        "like_count": int(comment.liked),
        "user_likes": comment.liked,
        "can_comment": True,
        "can_hide": comment.made_by is Maker.CUSTOMER,
        "can_remove": True,
        "can_reply_privately": comment.made_by is Maker.CUSTOMER,
        "attachment": _attachment(comment),
        "permalink_url": _permalink(comment),
    }


COMMENT: FieldTable = FieldTable(
    "Comment",
    _comment_fields,
    ("created_time", "from", "message", "id"),
    {
        "comments": lambda world, comment, inner: expand(
            world, f"{comment.id}/comments", world.replies(comment.id), COMMENT, inner
        )
    },
)


def post_comments(call: GraphCall) -> dict[str, Any]:
    """`filter=toplevel`, the default, leaves the answers to comments out; `stream` has all."""
    comments = [comment for comment in call.world.comments.values() if comment.object_id == call.node]
    if call.choice("filter", ("toplevel", "stream"), "toplevel") == "toplevel":
        comments = [comment for comment in comments if comment.parent_id is None]
    return _page(call, comments)


def comment_comments(call: GraphCall) -> dict[str, Any]:
    return _page(call, call.world.replies(call.node))


def comment_on_post(call: GraphCall) -> dict[str, Any]:
    return _say(call, call.node)


def reply_to_comment(call: GraphCall) -> dict[str, Any]:
    answered = call.world.comments[call.node]
    return _say(call, answered.object_id, call.world.top_comment(answered))


def _say(call: GraphCall, object_id: str, parent: str | None = None) -> dict[str, Any]:
    """A text, a picture, or both."""
    url = call.text("attachment_url")
    picture = photo_at(call.world, url) if url else None
    text = "" if picture and not call.text("message") else _message(call)
    return {"id": call.world.shop_comments(Platform.FACEBOOK, object_id, text, parent, picture).id}


def get_comment(call: GraphCall) -> dict[str, Any]:
    return COMMENT.render(call.world, call.world.comments[call.node], call.fields)


def update_comment(call: GraphCall) -> dict[str, Any]:
    """Our own may be reworded, a customer's hidden."""
    comment = call.world.comments[call.node]
    if "message" not in call.params and "is_hidden" not in call.params:
        raise invalid_parameter("A comment is updated with message or is_hidden")
    if "message" in call.params:
        if comment.made_by is not Maker.SHOP:
            raise GraphError(200, "(#200) You do not have sufficient permissions to edit this comment", status=403)
        comment.text = _message(call)
        call.world.announce("comment.edited", comment)
    if "is_hidden" in call.params:
        if comment.made_by is Maker.SHOP:
            raise invalid_parameter("You cannot hide your own comment")
        comment.hidden = call.flag("is_hidden", False)
        call.world.announce("comment.hidden" if comment.hidden else "comment.unhidden", comment)
    return {"success": True}


def like(call: GraphCall) -> dict[str, Any]:
    """A comment or a visitor's post; DELETE takes it back."""
    world, given = call.world, call.call.method == "POST"
    liked = world.comments.get(call.node) or world.visitor_posts[call.node]
    if liked.liked != given:
        feel(world, liked, (PAGE_ID, SHOP_NAME), "like", given=given, made_by=Maker.SHOP)
    liked.liked = given
    return {"success": True}


def delete_comment(call: GraphCall) -> dict[str, Any]:
    call.world.remove_comment(call.node)
    return {"success": True}


def _page(call: GraphCall, comments: list[Comment]) -> dict[str, Any]:
    order = call.choice("order", ("chronological", "reverse_chronological"), "chronological")
    since = call.moment("since")
    shown = [comment for comment in comments if since is None or comment.at >= since]
    answer = page(call, shown, COMMENT, newest_first=order == "reverse_chronological")
    if call.flag("summary", False):
        answer["summary"] = {"order": order, "total_count": len(comments), "can_comment": True}
    return answer


def _message(call: GraphCall) -> str:
    message = call.text("message").strip()
    if not message:
        raise invalid_parameter("The comment is empty")
    if len(message) > limit("facebook.comment.text"):
        raise invalid_parameter("The comment is too long")
    return message


EDGES: Edges = {
    ("post", "GET", "comments"): Edge(post_comments, _READ),
    ("post", "POST", "comments"): Edge(comment_on_post, _SAID),
    ("visitor_post", "GET", "comments"): Edge(post_comments, _READ),
    ("visitor_post", "POST", "comments"): Edge(comment_on_post, _SAID),
    ("story", "GET", "comments"): Edge(post_comments, _READ),
    ("story", "POST", "comments"): Edge(comment_on_post, _SAID),
    ("visitor_post", "POST", "likes"): Edge(like),
    ("visitor_post", "DELETE", "likes"): Edge(like),
    ("comment", "POST", "likes"): Edge(like),
    ("comment", "DELETE", "likes"): Edge(like),
    ("comment", "GET", ""): Edge(get_comment),
    ("comment", "POST", ""): Edge(update_comment, frozenset({"message", "is_hidden"})),
    ("comment", "DELETE", ""): Edge(delete_comment),
    ("comment", "GET", "comments"): Edge(comment_comments, _READ),
    ("comment", "POST", "comments"): Edge(reply_to_comment, _SAID),
}

"""Comments on Instagram: https://developers.facebook.com/docs/instagram-platform/comment-moderation"""

from __future__ import annotations

from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import INSTAGRAM_ID, INSTAGRAM_NAME
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter
from connectors.sandbox.graph.fields import FieldTable, moment
from connectors.sandbox.graph.paging import expand, page
from connectors.sandbox.records import Comment, Maker, Platform
from connectors.sandbox.world import World


def _author(comment: Comment) -> dict[str, str]:
    author = {"id": comment.author_id, "username": comment.author_name}
    return author | {"self_ig_scoped_id": INSTAGRAM_ID} if comment.made_by is Maker.SHOP else author


def _comment_fields(_: World, comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "text": comment.text,
        "timestamp": moment(comment.at),
        "username": comment.author_name,
        "from": _author(comment),
        "user": {"id": INSTAGRAM_ID} if comment.made_by is Maker.SHOP else None,
        "media": {"id": comment.object_id},
        "parent_id": comment.parent_id,
        "hidden": comment.hidden,
        "like_count": 0,
    }


COMMENT: FieldTable = FieldTable(
    "IGComment",
    _comment_fields,
    ("timestamp", "text", "id"),
    {
        "replies": lambda world, comment, inner: expand(
            world, f"{comment.id}/replies", world.replies(comment.id), COMMENT, inner
        )
    },
)


def media_comments(call: GraphCall) -> dict[str, Any]:
    """First comments only, the newest first; answers stand under `replies`."""
    return page(
        call, call.world.first_comments(call.node), COMMENT, newest_first=True, most=limit("instagram.page_size")
    )


def comment_on_media(call: GraphCall) -> dict[str, Any]:
    return {"id": call.world.shop_comments(Platform.INSTAGRAM, call.node, message_of(call)).id}


def comment_replies(call: GraphCall) -> dict[str, Any]:
    return page(call, call.world.replies(call.node), COMMENT, most=limit("instagram.page_size"))


def reply_to_comment(call: GraphCall) -> dict[str, Any]:
    answered = call.world.comments[call.node]
    parent = call.world.top_comment(answered)
    return {"id": call.world.shop_comments(Platform.INSTAGRAM, answered.object_id, message_of(call), parent).id}


def get_comment(call: GraphCall) -> dict[str, Any]:
    return COMMENT.render(call.world, call.world.comments[call.node], call.fields)


def hide_comment(call: GraphCall) -> dict[str, Any]:
    call.required("hide")
    comment = _beneath_ours(call)
    if comment.author_name == INSTAGRAM_NAME:
        raise invalid_parameter("Comments by the media owner cannot be hidden")
    comment.hidden = call.flag("hide", True)
    return {"success": True}


def delete_comment(call: GraphCall) -> dict[str, Any]:
    """Who wrote it counts for nothing: only whose post it stands beneath.

    https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment#deleting
    """
    call.world.remove_comment(_beneath_ours(call).id)
    return {"success": True}


def _beneath_ours(call: GraphCall) -> Comment:
    comment = call.world.comments[call.node]
    if comment.object_id not in call.world.media:
        raise GraphError(10, "(#10) Application does not have permission for this action", status=403)
    return comment


def message_of(call: GraphCall) -> str:
    message = call.required("message").strip()
    if not message or len(message) > limit("instagram.comment.text"):
        raise invalid_parameter(f"A comment has 1 to {limit('instagram.comment.text')} characters")
    return message


EDGES: Edges = {
    ("ig_media", "GET", "comments"): Edge(media_comments),
    ("ig_media", "POST", "comments"): Edge(comment_on_media, frozenset({"message"})),
    ("ig_comment", "GET", ""): Edge(get_comment),
    ("ig_comment", "POST", ""): Edge(hide_comment, frozenset({"hide"})),
    ("ig_comment", "DELETE", ""): Edge(delete_comment),
    ("ig_comment", "GET", "replies"): Edge(comment_replies),
    ("ig_comment", "POST", "replies"): Edge(reply_to_comment, frozenset({"message"})),
}

"""What others publish on Instagram and mention the account in: read by its id, and answered.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/mentions; who is tagged in a
picture alone can neither look the post up nor answer it.
"""

from __future__ import annotations

import re
from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import INSTAGRAM_ID
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import no_such_object
from connectors.sandbox.graph.fields import FieldTable, Selection, moment, parse
from connectors.sandbox.graph.instagram_comments import message_of
from connectors.sandbox.graph.paging import onwards, page
from connectors.sandbox.records import Comment, Maker, MentioningMedia, Platform
from connectors.sandbox.world import World

_MENTIONED = re.compile(r"(?P<what>mentioned_(?P<of>media|comment))\.(?P=of)_id\((?P<id>\d+)\)\{(?P<fields>.*)\}")
"""One is asked for at a time, by its id."""


def _comment_fields(_: World, comment: Comment) -> dict[str, Any]:
    """Names are told without their @; `user` stands for `username` where the account wrote it."""
    is_ours = comment.made_by is Maker.SHOP
    return {
        "id": comment.id,
        "text": comment.text.replace("@", ""),
        "timestamp": moment(comment.at),
        "user": {"id": INSTAGRAM_ID} if is_ours else None,
        "username": None if is_ours else comment.author_name,
        "like_count": 0,
    }


_COMMENT = FieldTable("IGComment", _comment_fields, ("timestamp", "text", "id"))


def _comments(world: World, media: MentioningMedia, inner: Selection) -> dict[str, Any] | None:
    """First comments, the newest first."""
    return onwards(world, world.first_comments(media.id)[::-1], _COMMENT, inner, most=limit("instagram.page_size"))


def _media_fields(world: World, media: MentioningMedia) -> dict[str, Any]:
    return {
        "id": media.id,
        "caption": media.caption,
        "timestamp": moment(media.at),
        "username": media.author_name,
        "media_type": "IMAGE",
        "comments_count": sum(comment.object_id == media.id for comment in world.comments.values()),
        "like_count": 0,
    }


def _tagged_fields(world: World, media: MentioningMedia) -> dict[str, Any]:
    return _media_fields(world, media) | {"permalink": f"https://www.instagram.com/p/C{int(media.id):x}/"}


def _mention_fields(_: World, media: MentioningMedia) -> dict[str, Any]:
    return {
        "id": media.comment_id,
        "text": media.comment,
        "timestamp": moment(media.at),
        "media": {"id": media.id},
        "like_count": 0,
    }


_TAGGED = FieldTable("IGMedia", _tagged_fields, ("id",))
_MEDIA = FieldTable("IGMedia", _media_fields, ("id",), {"comments": _comments})
_MENTION = FieldTable("IGComment", _mention_fields, ("id",))


def mentioned(call: GraphCall) -> dict[str, Any] | None:
    """What the account is asked for; None where it is asked for nothing that mentions it."""
    asked = _MENTIONED.fullmatch(call.text("fields"))
    if asked is None:
        return None
    media = _mentioning(call.world, asked["what"], asked["id"])
    if media is None:
        raise no_such_object("GET", asked["id"])
    table = _MEDIA if asked["of"] == "media" else _MENTION
    return {asked["what"]: table.render(call.world, media, parse(asked["fields"])), "id": INSTAGRAM_ID}


def _mentioning(world: World, what: str, id_: str) -> MentioningMedia | None:
    if what == "mentioned_comment":
        return next((one for one in world.mentioning.values() if one.comment_id == id_), None)
    media = world.mentioning.get(id_)
    return media if media and media.is_named and media.comment_id is None else None


def answer_mention(call: GraphCall) -> dict[str, Any]:
    """A comment beneath a post whose caption names the account, or an answer to a comment that does."""
    media = call.world.mentioning.get(call.required("media_id"))
    comment_id = call.text("comment_id") or None
    message = message_of(call)
    if media is None or not media.is_named or media.comment_id != comment_id:
        raise no_such_object("POST", call.required("media_id"))
    return {"id": call.world.shop_comments(Platform.INSTAGRAM, media.id, message, comment_id).id}


def get_tags(call: GraphCall) -> dict[str, Any]:
    tagged = [media for media in call.world.mentioning.values() if media.comment_id is None]
    return page(call, tagged, _TAGGED, newest_first=True)


EDGES: Edges = {
    ("ig_user", "GET", "tags"): Edge(get_tags),
    ("ig_user", "POST", "mentions"): Edge(answer_mention, frozenset({"media_id", "comment_id", "message"})),
}

"""Answers of the Graph API about an Instagram account, kept in a file: comments, media with theirs, messages."""

from __future__ import annotations

from msgspec.structs import replace

from connectors.graph import Graph
from connectors.graph_messages import is_message, read_thread
from connectors.graph_messages import read_message as read_private
from connectors.instagram.comments import comment_event
from connectors.told import Ignored, Refused, Told, listed, moment, part, required, text
from connectors.webhooks import Unknown
from socialshop.errors import NotFound, PlatformError
from socialshop.ports import Author, EventKind, InboundEvent

CHANNEL = "instagram"
MENTION_FIELDS = "id,caption,timestamp,permalink,username"


def read_node(node: Told, ours: frozenset[str]) -> list[InboundEvent]:
    """Whatever a node holds for the inbox. Raises Refused, Ignored, or Unknown for no node of Instagram."""
    if mentioned := part(node, "mentioned_media"):
        return [read_mention(mentioned)]
    if "business_discovery" in node:
        raise Ignored("it is about another account")
    if "media_type" in node:
        return _comments(listed(node.get("comments")), required(node, "id"), ours, "a media without comments")
    if "text" in node and "timestamp" in node:
        return _comments([node], text(part(node, "media"), "id"), ours, "")
    if is_message(node) and "username" in part(node, "from"):
        return [read_private(CHANNEL, node, "", ours)]
    if "participants" in node:
        return read_thread(CHANNEL, node, ours)
    raise Unknown("it is no answer of the Graph API that is known here")


def read_mention(media: Told) -> InboundEvent:
    """A media of somebody else's in which the account is mentioned or tagged, and who that is, if the API says so.

    It gives the name alone and never the id by which the same person writes messages; nobody's id begins with an @.
    """
    id_, name = required(media, "id"), text(media, "username")
    return InboundEvent(
        channel=CHANNEL,
        kind=EventKind.MENTION_ADDED,
        external_id=id_,
        object_id=id_,
        parent_id=None,
        author=Author(f"@{name}", name) if name else None,
        text=text(media, "caption"),
        at=moment(required(media, "timestamp")),
        raw=media,
        links=(text(media, "permalink"),) if media.get("permalink") else (),
    )


def find_mention(graph: Graph, account: str, media_id: str, id_: str) -> InboundEvent | None:
    """What a webhook's mention says, of which that told the ids alone; None where it is not to be seen.

    https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_media and
    https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment
    """
    in_comment = id_ != media_id
    name, of = ("mentioned_comment", "comment_id") if in_comment else ("mentioned_media", "media_id")
    words = "id,text,timestamp" if in_comment else "id,caption,timestamp,username"
    try:
        told = part(graph.get(account, fields=f"{name}.{of}({id_}){{{words}}}"), name)
    except NotFound:
        return None
    if not told:
        return None
    said = read_mention(told)
    return replace(said, object_id=media_id, text=text(told, "text")) if in_comment else said


def _comments(comments: list[Told], media: str, ours: frozenset[str], none: str) -> list[InboundEvent]:
    if not comments:
        raise Ignored(none)
    replies = [{"parent_id": one.get("id"), **reply} for one in comments for reply in listed(one.get("replies"))]
    try:
        return [comment_event(one, CHANNEL, min(ours), media) for one in (*comments, *replies)]
    except PlatformError as error:
        raise Refused(error.what) from None

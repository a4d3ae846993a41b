"""Answers of the Graph API about a Page, whether polled or kept in a file: comments, posts, reviews, messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from connectors.graph_messages import is_message, read_thread
from connectors.graph_messages import read_message as read_private
from connectors.told import Ignored, Refused, Told, author, listed, moment, part, required, text, texts
from connectors.webhooks import Unknown
from socialshop.ports import Attachment, AttachmentKind, EventKind, InboundEvent

CHANNEL = "facebook"
COMMENT_FIELDS = "id,message,created_time,from{id,name},parent{id},attachment{type,url,title,media{image{src}}}"
POST_FIELDS = (
    "id,message,created_time,from{id,name},permalink_url,"
    f"attachments{{type,url,title,unshimmed_url}},comments.filter(stream).limit(100){{{COMMENT_FIELDS}}}"
)
REVIEW_FIELDS = (
    "created_time,has_rating,has_review,rating,recommendation_type,review_text,reviewer,"
    f"open_graph_story{{id,comments.filter(stream).limit(100){{{COMMENT_FIELDS}}}}}"
)
_OF_COMMENTS = frozenset({"parent", "comment_count", "can_remove", "can_hide", "user_likes", "can_comment", "object"})
_OF_REVIEWS = frozenset({"recommendation_type", "has_rating", "has_review", "review_text"})
_OF_POSTS = frozenset({"type", "status_type", "comments", "story_tags"})
_ATTACHED = {"photo": AttachmentKind.IMAGE, "sticker": AttachmentKind.STICKER}


def read_node(node: Told, ours: frozenset[str]) -> list[InboundEvent]:
    """Whatever a node holds for the inbox. Raises Refused, Ignored, or Unknown for no node of a Page."""
    keys = set(node)
    if {"timestamp", "media_type", "username"} & keys or "username" in part(node, "from"):
        raise Unknown("it is of Instagram")
    if keys & _OF_REVIEWS:
        return read_review(node, ours)
    if keys & _OF_COMMENTS or ("_" in text(node, "id") and {"message_tags", "like_count"} & keys):
        return [read_comment(node, _post_of(node, ours), ours)]
    if keys & _OF_POSTS:
        return read_post(node, ours)
    if is_message(node):
        return [read_private(CHANNEL, node, "", ours)]
    if {"snippet", "message_count", "participants"} & keys:
        return read_thread(CHANNEL, node, ours)
    if "created_time" in keys:
        return read_post(node, ours)
    raise Unknown("it is no answer of the Graph API that is known here")


def read_comment(node: Told, object_id: str, ours: frozenset[str]) -> InboundEvent:
    attachment = part(node, "attachment")
    attached = _attachment(attachment) if attachment else None
    return InboundEvent(
        channel=CHANNEL,
        kind=EventKind.COMMENT_ADDED,
        external_id=required(node, "id"),
        object_id=object_id,
        parent_id=text(part(node, "parent"), "id") or None,
        author=author(part(node, "from"), ours),
        text=text(node, "message"),
        at=_time(node),
        raw=node,
        attachments=(attached,) if attached else (),
        links=_links([attachment]),
    )


def read_post(node: Told, ours: frozenset[str]) -> list[InboundEvent]:
    """A visitor's post and the comments beneath it."""
    post, writer = required(node, "id"), author(part(node, "from"), ours)
    if writer is None:
        raise Ignored("a post that does not say whose it is: visitors' posts alone are for the inbox")
    comments = [read_comment(comment, post, ours) for comment in listed(node.get("comments"))]
    if writer.is_us:
        if comments:
            return comments
        raise Ignored("a post of our own")
    attachments = listed(node.get("attachments"))
    event = InboundEvent(
        channel=CHANNEL,
        kind=EventKind.POST_ADDED,
        external_id=post,
        object_id=post,
        parent_id=None,
        author=writer,
        text=text(node, "message"),
        at=_time(node),
        raw={name: value for name, value in node.items() if name != "comments"},  # they are events themselves
        attachments=tuple(map(_attachment, attachments)),
        links=_links(attachments),
    )
    return [event, *comments]


def read_mention(node: Told, ours: frozenset[str]) -> InboundEvent:
    """A post elsewhere in which the Page is tagged."""
    return InboundEvent(
        channel=CHANNEL,
        kind=EventKind.MENTION_ADDED,
        external_id=required(node, "id"),
        object_id=required(node, "id"),
        parent_id=None,
        author=author(part(node, "from"), ours),
        text=text(node, "message"),
        at=_time(node),
        raw=node,
    )


def read_review(node: Told, ours: frozenset[str]) -> list[InboundEvent]:
    """A recommendation and the comments beneath it, which stand beneath its story."""
    shown = part(node, "open_graph_story")
    story = text(shown, "id") or required(node, "id")
    comments = [read_comment(comment, story, ours) for comment in listed(shown.get("comments"))]
    event = InboundEvent(
        channel=CHANNEL,
        kind=EventKind.REVIEW_ADDED,
        external_id=story,
        object_id=story,
        parent_id=None,
        author=author(part(node, "reviewer"), ours),
        text=text(node, "review_text"),
        at=_time(node),
        raw=node,
        rating=text(node, "recommendation_type").lower() or text(node, "rating"),
    )
    return [event, *comments]


def _time(node: Told) -> datetime:
    return moment(required(node, "created_time"))


def _post_of(node: Told, ours: frozenset[str]) -> str:
    """A comment's id is 'POST_COMMENT', a post's 'PAGE_POST'."""
    post = text(part(node, "object"), "id")
    if post or "_" not in text(node, "id"):
        return post
    if not ours:
        raise Refused("it does not say what it stands beneath")
    return f"{min(ours)}_{text(node, 'id').partition('_')[0]}"


def _attachment(told: Told) -> Attachment:
    type_ = text(told, "type")
    kind = AttachmentKind.VIDEO if "video" in type_ else _ATTACHED.get(type_, AttachmentKind.SHARE)
    picture = text(part(part(told, "media"), "image"), "src")
    url = picture if kind is AttachmentKind.IMAGE and picture else text(told, "unshimmed_url", "url")
    return Attachment(kind, url, text(told, "title"))


def _links(attachments: Iterable[Told]) -> tuple[str, ...]:
    return texts(
        *(text(one, "unshimmed_url", "url") for one in attachments if _attachment(one).kind is AttachmentKind.SHARE)
    )

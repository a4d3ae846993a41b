"""What a Page's webhooks tell beside its messages: comments, visitors' posts, reactions, reviews, mentions.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Raw
from msgspec.structs import replace

from connectors.told import Ignored, author, needed, said, texts, unsupported
from connectors.webhooks import Value, change_time, read_raw, time_of
from socialshop.ports import Attachment, AttachmentKind, Author, EventKind, InboundEvent

CHANNEL = "facebook"
_CHANGES = {
    "add": "added",
    "edit": "edited",
    "edited": "edited",
    "update": "edited",
    "remove": "removed",
    "hide": "hidden",
    "unhide": "unhidden",
}
"""Verb → how the event's kind says it; edits come as 'edit' and as 'edited'."""
_KINDS = {kind.value: kind for kind in EventKind}
_POSTS = frozenset({"post", "status", "photo", "video", "share", "link", "album", "event", "note"})
_REACTIONS = frozenset({"reaction", "like"})
_ATTACHED = (AttachmentKind.IMAGE, AttachmentKind.VIDEO, AttachmentKind.SHARE)
"""Of a photo, a video and a link."""


class PageValue(Value, rename={"sent_by": "from"}):
    """What a Page's webhook says of a change, by the names that Meta gives it."""

    item: Any = None
    verb: Any = None
    post_id: Any = None
    comment_id: Any = None
    parent_id: Any = None
    sent_by: Any = None
    sender_id: Any = None
    sender_name: Any = None
    created_time: Any = None
    message: Any = None
    reaction_type: Any = None
    photo: Any = None
    video: Any = None
    link: Any = None
    open_graph_story_id: Any = None
    reviewer_id: Any = None
    reviewer_name: Any = None
    review_text: Any = None
    recommendation_type: Any = None
    rating: Any = None


def read_change(field: str, value: PageValue, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
    """One change of a Page. Raises Refused or Ignored."""
    item, verb = said(value.item), said(value.verb)
    read = _reader(field, item)
    if read is None or verb not in _CHANGES:
        label = "/".join(filter(None, (field, item, verb)))
        return unsupported(CHANNEL, label, read_raw(raw), time_of(value.created_time, time))
    return read(_by_story(value) if field == "ratings" else value, raw, time, ours)


def _by_story(value: PageValue) -> PageValue:
    """What stands beneath a review names it as a post, 'PERSON_REVIEW': the review itself goes by its story's id."""
    post, parent = said(value.post_id), said(value.parent_id)
    story = post.rpartition("_")[2] or said(value.open_graph_story_id)
    return replace(value, post_id=story, parent_id=story if parent == post else parent)


Reader = Callable[[PageValue, Raw, object, frozenset[str]], InboundEvent]


def _reader(field: str, item: str) -> Reader | None:
    if item in _REACTIONS and field in ("feed", "ratings"):
        return _reaction
    if field == "feed":
        return _comment if item == "comment" else _post if item in _POSTS else None
    if field == "ratings":
        return {"rating": _review, "comment": _comment}.get(item)
    return _mention if field == "mention" else None


def _comment(value: PageValue, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
    comment = needed(value.comment_id, "comment_id")
    return _told("comment", comment, said(value.post_id), value, raw, time, ours)


def _post(value: PageValue, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
    """A visitor's post; our own are no news. Who hides a post may be we."""
    post = needed(value.post_id, "post_id")
    event = _told("post", post, post, value, raw, time, ours)
    if event.author is not None and event.author.is_us and event.kind.change not in ("hidden", "unhidden"):
        raise Ignored("a post of our own")
    return event


def _mention(value: PageValue, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
    external_id = said(value.comment_id) or needed(value.post_id, "post_id")
    return _told("mention", external_id, said(value.post_id), value, raw, time, ours)


def _told(
    what: str, external_id: str, object_id: str, value: PageValue, raw: Raw, time: object, ours: frozenset[str]
) -> InboundEvent:
    change = _CHANGES[said(value.verb)]
    kind = _KINDS.get(f"{what}.{change}")
    if kind is None:
        label = f"{what}/{said(value.verb)}"
        return unsupported(CHANNEL, label, read_raw(raw), time_of(value.created_time, time))
    moment_of = time_of if change == "added" else change_time
    return InboundEvent(  # by position: by name it takes twice as long
        CHANNEL,
        kind,
        external_id,
        object_id,
        said(value.parent_id) or None if what == "comment" else None,
        _author(value, ours),
        said(value.message),
        moment_of(value.created_time, time),
        raw,
        None,
        _attached(value) if value.photo or value.video or value.link else (),
        texts(value.link),
    )


def _attached(value: PageValue) -> tuple[Attachment, ...]:
    told = (value.photo, value.video, value.link)
    return tuple(Attachment(kind, said(url)) for kind, url in zip(_ATTACHED, told, strict=True) if url)


def _reaction(value: PageValue, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
    target = said(value.comment_id) or said(value.post_id)
    if not target:
        raise Ignored("somebody likes the Page itself")
    who = _author(value, ours)
    if who is None:
        raise Ignored("a reaction that does not say whose it is")
    removed = _CHANGES[said(value.verb)] == "removed"
    moment_of = change_time if removed else time_of
    return InboundEvent(
        channel=CHANNEL,
        kind=EventKind.REACTION_REMOVED if removed else EventKind.REACTION_ADDED,
        external_id=f"{target}/{who.external_id}",
        object_id=said(value.post_id),
        parent_id=target,
        author=who,
        text=said(value.reaction_type) or "like",
        at=moment_of(value.created_time, time),
        raw=raw,
    )


def _review(value: PageValue, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
    review = needed(value.open_graph_story_id, "open_graph_story_id")
    change = _CHANGES[said(value.verb)]
    moment_of = time_of if change == "added" else change_time
    return InboundEvent(
        channel=CHANNEL,
        kind=EventKind(f"review.{change}"),
        external_id=review,
        object_id=review,
        parent_id=None,
        author=author({"id": value.reviewer_id, "name": value.reviewer_name}, ours),
        text=said(value.review_text),
        at=moment_of(value.created_time, time),
        raw=raw,
        rating=said(value.recommendation_type).lower() or said(value.rating),
    )


def _author(value: PageValue, ours: frozenset[str]) -> Author | None:
    """`from`, or in older forms `sender_id` and `sender_name`, ids as numbers."""
    if isinstance(value.sent_by, dict) and value.sent_by:
        return author(value.sent_by, ours)
    return author({"id": value.sender_id, "name": value.sender_name}, ours)

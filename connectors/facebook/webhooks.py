"""What a Page's webhooks tell beside its messages: comments, visitors' posts, reactions, reviews, mentions.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from connectors.told import Ignored, Told, author, part, required, text, texts, unsupported
from connectors.webhooks import change_time, time_of
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
_ATTACHED = {"photo": AttachmentKind.IMAGE, "video": AttachmentKind.VIDEO, "link": AttachmentKind.SHARE}


def read_change(field: str, value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    """One change of a Page. Raises Refused or Ignored."""
    item, verb = text(value, "item"), text(value, "verb")
    read = _reader(field, item)
    if read is None or verb not in _CHANGES:
        label = "/".join(filter(None, (field, item, verb)))
        return unsupported(CHANNEL, label, value, time_of(value, entry))
    return replace(read(_by_story(value), entry, ours), raw=value) if field == "ratings" else read(value, entry, ours)


def _by_story(value: Told) -> Told:
    """What stands beneath a review names it as a post, 'PERSON_REVIEW': the review itself goes by its story's id."""
    post = text(value, "post_id")
    story = post.rpartition("_")[2] or text(value, "open_graph_story_id")
    parent = text(value, "parent_id")
    return {**value, "post_id": story, "parent_id": story if parent == post else parent}


Reader = Callable[[Told, Told, frozenset[str]], InboundEvent]


def _reader(field: str, item: str) -> Reader | None:
    if item in _REACTIONS and field in ("feed", "ratings"):
        return _reaction
    if field == "feed":
        return _comment if item == "comment" else _post if item in _POSTS else None
    if field == "ratings":
        return {"rating": _review, "comment": _comment}.get(item)
    return _mention if field == "mention" else None


def _comment(value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    return _told("comment", required(value, "comment_id"), text(value, "post_id"), value, entry, ours)


def _post(value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    """A visitor's post; our own are no news. Who hides a post may be we."""
    post = required(value, "post_id")
    event = _told("post", post, post, value, entry, ours)
    if event.author is not None and event.author.is_us and event.kind.change not in ("hidden", "unhidden"):
        raise Ignored("a post of our own")
    return event


def _mention(value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    external_id = text(value, "comment_id") or required(value, "post_id")
    return _told("mention", external_id, text(value, "post_id"), value, entry, ours)


def _told(what: str, external_id: str, object_id: str, value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    change = _CHANGES[text(value, "verb")]
    kind = _KINDS.get(f"{what}.{change}")
    if kind is None:
        return unsupported(CHANNEL, f"{what}/{text(value, 'verb')}", value, time_of(value, entry))
    attached = [Attachment(_ATTACHED[name], text(value, name)) for name in _ATTACHED if value.get(name)]
    return InboundEvent(
        channel=CHANNEL,
        kind=kind,
        external_id=external_id,
        object_id=object_id,
        parent_id=text(value, "parent_id") or None if what == "comment" else None,
        author=_author(value, ours),
        text=text(value, "message"),
        at=time_of(value, entry) if change == "added" else change_time(value, entry),
        raw=value,
        attachments=tuple(attached),
        links=texts(value.get("link")),
    )


def _reaction(value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    target = text(value, "comment_id", "post_id")
    if not target:
        raise Ignored("somebody likes the Page itself")
    who = _author(value, ours)
    if who is None:
        raise Ignored("a reaction that does not say whose it is")
    removed = _CHANGES[text(value, "verb")] == "removed"
    return InboundEvent(
        channel=CHANNEL,
        kind=EventKind.REACTION_REMOVED if removed else EventKind.REACTION_ADDED,
        external_id=f"{target}/{who.external_id}",
        object_id=text(value, "post_id"),
        parent_id=target,
        author=who,
        text=text(value, "reaction_type") or "like",
        at=change_time(value, entry) if removed else time_of(value, entry),
        raw=value,
    )


def _review(value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    review = required(value, "open_graph_story_id")
    change = _CHANGES[text(value, "verb")]
    reviewer = {"id": value.get("reviewer_id"), "name": value.get("reviewer_name")}
    return InboundEvent(
        channel=CHANNEL,
        kind=EventKind(f"review.{change}"),
        external_id=review,
        object_id=review,
        parent_id=None,
        author=author(reviewer, ours),
        text=text(value, "review_text"),
        at=time_of(value, entry) if change == "added" else change_time(value, entry),
        raw=value,
        rating=text(value, "recommendation_type").lower() or text(value, "rating"),
    )


def _author(value: Told, ours: frozenset[str]) -> Author | None:
    """`from`, or in older forms `sender_id` and `sender_name`, ids as numbers."""
    person = part(value, "from") or {"id": value.get("sender_id"), "name": value.get("sender_name")}
    return author(person, ours)

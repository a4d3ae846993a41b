"""What happens on Facebook and Instagram as webhooks tell it; of Pinterest there are none.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page and
https://developers.facebook.com/docs/instagram-platform/webhooks
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.sandbox.accounts import INSTAGRAM_ID, PAGE_ID, SHOP_NAME
from connectors.sandbox.hooks import messaging
from connectors.sandbox.records import (
    Comment,
    DirectMessage,
    Maker,
    MentioningMedia,
    Platform,
    Post,
    Reaction,
    Receipt,
    Record,
    Review,
    VisitorPost,
)
from connectors.sandbox.world import World

PAGE, INSTAGRAM = "page", "instagram"
_ACCOUNTS = {PAGE: PAGE_ID, INSTAGRAM: INSTAGRAM_ID}
_VERBS = {"added": "add", "edited": "edited", "removed": "remove", "hidden": "hide", "unhidden": "unhide"}


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that happened: `about` is the object that one subscribes to, `field` what of it.

    `told` is the value of a change, or an item of messages.
    """

    about: str
    field: str
    told: Mapping[str, Any]
    is_message: bool = False

    @property
    def account(self) -> str:
        return _ACCOUNTS[self.about]


def update_of(world: World, what: str, record: Record, at: datetime) -> Update | None:
    """What the platform tells of what happened at that time; None for what it does not tell of."""
    how = what.partition(".")[2]
    match record:
        case DirectMessage() | Receipt():
            return _private(record.platform, messaging.item(how, record, at))
        case Reaction(target=DirectMessage() as message):
            return _private(message.platform, messaging.reaction(how, record))
        case Comment(platform=Platform.FACEBOOK):
            return Update(PAGE, *_beneath(world, record, _comment(how, record)))
        case Reaction(target=Comment(platform=Platform.FACEBOOK) as comment):
            told = _reaction(how, record, comment.object_id) | {"comment_id": comment.id}
            return Update(PAGE, *_beneath(world, comment, told))
        case Reaction(target=VisitorPost() as post):
            return Update(PAGE, "feed", _reaction(how, record, post.id))
        case Comment(platform=Platform.INSTAGRAM) if how == "added" and record.object_id in world.media:
            # of removals it does not tell, nor of what stands beneath others' media
            return Update(INSTAGRAM, "comments", _instagram_comment(record))
        case VisitorPost():
            return Update(PAGE, "mention" if record.elsewhere else "feed", _visitor_post(how, record))
        case Post():
            return Update(PAGE, "feed", _own_post(how, record))
        case Review():
            return Update(PAGE, "ratings", _review(how, record))
        case MentioningMedia():
            return Update(INSTAGRAM, "mentions", _mention(record))
    return None


def _private(platform: Platform, told: tuple[str, Mapping[str, Any]] | None) -> Update | None:
    if told is None:
        return None
    return Update(PAGE if platform is Platform.FACEBOOK else INSTAGRAM, *told, is_message=True)


def _beneath(world: World, comment: Comment, value: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The field by which it is told: beneath a review, which is a post 'PERSON_REVIEW' there, it is another."""
    review = world.reviews.get(comment.object_id)
    if review is None:
        return "feed", value
    post = f"{review.author_id}_{review.id}"
    parent = value["parent_id"] if value["parent_id"] != review.id else post
    return "ratings", value | {"post_id": post, "parent_id": parent, "open_graph_story_id": review.id}


def _comment(how: str, comment: Comment) -> dict[str, Any]:
    """Who hides a comment is the Page; a removal has neither text nor time."""
    by_page = how in ("hidden", "unhidden")
    value: dict[str, Any] = {
        "item": "comment",
        "verb": _VERBS[how],
        "comment_id": comment.id,
        "post_id": comment.object_id,
        "parent_id": comment.parent_id or comment.object_id,
        "from": _page() if by_page else {"id": comment.author_id, "name": comment.author_name},
    }
    if how == "removed":
        return value
    photo = {"photo": comment.picture.url} if comment.picture else {}
    return value | photo | {"created_time": _seconds(comment.at), "message": comment.text}


def _reaction(how: str, reaction: Reaction, post_id: str) -> dict[str, Any]:
    return {
        "item": "reaction",
        "verb": _VERBS[how],
        "reaction_type": reaction.feeling,
        "post_id": post_id,
        "parent_id": post_id,
        "from": {"id": reaction.person_id, "name": reaction.person_name},
        "created_time": _seconds(reaction.at),
    }


def _visitor_post(how: str, post: VisitorPost) -> dict[str, Any]:
    """Who mentions the Page elsewhere is not told."""
    value: dict[str, Any] = {"item": "post" if post.elsewhere else "status", "verb": _VERBS[how], "post_id": post.id}
    if not post.elsewhere:
        value["from"] = {"id": post.author_id, "name": post.author_name}
    if how == "removed":
        return value
    return value | {"created_time": _seconds(post.at), "message": post.message}


def _own_post(how: str, post: Post) -> dict[str, Any]:
    return {
        "item": "photo" if post.photos else "status",
        "verb": _VERBS[how],
        "post_id": post.id,
        "published": 1,
        "from": _page(),
        "created_time": _seconds(post.at),
        "message": post.message,
    }


def _review(how: str, review: Review) -> dict[str, Any]:
    return {
        "item": "rating",
        "verb": _VERBS[how],
        "open_graph_story_id": int(review.id),
        "reviewer_id": int(review.author_id),
        "reviewer_name": review.author_name,
        "recommendation_type": "POSITIVE" if review.positive else "NEGATIVE",
        "review_text": review.text,
        "created_time": _seconds(review.at),
    }


def _instagram_comment(comment: Comment) -> dict[str, Any]:
    """Without its time."""
    answered = {"parent_id": comment.parent_id} if comment.parent_id else {}
    own = {"self_ig_scoped_id": INSTAGRAM_ID} if comment.made_by is Maker.SHOP else {}
    return {
        "id": comment.id,
        **answered,
        "text": comment.text,
        "from": {"id": comment.author_id, "username": comment.author_name, **own},
        "media": {"id": comment.object_id, "media_product_type": "FEED"},
    }


def _mention(media: MentioningMedia) -> dict[str, Any]:
    """Ids alone: what was said is to be asked for."""
    return {"media_id": media.id} | ({"comment_id": media.comment_id} if media.comment_id else {})


def _page() -> dict[str, str]:
    return {"id": PAGE_ID, "name": SHOP_NAME}


def _seconds(at: datetime) -> int:
    return int(at.timestamp())

"""pinterest.com's own resources for comments, as py3-pinterest 2.0.0 calls them; nobody documents them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from http.cookies import SimpleCookie
from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import PINTEREST_ID, PINTEREST_NAME, SECRETS, SHOP_NAME
from connectors.sandbox.exchange import Answer, Call, Refusal, json_answer
from connectors.sandbox.records import Comment, Maker, Pin, Platform
from connectors.sandbox.world import World

Options = Mapping[str, Any]


class ResourceError(Refusal):
    def __init__(self, status: int, code: int, message: str) -> None:
        error = {"code": code, "message": message, "http_status": status, "status": "failure"}
        super().__init__(
            json_answer({"resource_response": {"status": "failure", "error": error, "data": None}}, status)
        )


def answer(world: World, call: Call) -> Answer:
    """Answer one call to www.pinterest.com/resource/…. Raises ResourceError where the site would refuse."""
    method, resource = _RESOURCES.get(call.path, ("", None))
    if resource is None or method != call.method:
        raise ResourceError(404, 404, "Resource not found.")
    _check_session(world, call)
    return json_answer({"resource_response": {"status": "success", "code": 0, **resource(world, _options(call))}})


def get_pin(world: World, options: Options) -> dict[str, Any]:
    pin = world.pins.get(str(options.get("id")))
    if pin is None:
        raise ResourceError(404, 50, "Pin not found.")
    count = sum(comment.object_id == pin.id for comment in world.comments.values())
    aggregated = {"id": pin.aggregated_id, "comment_count": count}
    return {
        "data": {
            "id": pin.id,
            "type": "pin",
            "title": pin.title or "",
            "description": pin.description or "",
            "link": pin.link,
            "created_at": format_datetime(pin.at),
            "pinner": _user(PINTEREST_ID, PINTEREST_NAME, SHOP_NAME),
            "aggregated_pin_data": aggregated,
        }
    }


def get_comments(world: World, options: Options) -> dict[str, Any]:
    """The first comments of a Pin, the oldest first; answers to them are not among them."""
    comments = world.first_comments(_pin_of(world, options).id)
    seen, size = _seen(options), int(options.get("page_size") or 50)
    ordered = sorted((c for c in comments if c.number > seen), key=lambda comment: comment.number)
    answered: dict[str, Any] = {"data": [_shown(world, comment) for comment in ordered[:size]]}
    if len(ordered) > size:
        answered["bookmark"] = base64.urlsafe_b64encode(str(ordered[size - 1].number).encode()).decode()
    return answered


def create_comment(world: World, options: Options) -> dict[str, Any]:
    text = str(options.get("text") or "").strip()
    if not 1 <= len(text) <= limit("pinterest.comment.text"):
        raise ResourceError(400, 1, f"A comment has 1 to {limit('pinterest.comment.text')} characters.")
    pin = _pin_of(world, options)
    if str(options.get("pinId")) != pin.id:
        raise ResourceError(400, 1, "The Pin and the picture do not belong together.")
    return {"data": _shown(world, world.shop_comments(Platform.PINTEREST, pin.id, text))}


def delete_comment(world: World, options: Options) -> dict[str, Any]:
    comment = world.comments.get(str(options.get("commentId")))
    if comment is None or comment.platform is not Platform.PINTEREST:
        raise ResourceError(404, 4042, "Comment not found.")
    world.remove_comment(comment.id)
    return {"data": None}


def get_user(world: World, options: Options) -> dict[str, Any]:
    if options.get("username") != PINTEREST_NAME:
        raise ResourceError(404, 30, "User not found.")
    return {"data": {**_user(PINTEREST_ID, PINTEREST_NAME, SHOP_NAME), "pin_count": len(world.pins)}}


def _check_session(world: World, call: Call) -> None:
    cookies = SimpleCookie(call.headers.get("cookie", ""))
    session = cookies["_pinterest_sess"].value if "_pinterest_sess" in cookies else ""
    if session != SECRETS["PINTEREST_SESSION_COOKIE"] or not world.is_live(session):
        raise ResourceError(401, 2, "Authentication failed.")
    token = cookies["csrftoken"].value if "csrftoken" in cookies else ""
    if call.method == "POST" and (not token or call.headers.get("x-csrftoken") != token):
        raise ResourceError(403, 3, "CSRF token missing or incorrect.")


def _options(call: Call) -> Options:
    try:
        options = json.loads((call.form if call.method == "POST" else call.query)["data"])["options"]
    except (KeyError, ValueError, TypeError):
        raise ResourceError(400, 1, "Invalid data.") from None
    if not isinstance(options, dict):
        raise ResourceError(400, 1, "Invalid options.")
    return options


def _seen(options: Options) -> int:
    """The number of the last comment that the bookmark says was read."""
    (bookmark, *_) = options.get("bookmarks") or [None]
    if not bookmark:
        return 0
    try:
        return int(base64.urlsafe_b64decode(str(bookmark)))
    except ValueError:
        raise ResourceError(400, 1, "Invalid bookmark.") from None


def _pin_of(world: World, options: Options) -> Pin:
    """The Pin whose picture `objectId` names."""
    for pin in world.pins.values():
        if pin.aggregated_id == options.get("objectId"):
            return pin
    raise ResourceError(404, 50, "Pin not found.")


def _shown(world: World, comment: Comment) -> dict[str, Any]:
    own = comment.made_by is Maker.SHOP
    name = PINTEREST_NAME if own else comment.author_name
    return {
        "id": comment.id,
        "type": "aggregatedcomment",
        "text": comment.text,
        "created_at": format_datetime(comment.at),
        "comment_count": len(world.replies(comment.id)),
        "user": _user(comment.author_id, name, comment.author_name),
    }


def _user(user_id: str, username: str, full_name: str) -> dict[str, Any]:
    return {"id": user_id, "type": "user", "username": username, "full_name": full_name}


_RESOURCES: dict[str, tuple[str, Callable[[World, Options], dict[str, Any]]] | tuple[str, None]] = {
    "/resource/PinResource/get/": ("GET", get_pin),
    "/resource/AggregatedCommentFeedResource/get/": ("GET", get_comments),
    "/resource/AggregatedCommentResource/create/": ("POST", create_comment),
    "/resource/AggregatedCommentResource/delete/": ("POST", delete_comment),
    "/resource/UserResource/get/": ("GET", get_user),
}

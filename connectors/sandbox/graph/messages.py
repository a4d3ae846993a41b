"""Private conversations of the Page, by Messenger and by Instagram.

https://developers.facebook.com/docs/messenger-platform/reference/send-api and, for the refusals,
https://developers.facebook.com/docs/messenger-platform/error-codes
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import INSTAGRAM_ID, INSTAGRAM_NAME, PAGE_ID, SECRETS, SHOP_NAME
from connectors.sandbox.directly import add_message, thread_id
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter
from connectors.sandbox.graph.fields import FieldTable, moment
from connectors.sandbox.graph.paging import expand, page
from connectors.sandbox.images import fetch_image
from connectors.sandbox.records import Attached, Comment, DirectMessage, Maker, Platform, Story, VisitorPost
from connectors.sandbox.world import World

_PLATFORMS = {"messenger": Platform.FACEBOOK, "instagram": Platform.INSTAGRAM}
_TEXT = {Platform.FACEBOOK: limit("facebook.message.text"), Platform.INSTAGRAM: limit("instagram.message.text")}
_PICTURES = frozenset({"JPEG", "PNG", "GIF"})
_PICTURE_BYTES = {platform: limit(f"{platform}.message.picture.bytes") for platform in _TEXT}


@dataclass(frozen=True, slots=True)
class Thread:
    """All that was said with one person; the number is that of the latest message."""

    platform: Platform
    person_id: str
    person_name: str
    messages: tuple[DirectMessage, ...]

    @property
    def id(self) -> str:
        return thread_id(self.platform, self.person_id)

    @property
    def number(self) -> int:
        return self.messages[-1].number

    @property
    def wrote_at(self) -> datetime | None:
        return max((one.at for one in self.messages if one.made_by is Maker.CUSTOMER), default=None)


def threads(world: World, platform: Platform | None = None) -> dict[str, Thread]:
    """The conversations by their id."""
    found: dict[str, list[DirectMessage]] = {}
    for message in world.messages.values():
        if platform in (None, message.platform):
            found.setdefault(thread_id(message.platform, message.person_id), []).append(message)
    return {
        id_: Thread(told[0].platform, told[0].person_id, told[0].person_name, tuple(told))
        for id_, told in found.items()
    }


def _person(platform: Platform, id_: str, name: str) -> dict[str, str]:
    return {"id": id_, "username": name} if platform is Platform.INSTAGRAM else {"id": id_, "name": name}


def _shop(platform: Platform) -> dict[str, str]:
    if platform is Platform.INSTAGRAM:
        return _person(platform, INSTAGRAM_ID, INSTAGRAM_NAME)
    return _person(platform, PAGE_ID, SHOP_NAME)


def _message_fields(_: World, message: DirectMessage) -> dict[str, Any]:
    person = _person(message.platform, message.person_id, message.person_name)
    shop = _shop(message.platform)
    is_ours = message.made_by is Maker.SHOP
    return {
        "id": message.id,
        "message": message.text,
        "created_time": moment(message.at),
        "from": shop if is_ours else person,
        "to": {"data": [person if is_ours else shop]},
        "sticker": _sticker(message.attached),
        "story": _story(message.story),
        "shares": _shares(message.attached),
        "attachments": _attachments(message),
    }


def _sticker(attached: Attached | None) -> str | None:
    return attached.url if attached and attached.type == "sticker" else None


def _story(story: Story | None) -> dict[str, Any] | None:
    if story is None:
        return None
    return {"reply_to" if story.is_ours else "mention": {"link": story.url, "id": story.id}}


def _shares(attached: Attached | None) -> dict[str, Any] | None:
    if attached is None or attached.type != "share":
        return None
    return {"data": [{"link": attached.url, "name": attached.title}]}


def _attachments(message: DirectMessage) -> dict[str, Any] | None:
    attached = message.attached
    if attached is None or attached.type in ("sticker", "share"):
        return None
    told: dict[str, Any] = {"id": f"{message.number}", "name": attached.title}
    if attached.type in ("image", "video"):
        told |= {"mime_type": f"{attached.type}/mp4" if attached.type == "video" else "image/jpeg"}
        return {"data": [told | {f"{attached.type}_data": {"url": attached.url}}]}
    mime_type = "audio/mp4" if attached.type == "audio" else "application/pdf"
    return {"data": [told | {"mime_type": mime_type, "file_url": attached.url}]}


MESSAGE: FieldTable = FieldTable("UnifiedMessage", _message_fields, ("id", "created_time"))


def _thread_fields(_: World, thread: Thread) -> dict[str, Any]:
    people = [_person(thread.platform, thread.person_id, thread.person_name), _shop(thread.platform)]
    return {
        "id": thread.id,
        "updated_time": moment(thread.messages[-1].at),
        "message_count": len(thread.messages),
        "snippet": thread.messages[-1].text[:100],
        "can_reply": thread.wrote_at is not None,
        "participants": {"data": people},
    }


THREAD: FieldTable = FieldTable(
    "UnifiedThread",
    _thread_fields,
    ("id", "updated_time"),
    {
        "messages": lambda world, thread, inner: expand(
            world, f"{thread.id}/messages", thread.messages[::-1], MESSAGE, inner
        )
    },
)


def get_conversations(call: GraphCall) -> dict[str, Any]:
    """The latest first."""
    platform = _PLATFORMS[call.choice("platform", tuple(_PLATFORMS), "messenger")]
    asked = call.text("user_id")
    found = [one for one in threads(call.world, platform).values() if asked in ("", one.person_id)]
    return page(call, found, THREAD, newest_first=True)


def get_messages(call: GraphCall) -> dict[str, Any]:
    return page(call, threads(call.world)[call.node].messages, MESSAGE, newest_first=True)


def send_message(call: GraphCall) -> dict[str, Any]:
    instagram = call.text("access_token") == SECRETS["INSTAGRAM_ACCESS_TOKEN"]
    platform = Platform.INSTAGRAM if instagram else Platform.FACEBOOK
    recipient = _json(call, "recipient")
    text, attached = _content(call, platform)
    if answered := recipient.get("comment_id") or recipient.get("post_id"):
        if attached and instagram:
            raise invalid_parameter("This sandbox takes no attachment in a private reply on Instagram")
        person = _reply_privately(call.world, platform, str(answered), is_post="post_id" in recipient)
    else:
        person = _answer(call, platform, str(recipient.get("id", "")))
    message = add_message(call.world, platform, person, text, Maker.SHOP, answered, attached=attached)
    return {"recipient_id": message.person_id, "message_id": message.id}


def _content(call: GraphCall, platform: Platform) -> tuple[str, Attached | None]:
    """Either a text or a picture."""
    message = _json(call, "message")
    text = str(message.get("text", "")).strip()
    if "attachment" in message:
        if text:
            raise invalid_parameter("A message has either a text or an attachment")
        return "", _given_picture(call.world, platform, message["attachment"])
    if not text:
        raise invalid_parameter("Param message must be non-empty.")
    if len(text) > _TEXT[platform]:
        raise invalid_parameter(f"Length of param message[text] must be less than or equal to {_TEXT[platform]}")
    return text, None


def _given_picture(world: World, platform: Platform, given: Any) -> Attached:
    """Fetched at once. Both refusals are what others report who met them; of neither was Meta's own list read."""
    payload = given.get("payload") if isinstance(given, dict) else None
    if not isinstance(payload, dict) or given.get("type") != "image" or not isinstance(payload.get("url"), str):
        raise invalid_parameter("This sandbox takes attachments of the type image with a payload.url")
    url = payload["url"]
    try:
        image = fetch_image(world, url)
    except ValueError:
        raise invalid_parameter("Failed to fetch the file from the url", 2_018_008) from None
    if image.format not in _PICTURES or image.bytes > _PICTURE_BYTES[platform]:
        raise invalid_parameter("Upload attachment failure.", 2_018_047)
    return Attached("image", url)


def _reply_privately(world: World, platform: Platform, answered: str, *, is_post: bool) -> tuple[str, str]:
    """To a customer's comment, or on Facebook to a visitor's post on the Page."""
    said = _post_on_the_page(world, platform, answered) if is_post else _comment_of(world, platform, answered)
    if said is None:
        raise GraphError(100, "(#100) No matching user found", subcode=2_018_001)
    if any(message.private_reply_to == answered for message in world.messages.values()):
        raise _replied(platform)
    if world.clock() - said.at > timedelta(days=limit("meta.private_reply")):
        raise _window_over(platform)
    return said.author_id, said.author_name


def _comment_of(world: World, platform: Platform, id_: str) -> Comment | None:
    comment = world.comments.get(id_)
    is_theirs = comment and comment.platform is platform and comment.made_by is not Maker.SHOP
    return comment if is_theirs else None


def _post_on_the_page(world: World, platform: Platform, id_: str) -> VisitorPost | None:
    post = world.visitor_posts.get(id_)
    return post if post and platform is Platform.FACEBOOK and not post.elsewhere else None


def _answer(call: GraphCall, platform: Platform, person: str) -> tuple[str, str]:
    """A private reply to a comment opens no window: only the customer's own words do."""
    thread = threads(call.world, platform).get(thread_id(platform, person))
    if thread is None:
        raise GraphError(100, "(#100) No matching user found", subcode=2_018_001)
    type_ = call.choice("messaging_type", ("RESPONSE", "UPDATE", "MESSAGE_TAG"), "RESPONSE")
    tagged = type_ == "MESSAGE_TAG"
    if tagged != (call.text("tag") == "HUMAN_AGENT"):
        raise invalid_parameter("A message with the type MESSAGE_TAG needs the tag HUMAN_AGENT, and no other has one")
    days = limit("meta.human_agent") if tagged else limit("meta.message.window") / 24
    if thread.wrote_at is None or call.world.clock() - thread.wrote_at > timedelta(days=days):
        raise _window_over(platform)
    return thread.person_id, thread.person_name


def _replied(platform: Platform) -> GraphError:
    """Not in Meta's lists of codes: as others report who met it."""
    if platform is Platform.FACEBOOK:
        return GraphError(10900, "(#10900) Activity already replied to")
    return GraphError(100, "(#100) The comment already has a private reply", subcode=2_534_025)


def _window_over(platform: Platform) -> GraphError:
    """Messenger's subcode is in Meta's list, Instagram's is what others report who met it."""
    subcode = 2_018_278 if platform is Platform.FACEBOOK else 2_534_022
    return GraphError(10, "(#10) This message is sent outside of allowed window.", subcode=subcode, status=403)


def _json(call: GraphCall, name: str) -> dict[str, Any]:
    try:
        told = json.loads(call.required(name))
    except ValueError:
        raise invalid_parameter(f"Param {name} must be a JSON object") from None
    if not isinstance(told, dict):
        raise invalid_parameter(f"Param {name} must be a JSON object")
    return told


EDGES: Edges = {
    ("page", "GET", "conversations"): Edge(get_conversations, frozenset({"folder", "platform", "tags", "user_id"})),
    ("page", "POST", "messages"): Edge(
        send_message, frozenset({"recipient", "message", "messaging_type", "tag", "notification_type"})
    ),
    ("thread", "GET", "messages"): Edge(get_messages, frozenset({"source"})),
}

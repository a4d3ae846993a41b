"""Private conversations as webhooks tell of them: ids of people without their names, times in milliseconds.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events and
https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.sandbox.accounts import INSTAGRAM_ID, PAGE_ID
from connectors.sandbox.records import Attached, DirectMessage, Maker, Platform, Reaction, Receipt

Told = tuple[str, Mapping[str, Any]]
"""The field that one subscribes to, and the item."""


def item(how: str, record: DirectMessage | Receipt, at: datetime) -> Told | None:
    """What is told of a message or a receipt at a time; of a message that is taken back Messenger tells nothing."""
    if isinstance(record, Receipt):
        return _receipt(how, record)
    if how == "edited":
        return "message_edits", _item(record, at) | {
            "message_edit": {"mid": record.id, "text": record.text, "num_edit": 1}
        }
    if how == "removed":
        deleted = {"message": {"mid": record.id, "is_deleted": True}}
        return ("messages", _item(record, at) | deleted) if record.platform is Platform.INSTAGRAM else None
    if record.button:
        pressed = {"mid": record.id, "title": record.button, "payload": record.button.upper()}
        return "messaging_postbacks", _item(record, at) | {"postback": pressed}
    if record.made_by is Maker.SHOP:
        field = "message_echoes" if record.platform is Platform.FACEBOOK else "messages"
        return field, _item(record, at) | {"message": {"is_echo": True} | _message(record)}
    return "messages", _item(record, at) | {"message": _message(record)}


def reaction(how: str, told: Reaction) -> Told:
    assert isinstance(told.target, DirectMessage)
    given = {"reaction": told.feeling, "emoji": told.emoji} if how == "added" else {}
    felt = {"mid": told.target.id, "action": "react" if how == "added" else "unreact", **given}
    sides = _sides(told.target.platform, told.person_id, from_shop=False)
    return "message_reactions", sides | {"timestamp": _milliseconds(told.at), "reaction": felt}


def _receipt(how: str, receipt: Receipt) -> Told:
    """Messenger names the time up to which all was seen, Instagram the last message."""
    until = _milliseconds(receipt.at)
    sides = _sides(receipt.platform, receipt.person_id, from_shop=False)
    if how == "delivered":
        delivery = {"mids": list(receipt.message_ids[-1:]), "watermark": until}
        return "message_deliveries", sides | {"timestamp": until, "delivery": delivery}
    if receipt.platform is Platform.FACEBOOK:
        return "message_reads", sides | {"timestamp": until, "read": {"watermark": until}}
    return "messaging_seen", sides | {"timestamp": until, "read": {"mid": "".join(receipt.message_ids[-1:])}}


def _item(message: DirectMessage, at: datetime) -> dict[str, Any]:
    sides = _sides(message.platform, message.person_id, from_shop=message.made_by is Maker.SHOP)
    return sides | {"timestamp": _milliseconds(at)}


def _message(message: DirectMessage) -> dict[str, Any]:
    told: dict[str, Any] = {"mid": message.id}
    if message.text:
        told["text"] = message.text
    if message.story and message.story.is_ours:
        told["reply_to"] = {"story": {"id": message.story.id, "url": message.story.url}}
    elif message.story:
        told["attachments"] = [{"type": "story_mention", "payload": {"url": message.story.url}}]
    if message.attached:
        told["attachments"] = [_attachment(message.attached, message.platform)]
    return told


def _attachment(attached: Attached, platform: Platform) -> dict[str, Any]:
    """A sticker is an image with a number; Messenger calls a shared link a fallback."""
    if attached.type == "sticker":
        return {"type": "image", "payload": {"url": attached.url, "sticker_id": int(attached.sticker_id)}}
    if attached.type == "share" and platform is Platform.FACEBOOK:
        return {"type": "fallback", "title": attached.title, "url": attached.url, "payload": {"url": attached.url}}
    return {"type": attached.type, "payload": {"url": attached.url}}


def _sides(platform: Platform, person_id: str, *, from_shop: bool) -> dict[str, Any]:
    shop, person = {"id": PAGE_ID if platform is Platform.FACEBOOK else INSTAGRAM_ID}, {"id": person_id}
    return {"sender": shop, "recipient": person} if from_shop else {"sender": person, "recipient": shop}


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)

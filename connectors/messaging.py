"""Private messages as Messenger's and Instagram's webhooks tell them.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from connectors.told import Ignored, Refused, Told, listed, moment, part, required, text, texts, unsupported
from socialshop.ports import Attachment, AttachmentKind, Author, EventKind, InboundEvent

_KINDS = {
    "image": AttachmentKind.IMAGE,
    "video": AttachmentKind.VIDEO,
    "audio": AttachmentKind.AUDIO,
    "file": AttachmentKind.FILE,
    "sticker": AttachmentKind.STICKER,
    "location": AttachmentKind.LOCATION,
    "template": AttachmentKind.TEMPLATE,
    "product": AttachmentKind.PRODUCT,
    "story_mention": AttachmentKind.STORY,
    "ig_story": AttachmentKind.STORY,
    **dict.fromkeys(("fallback", "share", "post", "ig_post", "reel", "ig_reel"), AttachmentKind.SHARE),
}
_MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=17/{0}/{1}"
"""Where a place is shown to whoever follows the link; the platform's own goes by way of its tracking."""
_ENVELOPE = frozenset({"sender", "recipient", "timestamp", "prior_message", "hop_context"})


@dataclass(frozen=True, slots=True)
class _Item:
    """One item: what it tells, who sent it to whom, and when."""

    channel: str
    told: Told
    at: datetime
    person: str
    """The customer, whoever sent it."""
    is_ours: bool

    def event(
        self,
        kind: EventKind,
        external_id: str,
        said: str = "",
        *,
        answers: str | None = None,
        attachments: tuple[Attachment, ...] = (),
        links: tuple[str, ...] = (),
        item_ids: tuple[str, ...] = (),
    ) -> InboundEvent:
        return InboundEvent(
            channel=self.channel,
            kind=kind,
            external_id=external_id,
            object_id="",
            parent_id=answers,
            author=self.sender(),
            text=said,
            at=self.at,
            raw=self.told,
            thread_id=self.person,
            attachments=attachments,
            links=links,
            item_ids=item_ids,
        )

    def sender(self) -> Author:
        side = part(self.told, "sender")
        return Author(text(side, "id", "user_ref") or self.person, text(side, "name", "username"), is_us=self.is_ours)


def is_messaging(told: Told) -> bool:
    """Whether it is an item of messages rather than a change or a node."""
    return isinstance(told.get("sender"), dict) and isinstance(told.get("recipient"), dict)


def read_messaging(channel: str, told: Told, time: object, ours: frozenset[str]) -> InboundEvent:
    """One item of `messaging` or `standby`; `time` is the entry's. Raises Refused or Ignored."""
    if not told:
        raise Ignored("an item of messages is empty")
    at = moment(told.get("timestamp") or time)
    name = next((name for name in _READERS if name in told), None)
    if name is None:
        names = "+".join(sorted(set(told) - _ENVELOPE)) or "nothing"
        return unsupported(channel, f"messaging/{names}", told, at)
    sender, recipient = part(told, "sender"), part(told, "recipient")
    from_us = text(sender, "id") in ours and text(sender, "id") != text(recipient, "id")
    is_ours = bool(part(told, "message").get("is_echo")) or from_us
    person = text(recipient if is_ours else sender, "id", "user_ref")
    if not person:
        raise Refused("it does not say which customer it is about")
    return _READERS[name](_Item(channel, told, at, person, is_ours), part(told, name))


def _message(item: _Item, message: Told) -> InboundEvent:
    mid = required(message, "mid")
    if message.get("is_deleted"):
        return item.event(EventKind.MESSAGE_REMOVED, mid)
    attachments = [one for told in listed(message.get("attachments")) if (one := attachment(told)) is not None]
    if message.get("is_unsupported"):
        attachments.append(Attachment(AttachmentKind.OTHER, title="not handed out by the platform"))
    story, referral = part(part(message, "reply_to"), "story"), part(message, "referral")
    if story:
        attachments.append(Attachment(AttachmentKind.STORY, text(story, "url", "link"), "", text(story, "id")))
    product = text(part(referral, "product"), "id")
    return item.event(
        _message_kind(message, bool(story)),
        mid,
        text(message, "text"),
        answers=text(part(message, "reply_to"), "mid") or None,
        attachments=tuple(dict.fromkeys(attachments)),
        links=texts(*(one.url for one in attachments if one.kind is AttachmentKind.SHARE)),
        item_ids=texts(product, *(one.external_id for one in attachments if one.kind is AttachmentKind.PRODUCT)),
    )


def _message_kind(message: Told, answers_story: bool) -> EventKind:
    if answers_story:
        return EventKind.STORY_REPLY_ADDED
    kinds = {told.get("type") for told in listed(message.get("attachments"))}
    return EventKind.STORY_MENTION_ADDED if "story_mention" in kinds else EventKind.MESSAGE_ADDED


def attachment(told: Told) -> Attachment | None:
    """One attachment of a message; what has an unknown type is kept by its name."""
    payload, type_ = part(told, "payload"), text(told, "type")
    kind = _KINDS.get(type_, AttachmentKind.OTHER)
    sticker = text(payload, "sticker_id")
    if sticker and kind is AttachmentKind.IMAGE:
        kind = AttachmentKind.STICKER
    products = listed(part(payload, "product").get("elements"))
    number = sticker or text(products[0] if products else {}, "retailer_id", "id") or text(payload, "reel_video_id")
    title = text(told, "title", "name") or text(payload, "title") or ("" if type_ in _KINDS else type_)
    if kind is AttachmentKind.LOCATION and (place := _place(part(payload, "coordinates"))):
        return Attachment(kind, _MAP.format(*place), ", ".join(filter(None, (title, *place))))
    return Attachment(kind, text(payload, "url") or text(told, "url"), title, number)


def _place(coordinates: Told) -> tuple[str, str] | None:
    """Latitude and longitude in degrees, to the metre; None where they are none."""
    try:
        latitude, longitude = float(coordinates["lat"]), float(coordinates["long"])
    except (KeyError, TypeError, ValueError):
        return None
    within = abs(latitude) <= 90 and abs(longitude) <= 180
    return (f"{latitude:.5f}", f"{longitude:.5f}") if within else None


def _edit(item: _Item, edit: Told) -> InboundEvent:
    return item.event(EventKind.MESSAGE_EDITED, required(edit, "mid"), text(edit, "text"))


def _postback(item: _Item, postback: Told) -> InboundEvent:
    mid = text(postback, "mid") or f"postback:{item.person}:{item.at.timestamp():.3f}"
    links, products = _origin(part(postback, "referral"))
    said = text(postback, "title", "payload")
    return item.event(EventKind.POSTBACK_ADDED, mid, said, links=links, item_ids=products)


def _referral(item: _Item, referral: Told) -> InboundEvent:
    links, products = _origin(referral)
    ad_title = part(referral, "ads_context_data").get("ad_title")
    said = " · ".join(texts(referral.get("source"), referral.get("ref"), ad_title))
    external_id = f"referral:{item.person}:{item.at.timestamp():.3f}"
    return item.event(EventKind.REFERRAL_ADDED, external_id, said, links=links, item_ids=products)


def _origin(referral: Told) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses and products that a referral names."""
    product = text(part(referral, "product"), "id")
    in_ad = text(part(referral, "ads_context_data"), "product_id")
    return texts(referral.get("referer_uri")), texts(product, in_ad)


def _reaction(item: _Item, reaction: Told) -> InboundEvent:
    mid = required(reaction, "mid")
    kind = EventKind.REACTION_REMOVED if reaction.get("action") == "unreact" else EventKind.REACTION_ADDED
    external_id = f"{mid}/{item.sender().external_id}"
    return item.event(kind, external_id, text(reaction, "emoji", "reaction"), answers=mid)


def _receipt(kind: EventKind) -> Callable[[_Item, Told], InboundEvent]:
    def read(item: _Item, receipt: Told) -> InboundEvent:
        """Up to when; Instagram names the last message that was seen instead, which is just before now."""
        at = moment(receipt["watermark"]) if receipt.get("watermark") else item.at
        return replace(item.event(kind, item.person), author=None, at=at)

    return read


_READERS: dict[str, Callable[[_Item, Told], InboundEvent]] = {
    "message": _message,
    "message_edit": _edit,
    "postback": _postback,
    "referral": _referral,
    "reaction": _reaction,
    "delivery": _receipt(EventKind.DELIVERED),
    "read": _receipt(EventKind.READ),
}

"""Private conversations as the Graph API tells them, of Messenger and Instagram alike.

https://developers.facebook.com/docs/graph-api/reference/conversation
"""

from __future__ import annotations

from connectors.told import Ignored, Refused, Told, author, listed, moment, part, required, text, texts
from socialshop.ports import Attachment, AttachmentKind, EventKind, InboundEvent

MESSAGE_FIELDS = (
    "id,message,created_time,from,to,sticker,story,shares{link,name,template},"
    "attachments{id,mime_type,name,image_data,video_data,file_url}"
)
_OF_MESSAGES = frozenset({"to", "shares", "story", "sticker"})


def is_message(node: Told) -> bool:
    return bool(set(node) & _OF_MESSAGES) or text(node, "id").startswith(("m_", "aWdf"))


def read_thread(channel: str, node: Told, ours: frozenset[str]) -> list[InboundEvent]:
    """The messages that came with a conversation. Raises Ignored where none did."""
    messages = listed(node.get("messages"))
    if not messages:
        raise Ignored("a conversation without its messages")
    person = person_in(node, ours)
    return [read_message(channel, message, person, ours) for message in messages]


def person_in(node: Told, ours: frozenset[str]) -> str:
    """Whom a conversation is with; empty where it does not say."""
    others = [text(one, "id") for one in listed(node.get("participants")) if text(one, "id") not in ours]
    return others[0] if others else ""


def read_message(channel: str, node: Told, person: str, ours: frozenset[str]) -> InboundEvent:
    """One message; `person` is the customer where the conversation says so, else sender or recipient tell."""
    sender = author(part(node, "from"), ours, "username" if "username" in part(node, "from") else "name")
    recipients = [text(one, "id") for one in listed(node.get("to")) if text(one, "id") not in ours]
    customer = person or (recipients[0] if sender and sender.is_us and recipients else sender and sender.external_id)
    if not customer:
        raise Refused("it does not say which customer it is about")
    story, shares = part(node, "story"), listed(node.get("shares"))
    attached = [_attachment(one) for one in listed(node.get("attachments"))]
    attached += [Attachment(AttachmentKind.SHARE, text(one, "link"), text(one, "name")) for one in shares]
    if sticker := text(node, "sticker"):
        attached.append(Attachment(AttachmentKind.STICKER, sticker))
    for name in ("reply_to", "mention"):
        if told := part(story, name):
            attached.append(Attachment(AttachmentKind.STORY, text(told, "link"), "", text(told, "id")))
    return InboundEvent(
        channel=channel,
        kind=_kind(story),
        external_id=required(node, "id"),
        object_id="",
        parent_id=None,
        author=sender,
        text=text(node, "message"),
        at=moment(required(node, "created_time")),
        raw=node,
        thread_id=customer,
        attachments=tuple(attached),
        links=texts(*(text(one, "link") for one in shares)),
    )


def _kind(story: Told) -> EventKind:
    if part(story, "reply_to"):
        return EventKind.STORY_REPLY_ADDED
    return EventKind.STORY_MENTION_ADDED if part(story, "mention") else EventKind.MESSAGE_ADDED


def _attachment(told: Told) -> Attachment:
    kinds = {"image": AttachmentKind.IMAGE, "video": AttachmentKind.VIDEO, "audio": AttachmentKind.AUDIO}
    kind = kinds.get(text(told, "mime_type").partition("/")[0], AttachmentKind.FILE)
    url = text(part(told, "image_data"), "url") or text(part(told, "video_data"), "url") or text(told, "file_url")
    return Attachment(kind, url, text(told, "name"), text(told, "id"))

"""What a message is that bears no words: a story that mentions us, a sticker, a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from socialshop.ports import AttachmentKind, MessageKind

REMOVED = "removed"
NOTHING = "nothing"
_SAYS_IT_ALL = frozenset(MessageKind) - {MessageKind.COMMENT, MessageKind.POST, MessageKind.MESSAGE}


def wordless(kind: str, attachments: Sequence[Mapping[str, str]] | None, links: Sequence[str] | None) -> str:
    """A MessageKind that says it all, else the AttachmentKind of what came first; NOTHING where nothing came."""
    if kind in _SAYS_IT_ALL:
        return kind
    if attachments:
        return attachments[0]["kind"]
    return AttachmentKind.SHARE if links else NOTHING

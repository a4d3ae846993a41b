"""What a person can ask of the inbox that it cannot do."""

from __future__ import annotations

from socialshop.errors import SocialshopError


class UnknownConversation(SocialshopError):
    """There is no conversation with that number (any more); `joined` is the one that it turned out to be part of."""

    def __init__(self, conversation_id: int, joined: int | None = None) -> None:
        what, mend = f"There is no conversation {conversation_id}.", "List them with `socialshop inbox list`."
        if joined is not None:
            what, mend = f"Conversation {conversation_id} turned out to be part of {joined}.", f"Use {joined}."
        super().__init__(what, mend=mend)
        self.joined = joined


class ReplyRefused(SocialshopError):
    """The answer was not written: its text or its conversation does not allow it."""

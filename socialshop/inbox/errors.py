"""What a person can ask of the inbox that it cannot do."""

from __future__ import annotations

from socialshop.errors import SocialshopError


class UnknownConversation(SocialshopError):
    """There is no conversation with that number."""

    def __init__(self, conversation_id: int) -> None:
        super().__init__(f"There is no conversation {conversation_id}.", mend="List them with `socialshop inbox list`.")


class ReplyRefused(SocialshopError):
    """The answer was not written: its text or its conversation does not allow it."""

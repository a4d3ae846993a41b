"""What a person can ask of the inbox that it cannot do."""

from __future__ import annotations

from datetime import datetime

from socialshop.errors import SocialshopError
from socialshop.phrases import phrase


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


class NothingFailed(ReplyRefused):
    """The message is no answer that waits for somebody to send it again or give it up."""

    def __init__(self, message_id: int) -> None:
        super().__init__(
            phrase("Message {number} is no answer that failed.", number=message_id),
            mend=phrase("List those that did with `socialshop inbox outbox --failed`."),
        )


class UnknownMessage(ReplyRefused):
    """There is no message with that number (any more)."""

    def __init__(self, message_id: int) -> None:
        super().__init__(
            phrase("There is no message {number}.", number=message_id),
            mend=phrase("Messages have their numbers in `socialshop inbox show`."),
        )


class NothingToAnswer(ReplyRefused):
    """No customer's message stands there (any more)."""

    def __init__(self, conversation_id: int) -> None:
        super().__init__(f"In conversation {conversation_id} stands no customer's comment to answer.")


class EmptyReply(ReplyRefused):
    def __init__(self) -> None:
        super().__init__("The answer is empty.", mend="Write a text.")


class ReplyTooLong(ReplyRefused):
    """`length` and `limit` are characters; the limit is of this channel and this way to answer."""

    def __init__(self, channel: str, length: int, limit: int) -> None:
        super().__init__(
            f"The answer has {length} characters, {channel} takes {limit} of this kind.", mend="Shorten it."
        )
        self.channel, self.length, self.limit = channel, length, limit


class TimeOver(SocialshopError):
    """What shall come back later cannot come back in the past."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"{until:%Y-%m-%d %H:%M} UTC is over.", mend="Give a time that is still to come.")

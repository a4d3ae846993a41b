"""Since when a customer waits for us, and when we first answered: what the shop's clock and its reports count from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from socialshop.inbox.model import ConversationState


class Said(Protocol):
    """A message as the clock sees it."""

    @property
    def at(self) -> datetime: ...
    @property
    def is_ours(self) -> bool: ...
    @property
    def author(self) -> str: ...


class Owed(NamedTuple):
    """What a conversation owed before."""

    waiting_since: datetime | None
    due_at: datetime | None


def response(state: ConversationState, standing: Sequence[Said], before: Owed) -> dict[str, Any]:
    """The columns that follow from the standing messages, in their order.

    A due time stays while the customer waits for the same answer; for a new one `tend` sets it anew.
    """
    answer = next((later for earlier, later in pairwise(standing) if later.is_ours and not earlier.is_ours), None)
    since = _unanswered_since(standing) if state is ConversationState.OPEN else None
    return {
        "answered_at": answer.at if answer else None,
        "answered_by": answer.author if answer else "",
        "waiting_since": since,
        "due_at": before.due_at if since is not None and since == before.waiting_since else None,
    }


def _unanswered_since(standing: Sequence[Said]) -> datetime | None:
    since = None
    for message in reversed(standing):
        if message.is_ours:
            break
        since = message.at
    return since

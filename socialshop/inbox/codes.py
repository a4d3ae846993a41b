"""One-time codes: given in a conversation, they tell later which order came of it."""

from __future__ import annotations

import secrets

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.model import ConversationCode
from socialshop.inbox.resolve import held

PREFIX = "K-"
ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ2346789"  # none of those that are misread: 0 O, 1 I L, 5 S
LENGTH = 8  # 29^8 ≈ 5·10¹¹ codes: not to be guessed at a till


def new_code() -> str:
    """Such as 'K-7QHM2XTA'."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def give_code(session: Session, conversation_id: int, clock: Clock) -> str:
    """A new code such as 'K-7QHM2XTA', kept with the conversation. Raises UnknownConversation; the caller commits."""
    held(session, conversation_id)
    code = new_code()
    session.add(ConversationCode(code=code, conversation_id=conversation_id, given_at=clock()))
    session.flush()
    return code

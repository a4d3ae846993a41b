"""Notes for colleagues, and drafts for oneself."""

from __future__ import annotations

from sqlmodel import Session, SQLModel, col, select

from socialshop.clock import Clock
from socialshop.desk.errors import WrongLength
from socialshop.desk.model import Draft, Note
from socialshop.inbox.fold import clean
from socialshop.inbox.resolve import existing
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission
from socialshop.store import upsert

_LONGEST = 20_000  # characters


def add_note(session: Session, actor: Actor, conversation_id: int, text: str, clock: Clock) -> Note:
    """Leave a note that no customer sees; the caller commits.

    Raises UnknownConversation, NotPermitted, and WrongLength for an empty or very long one.
    """
    actor.require(Permission.ANSWER)
    existing(session, conversation_id)
    words = clean(text.replace("\r\n", "\n")).strip()
    if not 0 < len(words) <= _LONGEST:
        raise WrongLength("A note", _LONGEST)
    note = Note(conversation_id=conversation_id, user_id=actor.user_id, author=actor.name, text=words, at=clock())
    session.add(note)
    session.flush()
    record(session, actor, "note", "conversation", conversation_id, clock(), after={"note": note.id})
    return note


def notes(session: Session, conversation_id: int) -> list[Note]:
    """The conversation's notes in their order."""
    of_it = select(Note).where(Note.conversation_id == conversation_id)
    return list(session.exec(of_it.order_by(col(Note.at), col(Note.id))))


def keep_draft(session: Session, actor: Actor, conversation_id: int, text: str, clock: Clock) -> None:
    """Keep what somebody began to write; an empty text ends the draft.

    The caller commits. Raises UnknownConversation and NotPermitted.
    """
    actor.require(Permission.ANSWER)
    existing(session, conversation_id)
    assert actor.user_id is not None
    words = clean(text)[:_LONGEST]
    if not words.strip():
        drop_draft(session, actor, conversation_id)
        return
    row = {"user_id": actor.user_id, "conversation_id": conversation_id, "text": words, "updated_at": clock()}
    table = SQLModel.metadata.tables[Draft.__tablename__]
    upsert(session.connection(), table, [row], keys=["user_id", "conversation_id"], update=["text", "updated_at"])


def draft(session: Session, actor: Actor, conversation_id: int) -> str:
    """What somebody began to write, or ''."""
    if actor.user_id is None:
        return ""
    kept = select(Draft.text).where(Draft.user_id == actor.user_id, Draft.conversation_id == conversation_id)
    return session.exec(kept).first() or ""


def drop_draft(session: Session, actor: Actor, conversation_id: int) -> None:
    row = session.get(Draft, (actor.user_id, conversation_id)) if actor.user_id is not None else None
    if row is not None:
        session.delete(row)
        session.flush()

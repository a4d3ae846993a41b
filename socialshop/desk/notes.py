"""Notes for colleagues, and drafts for oneself."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk.errors import WrongLength
from socialshop.desk.mentions import tell_mentioned
from socialshop.desk.model import Draft, Note
from socialshop.inbox.fold import clean
from socialshop.inbox.resolve import existing
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission
from socialshop.store import Question, Rows, table_of, upsert

_LONGEST = 20_000  # characters


def add_note(session: Session, actor: Actor, conversation_id: int, text: str, clock: Clock) -> Note:
    """Leave a note that no customer sees, and tell the colleagues whom it calls by '@'; the caller commits.

    Raises UnknownConversation, NotPermitted, and WrongLength for an empty or very long one.
    """
    actor.require(Permission.ANSWER)
    existing(session, conversation_id)
    words = clean(text.replace("\r\n", "\n")).strip()
    if not 0 < len(words) <= _LONGEST:
        raise WrongLength("A note", len(words), _LONGEST)
    note = Note(conversation_id=conversation_id, user_id=actor.user_id, author=actor.name, text=words, at=clock())
    session.add(note)
    session.flush()
    record(session, actor, "note", "conversation", conversation_id, clock(), after={"note": note.id})
    tell_mentioned(session, actor, note, clock)
    return note


class Noted(NamedTuple):
    """A note as colleagues read it."""

    id: int
    author: str
    text: str
    at: datetime


def notes(session: Session, conversation_id: int) -> list[Noted]:
    """The conversation's notes in their order."""
    return NOTED.ask(session, {"id": conversation_id})


@cache
def _notes() -> Select[int | None, str, str, datetime]:
    noted = select(col(Note.id), col(Note.author), col(Note.text), col(Note.at))
    return noted.where(col(Note.conversation_id) == bindparam("id")).order_by(col(Note.at), col(Note.id))


def _read(rows: Rows) -> list[Noted]:
    return [Noted(*row) for row in rows]


NOTED = Question(_notes, _read)
"""`notes` of the conversation `id`."""


class Begun(NamedTuple):
    """What somebody began to write, and how it was to be sent: an Act of the ports or 'note', '' where nobody chose."""

    text: str = ""
    mode: str = ""


def keep_draft(session: Session, actor: Actor, conversation_id: int, text: str, clock: Clock, *, mode: str = "") -> str:
    """Keep what somebody began to write; an empty text ends the draft. Returns it as it is kept, with '\\n' alone.

    The caller commits. Raises UnknownConversation and NotPermitted.
    """
    actor.require(Permission.ANSWER)
    existing(session, conversation_id)
    assert actor.user_id is not None
    words = as_kept(text)
    if not words:
        drop_draft(session, actor, conversation_id)
        return ""
    row = {
        "user_id": actor.user_id,
        "conversation_id": conversation_id,
        "text": words,
        "mode": mode,
        "updated_at": clock(),
    }
    table = table_of(Draft)
    changing = ["text", "mode", "updated_at"]
    upsert(session.connection(), table, [row], keys=["user_id", "conversation_id"], update=changing)
    return words


def as_kept(text: str) -> str:
    """A text as `keep_draft` keeps it; '' for one without words."""
    words = clean(text.replace("\r\n", "\n"))
    return words if words.strip() else ""


def mark_of(text: str) -> str:
    """By which a window knows a draft again; '' of none."""
    return sha256(text.encode()).hexdigest()[:16] if text else ""


def begun(session: Session, actor: Actor, conversation_id: int) -> Begun:
    if actor.user_id is None:
        return Begun()
    return BEGUN.ask(session, {"user_id": actor.user_id, "id": conversation_id})


@cache
def _begun() -> Select[str, str]:
    return select(col(Draft.text), col(Draft.mode)).where(
        col(Draft.user_id) == bindparam("user_id"), col(Draft.conversation_id) == bindparam("id")
    )


BEGUN = Question(_begun, lambda rows: next((Begun(*row) for row in rows), Begun()))
"""`begun` by `user_id` in the conversation `id`."""


def draft(session: Session, actor: Actor, conversation_id: int) -> str:
    """What somebody began to write, or ''."""
    return begun(session, actor, conversation_id).text


def drop_draft(session: Session, actor: Actor, conversation_id: int) -> None:
    row = session.get(Draft, (actor.user_id, conversation_id)) if actor.user_id is not None else None
    if row is not None:
        session.delete(row)
        session.flush()

"""Colleagues whom a note calls: '@Lena' tells Lena."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.model import Note, Notice, NoticeKind
from socialshop.staff.actor import Actor
from socialshop.staff.model import User
from socialshop.staff.users import everybody


def tell_mentioned(session: Session, actor: Actor, note: Note, clock: Clock) -> None:
    """Each of them learns once of a note; whoever wrote it knows. The caller commits."""
    for user in mentioned(note.text, everybody(session)):
        if user.id is None or user.id == actor.user_id:
            continue
        session.add(
            Notice(
                user_id=user.id,
                conversation_id=note.conversation_id,
                kind=NoticeKind.MENTIONED,
                about=f"note {note.id}",
                created_at=clock(),
            )
        )
    session.flush()


def mentioned(text: str, people: Sequence[User]) -> list[User]:
    """Those whom the text calls by '@' and their name, or by their first name where nobody else has it, in any case."""
    words = text.casefold()
    shared = Counter(_first(user) for user in people)

    def is_called(name: str) -> bool:
        return re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", words) is not None

    return [
        user
        for user in people
        if is_called(user.name.casefold()) or (shared[_first(user)] == 1 and is_called(_first(user)))
    ]


def _first(user: User) -> str:
    return (user.name.split() or [user.email])[0].casefold()

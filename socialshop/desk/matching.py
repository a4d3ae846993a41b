"""The newest rows that have all the words, at a cost that grows neither with the inbox nor with how common they are.

What has a rare word is looked at whatever its age. Words that are all common are sought among the newest messages, and
further back when somebody asks for more: it may be that they stand together nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from socialshop.desk import fts5, gin
from socialshop.desk.hits import Hits


def newest_messages(
    session: Session, words: Sequence[str], limit: int, *, before: int | None = None, further: bool = False
) -> Hits:
    """The newest messages with all the words, below the number `before`; the last one may be a beginning. Words are
    letters and digits alone: in neither database's language any of them can be an operator.

    `further` is for somebody who asks for more: it looks further back, and takes longer.
    """
    seek = fts5.messages if session.get_bind().dialect.name == "sqlite" else gin.messages
    return seek(session, words, limit, before, further=further)


def newest_contacts(session: Session, words: Sequence[str], limit: int) -> list[int]:
    """The numbers of the newest contacts with all the words in their names, likewise."""
    seek = fts5.contacts if session.get_bind().dialect.name == "sqlite" else gin.contacts
    return seek(session, words, limit)

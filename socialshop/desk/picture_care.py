"""Pictures of answers are kept while somebody needs them: platforms to fetch them, people to see what went out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Engine, and_, or_
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.model import AnswerPicture
from socialshop.desk.pictures import ANSWERS
from socialshop.inbox.model import Message
from socialshop.store import reading
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.windows.media import MediaStore

UNUSED = timedelta(days=1)
"""How long a picture waits for its answer: that was refused, or never given."""


def release_pictures(store: Engine, clock: Clock, keep: timedelta) -> None:
    """Let go of the pictures of answers that were sent, or failed, longer ago than `keep`; the thread says that there
    was one, and what failed with it cannot be tried again. One that is still to be sent keeps its picture.
    """
    ended = or_(
        and_(col(OutboxEntry.state) == OutboxState.SENT, col(OutboxEntry.ended_at) <= clock() - keep),
        and_(col(OutboxEntry.state) == OutboxState.FAILED, col(OutboxEntry.begun_at) <= clock() - keep),
    )
    done = (
        select(AnswerPicture, Message)
        .join(Message, col(Message.id) == col(AnswerPicture.message_id))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(ended)
    )
    with Session(store) as session:
        for picture, message in session.exec(done):
            message.attachments = [{**one, "url": ""} for one in message.attachments or ()]
            session.delete(picture)
        session.commit()


def remove_unneeded(store: Engine, media: MediaStore, clock: Clock) -> Iterator[str]:
    """Delete the files that no answer needs, and tell the name of each. Raises ConfigurationError where the store
    cannot be read or written."""
    old = [name for name, put_at in media.files(ANSWERS) if put_at <= clock() - UNUSED]
    for name in _unneeded(store, old):
        media.remove(f"{ANSWERS}/{name}")
        yield name


def _unneeded(store: Engine, names: list[str]) -> list[str]:
    with Session(reading(store)) as session:
        needed = set(session.exec(select(AnswerPicture.name)))
    return [name for name in names if name not in needed]

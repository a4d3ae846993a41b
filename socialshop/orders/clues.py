"""What customers' messages name, each read once: kept by name, it meets an order or a code that comes later too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, delete, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.codes import PREFIX
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Cursor, Message
from socialshop.orders.mentions import mentions
from socialshop.orders.model import ChangedText, Clue, EvidenceKind
from socialshop.store import table_of, upsert
from socialshop.store.settled import settled

_MARK = ("clues", "messages")  # of the cursor: up to which message was read
_SLICE = 10_000  # messages a transaction: other writers get their turn in between
_LONGEST = 64  # characters of a number or code: what is longer is none
_TOKEN = re.compile(r"[\w-]+")


def read_clues(store: Engine, clock: Clock) -> None:
    """Read the messages that came or whose words changed since; each slice is committed with how far it was read.

    What somebody is just writing down is read next time.
    """
    end = settled(store, Message) or 0
    while _read_slice(store, end, clock):
        pass


def tokens(text: str) -> Iterator[str]:
    """The words in which a code may stand, in capital letters as codes are given."""
    return (token.upper() for token in _TOKEN.findall(text))


def _read_slice(store: Engine, end: int, clock: Clock) -> bool:
    """Whether there may be more to read."""
    with Session(store) as session:
        lock_channel(session, _MARK[0])  # two who read the same message would leave what it named before
        cursor = session.get(Cursor, _MARK)
        last = int(cursor.value) if cursor else 0
        until = min(last + _SLICE, end)
        changed = _take_changed(session)
        if until <= last and not changed:
            return False
        _forget(session, changed)
        _note(session, and_(col(Message.id) > last, col(Message.id) <= until))
        _note(session, col(Message.id).in_(changed))
        session.merge(Cursor(channel=_MARK[0], object_id=_MARK[1], value=str(max(until, last)), read_at=clock()))
        session.commit()
    return until < end or bool(changed)


def _take_changed(session: Session) -> Sequence[int]:
    """The messages whose words changed: taken from the list before they are read, none is passed over."""
    few = select(col(ChangedText.id)).order_by(col(ChangedText.id)).limit(_SLICE)
    taken = delete(ChangedText).where(col(ChangedText.id).in_(few)).returning(col(ChangedText.message_id))
    return list(set(session.scalars(taken)))


def _forget(session: Session, message_ids: Sequence[int]) -> None:
    session.execute(delete(Clue).where(col(Clue.message_id).in_(message_ids)))


def _note(session: Session, chosen: ColumnElement[bool]) -> None:
    told = session.execute(select(col(Message.id), col(Message.text)).where(chosen, col(Message.is_ours).is_(False)))
    rows = [row for id_, text in told for row in _rows(id_, text)]
    table = table_of(Clue)
    upsert(session.connection(), table, rows, keys=["message_id", "evidence", "name"], update=["found"])


def _rows(message_id: int, text: str) -> Iterator[dict[str, Any]]:
    """Of several words that name the same, the first counts."""
    numbers = {one.number: one.words for one in reversed(list(mentions(text))) if len(one.number) <= _LONGEST}
    codes = {token: token for token in tokens(text) if token.startswith(PREFIX) and len(token) <= _LONGEST}
    for evidence, named in ((EvidenceKind.ORDER_NUMBER, numbers), (EvidenceKind.CODE, codes)):
        for name, found in named.items():
            yield {"message_id": message_id, "evidence": evidence.value, "name": name, "found": found}

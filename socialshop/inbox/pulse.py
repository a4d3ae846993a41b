"""Whether anything was said since somebody looked: numbers that only grow, read from the ends of two indexes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from socialshop.errors import SocialshopError
from socialshop.inbox.model import Message, RawEvent
from socialshop.phrases import phrase
from socialshop.store import Question, Rows, row_number


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last message and the last event of a platform: edits and removals come without a new message."""

    said: int
    told: int

    def __str__(self) -> str:
        return f"{self.said}-{self.told}"

    @classmethod
    def read(cls, mark: str) -> Pulse:
        """The pulse that `str` wrote. Raises SocialshopError for anything else."""
        said, told = (row_number(number) for number in mark.partition("-")[::2])
        if said is None or told is None:
            raise SocialshopError(phrase("There is no such place in the news."), mend=phrase("Load the page anew."))
        return cls(said, told)


@dataclass(frozen=True, slots=True)
class News:
    """How many conversations have a customer's new message, and whether the one that is open is among them."""

    conversations: int
    here: bool


def pulse(session: Session) -> Pulse:
    return BEATEN.ask(session, {})


def _read(rows: Rows) -> Pulse:
    ((said, told),) = rows
    return Pulse(said or 0, told or 0)


@cache
def _ends() -> Select[int | None, int | None]:
    return select(*(select(func.max(col(model.id))).scalar_subquery() for model in (Message, RawEvent)))


BEATEN = Question(_ends, _read)
"""`pulse`."""


def news(session: Session, since: Pulse, conversation_id: int | None = None) -> News:
    """What customers said after `since`; what people of the shop said is no news to them."""
    found = spoken_since(session, since)
    return News(len(found), conversation_id in found)


def spoken_since(session: Session, since: Pulse) -> set[int]:
    """The conversations in which customers said something after `since`."""
    spoken = select(col(Message.conversation_id)).where(
        col(Message.id) > since.said, col(Message.is_ours).is_(False), col(Message.removed_at).is_(None)
    )
    return set(session.scalars(spoken.distinct()))

"""A desk that writes answers, and the platform that they go to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, Message
from socialshop.inbox.reply import write_reply
from socialshop.inbox.sending import send_replies
from socialshop.inbox.service import ServiceTargets
from socialshop.ports import (
    Attachment,
    InboundEvent,
    ReplyTarget,
    Traffic,
)
from socialshop.store.model import OutboxEntry
from socialshop.sync.runs import Tally, recorded_run

LIMIT = 500


@dataclass
class FakeTarget:
    """A platform that takes comments; `trouble` is raised instead, after the effect if `effect` is set."""

    reply_limit: ClassVar[int] = LIMIT
    trouble: list[BaseException] = field(default_factory=list)
    effect: bool = False
    findable: bool = True
    standing: list[tuple[ReplyTarget, str]] = field(default_factory=list)

    def reply(self, target: ReplyTarget, text: str) -> str:
        if self.trouble and not self.effect:
            raise self.trouble.pop()
        self.standing.append((target, text))
        if self.trouble:
            raise self.trouble.pop()
        return f"r{len(self.standing)}"

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        found = [n for n, told in enumerate(self.standing, 1) if told == (target, text)]
        return f"r{found[0]}" if found and self.findable else None


@dataclass
class Desk:
    """What somebody at the counter does."""

    store: Engine
    clock: Clock

    def arrive(self, *events: InboundEvent) -> None:
        with Session(self.store) as session:
            ingest(session, events, self.clock)
            session.commit()

    def write(
        self,
        text: str = "Ja, gern!",
        number: int | None = None,
        picture: Attachment | None = None,
        after: int | None = None,
    ) -> int:
        with Session(self.store) as session:
            found = number or session.execute(select(col(Conversation.id))).scalars().first()
            assert found is not None
            first = session.get(Message, after) if after else None
            message = write_reply(session, found, text, "Lena", self.clock, LIMIT, picture=picture, after=first)
            session.commit()
            assert message.id is not None
            return message.id

    def send(self, target: FakeTarget, targets: ServiceTargets | None = None) -> Tally:
        with recorded_run(self.store, self.clock, "sync", "anna") as run:
            send_replies(self.store, self.clock, run, "facebook", target, Traffic(), targets)
        (tally,) = run.tallies
        return tally

    def ours(self) -> list[Message]:
        with Session(self.store) as session:
            return list(session.execute(select(Message).where(col(Message.is_ours))).scalars())

    def entry(self) -> OutboxEntry:
        with Session(self.store) as session:
            return session.execute(select(OutboxEntry)).scalar_one()

    def state(self) -> str:
        with Session(self.store) as session:
            return session.execute(select(col(Conversation.state))).scalar_one()

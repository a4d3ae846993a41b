"""What people did, on a platform that remembers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Engine

from socialshop.clock import Clock
from socialshop.desk import message_acts
from socialshop.inbox.sending import send_replies
from socialshop.ports import Act, Allowance, ReplyTarget, Subject, Term, Traffic
from socialshop.sync.runs import recorded_run


@dataclass
class Platform:
    """A channel that offers everything but liking, and remembers what was done."""

    reply_limit: ClassVar[int] = 200
    message_limit: ClassVar[int] = 100
    done: list[tuple[str, ...]] = field(default_factory=list)
    trouble: Exception | None = None

    def can(self, act: Act, subject: Subject, now: datetime) -> Allowance:
        if act in (Act.LIKE, Act.UNLIKE):
            return Allowance(Term.NOT_OFFERED)
        if subject.is_removed or subject.is_ours:
            return Allowance(Term.REMOVED if subject.is_removed else Term.OWN)
        if act is Act.PRIVATE_REPLY and subject.private_reply_at:
            return Allowance(Term.DONE)
        return Allowance(Term.FREE, limit=self.reply_limit)

    def reply(self, target: ReplyTarget, text: str) -> str:
        return self._do("reply", target.comment_id, text)

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        return None

    def reply_privately(self, subject: Subject, text: str) -> str:
        assert subject.private_reply_at is None
        return self._do("private", subject.to.comment_id, text)

    def find_private_reply(self, subject: Subject, text: str, since: datetime) -> str | None:
        return None

    def send_message(self, subject: Subject, text: str) -> str:
        return self._do("message", subject.person_id, text)

    def find_message(self, subject: Subject, text: str, since: datetime) -> str | None:
        return None

    def hide(self, external_id: str) -> None:
        self._do("hide", external_id)

    def unhide(self, external_id: str) -> None:
        self._do("unhide", external_id)

    def delete(self, external_id: str) -> None:
        self._do("delete", external_id)

    def _do(self, *what: str) -> str:
        if self.trouble:
            raise self.trouble
        self.done.append(what)
        return f"ours-{len(self.done)}"


def deliver(store: Engine, clock: Clock, platform: Platform) -> None:
    with recorded_run(store, clock, "replies", "test") as run:
        send_replies(store, clock, run, "facebook", platform, Traffic())
        message_acts.send_acts(store, clock, run, "facebook", platform, Traffic())

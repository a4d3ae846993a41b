"""A channel in memory that people answer on: as strict as a real one about what can be done, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from socialshop.ports import Act, Allowance, Beside, PictureTerms, ReplyTarget, Subject, Term
from socialshop.windows.media import MediaStore

_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)

TAKEN = PictureTerms(("image/jpeg", "image/png", "image/gif"), 2_000_000, text=Beside.TOGETHER, source="")


def public_store(folder: Path) -> MediaStore:
    """A folder that the world is said to see, without anybody being asked."""
    return MediaStore(str(folder), "https://shop.example/media", _Outside())


class _Outside(requests.Session):
    """Sees every picture."""

    def head(self, url: str | bytes, **_: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer.headers["content-type"] = 200, "image/png"
        return answer


@dataclass
class TalkingChannel:
    """Comments are answered publicly, once privately within a week; who wrote privately is answered for a day, and by
    a person for a week. `without` are acts that the channel does not offer, `pictures` what goes with its public
    answers and messages, `private_pictures` with its private replies; `done` is what was done."""

    reply_limit: int = 2_200
    message_limit: int = 1_000
    without: frozenset[Act] = frozenset()
    pictures: PictureTerms | None = None
    private_pictures: PictureTerms | None = None
    done: list[tuple[str, str]] = field(default_factory=list)

    def can(self, act: Act, subject: Subject, now: datetime) -> Allowance:
        if act in self.without:
            return Allowance(Term.NOT_OFFERED)
        if subject.is_removed:
            return Allowance(Term.REMOVED)
        if act is Act.DELETE:
            return Allowance(Term.WRONG_KIND if subject.kind.is_private else Term.FREE)
        if subject.is_ours:
            return Allowance(Term.OWN)
        if act is Act.MESSAGE or act is Act.PRIVATE_REPLY:
            return self._private(act, subject, now)
        if subject.kind.is_private:
            return Allowance(Term.WRONG_KIND)
        undone = {Act.LIKE: subject.is_liked, Act.HIDE: subject.is_hidden}
        redone = {Act.UNLIKE: not subject.is_liked, Act.UNHIDE: not subject.is_hidden}
        is_done = (undone | redone).get(act, False)
        return Allowance(Term.DONE if is_done else Term.FREE, limit=self.reply_limit if act is Act.REPLY else None)

    def reply(self, target: ReplyTarget, text: str) -> str:
        self.done.append((target.comment_id, text))
        return f"ours-{len(self.done)}"

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        return None

    def picture_terms(self, act: Act) -> PictureTerms | None:
        return self.private_pictures if act is Act.PRIVATE_REPLY else self.pictures

    def send_picture(self, act: Act, subject: Subject, url: str, text: str) -> str:
        return self.reply(subject.to, f"{text} {url}".strip())

    def find_picture(
        self, act: Act, subject: Subject, text: str, since: datetime, known: Collection[str]
    ) -> str | None:
        return None

    def _private(self, act: Act, subject: Subject, now: datetime) -> Allowance:
        if (act is Act.MESSAGE) is not subject.kind.is_private:
            return Allowance(Term.WRONG_KIND)
        if act is Act.PRIVATE_REPLY:
            until, term = subject.at + _A_WEEK, Term.DONE if subject.private_reply_at else Term.ONCE
        elif subject.wrote_at is None:
            return Allowance(Term.NEVER_WROTE)
        elif now <= subject.wrote_at + _A_DAY:
            until, term = subject.wrote_at + _A_DAY, Term.STANDARD_WINDOW
        else:
            until, term = subject.wrote_at + _A_WEEK, Term.HUMAN_AGENT
        return Allowance(term if now <= until else Term.WINDOW_OVER, until, self.message_limit)

"""What was learned of topics, told to those who answer for it: how it stands, what people decided, and setting it
aside."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import SocialshopError
from socialshop.inbox import learning
from socialshop.inbox.learning import Standing
from socialshop.inbox.model import Decider
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.staff.audit import Sought, entries, record
from socialshop.staff.model import AuditEntry
from socialshop.staff.permissions import Permission

_LATEST = 20  # decisions that are listed


@dataclass(frozen=True, slots=True)
class Decision:
    """A topic that a person set; `before_by` is who had told the one before, '' where nobody had."""

    conversation_id: int
    at: datetime
    who: str
    before: str
    before_by: str
    after: str


@dataclass(frozen=True, slots=True)
class Learned:
    """How learning stands, what there is to learn from, and what people decided last, the latest first.

    `set_by_people` are topics that people set, `let_stand` those of rules that stood when somebody resolved the
    conversation.
    """

    standing: Standing
    set_by_people: int
    let_stand: int
    latest: tuple[Decision, ...]


class NothingLearned(SocialshopError):
    """There is nothing that could be set aside or taken up again."""


def learned(session: Session) -> Learned:
    decided = learning.decisions(session)
    latest = entries(session, sought=Sought(act="set topic"), limit=_LATEST)
    return Learned(
        learning.standing(session),
        decided.get(Decider.PERSON, 0),
        decided.get(Decider.RULE, 0),
        tuple(map(_decision, latest)),
    )


def set_aside(session: Session, actor: Actor, clock: Clock) -> None:
    """Let the rules tell topics, also of what it told so far and nobody resolved; nothing is learned any more.

    The caller commits. Raises NotPermitted, and NothingLearned where nothing was or it is set aside already.
    """
    _act(session, actor, clock, "set aside", lambda: learning.set_aside(session, actor.name, clock()))


def take_up(session: Session, actor: Actor, clock: Clock) -> None:
    """Use what was learned again, if it does better than the rules, and learn on; the caller commits.

    Raises NotPermitted, and NothingLearned where nothing is set aside.
    """
    _act(session, actor, clock, "take up", lambda: learning.take_up(session))


def _act(session: Session, actor: Actor, clock: Clock, name: str, act: Callable[[], bool]) -> None:
    actor.require(Permission.ARRANGE)
    if not act():
        raise NothingLearned(
            phrase("There is nothing learned to do that with."),
            mend=phrase("`socialshop inbox learned show` says how it stands."),
        )
    record(session, actor, name, "topic model", "", clock())


def _decision(entry: AuditEntry) -> Decision:
    before, after = json.loads(entry.before), json.loads(entry.after)
    return Decision(
        int(entry.subject_id), entry.at, entry.actor, before["topic"], before.get("topic_by", ""), after["topic"]
    )

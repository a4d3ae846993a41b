"""What people do with conversations besides answering them: each act is permitted, done and audited at once.

Each returns its entry in the audit log, by which it can be taken back, or None where there was nothing to change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.errors import UnknownUser, WrongLength
from socialshop.desk.model import Notice, NoticeKind
from socialshop.errors import SocialshopError
from socialshop.inbox import resolve as standing
from socialshop.inbox.model import Conversation, ConversationLabel, Decider, Label, Priority, Topic
from socialshop.inbox.resolve import existing, held
from socialshop.inbox.service import ServiceTargets
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.errors import LONGEST_TEAM, WrongTeamName
from socialshop.staff.model import AuditEntry, User
from socialshop.staff.permissions import Permission

LONGEST_LABEL = 40
"""Characters."""


def resolve(session: Session, actor: Actor, conversation_id: int, clock: Clock) -> AuditEntry | None:
    """Done, until the customer writes anew.

    All acts here raise UnknownConversation and NotPermitted, and the caller commits.
    """
    return _with_state(session, actor, "resolve", conversation_id, clock, lambda: standing.resolve(
        session, conversation_id, clock, actor.name
    ))  # fmt: skip


def resolve_as_before(
    session: Session, actor: Actor, conversation_id: int, at: datetime, by: str, clock: Clock
) -> AuditEntry | None:
    """Done again, as it was `at` that time, `by` whom it was."""
    return _with_state(session, actor, "resolve", conversation_id, clock, lambda: standing.resolve(
        session, conversation_id, clock, by, at=at
    ))  # fmt: skip


def reopen(
    session: Session, actor: Actor, conversation_id: int, clock: Clock, targets: ServiceTargets | None = None
) -> AuditEntry | None:
    """Back to what its messages say: open or waiting, and due by the shop's `targets`."""
    return _with_state(session, actor, "reopen", conversation_id, clock, lambda: standing.reopen(
        session, conversation_id, targets
    ))  # fmt: skip


def snooze(session: Session, actor: Actor, conversation_id: int, until: datetime, clock: Clock) -> AuditEntry | None:
    """Put off. Raises TimeOver for a time that is over."""
    return _with_state(session, actor, "snooze", conversation_id, clock, lambda: standing.snooze(
        session, conversation_id, until, clock
    ))  # fmt: skip


def assign(
    session: Session, actor: Actor, conversation_id: int, user_id: int | None, clock: Clock
) -> AuditEntry | None:
    """Let somebody answer it, or nobody in particular; who gets it from somebody else is told."""
    assignee = session.get(User, user_id) if user_id is not None else None
    is_known = assignee is not None and assignee.disabled_at is None
    # Where somebody stays who works here no more, their team may change nonetheless.
    if user_id is not None and not is_known and existing(session, conversation_id).assignee_id != user_id:
        raise UnknownUser(user_id or 0)
    entry = change(session, actor, "assign", conversation_id, clock, assignee_id=user_id)
    if entry and user_id is not None and user_id != actor.user_id:
        now = clock()
        told = Notice(
            user_id=user_id,
            conversation_id=conversation_id,
            kind=NoticeKind.ASSIGNED,
            about=now.isoformat(),
            created_at=now,
        )
        session.add(told)
        session.flush()
    return entry


def assign_team(session: Session, actor: Actor, conversation_id: int, team: str, clock: Clock) -> AuditEntry | None:
    """Let a team answer it; '' for none. Raises WrongTeamName for a very long one."""
    name = " ".join(team.split())
    if len(name) > LONGEST_TEAM:
        raise WrongTeamName
    return change(session, actor, "assign team", conversation_id, clock, team=name)


def set_priority(
    session: Session, actor: Actor, conversation_id: int, priority: Priority, clock: Clock
) -> AuditEntry | None:
    return change(session, actor, "set priority", conversation_id, clock, priority=int(priority))


def set_topic(
    session: Session, actor: Actor, conversation_id: int, topic: Topic | str, clock: Clock
) -> AuditEntry | None:
    """What a person says stands, and is learned from; '' says that it has none. Raises SocialshopError for no topic."""
    if topic and topic not in set(Topic):
        raise SocialshopError(
            phrase("There is no topic {topic}.", topic=repr(topic)),
            mend=phrase("One of: {names}.", names=", ".join(Topic)),
        )
    return change(session, actor, "set topic", conversation_id, clock, topic=str(topic), topic_by=Decider.PERSON.value)


def topic_of(session: Session, conversation_id: int) -> str:
    """Raises UnknownConversation."""
    return existing(session, conversation_id).topic


def set_language(
    session: Session, actor: Actor, conversation_id: int, language: str, clock: Clock
) -> AuditEntry | None:
    """ISO 639-1, or ''."""
    if language and not (len(language) == 2 and language.isascii() and language.islower()):
        raise SocialshopError(
            phrase("{language} is no language.", language=repr(language)),
            mend=phrase("Two letters of ISO 639-1, such as de."),
        )
    decided = {"language": language, "language_by": Decider.PERSON.value}
    return change(session, actor, "set language", conversation_id, clock, **decided)


def add_label(session: Session, actor: Actor, conversation_id: int, label: str, clock: Clock) -> AuditEntry | None:
    """Put a label on it; a new one is made. Raises WrongLength."""
    actor.require(Permission.ANSWER)
    name = " ".join(label.split())
    if not 0 < len(name) <= LONGEST_LABEL:
        raise WrongLength("A label", len(name), LONGEST_LABEL)
    held(session, conversation_id)
    if session.get(Label, name) is None:
        session.add(Label(name=name, created_at=clock()))
        session.flush()
    if session.get(ConversationLabel, (name, conversation_id)) is not None:
        return None
    session.add(ConversationLabel(label=name, conversation_id=conversation_id))
    return record(session, actor, "label", "conversation", conversation_id, clock(), after={"label": name})


def remove_label(session: Session, actor: Actor, conversation_id: int, label: str, clock: Clock) -> AuditEntry | None:
    actor.require(Permission.ANSWER)
    held(session, conversation_id)
    row = session.get(ConversationLabel, (label, conversation_id))
    if row is None:
        return None
    session.delete(row)
    return record(session, actor, "unlabel", "conversation", conversation_id, clock(), before={"label": label})


def labels_of(session: Session, conversation_id: int) -> list[str]:
    found = select(ConversationLabel.label).where(ConversationLabel.conversation_id == conversation_id)
    return list(session.exec(found.order_by(col(ConversationLabel.label))))


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of an act on many: those done, and for each other one why not."""

    done: tuple[int, ...]
    refused: Mapping[int, SocialshopError]


def each(session: Session, conversation_ids: Collection[int], act: Callable[[int], object]) -> Bulk:
    """Do an act with many conversations, in the order of their numbers; one that refuses leaves the others done.

    The caller commits: `each(session, ids, lambda id_: resolve(session, actor, id_, clock))`.
    """
    done: list[int] = []
    refused: dict[int, SocialshopError] = {}
    for id_ in sorted(set(conversation_ids)):
        try:
            with session.begin_nested():
                act(id_)
        except SocialshopError as error:
            refused[id_] = error
        else:
            done.append(id_)
    return Bulk(tuple(done), refused)


def _with_state(
    session: Session, actor: Actor, act: str, conversation_id: int, clock: Clock, done: Callable[[], None]
) -> AuditEntry | None:
    actor.require(Permission.ANSWER)
    found = held(session, conversation_id)
    before, resolved = state_of(found), _resolved(found)
    done()
    after = state_of(held(session, conversation_id))
    if before == after:
        return None
    return record(session, actor, act, "conversation", conversation_id, clock(), before=before | resolved, after=after)


def state_of(conversation: Conversation) -> dict[str, Any]:
    return {"state": conversation.state, "snoozed_until": conversation.snoozed_until}


def _resolved(conversation: Conversation) -> dict[str, Any]:
    """When and by whom it was, without which nobody could take back that it is not any more."""
    if conversation.resolved_at is None:
        return {}
    return {"resolved_at": conversation.resolved_at, "resolved_by": conversation.resolved_by}


def change(
    session: Session, actor: Actor, act: str, conversation_id: int, clock: Clock, **values: Any
) -> AuditEntry | None:
    """Set the columns and audit what changed."""
    actor.require(Permission.ANSWER)
    conversation = held(session, conversation_id)
    before = {name: getattr(conversation, name) for name in values}
    if before == values:
        return None
    for name, value in values.items():
        setattr(conversation, name, value)
    session.flush()
    return record(session, actor, act, "conversation", conversation_id, clock(), before=before, after=values)

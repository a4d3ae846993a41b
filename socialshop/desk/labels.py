"""All labels: on how many conversations each is; renamed, put together, and taken off everywhere.

A label whose last conversation lost it is offered nowhere. Its row stays: somebody may put it on at this very moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, insert, literal, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk.acts import LONGEST_LABEL
from socialshop.desk.errors import LabelTaken, UnknownLabel, WrongLength
from socialshop.desk.model import SavedView
from socialshop.inbox.model import ConversationLabel, Label
from socialshop.inbox.query import MOST_COUNTED
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission


@dataclass(frozen=True, slots=True)
class LabelUse:
    """A label and how many conversations bear it; 1,000 stands for that many or more."""

    name: str
    conversations: int


def labels(session: Session) -> list[LabelUse]:
    """Those that conversations bear, by name."""
    bearing = col(ConversationLabel.label) == col(Label.name)
    some = select(literal(1)).select_from(ConversationLabel).where(bearing).limit(MOST_COUNTED).correlate(Label)
    number = select(func.count()).select_from(some.subquery()).scalar_subquery()
    rows = session.execute(select(col(Label.name), number).where(exists().where(bearing)))
    return sorted(
        (LabelUse(name, count) for name, count in rows), key=lambda label: (label.name.casefold(), label.name)
    )


def rename_label(
    session: Session, actor: Actor, name: str, new: str, clock: Clock, *, merge: bool = False
) -> LabelUse | None:
    """Call a label otherwise, also in saved views; with `merge` where there is one of that name, which has both then.

    None where that is its name already. Raises NotPermitted, UnknownLabel, WrongLength, and LabelTaken where it would
    have to be merged. The caller commits.
    """
    actor.require(Permission.ARRANGE)
    new = " ".join(new.split())
    if not 0 < len(new) <= LONGEST_LABEL:
        raise WrongLength("A label", len(new), LONGEST_LABEL)
    number = _borne(session, name)
    if new == name:
        return None
    merges = _number(session, new) > 0
    if merges and not merge:
        raise LabelTaken(new)
    if session.get(Label, new) is None:
        session.add(Label(name=new, created_at=clock()))
        session.flush()
    _move(session, name, new)
    _rename_in_views(session, name, new)
    before, after = {"label": name, "conversations": number}, {"label": new}
    record(
        session, actor, "merge labels" if merges else "rename label", "label", name, clock(), before=before, after=after
    )
    return LabelUse(new, min(_number(session, new), MOST_COUNTED))


def remove_label(session: Session, actor: Actor, name: str, clock: Clock) -> int:
    """Take a label off all conversations; how many those were. Raises NotPermitted and UnknownLabel; the caller
    commits."""
    actor.require(Permission.ARRANGE)
    number = _borne(session, name)
    session.execute(delete(ConversationLabel).where(col(ConversationLabel.label) == name))
    record(session, actor, "remove label", "label", name, clock(), before={"label": name, "conversations": number})
    return number


def _borne(session: Session, name: str) -> int:
    """On how many conversations it is. Raises UnknownLabel where none bears it."""
    number = _number(session, name)
    if number == 0:
        raise UnknownLabel(name)
    return number


def _number(session: Session, name: str) -> int:
    found = select(func.count()).select_from(ConversationLabel).where(col(ConversationLabel.label) == name)
    number: int = session.execute(found).scalar_one()
    return number


def _move(session: Session, name: str, new: str) -> None:
    """All that bear the one bear the other, each once."""
    conversation, label = col(ConversationLabel.conversation_id), col(ConversationLabel.label)
    have_both = select(conversation).where(label == new)
    moved = select(literal(new), conversation).where(label == name, conversation.not_in(have_both))
    session.execute(insert(ConversationLabel).from_select(["label", "conversation_id"], moved))
    session.execute(delete(ConversationLabel).where(label == name))
    session.expire_all()


def _rename_in_views(session: Session, name: str, new: str) -> None:
    for view in session.scalars(select(SavedView)):
        filters = json.loads(view.filters)
        if filters.get("label") == name:
            view.filters = json.dumps(filters | {"label": new}, ensure_ascii=False)
    session.flush()

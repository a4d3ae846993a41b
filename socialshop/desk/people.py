"""What people decide on who is whom: each act is permitted, done and audited at once."""

from __future__ import annotations

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox import identities
from socialshop.inbox.model import ContactLink
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission


def merge(session: Session, actor: Actor, link_id: int, clock: Clock) -> None:
    """The two are one person, as was proposed, or after all.

    All acts here raise UnknownContact and NotPermitted, and the caller commits.
    """
    actor.require(Permission.ANSWER)
    _audit(session, actor, "merge people", identities.merge(session, link_id, by=actor.name, clock=clock), clock)


def merge_by_hand(session: Session, actor: Actor, one: int, other: int, because: str, clock: Clock) -> None:
    """Two contacts are one person, as somebody knows who says why."""
    actor.require(Permission.ANSWER)
    link = identities.merge_by_hand(session, one, other, because=because, by=actor.name, clock=clock)
    _audit(session, actor, "merge people", link, clock)


def keep_apart(session: Session, actor: Actor, link_id: int, clock: Clock) -> None:
    """The two are not one person: the proposal is declined, or the merge undone."""
    actor.require(Permission.ANSWER)
    link = identities.undo_merge(session, link_id, by=actor.name, clock=clock)
    _audit(session, actor, "keep people apart", link, clock)


def _audit(session: Session, actor: Actor, act: str, link: ContactLink, clock: Clock) -> None:
    said = {"other": link.other_id, "evidence": link.evidence, "found": link.found}
    record(session, actor, act, "contact", link.contact_id, clock(), after=said)

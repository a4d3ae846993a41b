"""What people do about a conversation's orders: each act is permitted, done and audited at once."""

from __future__ import annotations

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox import codes
from socialshop.orders import links
from socialshop.orders.model import OrderLink
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission


def give_code(session: Session, actor: Actor, conversation_id: int, clock: Clock) -> str:
    """A new one-time code for the customer; the caller commits. Raises UnknownConversation and NotPermitted."""
    actor.require(Permission.ANSWER)
    given = codes.give_code(session, conversation_id, clock)
    record(session, actor, "give code", "conversation", conversation_id, clock(), after={"code": given})
    return given


def undo_link(session: Session, actor: Actor, conversation_id: int, link_id: int, clock: Clock) -> None:
    """The order does not belong there; nothing happens to links of others. The caller commits. Raises NotPermitted."""
    actor.require(Permission.ANSWER)
    link = session.get(OrderLink, link_id)
    if link is None or link.conversation_id != conversation_id or not links.undo_link(session, clock, link_id):
        return
    record(session, actor, "unlink order", "conversation", conversation_id, clock(), before={"link": link_id})

"""Products that no window shows for now."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.products.model import Product, ProductPause

INBOX = "inbox"
"""Who paused a product that too many people complain of."""


def pause(session: Session, item_id: str, why: str, by: str, clock: Clock) -> None:
    """Keep the product out of all windows. Raises ConfigurationError for an unknown one; the caller commits."""
    if session.get(Product, item_id) is None:
        raise ConfigurationError(
            phrase("The catalog has no product {item_id}.", item_id=repr(item_id)),
            mend=phrase("Correct the id, or push the catalog first."),
        )
    session.merge(ProductPause(item_id=item_id, why=why, paused_by=by, paused_at=clock()))


def resume(session: Session, item_id: str) -> None:
    """Let windows show the product again. Raises ConfigurationError for one that is not paused; the caller commits."""
    paused = session.get(ProductPause, item_id)
    if paused is None:
        names = ", ".join(one.item_id for one in pauses(session)) or phrase("none")
        raise ConfigurationError(
            phrase("{item_id} is not paused.", item_id=repr(item_id)),
            mend=phrase("What is paused: {names}.", names=names),
        )
    session.delete(paused)


def pauses(session: Session) -> list[ProductPause]:
    """All of them, by product."""
    return list(session.exec(select(ProductPause).order_by(col(ProductPause.item_id))))


def follow_complaints(session: Session, complaints: Mapping[str, int], most: int, clock: Clock) -> None:
    """Pause what at least `most` open conversations complain of (0: nothing), and end such pauses when that is over.

    A pause that a person made stays. The caller commits.
    """
    paused = {one.item_id: one for one in pauses(session)}
    due = {item_id: number for item_id, number in complaints.items() if most and number >= most}
    for item_id, number in due.items():
        if item_id not in paused and session.get(Product, item_id) is not None:
            why = f"{number} open complaints in the inbox"
            session.add(ProductPause(item_id=item_id, why=why, paused_by=INBOX, paused_at=clock()))
    for item_id, one in paused.items():
        if one.paused_by == INBOX and item_id not in due:
            session.delete(one)

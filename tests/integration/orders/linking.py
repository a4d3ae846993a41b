"""What an import does after its orders are in."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.orders.clues import read_clues
from socialshop.orders.links import link_orders


def link_all(session: Session, clock: Clock) -> int:
    """Commit, read what messages name, and link; how many links are new."""
    session.commit()
    store = session.get_bind()
    assert isinstance(store, Engine)
    read_clues(store, clock)
    return link_orders(session, clock)

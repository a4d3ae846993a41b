"""A shop with windows on one platform, and customers who write beneath them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.products.model import Product
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
from socialshop.windows.model import Publication, WindowProduct, WindowRow
from tests.integration.inbox.writing import Desk

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ANNA = Author("a1", "Anna Öztürk")
SHOP = Author("page", "Käsetheke", is_us=True)

Says = Callable[..., InboundEvent]
People = dict[str, Actor]


def says(
    external_id: str,
    text: str = "Ist der Bergkäse noch da?",
    *,
    minute: int = 0,
    parent: str | None = None,
    author: Author | None = ANNA,
    kind: EventKind = EventKind.COMMENT_ADDED,
    object_id: str = "post",
    channel: str = "facebook",
) -> InboundEvent:
    at = START + timedelta(minutes=minute)
    return InboundEvent(channel, kind, external_id, object_id, parent, author, text, at, {"id": external_id})


@pytest.fixture(name="says")
def _says() -> Says:
    """`says("c1", "Hallo", minute=3, parent=…, author=…, kind=…)` is an event beneath the window's post."""
    return says


@pytest.fixture
def shop(store: Engine, clock: Clock) -> Engine:
    """A window with two cheeses in one post, and a Pin for each."""
    now = clock()
    cheeses = {"BERG-1": "Bergkäse, 12 Monate gereift", "BRIE-1": "Brie de Meaux"}
    with Session(store) as session:
        session.add(WindowRow(name="herbst", title="Herbst", motive="Regen", picture="/h.png", applied_at=now))
        for item_id, title in cheeses.items():
            session.add(_product(item_id, title, now))
        session.flush()
        for position, item_id in enumerate(cheeses):
            session.add(WindowProduct(window="herbst", item_id=item_id, position=position))
            session.add(_publication("pinterest", "pin", f"pin-{item_id}", now, item_id))
        session.add(_publication("facebook", "post", "post", now))
        session.commit()
    return store


def _product(item_id: str, title: str, now: datetime) -> Product:
    return Product(
        id=item_id,
        title=title,
        availability="in stock",
        price=650,
        sale_price=590 if item_id == "BRIE-1" else None,
        currency="EUR",
        link=f"https://shop.example/{item_id}",
        image_link=f"https://shop.example/{item_id}.jpg",
        updated_at=now,
    )


def _publication(channel: str, kind: str, external_id: str, now: datetime, item_id: str | None = None) -> Publication:
    return Publication(
        window="herbst",
        channel=channel,
        kind=kind,
        external_id=external_id,
        url=f"https://{channel}.example/{external_id}",
        item_id=item_id,
        published_at=now,
    )


@pytest.fixture
def session(shop: Engine) -> Iterator[Session]:
    with Session(shop) as session:
        yield session


@pytest.fixture
def asked(session: Session, clock: Clock, says: Says) -> int:
    """A conversation in which a customer asks something."""
    ingest(session, [says("c1")], clock)
    session.commit()
    return 1


@pytest.fixture
def people(shop: Engine, clock: Clock) -> People:
    """Jana and Tom answer, Mia manages, Vera only reads."""
    roles = {"Jana": Role.AGENT, "Tom": Role.AGENT, "Mia": Role.MANAGER, "Vera": Role.VIEWER}
    with Session(shop, expire_on_commit=False) as session:
        users = [
            User(email=f"{name.lower()}@shop.example", name=name, password_hash="", role=role, created_at=clock())
            for name, role in roles.items()
        ]
        session.add_all(users)
        session.commit()
    return {user.name: Actor(user.name, Role(user.role), user.id) for user in users}


@pytest.fixture
def desk(shop: Engine, clock: Clock, says: Says) -> Desk:
    """A conversation of two comments, and whoever answers it."""
    desk = Desk(shop, clock)
    desk.arrive(says("c1"), says("c2", "Hallo?", minute=1, parent="c1"))
    return desk

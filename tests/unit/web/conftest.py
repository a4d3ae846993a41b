"""The web app over an empty shop, and a visitor with cookies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.ports import Act
from socialshop.staff import users
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
from socialshop.staff.users import add_user
from socialshop.testing.talking import TalkingChannel
from socialshop.web.app import create_app

EMAIL, PASSWORD = "anna@kaese.example", "ein-gutes-Passwort"
SCRIPT = "<script>alert('x')</script>"


class Visitor:
    """A browser without scripts: follows redirects, keeps cookies, and puts the page's token into what it posts."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        self.client = TestClient(app, headers={"accept-language": "en"}, **options)
        self.token = ""

    def get(self, address: str, **options: Any) -> Any:
        return self._read(self.client.get(address, **options))

    def post(self, address: str, data: dict[str, str] | None = None, **options: Any) -> Any:
        return self._read(self.client.post(address, data={"csrf": self.token} | (data or {}), **options))

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Any:
        self.get("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password} | more, follow_redirects=False)

    def _read(self, answer: Any) -> Any:
        if found := re.search(r'name="csrf" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same algorithm with the least work, so that the tests are quick."""
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    users._hash_of_nobody.cache_clear()
    yield
    users._hash_of_nobody.cache_clear()


@pytest.fixture
def options(store: Engine, clock: Clock) -> dict[str, Any]:
    """The arguments of `create_app`, for a test to change."""
    return {
        "clock": clock,
        "session_key": "only for this test",
        "shop_name": "Käsetheke",
        "time_zone": "Europe/Berlin",
        "default_language": "de",
        "secure_cookies": False,
        "connectors": {
            "facebook": TalkingChannel(8000),
            "instagram": TalkingChannel(40),
            "pinterest": TalkingChannel(500, without=frozenset(Act) - {Act.REPLY}),
        },
    }


@pytest.fixture
def anna(store: Engine, clock: Clock) -> None:
    """Somebody who may sign in."""
    with Session(store) as session:
        add_user(session, EMAIL, "Anna Berger", PASSWORD, clock)
        session.commit()


def ask(
    store: Engine,
    clock: Clock,
    text: str = "Gibt es morgen Brot?",
    *,
    name: str = "Ida",
    about: Mapping[str, str] | None = None,
    **more: Any,
) -> int:
    """Somebody asks on Instagram, `about` a window or an item, `more` being in the message: the conversation."""
    now = clock()
    with Session(store) as session:
        contact = Contact(channel="instagram", external_id="1", name=name, first_seen_at=now, last_seen_at=now)
        session.add(contact)
        session.flush()
        conversation = Conversation(
            channel="instagram",
            thread_id="c",
            object_id="o",
            contact_id=contact.id,
            opened_at=now,
            last_at=now,
            **(about or {}),
        )
        session.add(conversation)
        session.flush()
        assert conversation.id
        asked = Message(
            conversation_id=conversation.id,
            channel="instagram",
            external_id="c",
            contact_id=contact.id,
            text=text,
            at=now,
            **more,
        )
        session.add(asked)
        session.commit()
        return conversation.id


@pytest.fixture
def question(store: Engine, clock: Clock) -> int:
    """The number of a conversation: somebody asks something."""
    return ask(store, clock)


@pytest.fixture
def visit(store: Engine, options: dict[str, Any]) -> Callable[..., Visitor]:
    """A visitor of the shop with these `create_app` options changed."""

    def open_shop(media: Path | None = None, **changed: Any) -> Visitor:
        app = create_app(store, **(options | changed), media=media)
        return Visitor(app, raise_server_exceptions=False)

    return open_shop


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who is not signed in."""
    return visit()


@pytest.fixture
def colleague(anna: None, visitor: Visitor) -> Visitor:
    """Anna, signed in."""
    visitor.sign_in()
    visitor.get("/inbox")
    return visitor


def as_role(store: Engine, role: Role) -> None:
    with Session(store) as session:
        session.exec(select(User).where(User.name == "Anna Berger")).one().role = role
        session.commit()


@pytest.fixture
def talk(store: Engine, clock: Clock) -> int:
    """Somebody asks something on Instagram, with attachments that are attacks."""
    attachments = [
        {"kind": "file", "url": "javascript:alert(1)", "title": SCRIPT, "external_id": ""},
        {"kind": "image", "url": 'https://x.example/"onerror="alert(1)', "title": SCRIPT, "external_id": ""},
    ]
    return ask(store, clock, attachments=attachments, links=["javascript:alert(2)"])


@pytest.fixture
def lena(store: Engine, clock: Clock) -> Actor:
    with Session(store) as session:
        user = add_user(session, "lena@kaese.example", "Lena Maier", "ein-gutes-Passwort", clock)
        session.commit()
        return Actor("Lena Maier", Role.AGENT, user.id)

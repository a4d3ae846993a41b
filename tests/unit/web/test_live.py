"""Fifty open pages ask the database what one would, and hear of what is new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import Request
from sqlalchemy import Engine, event
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.model import Conversation, Message
from socialshop.inbox.pulse import Pulse
from socialshop.staff.model import User
from socialshop.staff.sessions import leave
from socialshop.staff.users import add_user, end_sessions, person
from socialshop.web import shared
from socialshop.web.pages import live
from socialshop.web.visits import Site, Visit, is_signed_in

PAGES = 50


@pytest.fixture
def here(store: Engine, clock: Clock) -> Visit:
    with Session(store) as session:
        add_user(session, "anna@shop.example", "Anna", "ein-gutes-Passwort", clock)
        at = {"opened_at": clock(), "last_at": clock()}
        session.add(Conversation(id=1, channel="facebook", thread_id="c1", object_id="post", **at))
        session.commit()
        anna = person(session, 1)
    site = Site(store, clock, "Käsetheke", ZoneInfo("Europe/Berlin"), "en", {}, None, None, timedelta(minutes=10))
    return Visit(Request({"type": "http", "session": {"key": "this browser's"}}), site, "en", anna)


@contextmanager
def statements(store: Engine) -> Iterator[list[str]]:
    seen: list[str] = []
    listener = lambda _c, _k, statement, *_: seen.append(statement)  # noqa: E731
    event.listen(store, "before_cursor_execute", listener)
    yield seen
    event.remove(store, "before_cursor_execute", listener)


def test_what_all_pages_ask_for_is_asked_once(here: Visit, store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def each_second(pages: int) -> int:
        monkeypatch.setattr(shared, "monotonic", lambda: float(pages))
        with statements(store) as asked:
            for _ in range(pages):
                assert is_signed_in(here)
                live._look(here, Pulse(0, 0), Pulse(0, 0), 1)
                live._presence(here, 1, tell=False)
        return len([one for one in asked if one.startswith("SELECT")])

    assert each_second(1) == each_second(PAGES) > 0


@pytest.mark.parametrize(("left", "stays"), [("this browser's", False), ("another's", True)])
def test_a_page_that_stands_open_ends_when_its_own_session_is_left(
    here: Visit, store: Engine, clock: Any, left: str, stays: bool
) -> None:
    with Session(store) as session:
        leave(session, left, clock)
        session.commit()
    assert is_signed_in(here) is stays


def test_a_page_hears_in_the_next_second(
    here: Visit, store: Engine, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here.person
    monkeypatch.setattr(shared, "monotonic", lambda: 1.0)
    assert live._look(here, Pulse(0, 0), Pulse(0, 0), 1) == (Pulse(0, 0), None)
    assert is_signed_in(here)
    with Session(store) as session:
        session.add(Message(conversation_id=1, channel="facebook", text="Hallo?", at=clock()))
        end_sessions(session, here.person.actor, session.get_one(User, 1), clock)
        session.commit()
    monkeypatch.setattr(shared, "monotonic", lambda: 2.0)
    now, news = live._look(here, Pulse(0, 0), Pulse(0, 0), 1)
    assert now == Pulse(1, 0)
    assert news is not None
    assert news.here
    assert not is_signed_in(here)

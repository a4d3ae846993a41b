"""What the list says beside its conversations: what was put off, what is overdue, and which channel is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.model import Notice, NoticeKind
from socialshop.inbox.model import Conversation
from socialshop.staff.users import add_user
from socialshop.sync.model import Run, RunChannel
from tests.unit.web.conftest import ask


@pytest.fixture
def talk(store: Engine, clock: Clock) -> int:
    return ask(store, clock)


def test_the_list_says_until_when_something_is_put_off(colleague: Any, talk: int) -> None:
    colleague.post(f"/inbox/{talk}/snooze", {"until": "tomorrow"})
    row = colleague.get("/inbox?state=snoozed").text.partition('class="rows"')[2]
    assert re.search(r"until \w{3} 9:00", row)


def test_several_overdue_answers_are_one_line_above_the_list(
    colleague: Any, talk: int, store: Engine, clock: Clock
) -> None:
    with Session(store) as session:
        for number in range(2):
            other = Conversation(
                channel="facebook",
                thread_id=f"late-{number}",
                object_id="o",
                opened_at=clock(),
                last_at=clock(),
                waiting_since=clock(),
                due_at=clock(),
            )
            session.add(other)
            session.flush()
            told = {"kind": NoticeKind.OVERDUE, "about": "", "created_at": clock()}
            session.add(Notice(user_id=1, conversation_id=other.id or 0, **told))
        session.commit()
    page = colleague.get("/inbox").text
    assert "2 answers are overdue" in page
    assert "An answer is overdue" not in page


def test_a_notice_is_told_until_its_conversation_is_opened(
    colleague: Any, talk: int, store: Engine, clock: Clock
) -> None:
    with Session(store) as session:
        told = Notice(user_id=1, conversation_id=talk, kind=NoticeKind.ASSIGNED, about="", created_at=clock())
        session.add(told)
        session.commit()
    assert "Assigned to you" in colleague.get("/inbox").text
    colleague.get(f"/inbox/{talk}")
    assert "Assigned to you" not in colleague.get("/inbox").text


def test_a_lost_channel_says_since_when_and_what_to_do_and_keeps_what_was_written(
    colleague: Any, talk: int, store: Engine, clock: Clock
) -> None:
    with Session(store) as session:
        session.add(Run(id=1, job="sync", lease="sync", started_by="test", started_at=clock()))
        session.flush()
        lost = {"error": "190: secret details", "mend": "", "disconnected": True}
        session.add(RunChannel(run_id=1, step="connection", channel="instagram", **lost))
        session.commit()
    for address in ("/inbox", f"/inbox/{talk}"):
        page = colleague.get(address).text
        assert "Instagram does not know us any more, since 10:00" in page.replace("\u202f", " ")
        assert "Make a new token" in page
        assert "secret details" not in page
    assert "on its way" in colleague.post(f"/inbox/{talk}/reply", {"text": "Ja!", "mode": "reply"}).text


def test_whom_a_note_calls_is_told_above_the_list_and_nobody_else(
    colleague: Any, visit: Any, talk: int, store: Engine, clock: Clock
) -> None:
    with Session(store) as session:
        add_user(session, "lena@kaese.example", "Lena Maier", "ein-gutes-Passwort", clock)
        session.commit()
    colleague.post(f"/inbox/{talk}/reply", {"text": "@Lena @Anna, kennst du ihn?", "mode": "note"})
    assert "A note calls you" not in colleague.get("/inbox").text
    lena = visit()
    lena.sign_in("lena@kaese.example")
    assert "A note calls you" in lena.get("/inbox").text
    lena.get(f"/inbox/{talk}")
    assert "A note calls you" not in lena.get("/inbox").text

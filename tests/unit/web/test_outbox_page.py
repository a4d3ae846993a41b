"""The outbox on the page: what did not go out and why, by state and channel, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk import message_acts
from socialshop.desk.model import Draft
from socialshop.inbox.reply import write_reply
from socialshop.ports import Act
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.testing.talking import TalkingChannel
from tests.unit.web.conftest import SCRIPT, as_role


@pytest.fixture
def failed(store: Engine, clock: Clock, question: int) -> int:
    """An answer with hostile words that failed, and a like that is queued; the answer's number."""
    with Session(store) as session:
        answer = write_reply(session, question, SCRIPT, "Lena", clock, 500)
        entry = session.get_one(OutboxEntry, answer.outbox_key)
        entry.state, entry.error = OutboxState.FAILED, "The comment is gone."
        message_acts.do(session, Actor("Jo", Role.AGENT), 1, Act.LIKE, TalkingChannel(), clock)
        session.commit()
        assert answer.id
        return answer.id


def test_it_lists_what_waits_and_why_with_links_to_conversations(colleague: Any, failed: int, question: int) -> None:
    page = colleague.get("/outbox").text
    assert page.count(f'href="/inbox/{question}#latest"') == 2
    for words in ("Answer to Ida", "The comment is gone.", "Like: message of Ida", "Queued", "Lena"):
        assert words in page
    assert SCRIPT not in page
    assert '<a class="plain" href="/outbox">' in colleague.get("/inbox").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=failed", ["Answer to Ida"]),
        ("state=pending", ["Like: message of Ida"]),
        ("state=pending&channel=facebook", []),
        ("state=sending", []),
        ("state=sent", []),
        ("state=nonsense&channel=instagram", ["Answer to Ida", "Like: message of Ida"]),
    ],
)
def test_it_is_narrowed_by_state_and_channel(colleague: Any, failed: int, query: str, shown: list[str]) -> None:
    page = colleague.get(f"/outbox?{query}").text
    assert [words for words in ("Answer to Ida", "Like: message of Ida") if words in page] == shown


def test_what_went_out_lately_is_shown(colleague: Any, store: Engine, clock: Clock, failed: int) -> None:
    with Session(store) as session:
        for entry in session.exec(select(OutboxEntry)):
            entry.state, entry.ended_at = OutboxState.SENT, clock()
        session.commit()
    page = colleague.get("/outbox?state=sent").text
    assert ("Answer to Ida" in page, "Try again" in page) == (True, False)
    assert "Everything stands on its platform" in colleague.get("/outbox").text


def test_what_failed_is_tried_again_and_the_list_stays(colleague: Any, store: Engine, failed: int) -> None:
    answer = colleague.post(f"/outbox/{failed}/retry?state=failed&channel=instagram")
    assert str(answer.url).endswith("/outbox?state=failed&channel=instagram")
    assert "It is tried again." in answer.text
    assert "Nothing failed" in answer.text
    again = colleague.post(f"/outbox/{failed}/retry").text
    assert "was dealt with meanwhile" in again
    with Session(store) as session:
        assert entries(session)[0].act == "retry"


def test_what_failed_is_given_up_and_is_a_draft_again(colleague: Any, store: Engine, failed: int) -> None:
    assert "It is given up." in colleague.post(f"/outbox/{failed}/take-back").text
    with Session(store) as session:
        assert session.exec(select(Draft.text)).one() == SCRIPT


def test_who_may_only_read_is_offered_nothing(colleague: Any, store: Engine, failed: int) -> None:
    as_role(store, Role.VIEWER)
    page = colleague.get("/outbox").text
    assert ("The comment is gone." in page, 'action="/outbox/' in page) == (True, False)
    assert colleague.post(f"/outbox/{failed}/retry").status_code == 403


def test_a_mark_of_no_page_is_a_page_that_is_missing(colleague: Any, failed: int) -> None:
    assert colleague.get("/outbox?after=x").status_code == 404

"""How many conversations saved views have: as many as their lists show, and no further counted than costs little."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox import tallies as counting
from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Conversation, ConversationLabel, Label
from socialshop.inbox.query import conversations
from socialshop.inbox.tallies import MOST_TOLD, Tally, tallies

CHANNELS, STATES, TOPICS = ("facebook", "instagram"), ("open", "waiting", "resolved"), ("question", "praise", "")
VIEWS = [
    {},
    {"state": "open"},
    {"state": "open", "channel": "facebook"},
    {"state": "open", "channel": "facebook", "topic": "praise"},
    {"topic": "question"},
    {"topic": "spam"},
    {"assignee": "none", "state": "open"},
    {"label": "VIP"},
    {"label": "VIP", "state": "open", "topic": "praise"},
    {"label": "VIP", "overdue": "1"},
    {"overdue": "1"},
    {"overdue": "1", "channel": "instagram", "topic": "praise"},
    {"overdue": "1", "state": "resolved"},
]


def fill(session: Session, clock: Clock, number: int) -> None:
    """Of every kind some; every fourth has the label, and every third open one is overdue."""
    now = clock()
    session.add(Label(name="VIP", created_at=now))
    for n in range(number):
        state = STATES[n % 3]
        at = now - timedelta(minutes=n)
        talk = Conversation(
            channel=CHANNELS[n % 2],
            thread_id=f"t{n}",
            object_id="o",
            state=state,
            topic=TOPICS[n // 3 % 3],
            opened_at=at,
            last_at=at,
            due_at=now + timedelta(minutes=n % 9 - 3) if state == "open" else None,
        )
        session.add(talk)
        session.flush()
        if not n % 4:
            session.add(ConversationLabel(label="VIP", conversation_id=talk.id or 0))
    session.flush()


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_view_has_as_many_as_its_list_shows(store: Engine, clock: Clock, view: dict[str, str]) -> None:
    filters = Filters.parsed(view)
    with Session(store) as session:
        fill(session, clock, 80)
        shown = conversations(session, filters, now=clock(), limit=100)
        assert tallies(session, [filters], clock()) == [Tally(len(shown.rows), more=False)]


def test_all_views_are_counted_by_one_statement(store: Engine, clock: Clock) -> None:
    asked: list[str] = []
    event.listen(store, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with Session(store) as session:
        found = tallies(session, [Filters.parsed(view) for view in VIEWS], clock())
        assert found == [Tally(0, more=False)] * len(VIEWS)
        assert tallies(session, [], clock()) == []
    assert len([one for one in asked if "conversations" in one]) == 1


def test_nobody_counts_further_than_is_told(store: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_FAR", 20)
    views = [{"state": "open"}, {"state": "open", "channel": "facebook", "topic": "praise"}, {"label": "VIP"}]
    with Session(store) as session:
        fill(session, clock, 3 * MOST_TOLD + 9)
        many, some, borne = tallies(session, [Filters.parsed(view) for view in views], clock())
    assert many.more
    assert many.number > MOST_TOLD
    assert some.more
    assert 0 < some.number <= 21
    assert borne == Tally(21, more=True)

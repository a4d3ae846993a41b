"""What came in, was answered, was resolved and waited, day by day on the shop's own calendar."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.figures import figures
from socialshop.desk.spans import Asked, span
from socialshop.desk.trend import Period, Trend, as_csv
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.inbox.service import BusinessHours, ServiceTargets

BERLIN = ZoneInfo("Europe/Berlin")
SHOP = BusinessHours(BERLIN, [[(time(9), time(18))]] * 5 + [[], []])
TARGETS = ServiceTargets(timedelta(hours=2), timedelta(hours=4), SHOP)
_NUMBERS = count()


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[misc, arg-type]


def _talk(session: Session, opened: datetime, **told: Any) -> None:
    """One that is open where nobody answered it yet."""
    said = [told[name] for name in ("answered_at", "waiting_since") if name in told]
    same = {"channel": "instagram", "thread_id": str(next(_NUMBERS)), "object_id": "o", "last_at": max([opened, *said])}
    standing = {"state": "waiting"} if said or "resolved_at" in told else {"waiting_since": opened}
    session.add(Conversation(**same | standing | {"opened_at": opened} | told))


def _trend(session: Session, clock: Clock, first: str, last: str) -> Trend:
    session.flush()
    return figures(session, span(Asked(first=first, last=last), clock(), BERLIN), clock(), TARGETS).trend


def _days(found: Trend, *names: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(one, name) for name in names) for one in found.periods]


def test_every_day_counts_what_happened_in_it(session: Session, clock: Clock) -> None:
    _talk(session, berlin(2026, 10, 12, 10), answered_at=berlin(2026, 10, 13, 10), topic="question")
    _talk(session, berlin(2026, 10, 12, 11), resolved_at=berlin(2026, 10, 15, 9), state="resolved", topic="complaint")
    _talk(session, berlin(2026, 10, 12, 12))
    found = _trend(session, clock, "2026-10-12", "2026-10-15")
    assert _days(found, "opened", "questions", "complaints") == [(3, 1, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert _days(found, "answered", "resolved", "open") == [(0, 0, 3), (1, 0, 2), (0, 0, 2), (0, 1, 1)]
    hour = 3600
    assert _days(found, "first_response", "open_first_response")[1] == (24 * hour, 9 * hour)
    assert found.target == 2 * hour


def test_what_began_or_fell_silent_long_before_still_counts(session: Session, clock: Clock) -> None:
    long_ago = berlin(2025, 3, 1, 12)
    _talk(session, long_ago)
    _talk(session, long_ago, resolved_at=berlin(2026, 10, 13, 9), state="resolved")
    _talk(session, long_ago, answered_at=berlin(2026, 10, 12, 9))
    found = _trend(session, clock, "2026-10-12", "2026-10-13")
    assert _days(found, "opened", "answered", "resolved", "open") == [(0, 1, 0, 2), (0, 0, 1, 1)]


def test_who_writes_again_waits_again(session: Session, clock: Clock) -> None:
    _talk(
        session,
        berlin(2026, 10, 12, 10),
        answered_at=berlin(2026, 10, 12, 11),
        waiting_since=berlin(2026, 10, 14, 10),
        state="open",
    )
    assert _days(_trend(session, clock, "2026-10-12", "2026-10-15"), "open") == [(0,), (0,), (1,), (1,)]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_has_the_hours_that_its_clocks_give_it(session: Session, clock: Clock, day: str, hours: int) -> None:
    begins = datetime.combine(date.fromisoformat(day), time.min, BERLIN).astimezone(UTC)
    for hour in range(-1, hours + 1):
        _talk(session, begins + timedelta(hours=hour))
    assert _days(_trend(session, clock, day, day), "opened") == [(hours,)]


def test_long_spans_are_told_by_weeks_from_their_first_day(session: Session, clock: Clock) -> None:
    for number in range(100):
        _talk(session, berlin(2026, 6, 1, 12) + timedelta(days=number))
    found = _trend(session, clock, "2026-06-01", "2026-09-08")
    assert found.is_weekly
    assert _days(found, "opened") == [(7,)] * 14 + [(2,)]
    assert [(one.first, one.last) for one in found.periods][-2:] == [
        (date(2026, 8, 31), date(2026, 9, 6)),
        (date(2026, 9, 7), date(2026, 9, 8)),
    ]


def test_the_last_days_up_to_now_are_whole_but_for_today(session: Session, clock: Clock) -> None:
    now = clock()
    found = figures(session, span(Asked(days=7), now, BERLIN), now, None).trend
    today = now.astimezone(BERLIN).date()
    assert [one.first for one in found.periods] == [today - timedelta(days=ago) for ago in range(6, -1, -1)]
    assert {one.opened for one in found.periods} == {0}
    assert found.target is None


def test_the_table_has_a_row_for_each_day_also_for_empty_ones(session: Session, clock: Clock) -> None:
    _talk(session, berlin(2026, 10, 13, 10), answered_at=berlin(2026, 10, 13, 11))
    rows = list(csv.DictReader(as_csv(_trend(session, clock, "2026-10-12", "2026-10-14")).splitlines()))
    assert [(row["first"], row["opened"], row["first_response"]) for row in rows] == [
        ("2026-10-12", "0", ""),
        ("2026-10-13", "1", "3600.0"),
        ("2026-10-14", "0", ""),
    ]
    assert set(rows[0]) == set(Period.__dataclass_fields__)


moments = st.integers(0, 20 * 24).map(lambda hours: timedelta(hours=hours))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(moments, moments, st.sampled_from(["open", "again", "answered", "resolved"])), max_size=12))
def test_today_as_many_wait_as_the_inbox_says(
    session: Session, clock: Clock, lives: list[tuple[timedelta, timedelta, str]]
) -> None:
    session.execute(delete(Conversation))
    now = clock()
    for ago, later, what in lives:
        opened, then = now - ago, min(now - ago + later, now)
        told: dict[str, dict[str, Any]] = {
            "open": {},
            "again": {"answered_at": opened, "waiting_since": then, "state": "open"},
            "answered": {"answered_at": then},
            "resolved": {"resolved_at": then, "state": "resolved"},
        }
        _talk(session, opened - timedelta(seconds=1), **told[what])
    session.flush()
    found = figures(session, span(Asked(days=7), now, BERLIN), now, TARGETS).trend
    waiting = session.scalar(select(func.count()).where(col(Conversation.state) == ConversationState.OPEN))
    assert found.periods[-1].open == waiting

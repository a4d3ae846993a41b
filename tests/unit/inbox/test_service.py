"""The shop's clock runs while the shop is open, whatever day, zone and season it is."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialshop.inbox.service import BusinessHours, Interval, OpenTime, ServiceTargets

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAY: list[Interval] = [(time(9), time(12)), (time(13), time(18))]
WEEK: list[list[Interval]] = [WORKDAY] * 5 + [[(time(10), time(14))], []]
SHOP = BusinessHours(BERLIN, WEEK, lambda day: (day.month, day.day) in {(12, 25), (12, 26)})
TARGETS = ServiceTargets(timedelta(hours=2), timedelta(hours=4), SHOP)


EARLIEST, LATEST = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 - hypothesis adds the zone


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ((2026, 11, 2, 9, 30), (2026, 11, 2, 11, 30)),  # within the morning
        ((2026, 11, 2, 11, 30), (2026, 11, 2, 14, 30)),  # the lunch break does not count
        ((2026, 11, 2, 23, 0), (2026, 11, 3, 11, 0)),  # at night the clock stands
        ((2026, 11, 6, 17, 0), (2026, 11, 7, 11, 0)),  # Friday evening to Saturday
        ((2026, 11, 7, 13, 30), (2026, 11, 9, 10, 30)),  # over Sunday
        ((2026, 12, 24, 17, 0), (2026, 12, 28, 10, 0)),  # over Christmas and the Sunday after it
        ((2026, 10, 25, 1, 30), (2026, 10, 26, 11, 0)),  # the night in which the clocks go back
    ],
)
def test_an_answer_is_due_after_two_open_hours(written: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert TARGETS.due(berlin(*written), answered_before=False) == berlin(*due)


def test_a_further_answer_has_its_own_target() -> None:
    assert TARGETS.due(berlin(2026, 11, 2, 13), answered_before=True) == berlin(2026, 11, 2, 17)


def test_a_shop_that_never_opens_owes_nothing() -> None:
    closed = ServiceTargets(timedelta(hours=1), timedelta(hours=1), BusinessHours(BERLIN, [[]] * 7))
    assert closed.due(berlin(2026, 11, 2, 9), answered_before=False) is None


def test_hours_that_overlap_are_open_once() -> None:
    hours = BusinessHours(BERLIN, [[(time(9), time(12)), (time(11), time(13)), (time(11), time(12))]] * 7)
    monday = ServiceTargets(timedelta(hours=3, minutes=30), timedelta(), hours)
    assert monday.due(berlin(2026, 11, 2, 9), answered_before=False) == berlin(2026, 11, 2, 12, 30)


def test_an_hour_that_the_clocks_skip_is_not_open() -> None:
    night = BusinessHours(BERLIN, [[]] * 6 + [[(time(2, 30), time(3))]])
    (first, *_) = night.open_from(berlin(2026, 3, 28))
    assert first == (berlin(2026, 4, 5, 2, 30), berlin(2026, 4, 5, 3))  # 29 March has no 2:30


quarter = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def weeks(draw: st.DrawFn) -> list[list[Interval]]:
    week = []
    for _ in range(7):
        times = sorted(draw(st.lists(quarter, unique=True, max_size=4)))
        week.append(list(zip(times[::2], times[1::2], strict=False)))
    return week


@given(
    week=weeks(),
    written=st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)),
    minutes=st.integers(1, 60 * 48),
    zone=st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")]),
)
def test_an_answer_is_never_due_while_the_shop_is_closed(
    week: list[list[Interval]], written: datetime, minutes: int, zone: ZoneInfo
) -> None:
    hours = BusinessHours(zone, week)
    due = ServiceTargets(timedelta(minutes=minutes), timedelta(), hours).due(written, answered_before=False)
    if due is None:
        return
    assert hours.is_open(due - timedelta(microseconds=1))
    open_time = sum((min(b, due) - a for a, b in hours.open_from(written) if a < due), timedelta())
    assert open_time == timedelta(minutes=minutes)


@given(
    week=weeks(),
    start=st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)),
    lasts=st.timedeltas(timedelta(0), timedelta(days=40)),
    zone=st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")]),
)
def test_what_reports_count_is_what_the_clock_counts(
    week: list[list[Interval]], start: datetime, lasts: timedelta, zone: ZoneInfo
) -> None:
    """Also where the sums begin long before."""
    hours, end = BusinessHours(zone, week), start + lasts
    counted = sum((max(min(b, end) - a, timedelta()) for a, b in hours.open_from(start)), timedelta())
    of_many = OpenTime(hours, start - timedelta(days=3), end)
    (found,) = of_many.between(np.array([start.timestamp()]), np.array([end.timestamp()]))
    assert found == pytest.approx(counted.total_seconds(), abs=1e-3)


@given(
    earlier=st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)),
    later=st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_who_wrote_first_is_due_first(earlier: datetime, later: timedelta) -> None:
    first = TARGETS.due(earlier, answered_before=False)
    second = TARGETS.due(earlier + later, answered_before=False)
    assert first is not None and second is not None and first <= second  # noqa: PT018

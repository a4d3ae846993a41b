"""Which days a report is of: the shop's own, whatever the season, and as many before them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialshop.desk.spans import USUAL, Asked, Named, NoSpan, span

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 4, 14, 12, tzinfo=UTC)  # a Wednesday, 15:12 in Berlin


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("named", "since", "until"),
    [
        (Named.TODAY, berlin(2026, 11, 4), NOW),
        (Named.YESTERDAY, berlin(2026, 11, 3), berlin(2026, 11, 4)),
        (Named.THIS_WEEK, berlin(2026, 11, 2), NOW),
        (Named.LAST_WEEK, berlin(2026, 10, 26), berlin(2026, 11, 2)),
        (Named.THIS_MONTH, berlin(2026, 11, 1), NOW),
        (Named.LAST_MONTH, berlin(2026, 10, 1), berlin(2026, 11, 1)),
    ],
)
def test_named_days_go_along_with_the_calendar(named: Named, since: datetime, until: datetime) -> None:
    found = span(Asked(named=named), NOW, BERLIN)
    assert (found.since, found.until) == (since, until)


def test_late_in_the_evening_the_shop_s_day_counts() -> None:
    found = span(Asked(named=Named.TODAY), datetime(2026, 11, 3, 23, 30, tzinfo=UTC), BERLIN)
    assert found.since == berlin(2026, 11, 4)


def test_the_first_and_the_last_day_are_in_it() -> None:
    found = span(Asked(first="2026-10-01", last="2026-10-31"), NOW, BERLIN)
    assert (found.since, found.until) == (berlin(2026, 10, 1), berlin(2026, 11, 1))
    assert found.until - found.since == timedelta(days=31, hours=1), "the clocks go back on the 25th"


def test_days_before_end_where_these_begin() -> None:
    before = span(Asked(first="2026-03-29", last="2026-03-29"), NOW, BERLIN).before()
    assert (before.since, before.until) == (berlin(2026, 3, 28), berlin(2026, 3, 29))


def test_of_a_week_that_goes_on_as_much_is_compared() -> None:
    before = span(Asked(named=Named.THIS_WEEK), NOW, BERLIN).before()
    assert (before.since, before.until) == (berlin(2026, 10, 26), NOW - timedelta(days=7))


def test_without_a_last_day_it_goes_on_until_now() -> None:
    assert span(Asked(first="2026-11-01"), NOW, BERLIN).until == NOW


def test_where_nothing_is_asked_for_it_is_the_last_thirty_days() -> None:
    assert span(Asked(), NOW, BERLIN) == span(USUAL, NOW, BERLIN)
    assert span(USUAL, NOW, BERLIN).since == berlin(2026, 10, 5, 15, 12)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(first="5.11.2026"), "'5.11.2026' is no day. Write it as 2026-11-05."),
        (Asked(first="2026-02-30"), "'2026-02-30' is no day."),
        (Asked(first="2026-11-05"), "2026-11-05 has not come yet."),
        (Asked(first="2026-11-02", last="2026-11-01"), "2026-11-01 is before 2026-11-02."),
        (Asked(first="0001-01-01"), "ten years"),
        (Asked(first="2026-11-01", last="9999-12-31"), "ten years"),
        (Asked(last="2026-11-01"), "Give a first day"),
        (Asked(days=7, first="2026-11-01"), "in one other way"),
        (Asked(days=7, last="2026-11-01"), "in one other way"),
        (Asked(days=7, named=Named.TODAY), "in one other way"),
    ],
)
def test_what_names_no_days_is_told_with_its_mend(asked: Asked, told: str) -> None:
    with pytest.raises(NoSpan) as refused:
        span(asked, NOW, BERLIN)
    assert told in str(refused.value)


DAYS = st.dates(date(2018, 1, 1), date(2026, 11, 3))


@given(DAYS, DAYS, st.sampled_from([BERLIN, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Kathmandu")]))
def test_neighbouring_days_never_overlap_nor_leave_a_gap(one: date, other: date, zone: ZoneInfo) -> None:
    first, last = sorted((one, other))
    found = span(Asked(first=str(first), last=str(last)), NOW, zone)
    assert found.before().until == found.since
    assert found.days == (last - first).days + 1
    day_before = str(first - timedelta(days=1))
    assert span(Asked(first=day_before, last=day_before), NOW, zone).until == found.since

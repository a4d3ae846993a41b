"""What the report of the inbox counts, and how it is written."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.config import Config, Shop
from socialshop.desk import acts
from socialshop.desk.figures import Figures, figures
from socialshop.desk.report import Line, Report, TimeKind, as_csv, report
from socialshop.desk.spans import Asked, Span, span
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation
from socialshop.inbox.reply import write_reply
from socialshop.inbox.service import BusinessHours, ServiceTargets
from socialshop.ports import Author
from socialshop.staff.actor import Actor
from socialshop.web.servicepage import service_chart, write_service
from tests.integration.inbox.conftest import Says

BERLIN = ZoneInfo("Europe/Berlin")
_NUMBERS = count()


@pytest.fixture
def told(session: Session, clock: Clock, people: dict[str, Actor], says: Says) -> Figures:
    """Four conversations: answered after 1 h, 2 h and 3 h, and one that is overdue."""
    ingest(session, [says(f"c{n}", author=Author(f"a{n}", "$<b>Gast$")) for n in range(4)], clock)
    opened = says("c0").at
    for hours, number in enumerate((1, 2, 3), start=1):
        clock.now = opened + timedelta(hours=hours)  # type: ignore[attr-defined]
        write_reply(session, number, "Ja!", "Jana $x$" if number < 3 else "Tom", clock, 100)
    acts.set_topic(session, people["Jana"], 1, "question", clock)
    acts.resolve(session, people["Jana"], 1, clock)
    session.get_one(Conversation, 4).due_at = opened
    session.flush()
    assert len(session.exec(select(Conversation)).all()) == 4
    until = clock() + timedelta(hours=1)
    days = span(Asked(first="2026-11-02", last="2026-11-02"), until, BERLIN)
    return figures(session, days, until, None)


@pytest.fixture
def found(told: Figures) -> Report:
    return told.report


def test_medians_are_by_channel_topic_and_person(found: Report) -> None:
    hour = 3600.0
    lines = {(line.by, line.what): line for line in found.lines}
    whole = lines["all", ""]
    assert (whole.conversations, whole.answered, whole.resolved, whole.overdue) == (4, 3, 1, 1)
    assert (whole.first_response, whole.first_response_p90, whole.resolution) == (2 * hour, 3 * hour, 3 * hour)
    assert lines["channel", "facebook"].conversations == 4
    assert {what: lines["topic", what].conversations for what in ("question", "(none)")} == {"question": 1, "(none)": 3}
    people = {line.what: (line.answered, line.first_response) for line in found.of("person")}
    assert people == {"Jana $x$": (2, hour), "Tom": (1, 3 * hour), "(nobody yet)": (0, None)}


def test_what_was_opened_outside_of_the_time_is_not_counted(session: Session, found: Report) -> None:
    later = Span(found.until, found.until + timedelta(days=1), 1, BERLIN)
    told = report(session, later, later.until)
    assert told.lines == ()
    assert told.before
    assert told.before.of("all") == found.of("all")


def test_an_hour_that_comes_twice_is_counted_twice(session: Session, clock: Clock) -> None:
    """The clocks go back at 3:00: from 1:30 to 3:30 it is three hours."""
    _talk(session, berlin(2026, 10, 25, 1, 30), berlin(2026, 10, 25, 3, 30))
    (sums,) = _sums(session, clock, "2026-10-25", "2026-10-25").of("all")
    assert sums.first_response == 3 * 3600


def test_open_hours_leave_out_nights_and_holidays_and_say_what_was_in_time(session: Session, clock: Clock) -> None:
    """Friday 17:00 to Monday 9:30, when Saturday and Sunday are closed; and one within an hour, one overdue."""
    hours = BusinessHours(BERLIN, [[(time(9), time(18))]] * 5 + [[], []], lambda day: day == date(2026, 10, 22))
    targets = ServiceTargets(timedelta(hours=2), timedelta(hours=4), hours)
    _talk(session, berlin(2026, 10, 16, 17), berlin(2026, 10, 19, 9, 30))
    _talk(session, berlin(2026, 10, 19, 10), berlin(2026, 10, 19, 11)).resolved_at = berlin(2026, 10, 19, 20)
    _talk(session, berlin(2026, 10, 21, 15), berlin(2026, 10, 23, 10))  # over a holiday
    _talk(session, berlin(2026, 10, 20, 10), None).due_at = berlin(2026, 10, 20, 12)
    _talk(session, berlin(2026, 10, 23, 10), None).due_at = clock() + timedelta(hours=1)
    session.flush()
    found = report(session, span(Asked(first="2026-10-16", last="2026-10-25"), clock(), BERLIN), clock(), targets)
    (sums,) = found.of("all")
    hour = 3600.0
    assert found.target == 2 * hour
    assert sums.took(TimeKind.OPEN) == (1.5 * hour, 4 * hour, 8 * hour, 8 * hour)
    assert sums.took(TimeKind.ELAPSED) == (43 * hour, 64.5 * hour, 10 * hour, 10 * hour)
    assert (sums.in_time, sums.targeted, sums.share_in_time) == (2, 4, 0.5)


def test_without_service_hours_nothing_is_told_of_open_ones(found: Report) -> None:
    (sums,) = found.of("all")
    assert sums.took(TimeKind.OPEN) == (None, None, None, None)
    assert (sums.in_time, sums.targeted, sums.share_in_time, found.target) == (0, 0, None, None)


def test_a_day_is_the_shop_s_own(session: Session, clock: Clock) -> None:
    moments = [(24, 23, 59), (25, 0, 0), (25, 23, 59), (26, 0, 0)]
    for day, hour, minute in moments:
        _talk(session, berlin(2026, 10, day, hour, minute), None)
    found = _sums(session, clock, "2026-10-25", "2026-10-25")
    assert [line.conversations for line in found.of("all")] == [2]
    assert found.before
    assert [line.conversations for line in found.before.of("all")] == [1]


def test_what_is_overdue_is_so_now_whatever_days_are_asked_for(session: Session, clock: Clock) -> None:
    asked = berlin(2026, 10, 25, 12)
    _talk(session, asked, None).due_at = clock() - timedelta(minutes=1)  # long after those days
    _talk(session, asked, None).due_at = clock() + timedelta(minutes=1)
    (sums,) = _sums(session, clock, "2026-10-25", "2026-10-25").of("all")
    assert (sums.conversations, sums.overdue) == (2, 1)


def test_conversations_that_turn_out_to_be_one_count_once_since_the_first_of_them(
    session: Session, clock: Clock, says: Says
) -> None:
    ingest(session, [says("c2", parent="c1", minute=60)], clock)
    clock.now = says("c2").at + timedelta(hours=3)  # type: ignore[attr-defined]
    write_reply(session, session.exec(select(Conversation.id)).one() or 0, "Ja!", "Tom", clock, 100)
    ingest(session, [says("c3", parent="c0", minute=90), says("c1", parent="c0", minute=30), says("c0")], clock)
    (sums,) = _sums(session, clock, "2026-11-02", "2026-11-02").of("all")
    assert (sums.conversations, sums.answered, sums.first_response) == (1, 1, 3 * 3600)


def test_what_only_one_of_the_two_times_has_is_compared_with_nothing(session: Session, clock: Clock) -> None:
    _talk(session, berlin(2026, 10, 24, 12), berlin(2026, 10, 24, 13)).channel = "pinterest"
    _talk(session, berlin(2026, 10, 25, 12), None)
    found = _sums(session, clock, "2026-10-25", "2026-10-25")
    instagram, pinterest = found.compared("channel")
    assert instagram[1] == Line("channel", "instagram")
    assert pinterest[0] == Line("channel", "pinterest")
    assert pinterest[1].first_response == 3600
    rows = {(row["by"], row["what"]): row for row in csv.DictReader(as_csv(found).splitlines())}
    gone = rows["channel", "pinterest"]
    assert (gone["conversations"], gone["conversations_before"], gone["first_response_before"]) == ("0", "1", "3600.0")


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[misc, arg-type]


def _talk(session: Session, opened: datetime, answered: datetime | None) -> Conversation:
    talk = Conversation(
        channel="instagram",
        thread_id=f"{next(_NUMBERS)}",
        object_id="o",
        opened_at=opened,
        last_at=answered or opened,
        answered_at=answered,
    )
    session.add(talk)
    return talk


def _sums(session: Session, clock: Clock, first: str, last: str) -> Report:
    session.flush()
    return report(session, span(Asked(first=first, last=last), clock(), BERLIN), clock())


def test_the_table_holds_seconds(found: Report) -> None:
    rows = list(csv.DictReader(as_csv(found).splitlines()))
    assert rows[0]["first_response"] == "7200.0"
    assert len(rows) == len(found.lines)


def test_the_page_has_charts_and_their_figures_and_nothing_from_elsewhere(told: Figures, tmp_path: Path) -> None:
    config = Config(
        shop=Shop(name="<Käsetheke>", url="https://shop.example", currency="EUR", language="de"), folder=tmp_path
    )
    write_service(told, tmp_path / "report.html", config, TimeKind.ELAPSED, language="en")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count('src="data:image/svg+xml') == 5
    assert re.search(r"<td>Tom<br>.*?<span>1<br>.*?<span>25%<br>.*?<span>1<br>.*?<span>3 hr<br>", page)
    assert "/inbox" not in page
    assert "Nobody yet" in page
    assert "&lt;Käsetheke&gt;" in page
    assert "<b>Gast" not in page
    assert "<script" not in page


def test_a_chart_follows_the_page_by_day_and_by_night_and_is_always_the_same(found: Report) -> None:
    chart = service_chart(found, "person", TimeKind.ELAPSED, "de")
    assert chart == service_chart(found, "person", TimeKind.ELAPSED, "de")
    assert ElementTree.fromstring(chart).tag == "{http://www.w3.org/2000/svg}svg"
    assert "prefers-color-scheme:dark" in chart
    assert "#010101" not in chart
    assert "Jana $x$" in chart
    assert "Noch niemand" in chart

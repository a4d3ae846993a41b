"""What the report of the inbox counts, and how it is written."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.config import Config, Shop
from socialshop.desk import acts
from socialshop.desk.report import Report, as_csv, report
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation
from socialshop.inbox.reply import write_reply
from socialshop.ports import Author
from socialshop.staff.actor import Actor
from socialshop.web.servicepage import service_chart, write_service
from tests.integration.inbox.conftest import Says


@pytest.fixture
def found(session: Session, clock: Clock, people: dict[str, Actor], says: Says) -> Report:
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
    return report(session, opened, clock() + timedelta(hours=1))


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
    assert report(session, found.until, found.until + timedelta(days=1)).lines == ()


def test_the_table_holds_seconds(found: Report) -> None:
    rows = list(csv.DictReader(as_csv(found).splitlines()))
    assert rows[0]["first_response"] == "7200.0"
    assert len(rows) == len(found.lines)


def test_the_page_has_charts_and_their_figures_and_nothing_from_elsewhere(found: Report, tmp_path: Path) -> None:
    config = Config(
        shop=Shop(name="<Käsetheke>", url="https://shop.example", currency="EUR", language="de"), folder=tmp_path
    )
    write_service(found, tmp_path / "report.html", config, language="en")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count('src="data:image/svg+xml') == 3
    assert re.search(r"<td>Tom</td>\s*<td[^>]*>1</td>\s*<td[^>]*>1</td>\s*<td[^>]*>3 hr</td>", page)
    assert "Nobody yet" in page
    assert "&lt;Käsetheke&gt;" in page
    assert "<b>Gast" not in page
    assert "<script" not in page


def test_a_chart_follows_the_page_by_day_and_by_night_and_is_always_the_same(found: Report) -> None:
    chart = service_chart(found, "person", "de")
    assert chart == service_chart(found, "person", "de")
    assert ElementTree.fromstring(chart).tag == "{http://www.w3.org/2000/svg}svg"
    assert "prefers-color-scheme:dark" in chart
    assert "#010101" not in chart
    assert "Jana $x$" in chart
    assert "Noch niemand" in chart

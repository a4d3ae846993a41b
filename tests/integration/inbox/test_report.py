"""What the report of the inbox counts, and how it is written."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk import acts
from socialshop.desk.charts import write_page
from socialshop.desk.report import Report, report, write_csv
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation
from socialshop.inbox.reply import write_reply
from socialshop.ports import Author, InboundEvent
from socialshop.staff.actor import Actor

Says = Callable[..., InboundEvent]


@pytest.fixture
def session(shop: Engine) -> Iterator[Session]:
    with Session(shop) as session:
        yield session


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


def test_the_table_holds_seconds(found: Report, tmp_path: Path) -> None:
    write_csv(found, tmp_path / "report.csv")
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text("utf-8").splitlines()))
    assert rows[0]["first_response"] == "7200.0"
    assert len(rows) == len(found.lines)


def test_the_page_has_a_chart_and_its_figures_and_nothing_from_elsewhere(found: Report, tmp_path: Path) -> None:
    write_page(found, tmp_path / "report.html", "<Käsetheke>")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("<svg") == 3
    assert "<td>Tom</td><td>1</td><td>1</td><td>3.0</td>" in page
    assert "&lt;Käsetheke&gt;" in page
    assert "<script" not in page

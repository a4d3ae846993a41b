"""How fast customers are answered, on the page: sums, charts, figures, and a table to take along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.inbox.model import Conversation


@pytest.fixture
def answered(store: Engine, clock: Clock) -> None:
    """A conversation of yesterday, answered after two hours by somebody with a formula for a name."""
    opened = clock() - timedelta(days=1)
    with Session(store) as session:
        session.add(
            Conversation(
                channel="instagram",
                thread_id="c",
                object_id="o",
                opened_at=opened,
                last_at=opened,
                answered_at=opened + timedelta(hours=2),
                answered_by="<b>Anna</b>",
            )
        )
        session.commit()


def test_where_nobody_wrote_there_is_nothing_to_count(colleague: Any) -> None:
    assert "Nothing to count" in colleague.get("/service").text


def test_the_figures_stand_beneath_each_chart(colleague: Any, answered: None) -> None:
    told = colleague.get("/service?days=7").text
    assert told.count('<img src="/service/') == 3
    assert "2 hr" in told
    assert "&lt;b&gt;Anna&lt;/b&gt;" in told
    assert "<b>Anna" not in told


def test_a_chart_is_a_picture_of_its_own(colleague: Any, answered: None) -> None:
    answer = colleague.get("/service/person.svg?days=7")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("seconds", "unit", "tick"),
    [(90, "Sekunden", "20"), (150, "Minuten", "0,5"), (7_200, "Stunden", "0,25"), (3 * 86_400, "Tage", "0,5")],
)
def test_a_chart_is_measured_in_what_people_count_in(
    colleague: Any, answered: None, store: Engine, seconds: int, unit: str, tick: str
) -> None:
    with Session(store) as session:
        talk = session.exec(select(Conversation)).one()
        talk.answered_at = talk.opened_at + timedelta(seconds=seconds)
        session.commit()
    drawn = colleague.get("/service/person.svg?days=7", headers={"accept-language": "de"}).text
    assert f"{unit} (Median)" in drawn
    assert f">{tick}<" in drawn


def test_the_figures_go_along_as_a_table(colleague: Any, answered: None) -> None:
    lines = colleague.get("/service/figures.csv?days=7").text.splitlines()
    assert lines[0].startswith("by,what,conversations")
    assert "channel,instagram,1,1,7200.0" in lines[2]


@pytest.mark.parametrize("address", ["/service?days=0", "/service/weather.svg", "/service?days=a"])
def test_what_there_is_not_is_not_found(colleague: Any, address: str) -> None:
    assert colleague.get(address).status_code == 404


def test_the_page_and_its_charts_are_of_one_report_for_a_minute(
    colleague: Any, answered: None, store: Engine, clock: Any
) -> None:
    before = colleague.get("/service/person.svg?days=7").text
    with Session(store) as session:
        session.delete(session.exec(select(Conversation)).one())
        session.commit()
    clock.advance(seconds=59)
    assert colleague.get("/service/person.svg?days=7").text == before
    clock.advance(seconds=1)
    assert "Nothing to count" in colleague.get("/service?days=7").text

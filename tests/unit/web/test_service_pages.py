"""How fast customers are answered, on the page: sums, charts, figures, and a table to take along."""

from __future__ import annotations

import csv
import re
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.inbox.model import Conversation
from socialshop.inbox.service import BusinessHours, ServiceTargets


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
    assert told.count('<img src="/service/') == 5
    assert "2 hr" in told
    assert "&lt;b&gt;Anna&lt;/b&gt;" in told
    assert "Anteil" in colleague.get("/service?days=7", headers={"accept-language": "de"}).text
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


def test_days_are_chosen_by_a_form_and_kept_in_the_address(colleague: Any, answered: None, clock: Clock) -> None:
    day = f"{clock() - timedelta(days=1):%Y-%m-%d}"
    told = colleague.get(f"/service?from={day}&to={day}").text
    assert f'name="from" required max="{clock():%Y-%m-%d}" value="{day}"' in told
    assert f'<img src="/service/person.svg?from={day}&amp;to={day}"' in told
    assert f"/service/figures.csv?from={day}&amp;to={day}" in told
    assert "2 hr" in told
    assert "Nothing to count" in colleague.get("/service?span=today").text
    assert "2 hr" in colleague.get("/service?span=yesterday").text


def test_each_figure_stands_beside_the_one_before(colleague: Any, answered: None, store: Engine, clock: Clock) -> None:
    earlier = clock() - timedelta(days=9)
    with Session(store) as session:
        for number in range(2):
            session.add(
                Conversation(
                    channel="instagram",
                    thread_id=f"e{number}",
                    object_id="o",
                    opened_at=earlier,
                    last_at=earlier,
                    answered_at=earlier + timedelta(hours=4),
                )
            )
        session.commit()
    told = colleague.get("/service?days=7").text
    assert "before: 2 (−50%)" in told
    assert "before: 4 hr (−50%)" in told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=2026-02-30", "no day"),
        ("from=%3Cscript%3E", "&lt;script&gt;"),
        ("from=2026-01-02&to=2026-01-01", "is before"),
        ("to=2026-01-01", "first day"),
        ("days=7&from=2026-01-01", "one other way"),
    ],
)
def test_days_that_are_none_are_told_beside_the_form(colleague: Any, query: str, told: str) -> None:
    answer = colleague.get(f"/service?{query}")
    assert answer.status_code == 422
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text


def test_days_that_are_none_are_told_in_german(colleague: Any) -> None:
    told = colleague.get("/service?from=gestern", headers={"accept-language": "de"}).text
    assert "ist kein Tag. Schreiben Sie ihn so: 2026-11-05." in told


def test_a_phone_is_given_a_narrow_chart(colleague: Any, answered: None) -> None:
    assert 'srcset="/service/person.svg?days=7&amp;narrow=1"' in colleague.get("/service?days=7").text
    wide, narrow = (
        float(re.search(r'width="([\d.]+)pt"', colleague.get(f"/service/person.svg?days=7{more}").text)[1])  # type: ignore[index]
        for more in ("", "&narrow=1")
    )
    assert narrow < wide * 0.6


def test_the_figures_go_along_as_a_table(colleague: Any, answered: None, clock: Clock) -> None:
    answer = colleague.get("/service/figures.csv?days=7")
    days = f"{clock() - timedelta(days=7):%Y-%m-%d}-{clock():%Y-%m-%d}"
    assert f'filename="service-{days}.csv"' in answer.headers["content-disposition"]
    lines = answer.text.splitlines()
    assert lines[0].startswith("by,what,conversations")
    assert "channel,instagram,1,1,7200.0" in lines[2]


@pytest.mark.parametrize(
    "address", ["/service?days=0", "/service/weather.svg", "/service?days=a", "/service?span=ever"]
)
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


@pytest.fixture
def on_hours(visit: Any, anna: None) -> Any:
    """Anna, whose shop opens at 9 on workdays."""
    week = [[(time(9), time(18))]] * 5 + [[], []]
    hours = BusinessHours(ZoneInfo("Europe/Berlin"), week)
    browser = visit(targets=ServiceTargets(timedelta(hours=1), timedelta(hours=4), hours))
    browser.sign_in()
    return browser


def test_open_hours_or_elapsed_time_is_told_and_said(on_hours: Any, colleague: Any, answered: None) -> None:
    """The conversation of Sunday was answered before the shop opened again."""
    open_hours = on_hours.get("/service?days=7").text
    assert 'aria-current="true">Open hours' in open_hours
    assert "Times run in the shop's open hours alone" in open_hours
    assert "first answers within 60 min of open hours" in open_hours
    assert "<dd>100%</dd>" in open_hours
    assert "2 hr" not in open_hours
    elapsed = on_hours.get("/service?days=7&time=elapsed").text
    assert 'aria-current="true">Elapsed time' in elapsed
    assert "Times run day and night" in elapsed
    assert "2 hr" in elapsed
    assert '<img src="/service/answers.svg?days=7&amp;time=elapsed"' in elapsed
    assert 'href="/service?days=30&amp;time=elapsed"' in elapsed
    assert "Open hours" not in colleague.get("/service?days=7").text


def test_what_took_no_open_hours_took_none_and_is_no_empty_chart(on_hours: Any, answered: None) -> None:
    """The shop was closed until after the answer."""
    open_hours = on_hours.get("/service?days=7").text
    assert "<dd>0 sec</dd>" in open_hours
    assert "1 sec" not in open_hours
    assert '<img src="/service/channel.svg' not in open_hours
    assert '<img src="/service/channel.svg' in on_hours.get("/service?days=7&time=elapsed").text


def test_first_answers_are_drawn_against_their_target_in_open_hours_alone(on_hours: Any, answered: None) -> None:
    assert "Target" in on_hours.get("/service/answers.svg?days=7").text
    assert "Target" not in on_hours.get("/service/answers.svg?days=7&time=elapsed").text


def test_no_chart_stands_where_there_is_no_answer_to_draw(colleague: Any, answered: None, store: Engine) -> None:
    assert "How long first answers took" in colleague.get("/service?days=7").text
    with Session(store) as session:
        session.execute(update(Conversation).values(answered_at=None, answered_by=""))
        session.commit()
    told = colleague.get("/service?days=8").text
    assert "What came in and became of it" in told
    assert "How long first answers took" not in told


def test_the_days_are_drawn_told_and_taken_along(colleague: Any, answered: None, clock: Clock) -> None:
    told = colleague.get("/service?days=7").text
    assert "Figures of each day" in told
    assert told.count('data-label="Came in"') == 7
    drawn = colleague.get("/service/trend.svg?days=7", headers={"accept-language": "de"}).text
    assert all(word in drawn for word in ("Eingegangen", "Beantwortet", "Erledigt", "Wartend am Ende"))
    assert "prefers-color-scheme:dark" in drawn
    assert "0,5" not in drawn  # of conversations there are no halves
    table = colleague.get("/service/trend.csv?days=7")
    assert f'filename="trend-{clock() - timedelta(days=7):%Y-%m-%d}' in table.headers["content-disposition"]
    rows = list(csv.DictReader(table.text.splitlines()))
    assert [row["opened"] for row in rows] == ["0"] * 5 + ["1", "0"]
    assert "Week by week" in colleague.get("/service?days=90").text


def test_what_customers_write_about_leads_into_the_inbox(
    colleague: Any, answered: None, store: Engine, clock: Clock
) -> None:
    with Session(store) as session:
        session.add_all(
            Conversation(
                channel="instagram",
                thread_id=f"t{number}",
                object_id="o",
                opened_at=clock() - timedelta(hours=1),
                last_at=clock(),
                item_id="Käse & <b>Wein</b>",
                topic="complaint",
            )
            for number in range(2)
        )
        session.commit()
    told = colleague.get("/service?days=7").text
    assert "Products with more complaints than before" in told
    link = "/inbox?item=K%C3%A4se%20%26%20%3Cb%3EWein%3C/b%3E"
    assert f'href="{link}&amp;topic=complaint">2</a>' in told
    assert "<b>Wein" not in told
    assert colleague.get(link).text.count("data-row=") == 2

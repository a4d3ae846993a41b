"""Reports tell what ran and what has to be mended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from sqlmodel import Session

from socialshop.sync.model import Run, RunChannel, RunItem, RunState
from socialshop.web.pages.reports import PAGE
from socialshop.web.reportview import FAILURES_SHOWN


@pytest.fixture
def run(store: Engine, clock: Any) -> int:
    with Session(store) as session:
        ended = clock() + timedelta(minutes=3)
        entry = Run(
            job="sync", lease="sync", started_by="anna@shop", state=RunState.PARTIAL, started_at=clock(), ended_at=ended
        )
        session.add(entry)
        session.flush()
        assert entry.id is not None
        rejected = FAILURES_SHOWN + 10
        session.add(
            RunChannel(
                run_id=entry.id, position=1, step="catalog", channel="pinterest", created=1234, rejected=rejected
            )
        )
        session.add(
            RunChannel(run_id=entry.id, position=2, step="inbox", channel="facebook", error="The token is dead.")
        )
        for number in range(rejected):
            session.add(
                RunItem(
                    run_id=entry.id,
                    step="catalog",
                    channel="pinterest",
                    ref=f"item-{number}",
                    action="rejected",
                    reason="price is missing",
                    mend="Give it a <price>.",
                )
            )
        session.commit()
        return entry.id


def test_before_the_first_run_there_is_a_next_step(colleague: Any) -> None:
    assert "socialshop sync" in colleague.get("/reports").text


def test_the_list_leads_to_the_report(colleague: Any, run: int) -> None:
    text = colleague.get("/reports").text
    assert f'href="/reports/{run}"' in text
    assert "Some failed" in text
    assert "3 min" in text
    assert "anna@shop" in text
    assert f"{FAILURES_SHOWN + 11} things" in text


def test_a_report_counts_all_and_shows_the_first_failures_with_their_mend(colleague: Any, run: int) -> None:
    text = colleague.get(f"/reports/{run}").text
    assert f"{FAILURES_SHOWN + 11} things to mend" in text
    assert text.count('class="card failure"') == FAILURES_SHOWN
    assert f"socialshop reports show {run}" in text
    assert "Give it a &lt;price&gt;." in text
    assert "1,234" in text


def test_a_step_that_failed_as_a_whole_is_told(colleague: Any, run: int, store: Engine) -> None:
    with Session(store) as session:
        session.execute(delete(RunItem))
        session.commit()
    assert "The token is dead." in colleague.get(f"/reports/{run}").text


def test_older_reports_are_a_page_away(colleague: Any, store: Engine, clock: Any) -> None:
    with Session(store) as session:
        for _ in range(PAGE + 5):
            session.add(Run(job="sync", lease="sync", started_by="anna", started_at=clock()))
        session.commit()
    assert "/reports?before=6" in colleague.get("/reports").text
    assert colleague.get("/reports?before=6").text.count("<tr>") == 1 + 5


def test_what_is_overdue_is_told_on_every_page_to_those_who_are_signed_in(
    anna: None, visit: Any, run: int, clock: Any
) -> None:
    colleague = visit(alarm_hours=6)
    colleague.sign_in()
    told = "Sync has not succeeded since"
    assert told not in colleague.get("/inbox").text
    clock.advance(hours=7)
    assert told in colleague.get("/inbox").text
    assert told in colleague.get("/reports").text
    assert told not in visit(alarm_hours=6).get("/sign-in").text


def test_without_hours_for_the_alarm_no_page_raises_it(anna: None, visit: Any, run: int, clock: Any) -> None:
    colleague = visit(alarm_hours=0)
    colleague.sign_in()
    clock.advance(hours=7)
    for page in ("/inbox", "/reports"):
        assert "Sync has not succeeded since" not in colleague.get(page).text

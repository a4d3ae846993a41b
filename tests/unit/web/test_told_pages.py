"""Programs that are switched off: who is told of it, and who switches them on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.model import SilentProgram, WebhookDelivery
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.tokens import make_token
from socialshop.staff.users import named
from tests.unit.web.conftest import EMAIL, Visitor, as_role

BANNER = "crm took nothing since"


@pytest.fixture
def manager(store: Engine, clock: Clock, anna: None, visit: Callable[..., Visitor]) -> Visitor:
    """Anna where a program took nothing for five days and is off, and another has only begun to."""
    now = clock()
    with Session(store) as session:
        session.add(SilentProgram(name="crm", since=now - timedelta(days=5), off_at=now))
        session.add(SilentProgram(name="till", since=now))
        session.add(WebhookDelivery(webhook="crm", event="resolve", body="{}", created_at=now))
        session.commit()
    visitor = visit(programs=("crm", "till"))
    visitor.sign_in()
    return visitor


def test_every_page_tells_managers_of_it_until_it_is_on_again(manager: Visitor) -> None:
    assert BANNER in manager.get("/inbox").text
    page = manager.get("/programs/told").text
    assert page.count("Switched off on") == 1
    assert "Kept until the program is switched on" in page
    told = manager.post("/programs/told/programs/crm/on").text
    assert "It is told again, first of what it missed." in told
    assert "Is sent with the next round" in told
    assert BANNER not in manager.get("/inbox").text
    again = manager.post("/programs/told/programs/crm/on").text
    assert "is not switched off" in again


def test_who_cannot_switch_it_on_reads_nothing_of_it(manager: Visitor, store: Engine) -> None:
    as_role(store, Role.AGENT)
    assert BANNER not in manager.get("/inbox").text


def test_programs_are_told_of_it_and_switch_it_on(manager: Visitor, store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        key = make_token(session, Actor("the test", Role.ADMIN), named(session, EMAIL), "watch", Role.MANAGER, clock)
        session.commit()
    headers = {"authorization": f"Bearer {key}"}
    (alarm,) = manager.client.get("/api/runs", headers=headers).json()["alarms"]
    assert alarm.startswith(BANNER)
    crm, till = manager.client.get("/api/programs", headers=headers).json()
    assert (crm["off_since"], till["off_since"]) == ("2026-11-02T09:00:00Z", None)
    switched = manager.client.post("/api/programs/crm/on", headers=headers)
    assert (switched.status_code, switched.json()) == (200, {"name": "crm", "events": 1})
    refused = manager.client.post("/api/programs/crm/on", headers=headers)
    assert (refused.status_code, "not switched off" in refused.json()["what"]) == (422, True)


def test_a_manager_switches_a_program_off_and_no_page_is_alarmed(manager: Visitor, store: Engine) -> None:
    manager.get("/programs/told")
    told = manager.post("/programs/told/programs/till/off").text
    assert "It is told nothing until somebody switches it on." in told
    assert "Switched off by Anna Berger on" in told
    assert "till took nothing" not in manager.get("/inbox").text
    assert "no program" in manager.post("/programs/told/programs/other/off").text
    as_role(store, Role.AGENT)
    assert manager.post("/programs/told/programs/till/off").status_code == 403


def test_who_leaves_a_silent_program_switched_off_ends_its_alarm(manager: Visitor) -> None:
    page = manager.get("/programs/told").text
    assert (page.count("Leave it switched off"), BANNER in page) == (1, True)
    left = manager.post("/programs/told/programs/crm/off").text
    assert "Switched off by Anna Berger on" in left
    assert "Kept until the program is switched on" in left
    assert (left.count("Leave it switched off"), BANNER in left) == (0, False)

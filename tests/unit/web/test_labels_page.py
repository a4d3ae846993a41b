"""The page of all labels, and the same for programs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.acts import add_label, labels_of
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
from socialshop.staff.tokens import make_token
from tests.unit.web.conftest import as_role

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def labelled(talk: int, store: Engine, clock: Clock) -> int:
    with Session(store) as session:
        for label in ("Rezept", "Erstattet / bezahlt", SCRIPT):
            add_label(session, Actor("Anna", Role.ADMIN), talk, label, clock)
        session.commit()
    return talk


def borne(store: Engine, talk: int) -> list[str]:
    with Session(store) as session:
        return labels_of(session, talk)


def test_without_labels_it_says_how_one_is_made(colleague: Any) -> None:
    assert "No labels yet" in colleague.get("/labels").text


def test_each_leads_to_its_conversations(colleague: Any, labelled: int) -> None:
    page = colleague.get("/labels").text
    assert "1 conversation" in page
    assert "/inbox?label=Erstattet+%2F+bezahlt" in page or "/inbox?label=Erstattet%20/%20bezahlt" in page
    assert SCRIPT not in page
    assert 'href="/labels"' in colleague.get("/inbox").text


def test_it_is_renamed_and_taken_off(colleague: Any, labelled: int, store: Engine) -> None:
    assert "has its new name" in colleague.post("/labels/rename", {"name": "Rezept", "new": "Kochen"}).text
    assert borne(store, labelled) == [SCRIPT, "Erstattet / bezahlt", "Kochen"]
    assert "taken off everywhere" in colleague.post("/labels/remove", {"name": SCRIPT}).text
    assert borne(store, labelled) == ["Erstattet / bezahlt", "Kochen"]
    assert "No conversation bears this label" in colleague.post("/labels/remove", {"name": SCRIPT}).text


def test_two_are_put_together_after_it_was_asked(colleague: Any, labelled: int, store: Engine) -> None:
    asked = colleague.post("/labels/rename", {"name": "Erstattet / bezahlt", "new": "Rezept"})
    assert asked.status_code == 422
    assert "Put them together" in asked.text
    assert "Rezept" in borne(store, labelled)
    merged = {"name": "Erstattet / bezahlt", "new": "Rezept", "merge": "true"}
    assert "They are one label now" in colleague.post("/labels/rename", merged).text
    assert borne(store, labelled) == [SCRIPT, "Rezept"]


def test_what_was_written_stays_where_it_is_refused(colleague: Any, labelled: int) -> None:
    refused = colleague.post("/labels/rename", {"name": "Rezept", "new": "x" * 41})
    assert refused.status_code == 422
    assert "40 characters at most" in refused.text
    assert f'value="{"x" * 41}"' in refused.text


def test_an_agent_looks_and_changes_nothing(colleague: Any, labelled: int, store: Engine) -> None:
    as_role(store, Role.AGENT)
    page = colleague.get("/labels").text
    assert "Rezept" in page
    assert "Take it off everywhere" not in page


def test_programs_do_the_same(colleague: Any, labelled: int, store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        user = session.exec(select(User).where(User.name == "Anna Berger")).one()
        key = make_token(session, Actor("the test", Role.ADMIN), user, "crm", Role.MANAGER, clock)
        session.commit()
    client, headers = colleague.client, {"Authorization": f"Bearer {key}"}
    found = client.get("/api/labels", headers=headers).json()
    assert {"name": "Rezept", "conversations": 1} in found
    label = "/api/labels/Erstattet%20/%20bezahlt"
    taken = client.patch(label, json={"name": "Rezept"}, headers=headers)
    assert (taken.status_code, "merge=true" in taken.json()["mend"]) == (409, True)
    assert client.patch(label, json={"name": "Rezept", "merge": True}, headers=headers).status_code == 204
    assert client.delete("/api/labels/Rezept", headers=headers).status_code == 204
    assert borne(store, labelled) == [SCRIPT]
    gone = client.delete("/api/labels/Rezept", headers=headers)
    assert (gone.status_code, "/api/labels" in gone.json()["mend"]) == (404, True)

"""Who acts by a command: the system's user, or a colleague who is named; and how that is told."""

from __future__ import annotations

import getpass
import re
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from connectors.sandbox import Sandbox
from socialshop.clock import utc_now
from socialshop.inbox.ingest import ingest
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.users import disable, named
from socialshop.store import open_store
from tests.unit.calling import Call

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@pytest.fixture
def asked(sandbox_shop: Sandbox, call: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """A shop with an admin, an agent and a viewer, in which a customer asked something that no platform knows of."""
    monkeypatch.setenv("SOCIALSHOP_PASSWORD", "ein-gutes-Passwort")
    for name, role in (("Greta", "admin"), ("Jana", "agent"), ("Vera", "viewer")):
        assert call("users", "add", f"{name.lower()}@x.de", "--name", name, "--role", role).code == 0
    store = open_store("sqlite:///socialshop.db")
    with Session(store) as session:
        comment = InboundEvent(
            "facebook", EventKind.COMMENT_ADDED, "c1", "post", None, Author("a1", "Ada"), "Was kostet er?",
            datetime.now(UTC),
        )  # fmt: skip
        ingest(session, [comment], utc_now)
        session.commit()
    store.dispose()
    return call


def test_an_answer_bears_the_name_of_the_systems_user(asked: Call) -> None:
    refused = asked("inbox", "reply", "1", "Neun Euro.")
    assert refused.code == 1
    assert "answer 2 in conversation 1 failed on facebook" in refused.out
    assert "reply:" not in refused.out
    assert asked("inbox", "show", "1", "--json").data["messages"][-1]["author"] == getpass.getuser()
    assert f"we ({getpass.getuser()}): Neun Euro." in asked("inbox", "show", "1").out


def test_an_answer_bears_the_name_of_who_is_named(asked: Call) -> None:
    asked("inbox", "reply", "1", "Neun Euro.", "--as", "jana@x.de")
    asked("inbox", "note", "1", "ruft an", "--as", "JANA@x.de ")
    assert asked("inbox", "show", "1", "--json").data["messages"][-1]["author"] == "Jana"


def test_who_is_named_may_do_what_their_role_may(asked: Call) -> None:
    refused = asked("inbox", "reply", "1", "Neun Euro.", "--as", "vera@x.de")
    assert (refused.code, "viewer" in refused.err) == (2, True)
    assert asked("inbox", "resolve", "1", "--as", "vera@x.de").code == 1


@pytest.mark.parametrize("stranger", ["nobody@x.de", "jana@x.de"])
def test_who_may_not_sign_in_acts_by_no_command(asked: Call, stranger: str) -> None:
    store = open_store("sqlite:///socialshop.db")
    with Session(store) as session:
        disable(session, Actor("Greta", Role.ADMIN), named(session, "jana@x.de"), utc_now)
        session.commit()
    store.dispose()
    refused = asked("inbox", "resolve", "1", "--as", stranger)
    assert (refused.code, stranger in refused.err) == (2, True)


def test_times_are_written_as_the_api_writes_them(asked: Call) -> None:
    asked("inbox", "reply", "1", "Neun Euro.")
    (row,) = asked("inbox", "list", "--json").data["conversations"]
    (message, answer) = asked("inbox", "show", "1", "--json").data["messages"]
    (run, *_) = asked("reports", "list", "--json").data
    for at in (row["last_at"], message["at"], answer["at"], run["started_at"], run["ended_at"]):
        assert RFC3339.fullmatch(at), at

"""The commands for who works in the shop, as their user meets them: what is printed, and the exit code."""

from __future__ import annotations

import json

import pytest

from tests.unit.calling import Asked


@pytest.fixture
def call(asked: Asked) -> Asked:
    return asked


def test_somebody_is_signed_out_everywhere(call: Asked) -> None:
    call("users", "add", "jana@x.de", "--name", "Jana")
    assert call("users", "sign-out", "jana@x.de")[:2] == (0, "Jana is signed out everywhere.\n")
    code, _, told = call("users", "sign-out", "ben@x.de")
    assert (code, "Nobody signs in as ben@x.de." in told) == (2, True)


def test_people_have_roles_teams_and_keys(call: Asked) -> None:
    call("users", "add", "jana@x.de", "--name", "Jana")
    call("users", "add", "tom@x.de", "--name", "Tom", "--role", "viewer")
    assert call("users", "role", "tom@x.de", "manager")[1] == "Tom has the role manager.\n"
    assert call("users", "password", "tom@x.de")[1] == "Tom has another password.\n"
    assert call("users", "team", "tom@x.de", "Theke")[1] == "Tom answers for Theke.\n"
    people = json.loads(call("users", "list", "--json")[1])
    assert [(one["name"], one["role"], one["teams"]) for one in people] == [
        ("Jana", "admin", []),
        ("Tom", "manager", ["Theke"]),
    ]
    assert "Theke" in call("users", "list")[1]
    assert call("users", "team", "tom@x.de", "Theke", "--leave")[1] == "Tom left Theke.\n"
    assert call("users", "token", "tom@x.de", "--name", "crm")[1].startswith("sst_")
    keys = [key["name"] for one in json.loads(call("users", "list", "--json")[1]) for key in one["tokens"]]
    assert keys == ["crm"]
    assert call("users", "token", "tom@x.de", "--name", "crm", "--revoke")[1] == "crm acts in Tom's name no more.\n"
    assert call("users", "token", "tom@x.de", "--name", "crm", "--revoke")[0] == 2
    assert call("users", "role", "jana@x.de", "viewer")[0] == 2


def test_who_is_disabled_is_told_with_what_is_theirs_and_let_in_again(call: Asked) -> None:
    call("users", "add", "jana@x.de", "--name", "Jana")
    call("users", "add", "tom@x.de", "--name", "Tom")
    call("inbox", "assign", "1", "2", "--to", "tom@x.de")
    call("inbox", "resolve", "2")
    code, told, _ = call("users", "disable", "tom@x.de")
    assert (code, "1 conversation is still Tom's to answer" in told) == (0, True)
    assert "inbox list --assignee tom@x.de" in told
    assert json.loads(call("users", "disable", "tom@x.de", "--json")[1]) == {
        "email": "tom@x.de",
        "unresolved": 1,
        "handed_over": 0,
    }
    (gone,) = json.loads(call("users", "list", "--disabled", "--json")[1])
    assert (gone["email"], gone["unresolved"]) == ("tom@x.de", 1)
    assert "tom@x.de" in call("users", "list", "--disabled")[1]
    assert "tom@x.de" not in call("users", "list")[1]
    assert "can sign in again" in call("users", "enable", "tom@x.de")[1]
    assert call("users", "list", "--disabled")[1] == "Everybody who was added can sign in.\n"
    refused = call("users", "disable", "jana@x.de")
    assert (refused[0], "admin" in refused[2]) == (2, True)


def test_who_takes_over_is_said_when_somebody_leaves(call: Asked) -> None:
    for name in ("jana", "tom", "ida"):
        call("users", "add", f"{name}@x.de", "--name", name.title())
    call("inbox", "assign", "1", "2", "--to", "tom@x.de")
    call("inbox", "resolve", "2")
    for nobody in ("tom@x.de", "nobody@x.de"):
        assert call("users", "disable", "tom@x.de", "--to", nobody)[0] == 2
    assert "tom@x.de" in call("users", "list")[1]
    told = call("users", "disable", "tom@x.de", "--to", "ida@x.de")[1]
    assert told.splitlines()[1:] == ["1 conversation is Ida's to answer now."]
    assert [
        one["id"] for one in json.loads(call("inbox", "list", "--assignee", "ida@x.de", "--json")[1])["conversations"]
    ] == [1]
    code, told, _ = call("inbox", "assign", "1", "--to", "tom@x.de")
    assert (code, "tom@x.de may not sign in any more" in told) == (1, True)
    left = json.loads(call("users", "disable", "ida@x.de", "--to", "none", "--json")[1])
    assert left == {"email": "ida@x.de", "unresolved": 0, "handed_over": 1}
    assert len(json.loads(call("inbox", "list", "--assignee", "none", "--json")[1])["conversations"]) == 1


@pytest.mark.parametrize(
    ("email", "name", "told"),
    [
        ("jana", "Jana", "'jana' is no e-mail address"),
        ("jana @x.de", "Jana", "is no e-mail address"),
        ("jana@", "Jana", "is no e-mail address"),
        (f"{'j' * 250}@x.de", "Jana", "254 characters"),
        ("jana@x.de", " ", "no name"),
        ("jana@x.de", "J" * 81, "81 characters"),
    ],
)
def test_who_is_added_has_an_address_and_a_name_that_lists_can_show(
    call: Asked, email: str, name: str, told: str
) -> None:
    code, _, wrong = call("users", "add", email, "--name", name)
    assert (code, told in wrong) == (2, True), wrong
    assert call("users", "add", "jana@x.de", "--name", " Jana\n von der  Theke ")[1].startswith(
        "Jana von der Theke can"
    )


def test_where_nobody_can_sign_in_it_says_how_somebody_can(call: Asked) -> None:
    assert "socialshop users add" in call("users", "list")[1]

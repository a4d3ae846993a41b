"""What stands where nothing can be shown, or not yet: what happened, and where to go from here, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from socialshop.staff.model import Role, User

WORDS = {
    "de": {
        "missing": "Hier ist nichts",
        "role": "Das gehört nicht zu Ihren Aufgaben",
        "forbidden": "Dieses Formular ist zu alt",
        "failed": "Das hat nicht geklappt",
        "busy": "Die Datenbank antwortet nicht",
        "large": "Das ist zu groß",
        "inbox": "Zum Posteingang",
    },
    "en": {
        "missing": "There is nothing here",
        "role": "That is not among your tasks",
        "forbidden": "This form has grown too old",
        "failed": "That did not work",
        "busy": "The database does not answer",
        "large": "That is too large",
        "inbox": "To the inbox",
    },
}


def _locked(*_: object) -> None:
    raise OperationalError("UPDATE users", {}, Exception("database is locked"))


@pytest.mark.parametrize("language", WORDS)
def test_each_problem_says_what_happened_and_where_to_go(
    visit: Callable[..., Any], anna: None, store: Engine, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = WORDS[language]
    visitor = visit()
    visitor.client.headers["accept-language"] = language
    visitor.sign_in()
    visitor.get("/inbox")
    with Session(store) as session:
        session.exec(select(User)).one().role = Role.VIEWER
        session.commit()
    monkeypatch.setattr("socialshop.web.pages.reports.runs", lambda *_: 1 / 0)
    monkeypatch.setattr("socialshop.web.pages.catalog.kept_checks", _locked)
    shown = {
        "missing": (404, visitor.get("/nirgends")),
        "role": (403, visitor.get("/audit")),
        "forbidden": (403, visitor.client.post("/inbox/views", data={"csrf": "old"})),
        "failed": (500, visitor.get("/reports")),
        "busy": (503, visitor.get("/catalog")),
        "large": (413, visitor.post("/inbox/views", {"name": "x" * 2_000_000})),
    }
    for problem, (status, answer) in shown.items():
        assert answer.status_code == status
        assert words[problem] in answer.text
        assert words["inbox"] in answer.text
        assert "Traceback" not in answer.text
        assert "ZeroDivision" not in answer.text
        assert "UPDATE users" not in answer.text
        assert answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_text_that_no_part_of_a_form_holds_is_called_too_large(colleague: Any) -> None:
    answer = colleague.client.post("/inbox/1/reply", files={"text": (None, "x" * 2_000_000)})
    assert answer.status_code == 400
    assert "That is too large" in answer.text


@pytest.mark.parametrize(
    ("address", "next_step"),
    [
        ("/inbox", "A sync fetches what is new"),
        ("/inbox?state=open", "A sync fetches what is new"),
        ("/inbox?state=snoozed", "Show all"),
        ("/inbox?q=Brot", "find more"),
        ("/catalog", "socialshop catalog push"),
        ("/reports", "socialshop sync"),
        ("/service", "No conversation was opened in this time"),
        ("/customers", "As soon as an order, a code or a link tells"),
        ("/audit?before=1", "As soon as somebody does something"),
        ("/macros", 'name="text"'),
    ],
)
def test_a_new_shop_says_what_comes_next(colleague: Any, address: str, next_step: str) -> None:
    shown = colleague.get(address)
    assert shown.status_code == 200
    assert next_step in shown.text

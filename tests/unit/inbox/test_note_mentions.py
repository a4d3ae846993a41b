"""Whom a note calls."""

from __future__ import annotations

import pytest

from socialshop.desk.mentions import mentioned
from socialshop.staff.model import User

PEOPLE = [User(email=name, name=name) for name in ("Jana Groß", "Jo", "Lena Maier", "Lena Vogel", "R. (Aushilfe)")]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Jana, weißt du das?", ["Jana Groß"]),
        ("@jana GROSS und @jo", ["Jana Groß", "Jo"]),
        ("@Lena welche?", []),
        ("(@Lena Vogel) bitte", ["Lena Vogel"]),
        ("@Janas Schicht, jana@jo.example", []),
        ("@R. (Aushilfe) kommt", ["R. (Aushilfe)"]),
        ("", []),
    ],
)
def test_who_is_called_by_name(text: str, called: list[str]) -> None:
    assert [user.name for user in mentioned(text, PEOPLE)] == called

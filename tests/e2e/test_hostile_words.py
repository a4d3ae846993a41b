"""What strangers write and call themselves stays in its place on every page, on a desk and on the smallest phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.desk.acts import LONGEST_LABEL, add_label
from socialshop.desk.macros import save_macro
from socialshop.inbox.identities import Likeness, propose
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact, Sameness
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from tests.e2e.shop import NOW

Enter = Callable[..., Page]
ANNA = Actor("Anna Berger", Role.ADMIN)
LETTERS = "W" * 5000
HEAP = "Z" + "\u0301\u0316\u0489" * 60
SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"
TURNED = "\u202eevil eman"
STRANGERS = [
    (LETTERS, LETTERS),
    (HEAP, HEAP),
    (SCRIPT, SCRIPT),
    (TURNED, "\u202eDas steht verkehrt"),
    ("👨‍👩‍👧‍👦🧀🍷", "👨‍👩‍👧‍👦" * 200),
    (" \u200b\u3164", "Wie heiße ich?"),
    ("https://evil.example/" + "x" * 300, "https://evil.example/" + "x" * 1200),
]
FIRST = 9
PAGES = [
    "/inbox",
    "/inbox?q=WWWW",
    f"/inbox?label={'W' * LONGEST_LABEL}",
    *(f"/inbox/{FIRST + number}" for number in range(len(STRANGERS))),
    *(f"/inbox/{number}#details" for number in (8, FIRST, FIRST + 1)),
    "/customers",
    "/outbox",
    "/macros",
    "/labels",
    "/audit",
]
LEAVES_ITS_PLACE = """
() => [...document.querySelectorAll("html, main, section, article, aside, .card, .row, .hits > *, .pair, .button")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== "inline")
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))
"""


@pytest.fixture
def hostile(store: Engine, server: str) -> None:
    said = [
        InboundEvent(
            channel="facebook",
            kind=EventKind.COMMENT_ADDED,
            external_id=f"hostile-{number}",
            object_id="facebook-brettzeit",
            parent_id=None,
            author=Author(f"u-hostile-{number}", name),
            text=text,
            at=NOW - timedelta(minutes=30 - number),
        )
        for number, (name, text) in enumerate(STRANGERS)
    ]
    with Session(store) as session:
        ingest(session, said, lambda: NOW)
        add_label(session, ANNA, 8, "W" * LONGEST_LABEL, lambda: NOW)
        save_macro(session, ANNA, "W" * 60, "W" * 2000, lambda: NOW, shared=True)
        ids = {name: id_ for id_, name in session.execute(select(col(Contact.id), col(Contact.name)))}
        customer, stranger, heaped = ids["Miriam Baumann"], ids[LETTERS], ids[HEAP]
        found = f"https://kaese.example/?ref=K-7QHM2XTA&{'x' * 300}"
        propose(
            session,
            [
                Likeness(customer, stranger, Sameness.LINK, found),
                Likeness(customer, heaped, Sameness.CODE, "K-7QHM2XTA"),
            ],
            lambda: NOW,
        )
        session.commit()


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_leaves_its_place(hostile: None, enter: Enter, width: int) -> None:
    page = enter("de", phone=width < 500)
    page.set_viewport_size({"width": width, "height": 800})
    left = {}
    for address in PAGES:
        page.goto(address)
        left[address] = page.evaluate(LEAVES_ITS_PLACE)
    assert {where: what for where, what in left.items() if what} == {}


def test_a_name_of_many_letters_hides_no_message(hostile: None, enter: Enter) -> None:
    page = enter("de", phone=True)
    page.goto(f"/inbox/{FIRST}")
    name, text = page.locator("#latest .by b").bounding_box(), page.locator("#latest .bubble").bounding_box()
    assert name
    assert text
    assert name["height"] < 44
    expect(page.locator("#latest .bubble")).to_be_in_viewport()


def test_whose_name_nobody_sees_is_somebody(hostile: None, enter: Enter) -> None:
    page = enter("de")
    page.goto(f"/inbox/{FIRST + 5}")
    expect(page.locator(".talk header h1")).to_have_text("Jemand")
    expect(page.locator("#latest .by b")).to_have_text("Jemand")


def test_a_long_value_is_cut_in_the_audit_log_and_whole_in_its_table(hostile: None, enter: Enter) -> None:
    page = enter("de")
    page.goto("/audit?act=save+macro")
    expect(page.locator(".values").last).to_contain_text("W…")
    assert "W" * 2000 not in page.locator(".values").last.inner_text()
    assert "W" * 2000 in page.request.get("/audit.csv?act=save+macro").text()

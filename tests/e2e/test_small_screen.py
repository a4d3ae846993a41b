"""Answering on a small telephone: the form is small until somebody writes, and covers nothing that was said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.inbox.ingest import ingest
from socialshop.ports import Author, EventKind, InboundEvent
from tests.e2e.shop import NOW

Enter = Callable[..., Page]
SMALL = {"width": 360, "height": 640}


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def page(request: pytest.FixtureRequest, store: Engine, enter: Enter) -> Page:
    """A long conversation, read to its end."""
    with Session(store) as session:
        ingest(session, [_said(number) for number in range(8)], lambda: NOW)
        session.commit()
    page = enter("de", phone=True, scripts=request.param)
    page.set_viewport_size(SMALL)
    page.goto("/inbox/5#latest")
    return page


def _said(number: int) -> InboundEvent:
    return InboundEvent(
        channel="pinterest",
        kind=EventKind.COMMENT_ADDED,
        external_id=f"small-{number}",
        object_id="pinterest-kalte-abende",
        parent_id="c5",
        author=Author("u-small", "Ida Sommer"),
        text=f"{number}: " + "Und was trinken wir dazu? " * 4,
        at=NOW,
    )


def test_the_form_is_one_line_until_somebody_writes(page: Page) -> None:
    form, text = page.locator(".composer"), page.locator("textarea")
    assert _box(form)["height"] < SMALL["height"] / 8
    expect(page.locator("#latest .bubble")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-submit]")).to_be_hidden()
    text.click()
    expect(page.locator("[data-submit]")).to_be_visible()
    page.get_by_label("Notiz", exact=True).click()
    expect(page.get_by_label("Notiz", exact=True)).to_be_checked()
    text.fill("Riesling!")
    text.blur()
    expect(page.locator("[data-submit]")).to_be_visible()


def test_what_was_said_last_stays_in_sight_when_the_form_opens(page: Page) -> None:
    page.locator(".talk").evaluate("talk => talk.scrollTo(0, talk.scrollHeight)")
    page.locator("textarea").click()
    expect(page.locator("[data-submit]")).to_be_visible()
    page.screenshot()  # it is drawn: whatever moves has moved
    assert _bottom(page.locator(".said .bubble").last) <= _box(page.locator(".composer"))["y"]


def test_the_head_leaves_room_for_what_was_said(page: Page) -> None:
    page.locator(".talk").evaluate("talk => talk.scrollTo(0, talk.scrollHeight)")
    assert _bottom(page.locator(".talk > header")) < SMALL["height"] / 4


def _box(part: Locator) -> dict[str, float]:
    box = part.bounding_box()
    assert box
    return {**box}


def _bottom(part: Locator) -> float:
    box = _box(part)
    return box["y"] + box["height"]

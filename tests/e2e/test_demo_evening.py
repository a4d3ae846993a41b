"""The demo's evening, answered from its page: what is written there stands on the platform."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from connectors import REGISTRY, spec
from connectors.sandbox.records import Maker
from demo.run import EMAIL, WHO, Demo, opened_demo
from demo.telling import Telling
from socialshop.desk.claims import holder_of
from socialshop.inbox.model import Conversation, ConversationState, Message
from socialshop.runtime.pages import web_app
from socialshop.store.lease import lease
from socialshop.sync.runs import REPLIES_LEASE

IMAGES = Path(__file__).parents[2] / "docs" / "images"


@dataclass(frozen=True)
class Evening:
    """The demo after its evening, and where its page is."""

    demo: Demo
    address: str

    def waiting(self) -> int:
        """The number of a conversation that waits for a public answer."""
        with Session(self.demo.shop.store) as session:
            open_ones = select(Message.conversation_id).join(Conversation).where(
                Conversation.state == ConversationState.OPEN,
                col(Message.is_private).is_(False),
                col(Message.is_ours).is_(False),
                col(Message.removed_at).is_(None),
            )  # fmt: skip
            return session.exec(open_ones.order_by(col(Message.conversation_id)).limit(1)).one()

    def holder(self, conversation_id: int) -> str:
        with Session(self.demo.shop.store) as session:
            held = holder_of(session, conversation_id, self.demo.shop.clock())
        return held.name if held else ""

    def answers(self, text: str) -> int:
        """How often we said that on the platforms."""
        said = [comment.text for comment in self.demo.world.comments.values() if comment.made_by is Maker.SHOP]
        return said.count(text)

    def state(self, conversation_id: int) -> str:
        with Session(self.demo.shop.store) as session:
            return session.get_one(Conversation, conversation_id).state


@pytest.fixture(scope="module")
def evening(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[FastAPI], AbstractContextManager[str]]
) -> Iterator[Evening]:
    specs = {name: spec(name) for name in REGISTRY}
    with opened_demo(tmp_path_factory.mktemp("evening"), specs, "de", 8700, None, Telling(silent=True)) as demo:
        demo.play()
        with serve(web_app(demo.shop)) as address:
            yield Evening(demo, address)


@pytest.mark.parametrize(
    ("language", "phone", "text", "sent", "reopen"),
    [
        ("de", False, "Auf heißen Kartoffeln ist er am besten!", "Gesendet", "Wieder öffnen"),
        ("en", False, "It is at its best on hot potatoes!", "Sent", "Reopen"),
        ("de", True, "Bis Samstag liegt er in der Theke.", "Gesendet", "Wieder öffnen"),
        ("en", True, "You find it in our shop until Saturday.", "Sent", "Reopen"),
    ],
    ids=["de-desktop", "en-desktop", "de-phone", "en-phone"],
)
def test_an_evening_at_the_counter(
    evening: Evening, visit_at: Callable[..., Page], language: str, phone: bool, text: str, sent: str, reopen: str
) -> None:
    page = visit_at(evening.address, language, phone=phone)
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(evening.demo.password)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/inbox?state=open")
    if os.environ.get("SOCIALSHOP_SCREENSHOTS") and (language, phone) == ("de", False):
        page.get_by_role("link", name="Miriam Aldinger").first.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / "demo.png")
    number = evening.waiting()
    page.goto(f"/inbox/{number}")
    with page.expect_response("**/claim"):
        page.keyboard.press("r")
    assert evening.holder(number) == WHO
    stands = Event()
    evening.demo.world.watch(lambda _: stands.set() if evening.answers(text) else None)
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice")).to_be_visible()
    assert stands.wait(30)
    with lease(evening.demo.shop.store, evening.demo.shop.clock, REPLIES_LEASE, "the test", wait=30):
        page.goto(f"/inbox/{number}")  # whoever sent it has stored that it stands
    expect(page.locator(".delivery").last).to_contain_text(sent)
    page.keyboard.press("e")
    expect(page.locator(".state").get_by_role("button", name=reopen)).to_be_attached()
    assert evening.state(number) == ConversationState.RESOLVED
    assert evening.answers(text) == 1

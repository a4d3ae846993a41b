"""The demo's evening, answered from its page: what is written there stands on the platform."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event

from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from connectors import REGISTRY, spec
from connectors.sandbox.records import Maker
from demo.run import EMAIL, opened_demo
from demo.telling import Telling
from socialshop.runtime.pages import web_app
from socialshop.store.lease import lease
from socialshop.sync.runs import REPLIES_LEASE

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def test_an_answer_on_the_page_stands_on_the_platform(
    tmp_path: Path, browser: Browser, serve: Callable[[FastAPI], AbstractContextManager[str]]
) -> None:
    specs = {name: spec(name) for name in REGISTRY}
    with opened_demo(tmp_path, specs, "de", 8700, None, Telling(silent=True)) as demo:
        demo.play()
        with serve(web_app(demo.shop)) as address:
            page = browser.new_context(
                base_url=address, locale="de", viewport={"width": 1280, "height": 800}
            ).new_page()
            page.goto("/inbox")
            page.locator("#email").fill(EMAIL)
            page.locator("#password").fill(demo.password)
            page.locator("#password").press("Enter")
            page.wait_for_url("**/inbox")
            page.get_by_role("link", name="Miriam Aldinger").first.click()
            if os.environ.get("SOCIALSHOP_SCREENSHOTS"):
                page.wait_for_load_state("networkidle")
                page.screenshot(path=IMAGES / "demo.png")
            answered = Event()
            demo.world.watch(lambda _: answered.set())
            page.locator(".talk textarea").fill("Auf heißen Kartoffeln ist er am besten, da stimmen wir zu!")
            page.locator(".talk").get_by_role("button", name="Antworten").click()
            assert answered.wait(30)
            with lease(demo.shop.store, demo.shop.clock, REPLIES_LEASE, "the test", wait=30):
                page.reload()  # whoever sent it has stored that it stands
            expect(page.locator(".delivery").last).to_contain_text("Gesendet")
    ours = [comment.text for comment in demo.world.comments.values() if comment.made_by is Maker.SHOP]
    assert ours.count("Auf heißen Kartoffeln ist er am besten, da stimmen wir zu!") == 1

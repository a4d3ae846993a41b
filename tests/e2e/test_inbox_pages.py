"""Somebody of the shop reads and answers, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

Enter = Callable[..., Page]
WORDS = {
    "de": {"reply": "Antworten", "resolve": "Erledigen", "sent": "Ihre Antwort ist unterwegs.", "queued": "Wartet auf"},
    "en": {"reply": "Reply", "resolve": "Resolve", "sent": "Your reply is on its way.", "queued": "Queued"},
}


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_read_reply_and_resolve(enter: Enter, language: str, phone: bool) -> None:
    words = WORDS[language]
    page = enter(language, phone=phone)
    expect(page.locator("html")).to_have_attribute("lang", language)

    page.get_by_role("link", name="Clara Hoffmann").first.click()
    talk = page.locator(".talk")
    expect(talk.get_by_text("Welcher Wein passt zum Raclette?")).to_be_visible()
    talk.locator("textarea").fill("Ein trockener Riesling.")
    talk.get_by_role("button", name=words["reply"]).click()

    expect(page.locator(".notice")).to_have_text(words["sent"])
    expect(talk.locator(".said.ours")).to_contain_text("Ein trockener Riesling.")
    expect(talk.locator(".delivery")).to_contain_text(words["queued"])
    talk.get_by_role("button", name=words["resolve"]).click()
    page.goto("/inbox?state=resolved")
    expect(page.locator(".row", has_text="Clara Hoffmann")).to_have_count(1)


def test_a_phone_shows_one_pane_at_a_time(enter: Enter) -> None:
    page = enter("de", phone=True)
    lists, talk, side = page.locator(".list"), page.locator(".talk"), page.locator(".side")
    expect(lists).to_be_visible()
    page.get_by_role("link", name="Miriam Baumann").first.click()
    expect(talk).to_be_visible()
    expect(lists).to_be_hidden()
    expect(side).to_be_hidden()
    page.get_by_role("link", name="Details").click()
    expect(side).to_be_visible()
    expect(talk).to_be_hidden()
    page.get_by_role("link", name="Zurück zum Gespräch").click()
    expect(talk).to_be_visible()
    page.get_by_role("link", name="Zurück zur Liste").click()
    expect(lists).to_be_visible()


def test_the_side_tells_product_order_evidence_and_who_earns(enter: Enter) -> None:
    page = enter("de")
    page.goto("/inbox/8")
    side = page.get_by_role("complementary", name="Details")
    for told in ("Bergkäse, 12 Monate gereift, 250 g", "8,95\xa0€", "Auf Lager", "#1042", "40,70\xa0€", "Lenas Küche"):
        expect(side.get_by_text(told).first).to_be_visible()
    expect(side.get_by_text("2,69\xa0€")).to_be_visible()


def test_all_pictures_are_there(enter: Enter) -> None:
    page = enter("de")
    page.goto("/inbox/8", wait_until="networkidle")
    page.locator(".talk .picture").wait_for()
    widths = page.locator(".talk .picture, .side .picture").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert widths == [640, 640]


def test_a_failed_reply_says_why_and_is_tried_again(enter: Enter) -> None:
    page = enter("de")
    page.goto("/inbox/7")
    failed = page.locator(".delivery.failed")
    expect(failed).to_contain_text("Der Kommentar nimmt keine Antworten an.")
    failed.get_by_role("button", name="Noch einmal senden").click()
    expect(page.locator(".delivery.pending")).to_contain_text("Wartet auf Versand")


def test_the_latest_message_is_in_view(enter: Enter) -> None:
    page = enter("de", phone=True)
    page.get_by_role("link", name="Miriam Baumann").first.click()
    page.wait_for_url("**/inbox/8?state=open#latest")
    page.wait_for_function(
        "document.querySelector('#latest .bubble').getBoundingClientRect().bottom"
        " <= document.querySelector('.reply .composer').getBoundingClientRect().top"
    )


def test_all_of_it_works_without_scripts(enter: Enter) -> None:
    page = enter("de", scripts=False)
    page.goto("/inbox/5")
    page.locator("textarea").fill("Ein trockener Riesling.")
    page.get_by_role("button", name="Antworten").click()
    expect(page.locator(".said.ours")).to_contain_text("Ein trockener Riesling.")
    page.get_by_role("button", name="Einmalcode geben").click()
    expect(page.locator(".side .code")).to_contain_text("K-")


def test_keys_move_write_send_and_explain_themselves(enter: Enter) -> None:
    page = enter("en")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".row").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/8?state=open#latest")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("We do, by the till. j?")
    expect(page.locator("[data-count]")).to_have_text("22 / 2,200")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said.ours").last).to_contain_text("We do, by the till. j?")


def test_pressed_twice_a_reply_is_written_once(enter: Enter) -> None:
    page = enter("de")
    page.goto("/inbox/5")
    page.locator("textarea").fill("Ein trockener Riesling.")
    page.locator(".reply [data-submit]").evaluate("button => { button.click(); button.click(); }")
    page.locator(".notice").wait_for()
    expect(page.locator(".said.ours")).to_have_count(1)


def test_a_visitor_chooses_a_language_and_keeps_it(enter: Enter) -> None:
    page = enter("en")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("link", name="Posteingang")).to_be_visible()
    page.locator(".account summary").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_it_looks_as_in_the_documentation(enter: Enter, tmp_path: Path, phone: bool) -> None:
    """With SOCIALSHOP_SCREENSHOTS=1 the pictures of the documentation are taken anew."""
    anew = os.environ.get("SOCIALSHOP_SCREENSHOTS") == "1"
    folder = Path(__file__).parents[2] / "docs" / "images" if anew else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page = enter("de", phone=phone)
    page.goto("/inbox/8#latest", wait_until="networkidle")
    picture = folder / f"inbox-{'phone' if phone else 'desktop'}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 20_000

"""People answer side by side: who writes holds the conversation, what is written is kept, and keys do it all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.desk.claims import claim, release
from socialshop.desk.model import Macro
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.users import add_user
from tests.e2e.shop import NOW

Enter = Callable[..., Page]


def test_whoever_writes_holds_the_conversation_and_others_see_it_live(store: Engine, enter: Enter) -> None:
    page = enter("de")
    page.goto("/inbox/5")
    page.locator("textarea").fill("Ein trockener Riesling.")
    page.locator("textarea").blur()
    with Session(store) as session:
        user = add_user(session, "lena@kaese.example", "Lena Maier", "ein-gutes-Passwort", lambda: NOW)
        anna, lena = Actor("Anna Berger", Role.ADMIN, 1), Actor("Lena Maier", Role.AGENT, user.id)
        release(session, anna, 5, lambda: NOW)
        claim(session, lena, 5, timedelta(minutes=10), lambda: NOW)
        session.commit()
    expect(page.get_by_text("Lena Maier schreibt gerade eine Antwort.")).to_be_visible()
    expect(page.get_by_label("Öffentlich antworten")).to_be_disabled()
    expect(page.get_by_role("button", name="Antworten", exact=True)).to_be_disabled()
    expect(page.locator("textarea")).to_have_value("Ein trockener Riesling.")
    page.get_by_role("button", name="Selbst übernehmen").click()
    expect(page.get_by_label("Öffentlich antworten")).to_be_checked()
    expect(page.locator("textarea")).to_have_value("Ein trockener Riesling.")


def test_what_is_written_survives_a_reload(enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/5")
    with page.expect_response("**/inbox/5/draft"):
        page.locator("textarea").fill("A dry Riesling.")
    page.reload()
    expect(page.locator("textarea")).to_have_value("A dry Riesling.")


@pytest.mark.parametrize("language", ["de", "en"])
def test_keys_note_sort_and_resolve(store: Engine, enter: Enter, language: str) -> None:
    page = enter(language)
    page.goto("/inbox/5")
    page.keyboard.press("n")
    page.keyboard.type("Riesling steht im Keller.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".noted")).to_contain_text("Riesling steht im Keller.")
    page.wait_for_load_state()  # from then on keys are listened to
    page.keyboard.press("l")
    page.keyboard.type("Wein")
    page.keyboard.press("Enter")
    expect(page.locator(".clocks")).to_contain_text("Wein")
    page.wait_for_load_state()
    page.keyboard.press("e")
    expect(page.locator(".state")).to_contain_text("Wieder öffnen" if language == "de" else "Reopen")
    with Session(store) as session:
        assert session.get_one(Conversation, 5).state == ConversationState.RESOLVED


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_on_a_way_to_write_sends_nothing_and_puts_no_text_in(store: Engine, enter: Enter, scripts: bool) -> None:
    with Session(store) as session:
        session.add(Macro(name="Paket", text="Guten Tag {name}!", updated_at=NOW))
        session.commit()
    page = enter("en", scripts=scripts)
    page.goto("/inbox/5")
    page.wait_for_load_state()
    page.locator("textarea").fill("Riesling is in the cellar.")
    page.get_by_label("Note", exact=True).check()
    page.get_by_label("Note", exact=True).press("Enter")
    if scripts:
        expect(page.locator("textarea")).to_be_focused()
    else:
        expect(page.locator(".notice")).to_contain_text("Your draft is kept.")
    page.locator("textarea").press("!")
    expect(page.locator("textarea")).to_have_value(re.compile("^!?Riesling is in the cellar.!?$"))
    expect(page.get_by_label("Note", exact=True)).to_be_checked()
    expect(page.locator(".noted, .said.ours")).to_have_count(0)


def test_keys_choose_a_time_and_go_on_from_the_conversation_that_was_left(enter: Enter) -> None:
    page = enter("en")
    page.wait_for_load_state()
    for key in ("j", "j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/inbox/*")
    page.wait_for_load_state()
    page.keyboard.press("s")
    expect(page.locator("details[data-menu=s] .choices button").first).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/inbox?state=open")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(3)).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_time_of_ones_own_puts_off_until_then(store: Engine, enter: Enter, scripts: bool) -> None:
    page = enter("en", scripts=scripts)
    page.goto("/inbox/5")
    page.wait_for_load_state()
    page.locator("details[data-menu=s] > summary").click()
    page.locator("details[data-menu=s] [name=own]").fill("2026-12-24T09:30")
    page.locator("details[data-menu=s] [name=own]").press("Enter")
    expect(page.locator(".notice")).to_be_visible()
    with Session(store) as session:
        assert session.get_one(Conversation, 5).snoozed_until == datetime(2026, 12, 24, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("looks", [{}, {"phone": True}, {"phone": True, "scripts": False}])
def test_a_text_is_put_in_keeps_the_way_to_write_and_names_what_is_missing(
    store: Engine, enter: Enter, looks: dict[str, bool]
) -> None:
    with Session(store) as session:
        session.add(Macro(name="Paket", text="Guten Tag {name}, {order} ist unterwegs.", updated_at=NOW))
        session.commit()
    page = enter("de", **looks)
    page.goto("/inbox/6")
    page.locator("textarea").click()
    page.get_by_label("Privat antworten").check()
    page.locator("textarea").fill("Danke!")
    page.locator("[data-menu=m] summary").click()
    page.get_by_role("button", name="Paket").click()
    expect(page.locator("textarea")).to_have_value("Danke!\nGuten Tag lenas_kueche, {order} ist unterwegs.")
    expect(page.get_by_label("Privat antworten")).to_be_checked()
    expect(page.get_by_text("Hier nicht bekannt, bitte eintragen: {order}")).to_be_visible()
    if looks.get("scripts", True):
        page.locator("textarea").fill("Danke! Sie ist unterwegs.")
        expect(page.get_by_text("Hier nicht bekannt")).to_be_hidden()


def test_a_text_goes_where_the_cursor_is_and_the_chosen_picture_stays(store: Engine, enter: Enter, media: Path) -> None:
    with Session(store) as session:
        session.add(Macro(name="Name", text="Guten Tag {name},", updated_at=NOW))
        session.commit()
    page = enter("en")
    page.goto("/inbox/2")
    file = sorted(media.glob("*.jpg"))[0]
    page.locator("[data-picture]").set_input_files(file)
    page.locator("textarea").fill("bis bald!")
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_have_value("Guten Tag Sabine Krüger,bis bald!")
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator("[data-chosen]")).to_contain_text(file.name)


def test_the_preview_of_a_text_follows_what_is_typed(enter: Enter) -> None:
    page = enter("en")
    page.goto("/macros")
    page.get_by_label("Text", exact=True).fill("Dear {name}, greetings, {me}")
    expect(page.locator("[data-macro-preview]")).to_have_text("Dear Ida Sommer, greetings, Anna Berger")


@pytest.mark.parametrize("looks", [{}, {"phone": True}, {"phone": True, "scripts": False}])
def test_a_picture_goes_with_an_answer(enter: Enter, media: Path, looks: dict[str, bool]) -> None:
    page = enter("en", **looks)
    page.goto("/inbox/2")
    page.locator("textarea").fill("This one?")
    page.locator("[data-picture]").set_input_files(sorted(media.glob("*.jpg"))[0])
    page.locator("[data-submit]").click()
    shown = page.locator(".said.ours").last
    expect(shown).to_contain_text("This one?")
    picture = shown.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640


def test_the_chosen_picture_is_named_shown_and_left_out_by_keys(enter: Enter, media: Path) -> None:
    page = enter("de")
    file = sorted(media.glob("*.jpg"))[0]
    page.on("filechooser", lambda opened: opened.set_files(file))  # before there is anything to open
    page.goto("/inbox/2")
    chooser, chosen = page.get_by_label("Bild", exact=True), page.locator("[data-chosen]")
    expect(chosen).to_be_hidden()
    chooser.focus()
    page.keyboard.press("Enter")
    expect(chosen).to_contain_text(file.name)
    drawn = "view => view.getContext('2d').getImageData(48, 48, 1, 1).data[3]"
    page.wait_for_function(f"({drawn})(document.querySelector('[data-chosen] canvas')) === 255")
    page.get_by_role("button", name="Bild weglassen").press("Enter")
    expect(chosen).to_be_hidden()
    expect(chooser).to_be_focused()
    assert chooser.evaluate("input => input.files.length") == 0


def test_a_picture_is_pasted_into_the_text(enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/2")
    page.locator("textarea").evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File(["no picture"], "screenshot.png", { type: "image/png" }));
            text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("[data-chosen]")).to_contain_text("screenshot.png")
    expect(page.locator("[data-chosen] canvas")).to_be_hidden()

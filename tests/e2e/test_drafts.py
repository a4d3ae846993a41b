"""What somebody began to write is not lost: not without a network, not in two windows, not when they are signed out."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.desk.model import Draft, Note
from socialshop.inbox.model import Message
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.users import end_sessions, named
from tests.e2e.shop import EMAIL, NOW, PASSWORD

Enter = Callable[..., Page]
UNKEPT = "Not on the server yet"


def write(page: Page, words: str) -> None:
    with page.expect_response("**/draft"):
        page.locator("textarea").fill(words)


def second_window(page: Page) -> Page:
    other = page.context.new_page()
    other.goto(page.url)
    return other


def test_without_a_network_it_waits_in_the_browser_and_goes_to_the_server_later(store: Engine, enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/5")
    page.context.set_offline(True)
    page.locator("textarea").fill("A dry Riesling.")
    expect(page.get_by_text(UNKEPT)).to_be_visible()
    page.locator("[data-submit]").click()
    expect(page.locator("textarea")).to_have_value("A dry Riesling.")
    with page.expect_response("**/draft"):
        page.context.set_offline(False)
    expect(page.get_by_text(UNKEPT)).to_be_hidden()
    with Session(store) as session:
        assert session.exec(select(Draft.text)).all() == ["A dry Riesling."]


def test_a_window_that_is_closed_without_a_network_has_it_when_it_is_opened_again(enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/5")
    page.context.set_offline(True)
    page.get_by_label("Note", exact=True).check(force=True)
    page.locator("textarea").fill("Only for us: he is a friend.")
    later = page.context.new_page()
    page.close()
    later.context.set_offline(False)
    later.goto("/inbox/5")
    expect(later.locator("textarea")).to_have_value("Only for us: he is a friend.")
    expect(later.get_by_label("Note", exact=True)).to_be_checked()


def test_whoever_is_signed_out_while_writing_finds_it_again_at_the_same_place(store: Engine, enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/5")
    write(page, "A dry")
    page.context.clear_cookies()
    page.keyboard.type(" Riesling.")
    page.keyboard.press("Control+Enter")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/inbox/5*")
    expect(page.locator("textarea")).to_have_value("A dry Riesling.")


def test_two_windows_of_one_person_do_not_overwrite_each_other(store: Engine, enter: Enter) -> None:
    first = enter("en")
    first.goto("/inbox/5")
    second = second_window(first)
    write(first, "A dry Riesling.")
    write(second, "A Fendant.")
    expect(second.locator("[data-other]")).to_contain_text("A dry Riesling.")
    with second.expect_response("**/draft"):
        second.get_by_role("button", name="Add it here").click()
    expect(second.locator("textarea")).to_have_value("A dry Riesling.\nA Fendant.")
    expect(second.locator("textarea")).to_be_focused()
    with Session(store) as session:
        assert session.exec(select(Draft.text)).all() == ["A dry Riesling.\nA Fendant."]


def test_what_is_sent_from_one_window_leaves_the_draft_of_the_other(store: Engine, enter: Enter) -> None:
    first = enter("en")
    first.goto("/inbox/5")
    second = second_window(first)
    write(first, "A dry Riesling.")
    write(second, "A Fendant.")
    expect(second.locator("[data-other]")).to_be_visible()
    second.keyboard.press("Control+Enter")
    expect(second.locator(".said.ours")).to_contain_text("A Fendant.")
    expect(second.locator("textarea")).to_have_value("A dry Riesling.")


def test_what_was_sent_is_no_draft_any_more(store: Engine, enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/5")
    page.locator("textarea").fill("A dry Riesling.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said.ours")).to_contain_text("A dry Riesling.")
    expect(page.locator("textarea")).to_have_value("")
    page.reload()
    expect(page.locator("textarea")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_what_was_begun_as_a_note_is_no_answer_after_a_reload(store: Engine, enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/5")
    page.keyboard.press("n")
    write(page, "He is a friend.")
    page.reload()
    expect(page.get_by_label("Note", exact=True)).to_be_checked()
    page.locator("textarea").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".noted")).to_contain_text("He is a friend.")
    with Session(store) as session:
        assert session.exec(select(Note.text)).one() == "He is a friend."
        assert session.exec(select(Message.id).where(Message.conversation_id == 5, Message.is_ours)).all() == []


def test_signed_out_everywhere_while_writing_without_scripts(store: Engine, enter: Enter) -> None:
    page = enter("en", scripts=False)
    page.goto("/inbox/5")
    page.locator("textarea").fill("A dry Riesling.")
    with Session(store) as session:
        end_sessions(session, Actor("Anna Berger", Role.ADMIN, 1), named(session, EMAIL), lambda: NOW)
        session.commit()
    page.locator("[data-submit]").click()
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/inbox/5*")
    expect(page.locator("textarea")).to_have_value("A dry Riesling.")


def test_of_two_answers_one_goes_out_and_the_other_writer_reads_it_and_keeps_their_text(
    store: Engine, enter: Enter
) -> None:
    first = enter("en")
    first.goto("/inbox/8")
    second = second_window(first)
    write(first, "A dry Riesling.")
    second.locator("textarea").fill("A Fendant.")
    second.keyboard.press("Control+Enter")
    expect(second.locator(".said.ours").last).to_contain_text("A Fendant.")
    refused = "answered here meanwhile"
    with first.expect_response("**/reply*"):
        first.locator("textarea").press("Control+Enter")
    expect(first.get_by_text(refused)).to_be_visible()
    expect(first.locator("textarea")).to_have_value("A dry Riesling.")
    expect(first.locator("#latest")).to_contain_text("A Fendant.")
    expect(first.locator("#latest")).to_be_in_viewport()
    with Session(store) as session:
        ours = select(Message.text).where(Message.conversation_id == 8, Message.is_ours)
        assert "A dry Riesling." not in session.exec(ours).all()

"""Two people, two browsers: who answers is seen live, and lists are worked off together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.desk.claims import claim, release
from socialshop.desk.model import Note
from socialshop.desk.notes import begun, keep_draft
from socialshop.inbox.identities import Likeness, propose
from socialshop.inbox.model import Contact, Conversation, ConversationLabel, ConversationState, Sameness
from socialshop.inbox.search_index import index_new
from socialshop.ports import Act
from socialshop.staff.actor import Actor
from socialshop.staff.model import User
from socialshop.staff.users import add_user
from tests.e2e.shop import NOW

Enter = Callable[..., Page]
LENA = "lena@kaese.example"


@pytest.fixture
def lena(store: Engine, server: str) -> None:
    """A colleague who may sign in, too."""
    with Session(store) as session:
        add_user(session, LENA, "Lena Maier", "ein-gutes-Passwort", lambda: NOW)
        session.commit()


def test_one_writes_and_the_other_sees_it_and_the_answer(enter: Enter, lena: None) -> None:
    anna, colleague = enter("de"), enter("en", email=LENA, phone=True)
    anna.goto("/inbox/5")
    colleague.goto("/inbox/5")
    expect(colleague.get_by_text("Anna Berger is looking, too.")).to_be_visible()
    with anna.expect_response("**/claim"):
        anna.locator("textarea").fill("Ein trockener Riesling.")
    expect(colleague.get_by_text("Anna Berger is writing an answer.")).to_be_visible()
    expect(colleague.get_by_label("Reply publicly")).to_be_disabled()
    anna.keyboard.press("Control+Enter")
    expect(anna.locator(".notice")).to_be_visible()
    expect(colleague.get_by_label("Reply publicly")).to_be_enabled()
    colleague.reload()
    expect(colleague.locator(".said.ours")).to_contain_text("Ein trockener Riesling.")


def test_what_was_written_stays_an_answer_or_a_note(enter: Enter, lena: None) -> None:
    anna, colleague = enter("en"), enter("en", email=LENA)
    anna.goto("/inbox/5")
    colleague.goto("/inbox/5")
    expect(colleague.get_by_text("Anna Berger is looking, too.")).to_be_visible()
    colleague.locator("textarea").evaluate("text => { text.value = 'A dry Riesling.' }")
    with anna.expect_response("**/claim"):
        anna.locator("textarea").focus()
    expect(colleague.get_by_label("Reply publicly")).to_be_disabled()
    expect(colleague.get_by_label("Reply publicly")).to_be_checked()
    expect(colleague.get_by_role("button", name="Reply", exact=True)).to_be_disabled()
    colleague.get_by_label("Note", exact=True).check(force=True)
    with anna.expect_request("**/release"):
        anna.locator("textarea").blur()
    expect(colleague.get_by_label("Reply publicly")).to_be_enabled()
    expect(colleague.get_by_label("Note", exact=True)).to_be_checked()


def test_many_are_chosen_by_key_and_done_at_once(store: Engine, enter: Enter) -> None:
    page = enter("en")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    page.locator("#bulk").get_by_role("button", name="Resolve").click()
    expect(page.locator(".notice")).to_be_visible()
    with Session(store) as session:
        states = [session.get_one(Conversation, number).state for number in (8, 7, 6)]
    assert states == [ConversationState.RESOLVED, ConversationState.RESOLVED, ConversationState.OPEN]


def test_enter_in_the_field_of_a_label_puts_it_on_and_resolves_nothing(store: Engine, enter: Enter) -> None:
    page = enter("en")
    for key in ("j", "x", "j", "x", "l"):
        page.keyboard.press(key)
    page.keyboard.type("VIP")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Done for all that you chose")
    with Session(store) as session:
        assert session.exec(select(ConversationLabel.conversation_id)).all() == [7, 8]
        assert session.get_one(Conversation, 8).state == ConversationState.OPEN


def test_all_are_chosen_and_resolved_and_it_is_undone_by_keys(store: Engine, enter: Enter) -> None:
    page = enter("en")
    number = page.locator(".row").count()
    for key in ("X", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("#bulk")).to_contain_text(f"{number - 1} chosen")
    expect(page.locator("[data-every]")).not_to_be_checked()
    page.keyboard.press("e")
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator(".row")).to_have_count(number)


def test_what_is_resolved_leads_on_to_the_next_and_back_again(enter: Enter) -> None:
    page = enter("en")
    first, second = (page.locator(".row").nth(place).get_attribute("data-row") for place in (0, 1))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/inbox/{first}?*")
    page.keyboard.press("e")
    page.wait_for_url(f"**/inbox/{second}?*")
    page.keyboard.press("z")
    page.wait_for_url(f"**/inbox/{first}?*")


def test_it_is_given_to_a_colleague_by_keys(enter: Enter, lena: None) -> None:
    page = enter("en")
    page.goto("/inbox/8")
    page.keyboard.press("a")
    page.locator("select[name=who]:focus").select_option("Lena Maier")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator(".talk .who")).to_contain_text("Lena Maier")
    colleague = enter("de", email=LENA)
    expect(colleague.get_by_text("Ihnen zugewiesen")).to_be_visible()


def test_a_list_is_kept_under_a_name(enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox?channel=pinterest")
    page.locator(".more-of details:first-child > summary").click()
    page.get_by_label("Keep this list as").fill("Pins")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.goto("/inbox")
    page.locator(".more-of details:first-child > summary").click()
    page.get_by_role("link", name="Pins").click()
    page.wait_for_url("**/inbox?channel=pinterest")
    expect(page.locator(".row")).to_have_count(2)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_search_finds_however_umlauts_are_written(store: Engine, enter: Enter, phone: bool) -> None:
    with Session(store) as session:
        index_new(session)
        session.commit()
    page = enter("de", phone=phone)
    page.keyboard.press("/")
    page.keyboard.type("kaesepapier")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row")).to_contain_text("Miriam Baumann")


def test_a_conversation_is_found_sorted_noted_and_put_away_without_scripts(
    store: Engine, enter: Enter, lena: None
) -> None:
    with Session(store) as session:
        index_new(session)
        session.commit()
    page = enter("en", scripts=False)
    notice = page.locator(".notice")
    page.locator("[data-search]").fill("kaesepapier")
    page.locator("[data-search]").press("Enter")
    page.locator(".row").first.click()
    page.locator("details[data-menu=a] > summary").click()
    page.locator("details[data-menu=a] select[name=who]").select_option("Lena Maier")
    page.locator("details[data-menu=a] button").click()
    expect(page.locator(".talk .who")).to_contain_text("Lena Maier")
    page.locator("details[data-menu=l] > summary").click()
    page.locator("details[data-menu=l] input[name=label]").fill("VIP")
    page.locator("details[data-menu=l] button").click()
    expect(page.locator(".clocks")).to_contain_text("VIP")
    page.get_by_label("Note", exact=True).check()
    page.locator("textarea").fill("Rings back.")
    page.locator("[data-submit]").click()
    expect(notice).to_contain_text("Only colleagues see it")
    page.get_by_role("button", name="Resolve", exact=True).first.click()
    expect(notice).to_contain_text("Resolved")


def test_a_list_is_worked_off_without_scripts(enter: Enter) -> None:
    page = enter("en", scripts=False)
    number = page.locator(".row").count()
    for place in (0, 1):
        page.locator("[data-choose]").nth(place).check()
    page.locator("#bulk").get_by_role("button", name="Until tomorrow").click()
    expect(page.locator(".row")).to_have_count(number - 2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row")).to_have_count(number)
    page.locator(".row").first.click()
    page.locator("details[data-menu=s] > summary").click()
    page.locator("details[data-menu=s] .choices button").first.click()
    expect(page.locator(".row")).to_have_count(number - 1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row")).to_have_count(number)


def test_without_scripts_a_held_conversation_keeps_what_a_colleague_wrote(enter: Enter, lena: None) -> None:
    anna, colleague = enter("en"), enter("en", email=LENA, scripts=False)
    anna.goto("/inbox/5")
    colleague.goto("/inbox/5")
    with anna.expect_response("**/claim"):
        anna.locator("textarea").fill("A dry Riesling.")
    colleague.locator("textarea").fill("A Riesling!")
    colleague.locator("[data-submit]").click()
    expect(colleague.locator(".composer [role=alert]")).to_contain_text("Anna Berger is answering")
    expect(colleague.locator("textarea")).to_have_value("A Riesling!")
    expect(colleague.get_by_label("Reply publicly")).to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_begun_as_an_answer_stays_one_while_a_colleague_holds_it(
    store: Engine, enter: Enter, lena: None, scripts: bool
) -> None:
    colleague = enter("en", email=LENA, scripts=scripts)
    with Session(store) as session:
        lena_, anna = (
            Actor(one.name, one.role, one.id) for one in session.exec(select(User).order_by(col(User.name).desc()))
        )
        keep_draft(session, lena_, 5, "A Riesling!", lambda: NOW, mode=Act.REPLY)
        claim(session, anna, 5, timedelta(minutes=10), lambda: NOW)
        session.commit()
    colleague.goto("/inbox/5")
    expect(colleague.get_by_text("Your answer stays a draft")).to_be_visible()
    expect(colleague.get_by_label("Reply publicly")).to_be_checked()
    expect(colleague.locator("textarea")).to_have_value("A Riesling!")
    if scripts:
        expect(colleague.locator("[data-submit]")).to_be_disabled()
    else:
        colleague.locator("[data-submit]").click()
        expect(colleague.locator(".composer [role=alert]")).to_contain_text("Anna Berger is answering")
    with Session(store) as session:
        assert begun(session, lena_, 5) == ("A Riesling!", Act.REPLY)
        assert session.exec(select(Note)).all() == []
        release(session, anna, 5, lambda: NOW)
        session.commit()
    if scripts:
        expect(colleague.get_by_text("Your answer stays a draft")).to_be_hidden()
    colleague.locator("[data-submit]").click()
    expect(colleague.locator(".said.ours")).to_contain_text("A Riesling!")


def test_who_reads_without_scripts_is_seen_by_others(enter: Enter, lena: None) -> None:
    anna, colleague = enter("en"), enter("en", email=LENA, scripts=False)
    anna.goto("/inbox/5")
    colleague.goto("/inbox/5")
    expect(anna.get_by_text("Lena Maier is looking, too.")).to_be_visible()


def test_two_contacts_are_merged_and_parted_again(store: Engine, enter: Enter) -> None:
    with Session(store) as session:
        one, other = session.exec(select(Contact.id).order_by(col(Contact.id)).limit(2)).all()
        propose(session, [Likeness(one or 0, other or 0, Sameness.ORDER_EMAIL, "#1042")], lambda: NOW)
        session.commit()
    page = enter("en")
    page.goto("/customers")
    expect(page.get_by_text("Their orders bear the same e-mail address")).to_be_visible()
    page.get_by_role("button", name="One person").click()
    expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()
    page.locator(".card a").first.click()
    beside = page.locator("#details .same")
    expect(beside).to_contain_text("One person with")
    beside.get_by_role("button", name="Not the same person").click()
    expect(page.locator(".notice")).to_contain_text("They stay two people")
    expect(page.locator("#details")).not_to_contain_text("One person with")

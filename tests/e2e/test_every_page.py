"""Every page of the shop, in light and dark, on a desk and on a phone: nothing for axe to say, nothing too wide."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.desk.acts import add_label
from socialshop.desk.macros import save_macro
from socialshop.inbox.ingest import ingest
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from tests.e2e.conftest import CHROMIUM, DESKTOP
from tests.e2e.shop import EMAIL, NOW, PASSWORD

Enter = Callable[..., Page]
PAGES = [
    "/inbox",
    "/inbox?state=waiting&channel=pinterest",
    "/inbox?q=Bergk%C3%A4se",
    "/inbox?q=niemals",
    "/inbox/8",
    "/inbox/8#details",
    "/inbox/7",
    "/inbox/8/messages/16/delete",
    "/inbox/9/alike",
    "/macros",
    "/labels",
    "/outbox",
    "/outbox?state=sent",
    "/customers",
    "/catalog",
    "/reports",
    "/reports/2",
    "/service?days=365",
    "/learned",
    "/people",
    "/account",
    "/audit",
    "/programs",
    "/programs/told",
]
TOO_SMALL_FOR_A_FINGER = """
() => [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !one.disabled && !one.closest(".unseen, .skip, [aria-hidden=true]"))
  .filter((one) => one.parentElement.matches("nav, form") || one.parentElement.innerText === one.innerText)
  .map((one) => {
    const box = (one.matches("[type=checkbox], [type=radio], [type=file]") && one.closest("label") || one)
      .getBoundingClientRect();
    const around = getComputedStyle(one, "::after");
    const side = (name) => Math.max(box[name], around.position === "absolute" ? parseFloat(around[name]) || 0 : 0);
    return [side("width"), side("height"), one.outerHTML.slice(0, 120)];
  })
  .filter(([width, height]) => width < 43.5 || height < 43.5)
"""
"""A link within a sentence is as high as its line."""
SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"


def say(store: Engine, *texts: str, name: str = "Ida Sommer") -> None:
    """Each beneath the same post, by somebody of that name."""
    said = [
        InboundEvent(
            channel="pinterest",
            kind=EventKind.COMMENT_ADDED,
            external_id=f"said-{number}",
            object_id="pinterest-kalte-abende",
            parent_id=None,
            author=Author(f"u-said-{number}", name),
            text=text,
            at=NOW,
        )
        for number, text in enumerate(texts)
    ]
    with Session(store) as session:
        ingest(session, said, lambda: NOW)
        save_macro(session, Actor("Anna Berger", Role.ADMIN), "Gruß", "Guten Tag {name}!", lambda: NOW, shared=True)
        session.commit()


def violations(page: Page) -> list[str]:
    """What axe found, that the page is wider than the screen, and that it shows other than one headline."""
    found = [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in Axe().run(page).response["violations"]
        for node in one["nodes"]
    ]
    if is_wider_than_the_screen(page):
        found.append("wider than the screen")
    if page.locator("h1:visible").count() != 1:
        found.append("other than one headline")
    return found


CUT_OFF = "[...document.querySelectorAll('.table')].filter(t => t.scrollWidth > t.clientWidth).map(t => t.ariaLabel)"


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.mark.parametrize(
    ("language", "how"),
    [("de", {"dark": False, "phone": False}), ("en", {"dark": True, "phone": True})],
    ids=["light-desktop", "dark-phone"],
)
def test_axe_finds_nothing(store: Engine, visit: Enter, enter: Enter, language: str, how: dict[str, bool]) -> None:
    found = {"door": violations(visit(language, **how))}
    page = enter(language, **how)
    say(store, "Was kostet das?", "Preis?")
    for address in PAGES:
        page.goto(address)
        found[address] = violations(page)
    for menu in (".account", ".more-of details:first-child", "details[data-menu=t]", "details[data-menu=s]"):
        page.goto("/inbox/8" if "data-menu" in menu else "/inbox")
        page.locator(f"{menu} > summary").click()
        found[menu] = violations(page)
    assert {where: problems for where, problems in found.items() if problems} == {}


def test_nothing_is_wider_than_the_smallest_phone(store: Engine, enter: Enter) -> None:
    page = enter("de", phone=True)
    say(store, "Was kostet das?", "Preis?")
    wide = []
    for address in PAGES:
        page.goto(address)
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 640})
            if is_wider_than_the_screen(page):
                wide.append((address, width))
    assert wide == []


def test_a_desktop_shows_every_column(store: Engine, enter: Enter) -> None:
    page = enter("de")
    say(store, "Was kostet das?", "Preis?")
    for address in PAGES:
        page.goto(address)
        assert page.evaluate(CUT_OFF) == [], address


def test_what_is_printed_has_nothing_to_press(store: Engine, enter: Enter) -> None:
    page = enter("de")
    with Session(store) as session:
        add_label(session, Actor("Anna Berger", Role.ADMIN), 8, "Rezept", lambda: NOW)
        session.commit()
    page.emulate_media(media="print")
    for address in ("/inbox/8", "/service?days=365", "/audit", "/learned"):
        page.goto(address)
        pressed = page.locator("button, input, select, textarea, .button").filter(visible=True)
        assert [one.inner_text() for one in pressed.all()] == [], address


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_an_alarm_above_the_inbox_pushes_nothing_out_of_sight(enter: Enter, phone: bool) -> None:
    page = enter("de", phone=phone)
    page.goto("/inbox/8")
    page.wait_for_load_state()
    page.evaluate("""document.querySelector(".bar").insertAdjacentHTML("afterend", '<p class="alarm message">!</p>')""")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator(".alarm")).to_be_in_viewport(ratio=1)
    expect(page.locator(".composer")).to_be_in_viewport(ratio=1)


def test_a_finger_hits_what_it_is_meant_for(store: Engine, enter: Enter) -> None:
    page = enter("de", phone=True)
    say(store, "Was kostet das?", "Preis?")
    found = {}
    for address in PAGES:
        page.goto(address)
        found[address] = page.evaluate(TOO_SMALL_FOR_A_FINGER)
    assert {where: small for where, small in found.items() if small} == {}


def test_an_open_menu_lies_above_all_else(enter: Enter) -> None:
    page = enter("de", phone=True)
    page.locator(".account > summary").click()
    for entry in page.locator(".account .menu a, .account .menu button").all():
        expect(entry).to_be_visible()
        entry.click(trial=True)  # fails where something else would be hit


def test_hostile_words_do_nothing_in_a_browser(store: Engine, enter: Enter) -> None:
    page = enter("de")
    say(store, SCRIPT, "\u202e" + "Z" + "\u0301" * 500, "x" * 8000, "👨‍👩‍👧‍👦" * 200, name=SCRIPT)
    for address in ("/inbox", "/inbox/9", "/inbox/10", "/inbox/11", "/inbox/12", "/inbox/9/alike"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    page.goto("/inbox/9")
    expect(page.locator(".said .bubble")).to_have_text(SCRIPT)
    expect(page.locator(".talk header h1")).to_have_text(SCRIPT)


def test_keys_go_on_to_the_next_page_of_the_list(store: Engine, enter: Enter) -> None:
    page = enter("de")
    say(store, *["Was kostet das?"] * 30)
    page.goto("/inbox/9")
    page.wait_for_load_state()
    shown = page.locator("[data-row]").count()
    for _ in range(shown + 5):
        page.keyboard.press("j")
    expect(page.get_by_role("link", name="Ältere Gespräche")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-row]").last).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox?before=*")
    expect(page.locator("[data-row]").last).to_be_visible()


def test_a_conversation_of_five_hundred_messages_opens_at_its_end(store: Engine, enter: Enter) -> None:
    page = enter("de", phone=True)
    said = [
        InboundEvent(
            channel="pinterest",
            kind=EventKind.COMMENT_ADDED,
            external_id=f"many-{number}",
            object_id="pinterest-kalte-abende",
            parent_id="many-0" if number else None,
            author=Author("u-many", "Ida Sommer"),
            text=f"Frage {number}",
            at=NOW,
        )
        for number in range(500)
    ]
    with Session(store) as session:
        ingest(session, said, lambda: NOW)
        session.commit()
    page.goto("/inbox/9#latest")
    expect(page.locator("#latest")).to_contain_text("Frage 499")
    expect(page.locator("#latest")).to_be_in_viewport()
    page.get_by_role("link", name="Frühere Nachrichten zeigen").click()
    expect(page.get_by_text("Frage 0", exact=True)).to_be_attached()


def test_every_room_is_read_without_scripts(enter: Enter) -> None:
    page = enter("en", scripts=False)
    for address in PAGES:
        if "alike" not in address:
            page.goto(address)
            expect(page.locator("main")).to_be_visible()
    page.goto("/inbox/8")
    page.locator("details[data-menu=t] > summary").click()
    page.locator(".talk select[name=topic]").select_option("praise")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator(".clocks")).to_contain_text("Praise")


def test_letters_twice_as_large_lose_nothing(server: str, browser: Browser) -> None:
    """As somebody sets them for all pages in their browser: the desktop then shows what fits, like a telephone."""
    size = "--blink-settings=defaultFontSize=32"
    large = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=[*CHROMIUM, size])
    page = large.new_page(base_url=server, locale="de", viewport=DESKTOP)
    page.goto("/inbox/8")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("#latest .bubble")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "28px"
    wide = [address for address in PAGES if page.goto(address) and is_wider_than_the_screen(page)]
    large.close()
    assert wide == []

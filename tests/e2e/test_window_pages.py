"""Windows before they are public: the preview folder and the pages, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from connectors import REGISTRY, spec
from demo.run import EMAIL, Demo, opened_demo
from demo.telling import Telling
from socialshop.runtime.jobs import Jobs
from socialshop.runtime.pages import web_app
from socialshop.web.windowpage import write_preview

IMAGES = Path(__file__).parents[2] / "docs" / "images"
ANEW = os.environ.get("SOCIALSHOP_SCREENSHOTS") == "1"
WINDOW = "raclette-abend"
SLOTTED = """
title = "Vier Lichter, vier Käse"
story = "Jeden Sonntag einer."
motive = "Weil viele nach einem Kalender fragten."
products = ["brie-meaux-300"]
channels = ["facebook", "instagram", "pinterest"]
language = "de"
time_zone = "Europe/Berlin"
starts = {starts}T09:30:00
slots = ["daily 11:30"]
"""
TODAY = """
title = "Aus dem Ofen"
story = "Noch warm."
motive = "Weil es duftet."
products = ["sauerteigbrot"]
channels = ["instagram"]
language = "de"
"""
SIZES = {
    "desktop": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
    "small": {"width": 320, "height": 640},
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo's shop with its goods delivered and its windows up."""
    specs = {name: spec(name) for name in REGISTRY}
    folder = tmp_path_factory.mktemp("kaesetheke")
    with opened_demo(folder, specs, "de", 8700, None, Telling(silent=True)) as opened:
        jobs = Jobs(opened.shop)
        for job in (jobs.push_catalog, jobs.apply_windows):
            with jobs.run("sync") as run:
                job(run)
        opened._let_people_in()
        yield opened


@pytest.fixture(scope="module")
def folder(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the preview was written."""
    written = tmp_path_factory.mktemp("preview")
    write_preview(Jobs(demo.shop).preview_window(WINDOW), written, demo.shop.config)
    return written


@pytest.fixture
def look(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`look(address, size, dark=, scripts=)` opens a page; at the end, none may have complained."""
    contexts, complaints = [], []

    def at(address: str, size: str = "desktop", *, dark: bool = False, scripts: bool = True, **more: object) -> Page:
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, java_script_enabled=scripts, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
        page.goto(address)
        return page

    yield at
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def enter(
    demo: Demo, look: Callable[..., Page], serve: Callable[[FastAPI], AbstractContextManager[str]]
) -> Iterator[Callable[..., Page]]:
    """As `look`, at a path of the shop's page, signed in."""
    pages: list[Page] = []
    with serve(web_app(demo.shop)) as address:

        def at(path: str, size: str = "desktop", language: str = "de", **more: object) -> Page:
            page = look("/inbox", size, base_url=address, locale=language, **more)
            page.locator("#email").fill(EMAIL)
            page.locator("#password").fill(demo.password)
            page.locator("#password").press("Enter")
            page.wait_for_url("**/inbox?state=open")
            page.goto(path)
            pages.append(page)
            return page

        yield at
        for page in pages:
            page.close()  # before the server ends, which would break their live streams off


def holds_up(page: Page) -> None:
    """Nothing for axe to say, nothing wider than the screen, each id once, and every picture there; one that is
    not looked at yet may still be on its way."""
    page.wait_for_load_state("networkidle")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert page.evaluate("[...document.images].every(one => one.naturalWidth > 0 || !one.complete)")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_preview_opens_without_a_server(look: Callable[..., Page], folder: Path, size: str, dark: bool) -> None:
    page = look((folder / "index.html").as_uri(), size, dark=dark)
    holds_up(page)
    for name in ("Facebook", "Instagram", "Pinterest"):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.locator("#on-instagram .reel img")).to_have_count(8)  # the cover, six products, an extra
    expect(page.locator("#on-pinterest .pin")).to_have_count(7)  # the cover is the Pin that is opened above them
    expect(page.locator("#on-pinterest .section")).to_have_text(["Zum Schmelzen", "Auf den Tisch", "Dazu"])
    if ANEW and not dark:
        page.screenshot(path=IMAGES / f"window-preview-{size}.png")
    for _ in ("open", "closed", "open"):
        page.locator("#on-facebook .said-text summary").click()
    expect(page.locator("#on-facebook .said-text")).to_contain_text("Rechnen Sie 200 g Käse für jeden.")


def test_the_preview_needs_no_script(look: Callable[..., Page], folder: Path) -> None:
    page = look((folder / "index.html").as_uri(), scripts=False)
    page.locator("#on-pinterest summary", has_text="Bild für Bild").click()
    expect(page.locator("#on-pinterest figcaption").first).to_contain_text("1000 × 1500")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "path",
    ["/windows", f"/windows/{WINDOW}", f"/windows/{WINDOW}/plan", "/windows/calendar", "/catalog", "/reports/1"],
)
def test_the_pages_hold_up(enter: Callable[..., Page], path: str, size: str) -> None:
    holds_up(enter(path, size, "en" if size == "phone" else "de", dark=size == "phone"))


def test_a_product_tag_opens_as_on_instagram(look: Callable[..., Page], folder: Path) -> None:
    tag = look((folder / "index.html").as_uri(), scripts=False).locator("#on-instagram .tag").nth(1)
    tag.locator("summary").click()
    expect(tag.locator("> span")).to_have_text("Fontina aus dem Aostatal")


@pytest.fixture
def advent(demo: Demo) -> Iterator[None]:
    """A window whose first slot is to come, and one that finds Instagram's day used up."""
    folder, world = demo.shop.config.path("windows"), demo.world
    files = {name: folder / f"{name}.toml" for name in ("advent", "ofen")}
    soon = datetime.now(UTC).date() + timedelta(days=2)
    files["advent"].write_text(SLOTTED.format(starts=soon), encoding="utf-8")
    files["ofen"].write_text(TODAY, encoding="utf-8")
    posted = list(world.posted)
    world.posted += posted[:1] * 50
    yield
    world.posted[:] = posted
    for file in files.values():
        file.unlink()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_calendar_says_what_goes_up_when_and_why_not_before(
    enter: Callable[..., Page], advent: None, size: str
) -> None:
    page = enter("/windows/calendar", size, dark=size == "phone")
    holds_up(page)
    expect(page.locator(".today")).to_contain_text("Heute")
    expect(page.locator(".past")).to_have_count(2)
    due = page.locator('[data-kind="due"]')
    expect(due.filter(has_text="Vier Lichter").first).to_contain_text("Geht hinaus")
    expect(due.filter(has_text="Aus dem Ofen")).to_contain_text("Verschoben: vorher nimmt die Plattform nichts mehr.")
    expect(page.locator(".quotas")).to_contain_text("50 von 50 Beiträgen")
    expect(page.get_by_text("Alle Zeiten: Mitteleuropäische")).to_be_visible()
    if ANEW and size == "desktop":
        page.screenshot(path=IMAGES / "windows-calendar.png", full_page=True)
    page.keyboard.press("j")
    expect(page.locator(".slot:focus")).to_have_count(1)
    page.get_by_role("link", name="Später").click()
    expect(page.locator(".today")).to_have_count(0)


def test_from_the_list_to_the_preview_to_the_plan(enter: Callable[..., Page]) -> None:
    page = enter("/windows")
    cover = page.locator(".window-card img").first
    assert "/media/windows/" in str(cover.get_attribute("src"))
    if ANEW:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / "windows.png")
    page.get_by_role("link", name="Ein Tisch, ein Feuer, vier Pfännchen").click()
    expect(page.get_by_text("Vorschau: nichts davon ist öffentlich")).to_be_visible()
    expect(page.get_by_text("6 Produkte: Mehr als 5 merkt sich niemand.").first).to_be_visible()
    page.get_by_role("link", name="Was geschehen würde").click()
    expect(page.get_by_text("1 Objekt hängt, wie es soll.").first).to_be_visible()


def test_a_change_is_a_diff_before_it_is_done(enter: Callable[..., Page], demo: Demo) -> None:
    file = demo.shop.config.path("windows") / f"{WINDOW}.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("vier Pfännchen", "acht Pfännchen"), encoding="utf-8")
    try:
        page = enter(f"/windows/{WINDOW}/plan")
        facebook = page.locator("section", has=page.get_by_role("heading", name="Facebook"))
        expect(facebook.locator("del").first).to_contain_text("vier Pfännchen")
        expect(facebook.locator("ins").first).to_contain_text("acht Pfännchen")
        expect(facebook.locator(".change").first).to_contain_text("Beitrag")
        instagram = page.locator("section", has=page.get_by_role("heading", name="Instagram"))
        expect(instagram.get_by_text("Andere Bilder")).to_be_visible()
    finally:
        file.write_text(before, encoding="utf-8")


def test_a_wrong_file_is_said_with_its_mend_above_the_others(enter: Callable[..., Page], demo: Demo) -> None:
    wrong = demo.shop.config.path("windows") / "falsch.toml"
    wrong.write_text('title = "Ohne alles"', encoding="utf-8")
    try:
        page = enter("/inbox")
        for address in ("/windows", "/windows/calendar"):
            told = page.request.get(address)
            assert told.status == 200
            assert "falsch.toml" in told.text()
            assert "motive: missing" in told.text()
            assert f"/windows/{WINDOW}" in told.text()
        assert page.request.get(f"/windows/{WINDOW}").status == 200
        assert page.request.get("/windows/falsch").status == 422
    finally:
        wrong.unlink()

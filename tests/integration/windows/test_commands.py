"""A window from the first question to the preview, as somebody in a terminal meets it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import cli
from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import SECRETS
from demo.pictures import draw_product
from demo.shopfiles import write_config
from socialshop.windows.definition import read_window

HOST = "www.kaesetheke.example"
PRODUCTS = f"""\
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src
brie,Brie,<p>Weich.</p>,Käsetheke,Title,Default Title,brie,7.80,https://{HOST}/media/brie.jpg
feta,Feta,<p>Fest.</p>,Käsetheke,Title,Default Title,feta,4.80,https://{HOST}/media/feta.jpg
"""
ANSWERS = (
    *("Regen Tage", "regentage"),  # a name that is none, and one that is
    *("", "Käse für Regentage"),  # no title, and one
    "Weil es nieselt.",
    "Drinnen schmilzt der Käse.",
    *("fr", "de"),
    *("facebook myspace", "facebook instagram pinterest"),
    *("brie gouda", "brie feta"),
    *("pile", "shelf"),
    "#käse regen",
    *("tomorrow", "2026-01-01 09:00"),
    "",
)
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Call the command in a shop with two products on the sandbox."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "media").mkdir()
    for name in ("brie", "feta"):
        draw_product(name, name, (400, 400)).save(tmp_path / "media" / f"{name}.jpg")
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    (tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    facts = {"name": "Käsetheke", "url": f"https://{HOST}", "currency": "EUR", "language": "de", "time_zone": "UTC"}
    with Sandbox(latency_polls=0, public={HOST: tmp_path}) as sandbox:
        write_config(tmp_path, sandbox.addresses, shop=facts)

        def do(*words: str, answers: tuple[str, ...] = ()) -> Result:
            return CliRunner().invoke(cli.app, ["windows", *words], input="\n".join([*answers, ""]))

        for words in (["init"], ["catalog", "push"]):
            assert CliRunner().invoke(cli.app, words).exit_code == 0
        yield do


def test_a_window_is_asked_for_and_each_answer_checked_at_once(call: Call, tmp_path: Path) -> None:
    done = call("new", answers=ANSWERS)
    assert done.exit_code == 0, done.output
    for said in (
        "lower-case letters, digits and hyphens",
        "at least 1 character",
        "'de' or 'en'",
        "myspace is not configured: choose of facebook, instagram, pinterest",
        "the catalog does not have gouda",
        "'counter', 'shelf' or 'card'",
        "a day and a time, such as 2026-11-27 09:00",
        "regentage.toml is written",
    ):
        assert said in done.output
    window = read_window(tmp_path / "windows" / "regentage.toml")
    assert (window.products.ids, window.hashtags, window.layout) == (("brie", "feta"), ("käse", "regen"), "shelf")
    again = call("new", answers=("regentage", "anders", *ANSWERS[2:]))
    assert "is there already: choose another name" in again.output
    assert (tmp_path / "windows" / "anders.toml").is_file()


def test_a_topic_is_asked_for_where_no_product_is_named(call: Call, tmp_path: Path) -> None:
    answers = (
        "lob",
        "Ein Lob",
        "Es freut.",
        "Sie schrieb uns.",
        "de",
        "",
        "",
        "customer",
        "",
        "customer",
        "Ada, am 1.",
    )
    done = call("new", answers=(*answers, "", "", "", ""))
    assert done.exit_code == 0, done.output
    assert "`consent` for a customer's story" in done.output
    window = read_window(tmp_path / "windows" / "lob.toml")
    assert window.topic
    assert (window.topic.consent, window.layout, window.starts) == ("Ada, am 1.", "card", None)


def test_windows_are_listed_and_shown_with_what_stands(call: Call, tmp_path: Path) -> None:
    assert "No window yet" in call("list").output
    call("new", answers=ANSWERS)
    listed = json.loads(call("list", "--json").output)
    assert [(one["name"], one["state"], one["channels"]["facebook"]["objects"]) for one in listed] == [
        ("regentage", "open", 0)
    ]
    shown = call("show", "regentage").output
    assert "Weil es nieselt." in shown
    assert "brie, feta" in shown
    assert "nothing stands" in shown
    assert json.loads(call("show", "regentage", "--json").output)["definition"]["layout"] == "shelf"
    missing = call("show", "nichts")
    assert "There is no window 'nichts'" in str(missing.exception)


def test_the_preview_is_a_folder_that_stands_by_itself(call: Call, tmp_path: Path) -> None:
    call("new", answers=ANSWERS)
    done = call("preview", "regentage", "--out", "vorschau")
    page = (tmp_path / "vorschau" / "index.html").read_text(encoding="utf-8")
    pictures = sorted((tmp_path / "vorschau" / "pictures").iterdir())
    assert len(pictures) == 9, "a cover and two tiles in three proportions"
    for picture in pictures:
        assert f'src="pictures/{picture.name}"' in page
    for said in ("Facebook", "Instagram", "Pinterest", "Käse für Regentage", "Niemand außer dem Laden."):
        assert said in page
    assert "http" not in "".join(part.split('"')[0] for part in page.split('src="')[1:]), "nothing is fetched"
    assert done.exit_code == 0
    one = call("preview", "regentage", "--channel", "pinterest", "--out", "pins", "--language", "en")
    english = (tmp_path / "pins" / "index.html").read_text(encoding="utf-8")
    assert "Nobody beside the shop." in english
    assert "facebook" not in one.output
    assert "is not for 'myspace'" in str(call("preview", "regentage", "--channel", "myspace", "--out", "x").exception)


def test_what_keeps_a_window_from_going_up_is_said_in_the_terminal_and_on_the_page(call: Call, tmp_path: Path) -> None:
    call("new", answers=ANSWERS)
    file = tmp_path / "windows" / "regentage.toml"
    file.write_text(file.read_text(encoding="utf-8") + 'partner = "NOBODY"\n', encoding="utf-8")
    done = call("preview", "regentage", "--out", "vorschau")
    assert done.exit_code == 1
    assert "There is no partner with the code 'NOBODY'" in done.output
    page = (tmp_path / "vorschau" / "index.html").read_text(encoding="utf-8")
    assert "Prüfung: Kennzeichnung" in page


def test_a_preview_that_cannot_be_written_is_said(call: Call, tmp_path: Path) -> None:
    call("new", answers=ANSWERS)
    (tmp_path / "datei").write_text("")
    assert "The folder cannot be written" in str(call("preview", "regentage", "--out", "datei").exception)

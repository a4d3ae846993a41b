"""A window from the first question to the preview, as somebody in a terminal meets it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import cli
from connectors.sandbox import Fault, FaultKind, Sandbox, hands
from connectors.sandbox.accounts import SECRETS
from connectors.sandbox.records import Maker
from socialshop.windows.definition import read_window
from tests.integration.windows.conftest import Call

ANSWERS = (
    *("", "Käse für Regentage"),  # no title, and one
    *("Regen Tage", "regentage"),  # a name that is none, and one that is
    "Weil es nieselt.",
    *("Drinnen schmilzt der Käse.", "", "Draußen nieselt es.", "", ""),
    *("fr", "de"),
    "",  # no second language
    *("brie gouda", "brie feta", "price <", "", "", ""),  # ids, no condition, no stand-ins, no sections
    *("", ""),  # no topic, nothing outside the assortment
    "",  # for everyone
    *("BEN10", ""),  # no partner
    "",  # no sponsor
    *("facebook myspace", "facebook instagram pinterest"),
    *("pile", "shelf"),
    "#käse regen",
    "",  # no words of a channel's own
    "",  # the shop's time zone
    *("tomorrow", "2026-01-01 09:00"),
    *("", ""),  # no end, no slots
)


def test_a_window_is_asked_for_and_each_answer_checked_at_once(call: Call, tmp_path: Path) -> None:
    done = call("new", answers=ANSWERS)
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.split())  # a path may be too long for its line
    for said in (
        "lower-case letters, digits and hyphens",
        "at least 1 character",
        "'de' or 'en'",
        "myspace is not configured: choose of facebook, instagram, pinterest",
        "the catalog does not have gouda",
        "is no condition",
        "BEN10 is no code of a partner: choose of ANNA10",
        "'counter', 'shelf' or 'card'",
        "a day and a time, such as 2026-11-27 09:00",
        "regentage.toml is written",
    ):
        assert said in told
    window = read_window(tmp_path / "windows" / "regentage.toml")
    assert (window.products.ids, window.hashtags, window.layout) == (("brie", "feta"), ("käse", "regen"), "shelf")
    assert window.story == "Drinnen schmilzt der Käse.\n\nDraußen nieselt es."
    again = call("new", answers=("Regen", "regentage", "anders", *ANSWERS[4:]))
    assert "is there already: choose another name" in again.output
    assert (tmp_path / "windows" / "anders.toml").is_file()


def test_everything_that_a_window_may_have_can_be_answered(call: Call, tmp_path: Path) -> None:
    answers = (
        *("Ein Lob", "", "Es freut.", "Sie schrieb uns.", "", "", "de"),
        *("A word of praise", "It delights.", "She wrote to us.", "", ""),
        *("", "price < 1000", "2", "", "Mild", "brie", "", "customer", "", "customer", "Ada, am 1.", "lob.jpg"),
        *("Ein Wein", "wein", "Ein Wein", "https://wein.example", "Leicht.", "", "Mild", ""),
        *("experts", "", "", "experts", "zwölf", "12", "2027-01-01 18:00"),
        *("ANNA10", "Molkerei Alpsee"),
        *("", "", "käse", "pinterest", "en", "Praise!", "", "cheese", ""),
        *("Mars", "Europe/Berlin", "", "2027-01-02 18:00", "mon 18", "mon 18:00, fri 09:00"),
    )
    done = call("new", answers=answers)
    assert done.exit_code == 0, done.output
    for said in ("2 products of today", "`consent` for a customer's story", "a number, such as 12", "`quota`"):
        assert said in done.output
    window = read_window(tmp_path / "windows" / "ein-lob.toml")
    assert window.topic
    assert (window.topic.consent, window.topic.picture, window.layout) == ("Ada, am 1.", "lob.jpg", "card")
    assert (window.products.where, window.products.at_most) == ("price < 1000", 2)
    assert [(extra.title, extra.story, extra.section) for extra in window.extras] == [("Ein Wein", "Leicht.", "Mild")]
    assert window.sections == {"Mild": ("brie",)}
    assert (window.audience.quota, window.partner, window.sponsor) == (12, "ANNA10", "Molkerei Alpsee")
    assert (window.texts_on("pinterest").title, window.hashtags_on("pinterest")) == ("Praise!", ("cheese",))
    assert (window.slots, window.time_zone, window.starts) == (("mon 18:00", "fri 09:00"), "Europe/Berlin", None)
    assert "preview ein-lob" in done.output


def test_a_script_is_asked_nothing(call: Call, tmp_path: Path) -> None:
    settings = ("title=Regen", "story=Es nieselt.", "motive=Viele fragten.", "language=de", "products=['brie']")
    words = [word for setting in (*settings, "channels=['facebook']") for word in ("--set", setting)]
    done = call("new", "regen", *words)
    assert done.exit_code == 0, done.output
    assert read_window(tmp_path / "windows" / "regen.toml").products.ids == ("brie",)
    assert "There is such a window already" in str(call("new", "regen", *words).exception)
    assert "channels: missing" in str(call("new", "anders", *words[:-2]).exception)
    assert "name: found 'Re Gen'" in str(call("new", "Re Gen", *words).exception)


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


def test_the_preview_is_a_folder_that_stands_by_itself_and_needs_no_account(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("new", answers=ANSWERS)
    for secret in SECRETS:
        monkeypatch.delenv(secret)
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


def test_what_instagram_will_not_tag_is_told_before_with_its_reason(
    call: Call, platforms: Sandbox, tmp_path: Path
) -> None:
    def page() -> str:
        assert call("preview", "regentage", "--channel", "instagram", "--out", "tags").exit_code == 0
        return (tmp_path / "tags" / "index.html").read_text(encoding="utf-8")

    call("new", answers=ANSWERS)
    platforms.world.rejected["feta"] = "prohibited content"
    told = "feta: review of the product: rejected, prohibited content"
    assert told in " ".join(call("plan").output.split())
    (planned,) = (one for one in json.loads(call("plan", "--json").output) if one["channel"] == "instagram")
    assert planned["untagged"] == [{"item_id": "feta", "reason": "review of the product: rejected, prohibited content"}]
    shown = page()
    assert "Feta: <strong>Prüfung des Produkts: rejected, prohibited content</strong>" in shown
    assert shown.count('class="tag"') == 1, "the picture of the brie"
    platforms.world.faults.add(Fault(FaultKind.UNAVAILABLE, path="/17841405309211844$", times=9))
    assert "nicht geantwortet, welche Produkte sie in Bildern markiert" in page()


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


def test_a_picture_that_cannot_be_had_shuts_the_gate_of_its_window_alone(call: Call, tmp_path: Path) -> None:
    call("new", answers=ANSWERS)
    settings = ("title=Lob", "story=Sie schrieb.", "motive=Es freut.", "language=de", "channels=['facebook']")
    topic = "topic={kind='question', picture='lob.jpg'}"
    assert call("new", "lob", *(word for one in (*settings, topic) for word in ("--set", one))).exit_code == 0
    planned = call("plan")
    assert planned.exit_code == 1
    for said in ("gate picture: lob.jpg: There is no such file", "→ Put it into", "regentage on facebook"):
        assert said in planned.output
    assert call("apply").exit_code == 1
    assert "regentage on facebook" not in call("plan").output


def test_a_plan_is_a_diff_that_applying_makes_empty(call: Call, platforms: Sandbox) -> None:
    call("new", answers=ANSWERS)
    planned = call("plan")
    assert (planned.exit_code, platforms.world.posts) == (0, {})
    for said in ("regentage on facebook", "+ create post", "Käse für Regentage", "`socialshop windows apply` does it"):
        assert said in planned.output
    assert max(map(len, planned.output.splitlines())) <= 100
    applied = call("apply")
    assert applied.exit_code == 0, applied.output
    assert re.search(r"Nothing to do now; \d+ unchanged\.", call("plan").output)
    again = json.loads(call("apply", "--json").output)
    assert sum(part["created"] + part["updated"] + part["deleted"] for part in again["channels"]) == 0
    assert "post" in call("show", "regentage").output
    assert call("withdraw", "regentage").exit_code == 0
    assert platforms.world.posts == {}


def test_a_claim_is_told_with_its_source_and_vanishes_when_it_is_true_no_more(call: Call, platforms: Sandbox) -> None:
    def sync() -> str:
        assert call("apply").exit_code == 0
        assert CliRunner().invoke(cli.app, ["inbox", "pull"]).exit_code == 0
        return call("plan").output

    call("new", answers=ANSWERS)
    call("apply")
    pins = {pin.title: pin.id for pin in platforms.world.pins.values()}
    for who in ("Ada", "Ben", "Eva"):
        platforms.world.customer_comments(pins["Brie"], who, "Wie reif ist er?")
    assert "brie: diese Woche am meisten gefragt ← inbox: 3 people asked about it" in " ".join(sync().split())
    (told,) = (one for one in json.loads(call("plan", "--json").output) if one["channel"] == "facebook")
    assert [claim["source"] for claim in told["claims"]] == ["inbox: 3 people asked about it in the last seven days"]
    call("apply")
    (post,) = platforms.world.posts.values()
    assert "Brie (diese Woche am meisten gefragt)" in post.message
    for who in ("Ida", "Jan", "Uwe"):
        platforms.world.customer_comments(pins["Feta"], who, "Wie salzig ist er?")
    sync()
    call("apply")
    assert "gefragt" not in post.message, "as many asked about another"


def test_what_a_hand_changed_is_told_and_brought_back(call: Call, platforms: Sandbox) -> None:
    call("new", answers=ANSWERS)
    call("apply")
    (post,) = platforms.world.posts
    wanted = platforms.world.posts[post].message
    hands.change(platforms.world, post, message="Ausverkauf!")
    planned = call("plan", "regentage").output
    for said in ("~ change post", "changed there by hand", "- Ausverkauf!", "1 to change"):
        assert said in planned
    (told,) = (one for one in json.loads(call("plan", "--json").output) if one["channel"] == "facebook")
    assert [step["act"] for step in told["steps"] if step["act"] != "keep"] == ["change"]
    assert call("apply").exit_code == 0
    assert platforms.world.posts[post].message == wanted


def test_a_paused_product_leaves_the_windows_until_it_is_resumed(call: Call) -> None:
    assert "No product is paused." in call("pauses").output
    call("new", answers=ANSWERS)
    paused = call("pause", "brie", "--why", "Die Charge ist bitter.")
    assert "brie: Die Charge ist bitter." in paused.output
    refused = call("plan")
    assert refused.exit_code == 1
    for said in ("gate pause", "brie", "→"):
        assert said in refused.output
    assert [one["item_id"] for one in json.loads(call("pauses", "--json").output)] == ["brie"]
    assert "No product is paused." in call("resume", "brie").output
    assert call("plan").exit_code == 0


def test_codes_are_given_within_the_quota_and_never_twice(call: Call, tmp_path: Path) -> None:
    call("new", answers=ANSWERS)
    assert "The window is for everyone." in call("codes", "regentage").output
    path = tmp_path / "windows" / "regentage.toml"
    limited = '\n[audience]\nwho = "experts"\nquota = 1\n'
    path.write_text(path.read_text(encoding="utf-8") + limited, encoding="utf-8")
    assert "0 of 1 codes are given." in call("codes", "regentage").output
    early = call("codes", "regentage", "--give", "Ada")
    assert "apply it first" in str(early.exception)
    assert call("apply").exit_code == 0
    given = call("codes", "regentage", "--give", "Ada")
    assert given.exit_code == 0, given.output
    assert "1 of 1 codes are given." in given.output
    told = json.loads(call("codes", "regentage", "--give", "Ada", "--json").output)
    (code,) = told["codes"]
    assert (code["holder"], code["code"] in given.output, code["orders"], told["quota"]) == ("Ada", True, [], 1)
    assert call("codes", "regentage", "--give", "Ben").exit_code != 0


def test_an_expert_who_asks_beneath_the_window_gets_a_code_by_private_reply(
    call: Call, tmp_path: Path, platforms: Sandbox
) -> None:
    def sync() -> Result:
        return CliRunner().invoke(cli.app, ["sync"])

    world = platforms.world
    call("new", answers=ANSWERS)
    path = tmp_path / "windows" / "regentage.toml"
    limited = '\n[audience]\nwho = "experts"\nquota = 1\n'
    path.write_text(path.read_text(encoding="utf-8") + limited, encoding="utf-8")
    assert "experts, 1 codes" in call("show", "regentage").output
    assert call("apply").exit_code == 0
    (post,) = world.posts
    assert "Fragen Sie hier nach einem Code" in world.posts[post].message
    assert {"Fragen Sie uns direkt nach einem Code" in pin.description for pin in world.pins.values()} == {True}
    world.customer_comments(post, "Greta Huber", "Einen Code bitte!")
    sync()
    asked = call("codes", "regentage").output
    assert "Greta Huber (facebook:" in asked, "who asks and is no member is told with their contact"
    contact = json.loads(call("codes", "regentage", "--json").output)["asked"][0]["contact"]
    config = tmp_path / "socialshop.toml"
    known = config.read_text(encoding="utf-8").replace("choice = [", f'contacts = ["{contact}"]\nchoice = [')
    config.write_text(known, encoding="utf-8")
    assert "gets one in the next sync" in call("codes", "regentage").output
    assert "Greta Huber on facebook: code 1 of 1, by private reply" in sync().output
    (told,) = (one for one in world.messages.values() if one.made_by is Maker.SHOP)
    (given,) = json.loads(call("codes", "regentage", "--json").output)["codes"]
    assert (given["code"] in told.text, given["holder"], told.person_name) == (True, "Greta Huber", "Greta Huber")
    world.customer_comments(post, "Greta Huber", "Noch einen Code?")
    sync()
    assert len([one for one in world.messages.values() if one.made_by is Maker.SHOP]) == 1

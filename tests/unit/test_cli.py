"""The command as its user meets it: what it prints where, and with which exit code it leaves."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import cli
from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import PAGE_ID, SECRETS
from socialshop.clock import utc_now
from socialshop.store import open_store
from socialshop.store.lease import lease
from tests.unit.calling import PRODUCTS, Call

ROOT = Path(__file__).parents[2]
HEAVY = ("polars", "sqlalchemy", "sqlmodel", "fastapi", "requests", "pydantic", "rich.progress", "PIL")
pytestmark = pytest.mark.usefixtures("clean_environment")


def test_a_terminal_without_utf8_hinders_nothing(tmp_path: Path) -> None:
    file = tmp_path / "Käse 😋.csv"
    file.write_text(PRODUCTS, encoding="utf-8")
    facts = ["--currency", "EUR", "--shop-url", "https://shop.example", "--language", "de"]
    told = {}
    for form in ((), ("--json",)):
        command = [sys.executable, "-m", "cli", "catalog", "check", str(file), *facts, *form]
        latin = os.environ | {"PYTHONIOENCODING": "latin-1"}
        done = subprocess.run(command, cwd=ROOT, env=latin, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (1, b"")
        told[form] = done.stdout.decode("latin-1")
    assert str(tmp_path / "Käse ?.csv") in told[()]
    assert json.loads(told["--json",])["file"] == str(file)


# --- setting up --------------------------------------------------------------------------------


def test_without_a_configuration_it_says_where_it_looked_and_how_to_make_one(call: Call, tmp_path: Path) -> None:
    left = call("inbox", "list")
    assert left.code == 2
    assert str(tmp_path / "socialshop.toml") in left.err
    assert "socialshop init" in left.err
    assert left.out == ""


def test_a_named_configuration_that_is_not_there_is_named(call: Call) -> None:
    left = call("--config", "elsewhere.toml", "inbox", "list")
    assert left.code == 2
    assert "elsewhere.toml" in left.err


def test_the_environment_names_a_configuration_too(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("init", "counter").code == 0
    monkeypatch.setenv("SOCIALSHOP_CONFIG", "counter/socialshop.toml")
    assert call("reports", "list").code == 0


def test_init_writes_the_example(call: Call) -> None:
    example = (ROOT / "config.example.toml").read_bytes()
    assert call("init").code == 0
    assert Path("socialshop.toml").read_bytes() == example
    assert Path("windows").is_dir()


def test_init_again_keeps_the_configuration_and_the_data(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIALSHOP_PASSWORD", "a long enough one")
    call("init")
    config = Path("socialshop.toml")
    config.write_text(config.read_text("utf-8").replace("Käsetheke", "Weinhandlung"), encoding="utf-8")
    assert call("users", "add", "greta@shop.example", "--name", "Greta").code == 0
    assert "stays as it is" in call("init").out
    assert "Weinhandlung" in config.read_text("utf-8")
    again = call("users", "add", "greta@shop.example", "--name", "Greta")
    assert (again.code, "already" in again.err) == (2, True)


def test_a_database_that_was_never_made_is_refused_with_the_mend(call: Call) -> None:
    Path("socialshop.toml").write_bytes((ROOT / "config.example.toml").read_bytes())
    left = call("reports", "list")
    assert left.code == 2
    assert "socialshop init" in left.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("init", "shop.txt/here"), "shop.txt/here/socialshop.toml cannot be made: Not a directory."),
        (("--config", "nowhere.toml", "init"), "nowhere/socialshop.db cannot be opened: unable to open database file."),
        (("--config", "nowhere.toml", "reports", "list"), "unable to open database file."),
        (("--config", "barred.toml", "init"), "shop.txt cannot be made: File exists."),
    ],
)
def test_what_cannot_be_made_is_told_with_the_reason(call: Call, words: tuple[str, ...], told: str) -> None:
    Path("shop.txt").touch()
    example = (ROOT / "config.example.toml").read_text("utf-8")
    elsewhere = example.replace("sqlite:///socialshop.db", "sqlite:///nowhere/socialshop.db")
    Path("nowhere.toml").write_text(elsewhere, encoding="utf-8")
    Path("barred.toml").write_text(example.replace('folder = "windows"', 'folder = "shop.txt"'), encoding="utf-8")
    left = call(*words)
    assert (left.code, told in left.err) == (2, True), left.err
    assert "this user may write" in left.err


# --- what is wrong with the configuration ------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('currency = "EUR"', 'currency = "EURO"', ["shop.currency", "EURO", "ISO 4217"]),
        ("connect_timeout = 5", 'connect_timeout = "5"', ["http.connect_timeout", "'5'", "a whole number"]),
        ('language = "de"', 'language = "deutsch"', ["shop.language", "'deutsch'", "a language such as de"]),
        ("alarm_hours = 6 ", "alarm_hours = true ", ["schedule.alarm_hours", "True", "a whole number"]),
        ("port = 8700", "port = 8700\ncolour = 3", ["web.colour", "unknown key", "3"]),
        ('url = "https://www.kaesetheke.example"\n', "", ["shop.url", "missing"]),
        ("[channels.facebook]", "[channels.myspace]", ["channels.myspace", "unknown channel", "facebook"]),
        ("[shop]", "[shop", ["not valid TOML", "line"]),
    ],
)
def test_a_wrong_configuration_names_file_key_found_and_expected(
    call: Call, right: str, wrong: str, told: list[str]
) -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    assert right in text
    Path("socialshop.toml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    left = call("reports", "list")
    assert left.code == 2
    assert [part for part in ["socialshop.toml", *told] if part not in left.err] == []


def test_missing_secrets_are_all_named_before_anything_runs(call: Call) -> None:
    call("init")
    left = call("sync")
    assert left.code == 2
    assert "socialshop.toml" in left.err
    assert "channels.facebook.page_token: the environment variable FACEBOOK_PAGE_TOKEN is not set" in left.err
    assert "channels.pinterest.refresh_token" in left.err
    assert call("reports", "list", "--json").data == []


@pytest.mark.parametrize("command", ["web", "run"])
def test_the_page_needs_its_session_key(call: Call, secrets: None, command: str) -> None:
    call("init")
    left = call(command)
    assert left.code == 2
    assert "web.session_key: the environment variable SOCIALSHOP_SESSION_KEY is not set" in left.err


@pytest.mark.parametrize("pasted", [SECRETS["FACEBOOK_PAGE_TOKEN"], "hunter2"])
def test_a_secret_pasted_in_place_of_a_name_is_not_repeated(call: Call, pasted: str) -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    Path("socialshop.toml").write_text(text.replace('"FACEBOOK_PAGE_TOKEN"', f'"{pasted}"'), encoding="utf-8")
    left = call("reports", "list")
    assert left.code == 2
    assert "channels.facebook.page_token" in left.err
    assert "the name of an environment variable" in left.err
    assert pasted not in left.err + left.out


# --- running -----------------------------------------------------------------------------------


def test_some_items_failed_is_exit_code_1_with_reason_and_mend(call: Call, sandbox_shop: Sandbox) -> None:
    left = call("catalog", "push")
    assert left.code == 1
    assert "feta rejected on meta: Variant Price: found nothing" in left.out
    assert "→ Give the variant a price in the shop." in left.out
    assert set(sandbox_shop.world.catalog_items("meta")) == {"brie"}


def test_all_well_is_exit_code_0(call: Call, sandbox_shop: Sandbox) -> None:
    assert call("inbox", "pull").code == 0


def test_a_report_is_the_same_as_json_when_it_is_shown_again(call: Call, sandbox_shop: Sandbox) -> None:
    pushed = call("catalog", "push", "--channel", "pinterest", "--json")
    assert pushed.code == 1
    (channel,) = pushed.data
    run_id, alarms, sets = (channel.pop(key) for key in ("run_id", "alarms", "sets"))
    assert sets is None
    shown = call("reports", "show", str(run_id), "--json").data
    assert (shown["job"], shown["state"], shown["alarms"]) == ("catalog push", "partial", alarms)
    assert shown["channels"] == [channel | {"step": "catalog"}]
    listed = call("reports", "list", "--json").data
    assert [run["id"] for run in listed] == [run_id]


def test_a_channel_that_is_not_there_is_refused_with_those_that_are(call: Call, sandbox_shop: Sandbox) -> None:
    left = call("catalog", "push", "--channel", "myspace")
    assert left.code == 2
    assert "meta, pinterest" in left.err


def test_a_product_file_that_is_none_is_refused_and_the_run_recorded(call: Call, sandbox_shop: Sandbox) -> None:
    Path("notes.txt").write_text("milk, eggs\n", encoding="utf-8")
    left = call("catalog", "push", "notes.txt")
    assert left.code == 2
    assert "notes.txt" in left.err
    assert call("reports", "list", "--json").data[0]["state"] == "failed"


def test_a_list_that_is_empty_says_why(call: Call) -> None:
    call("init")
    assert "socialshop sync" in call("reports", "list").out
    assert call("reports", "list", "--before", "3").out == "There is no run before 3.\n"
    assert call("reports", "list", "--limit", "0").code == 2
    assert "socialshop inbox pull" in call("inbox", "list").out
    assert call("inbox", "list", "--channel", "myspace").out == "No conversation is like that.\n"


def test_a_second_run_says_who_runs_since_when(call: Call, sandbox_shop: Sandbox, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/socialshop.db")
    with closing(store.raw_connection()), lease(store, utc_now, "sync", "greta@counter (process 4711)"):
        left = call("catalog", "push")
    store.dispose()
    assert left.code == 2
    assert re.search(r"greta@counter \(process 4711\) since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", left.err)
    assert call("reports", "list", "--json").data == []


def test_a_run_or_conversation_that_is_not_there_is_said_so(call: Call) -> None:
    call("init")
    assert (call("reports", "show", "7").code, call("inbox", "show", "7").code) == (2, 2)
    assert "There is no conversation 7." in call("inbox", "show", "7").err


@pytest.mark.parametrize(
    "words",
    [("inbox", "list", "--state", "lost"), ("demo", "--language", "fr"), ("reports", "show", "one"), ("dance",)],
)
def test_a_wrong_word_on_the_command_line_is_exit_code_2(call: Call, words: tuple[str, ...]) -> None:
    assert call(*words).code == 2


def test_what_nobody_foresaw_is_exit_code_2_with_its_traceback(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(**_: object) -> None:
        raise RuntimeError("the floor is wet")

    monkeypatch.setattr(cli, "app", break_down)
    left = call()
    assert left.code == 2
    assert "RuntimeError: the floor is wet" in left.err


# --- processes of their own --------------------------------------------------------------------


def test_the_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, cli\nsys.argv = ['socialshop', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "catalog" in done.stdout
    assert done.stderr.strip() == "[]"


# --- files that are replayed, and what no webhook told ------------------------------------------


def _comment(number: int) -> dict[str, Any]:
    """A Page's webhook of one comment beneath a post."""
    page = PAGE_ID
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": f"{page}_1_{number}",
        "post_id": f"{page}_1",
        "parent_id": f"{page}_1",
        "message": f"Ist Nummer {number} noch da?",
        "created_time": 1_760_000_000 + number,
        "from": {"id": str(900 + number), "name": "Ada Lindner"},
    }
    entry = {"id": page, "time": 1_760_000_000, "changes": [{"field": "feed", "value": value}]}
    return {"object": "page", "entry": [entry]}


def test_files_are_replayed_once_and_each_says_what_became_of_it(
    call: Call, sandbox_shop: Sandbox, tmp_path: Path
) -> None:
    folder = tmp_path / "outage"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps(_comment(1)), encoding="utf-8")
    (folder / "2.json").write_text("{ this is no JSON", encoding="utf-8")
    first = call("inbox", "ingest", str(folder))
    assert first.code == 1
    assert re.search(r"ingested +1\.json +1 new", first.out), first.out
    assert re.search(r"refused +2\.json", first.out)
    assert "because" in first.out
    assert "1 ingested, 1 refused" in first.out
    again = call("inbox", "ingest", str(folder / "1.json"), "--json")
    assert (again.code, [one["outcome"] for one in again.data]) == (0, ["nothing new"])
    assert "Ist Nummer 1 noch da?" in call("inbox", "list").out


def test_where_no_webhook_came_there_is_nothing_to_compare(call: Call, sandbox_shop: Sandbox) -> None:
    assert "No channel has had a webhook yet" in call("inbox", "gaps").out
    assert call("inbox", "gaps", "--json").data == []


# --- reports and partners ----------------------------------------------------------------------


def test_a_report_is_written_as_a_page(call: Call, sandbox_shop: Sandbox, tmp_path: Path) -> None:
    call("catalog", "push")
    assert call("reports", "show", "1", "--html", "report.html", "--language", "en").code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "feta" in page
    assert "Give the variant a price in the shop." in page
    missing = call("reports", "show", "7", "--html", "report.html")
    assert (missing.code, "7" in missing.err) == (2, True)


def test_partners_are_listed_before_they_earned_anything(call: Call, sandbox_shop: Sandbox) -> None:
    told = call("partners", "list")
    assert told.code == 0, told.err
    assert "Anna vom Markt" in told.out
    assert [(one["code"], one["owed"]) for one in call("partners", "list", "--json").data] == [("ANNA10", [])]

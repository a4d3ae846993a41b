"""`catalog check` and `catalog feed` as their user meets them: what is printed, written, and the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cli

HEADER = "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src"
GOUDA = "gouda,Gouda,From raw milk,Dairy,Title,Default Title,G-1,12.50,https://cdn.example/g.jpg"
LONG = "B" * 60
BROKEN = f"brie,{LONG},{'soft ' * 2000},Dairy,Title,Default Title,{LONG},0,https://cdn.example/{'b' * 90}.svg"
FACTS = ("--currency", "EUR", "--shop-url", "https://shop.example", "--language", "de")

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    monkeypatch.delenv("SOCIALSHOP_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def do(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["socialshop", "catalog", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return do


def products(*rows: str) -> str:
    Path("products.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return "products.csv"


def configured() -> None:
    text = '[shop]\nname = "Shop"\nurl = "https://shop.example"\ncurrency = "EUR"\nlanguage = "de"\n'
    Path("socialshop.toml").write_text(text + '[catalog]\nsource = "products.csv"\n', encoding="utf-8")


def test_a_file_without_errors_leaves_with_0(call: Call) -> None:
    code, out, err = call("check", products(GOUDA), "--channel", "google", *FACTS)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "100 of 100 on google · 1 item · none with errors · shopify_csv",
        "products.csv",
        "Nothing to mend.",
    ]


def test_a_file_with_errors_leaves_with_1_and_fits_100_columns(call: Call) -> None:
    code, out, _ = call("check", products(GOUDA, BROKEN), *FACTS)
    assert code == 1
    assert max(map(len, out.splitlines())) <= 100
    assert "price.positive" in out
    assert "→ Correct the price, or take the item out of the catalog." in out


def test_a_file_that_cannot_be_read_leaves_with_2(call: Call) -> None:
    code, out, err = call("check", "absent.csv", *FACTS)
    assert (code, out) == (2, "")
    assert "absent.csv" in err


def test_what_the_file_does_not_say_is_asked_for_once(call: Call) -> None:
    code, _, err = call("check", products(GOUDA, BROKEN))
    assert code == 2
    assert err.count("--currency") == 1


def test_without_file_and_configuration_it_says_so(call: Call) -> None:
    code, _, err = call("check")
    assert code == 2
    assert "No configuration" in err


def test_the_json_is_the_check(call: Call) -> None:
    code, out, _ = call("check", products(GOUDA, BROKEN), "--channel", "google", "--json", *FACTS)
    told = json.loads(out)
    assert code == 1
    assert list(told) == ["file", "source", "channel", "items", "ok", "score", "issues"]
    assert (told["items"], told["ok"], told["issues"][0]["row"]) == (2, 1, 3)


def test_the_configuration_names_the_file_and_what_it_does_not_say(call: Call) -> None:
    products(GOUDA)
    configured()
    assert call("check", "--channel", "google")[0] == 0
    assert call("feed", "--out", "feed.csv")[0] == 0


def test_an_option_goes_before_the_configuration(call: Call) -> None:
    products(GOUDA)
    configured()
    call("feed", "--out", "feed.csv", "--currency", "USD")
    assert "12.50 USD" in Path("feed.csv").read_text("utf-8")


def test_the_page_is_written_beside_what_is_printed(call: Call) -> None:
    code, out, _ = call("check", products(BROKEN), "--html", "check.html", *FACTS)
    assert code == 1
    assert out.startswith("20 of 100 on meta")
    assert "20 von 100" in Path("check.html").read_text("utf-8")


def test_a_feed_says_what_it_left_out(call: Call) -> None:
    code, out, _ = call("feed", products(GOUDA, BROKEN), "--out", "feed.xml", *FACTS[:4])
    assert code == 1
    assert out.splitlines()[:2] == ["feed.xml: 1 item for meta.", "✗ 1 left out for their errors"]
    assert "socialshop catalog check products.csv --channel meta" in out


def test_a_feed_that_cannot_be_written_leaves_with_2(call: Call) -> None:
    code, _, err = call("feed", products(GOUDA), "--out", "absent/feed.csv", *FACTS[:4])
    assert code == 2
    assert "The file could not be written" in err


def test_a_languages_override_feed(call: Call) -> None:
    code, out, _ = call("feed", products(GOUDA), "--out", "feed.csv", "--json", *FACTS)
    assert (code, json.loads(out)["written"]) == (0, 1)
    assert call("feed", products(GOUDA), "--out", "feed.csv", *FACTS)[1] == (
        "feed.csv: 1 item for meta as an override feed of de_DE.\n"
    )
    assert Path("feed.csv").read_text("utf-8").splitlines()[1].startswith("G-1,de_DE,Gouda")

"""The terminal shows what people wrote as they wrote it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from socialshop.errors import SocialshopError
from socialshop.inbox.model import ConversationState
from socialshop.inbox.query import ConversationRow
from socialshop.inbox.view import ConversationView, WindowView
from socialshop.money import Money
from socialshop.referrals.report import PartnerRow
from socialshop.sync.reports import ChannelReport, ItemReport, RunReport, RunSummary
from socialshop.terminal import print_conversation, print_conversations, print_error, print_partners, print_report

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BRACKETS = "[/b] [red]Rabatt[/red]? :cheese:"


def test_a_comment_in_brackets_is_a_comment(capsys: pytest.CaptureFixture[str]) -> None:
    row = ConversationRow(1, "facebook", "[bold]Klara", BRACKETS, AT, ConversationState.OPEN, True, "", "", "")
    print_conversations([row], AT)
    printed = capsys.readouterr().out
    assert BRACKETS in printed
    assert "[bold]Klara" in printed


def test_a_window_in_brackets_is_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    window = WindowView("w", BRACKETS, "", "", "https://x.example/")
    view = ConversationView(1, "facebook", ConversationState.OPEN, "Klara", AT, AT, AT, (), window, None)
    print_conversation(view)
    assert f"Window: {BRACKETS} (https://x.example/)" in capsys.readouterr().out


def test_an_error_goes_to_standard_error_unbroken_with_its_mend(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_error(SocialshopError("/a/long/path/to/a/file.toml is [wrong].", mend="Correct it."))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == ["✗ /a/long/path/to/a/file.toml is [wrong].", "  → Correct it."]


def test_where_a_window_stands_is_no_warning(capsys: pytest.CaptureFixture[str]) -> None:
    run = RunSummary(1, "windows apply", "greta", "succeeded", AT, AT, 0.0, "", "")
    hung = ItemReport("regentage", "created", "https://x.example/1", "")
    sums = ChannelReport(
        step="windows",
        channel="facebook",
        created=1,
        updated=0,
        deleted=0,
        unchanged=0,
        adopted=0,
        pending=0,
        rejected=0,
        failed=0,
        requests=4,
        throttled=0,
        waited_seconds=0.0,
        error="",
        mend="",
        items=(hung,),
    )
    print_report(RunReport(run, (sums,)))
    assert "!" not in capsys.readouterr().out


def test_a_partner_is_one_line_with_what_is_owed(capsys: pytest.CaptureFixture[str]) -> None:
    anna = PartnerRow("ANNA10", "Anna", 750, (Money(590, "EUR"),), 3, AT, None)
    print_partners([anna, PartnerRow("BEA", "Bea", 500, (), 0, None, AT)])
    heading, first, second = capsys.readouterr().out.splitlines()
    assert heading.split() == ["code", "name", "rate", "orders", "owed", "last", "commission"]
    assert first.split() == ["ANNA10", "Anna", "7.5", "%", "3", "5.90", "EUR", "2026-11-02"]
    assert "Bea (ended 2026-11-02)" in second

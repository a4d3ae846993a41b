"""The terminal shows what people wrote as they wrote it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from socialshop import terminal
from socialshop.desk.report import Line, Report, TimeKind
from socialshop.errors import SocialshopError
from socialshop.inbox.deliveries import Outcome
from socialshop.inbox.files import Replayed
from socialshop.inbox.gaps import GapReport, Missed
from socialshop.inbox.model import ConversationState
from socialshop.inbox.query import ConversationRow
from socialshop.inbox.quotes import Quote
from socialshop.inbox.said import MessageView
from socialshop.inbox.view import ConversationView, WindowView
from socialshop.money import Money
from socialshop.ports import MessageKind
from socialshop.referrals.report import PartnerRow, Statement, StatementLine
from socialshop.sync.reports import ChannelReport, ItemReport, RunReport, RunSummary
from socialshop.terminal import (
    print_conversation,
    print_conversations,
    print_plan,
    print_report,
    print_runs,
    progress_bar,
)
from socialshop.terminal_errors import print_error
from socialshop.terminal_inbox import print_gaps, print_inbox_report, print_replayed
from socialshop.terminal_people import print_partners, print_statement

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BRACKETS = "[/b] [red]Rabatt[/red]? :cheese:"


def test_a_comment_in_brackets_is_a_comment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    row = ConversationRow(1, "facebook", "[bold]Klara", BRACKETS, AT, ConversationState.OPEN, True, "", "", "")
    print_conversations([row], AT)
    printed = capsys.readouterr().out
    assert BRACKETS in printed
    assert "[bold]Klara" in printed


def test_a_long_comment_leaves_room_for_its_number_and_state(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    row = ConversationRow(4711, "facebook", "N" * 200, "so " * 3_000, AT, ConversationState.RESOLVED, True, "", "", "")
    print_conversations([row], AT)
    _, line = capsys.readouterr().out.splitlines()
    assert line.split()[:3] == ["4711", "resolved", "facebook"]
    assert len(line) <= 100


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_list_tells_number_state_and_words_on_every_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    who, words = "Familie Rösler-Hohenstein", "Wie viele Gäste?"
    asked = ConversationRow(4711, "pinterest", who, words, AT, ConversationState.SNOOZED, True, "", "", "")
    print_conversations([replace(asked, topic="recommendation", due_at=AT, assignee="Greta Käser")], AT)
    heads, line = capsys.readouterr().out.splitlines()
    assert line.split()[:5] == ["4711", "snoozed", "02", "Nov", "09:00"]
    assert "Wie viele" in line
    assert max(map(len, (heads, line))) <= width
    assert ("pinterest" in line) == (width >= 80)


@pytest.mark.parametrize("width", [50, 60, 80])
def test_a_narrow_report_cuts_no_figure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    line = Line("channel", "instagram", 1_234, 1_100, 60, 600, 1_000, 6_000, 12, targeted=1_200, in_time=1_068)
    print_inbox_report(Report(AT - timedelta(days=30), AT, (line,), None, 7_200), TimeKind.ELAPSED, ZoneInfo("UTC"))
    told = capsys.readouterr().out
    assert "…" not in told
    assert re.search(r"channel +instagram +1234 ", told)
    print_partners([PartnerRow("ANNA10", "Anna vom Markt", 750, (Money(590, "EUR"),), 2, AT, None)])
    assert "ANNA10" in capsys.readouterr().out


def test_a_report_without_conversations_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    print_inbox_report(Report(AT - timedelta(days=30), AT, (), None, None), TimeKind.ELAPSED, ZoneInfo("UTC"))
    assert capsys.readouterr().out.endswith("\nNo conversation was opened in these days.\n")


def test_a_story_that_mentions_us_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    row = ConversationRow(1, "instagram", "Sofia", "", AT, ConversationState.OPEN, True, "", "", "")
    print_conversations([replace(row, wordless="story_mention")], AT)
    assert "Mentioned us in a story" in capsys.readouterr().out


def test_a_message_that_answers_another_tells_what(capsys: pytest.CaptureFixture[str]) -> None:
    stands = (AT, None, None, None, False, True, MessageKind.MESSAGE, "", (), (), None, "")
    ours, silent = Quote(1, "Jana", BRACKETS, True), Quote(2, "Klara", "", False, "image")
    messages = [MessageView(3, "Klara", "Ja!", *stands, answers=quoted) for quoted in (ours, silent)]
    view = ConversationView(1, "facebook", ConversationState.OPEN, "Klara", AT, AT, AT, tuple(messages), None, None)
    print_conversation(view)
    told = capsys.readouterr().out
    assert f"In answer to Jana: {BRACKETS}" in told
    assert "In answer to Klara: (image)" in told


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


def _sums(*items: ItemReport, **counted: int) -> ChannelReport:
    counts = dict.fromkeys(
        ("created", "updated", "deleted", "unchanged", "adopted", "pending", "rejected", "failed", "requests"), 0
    )
    return ChannelReport(
        step="catalog",
        channel="meta",
        throttled=0,
        waited_seconds=0.0,
        error="",
        mend="",
        items=items,
        **counts | counted,
    )


def test_a_long_plan_says_how_much_more_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    items = [ItemReport(f"item-{number}", "created", "", "") for number in range(150)]
    print_plan([_sums(*items, ItemReport("feta", "rejected", "No price.", "Give it one."), created=150, rejected=1)])
    printed = capsys.readouterr().out
    assert "item-0 on meta" in printed
    assert "item-149 on meta" not in printed
    assert "more on meta: `--json` lists all." in printed


def test_a_gap_is_told_message_by_message_up_to_a_point(capsys: pytest.CaptureFixture[str]) -> None:
    missed = tuple(Missed(f"c{number}", "comment.added", AT, 12) for number in range(25))
    print_gaps([GapReport("facebook", AT, 7, missed, 2)])
    printed = capsys.readouterr().out
    assert "no webhook told of a new comment of 2026-11-02 09:00 UTC  in conversation 12  c0" in printed
    assert "Missed from 2026-11-02 09:00 UTC to 2026-11-02 09:00 UTC." in printed
    assert "c24" not in printed
    assert "and 5 more" in printed
    assert "still subscribed" in printed
    print_gaps([GapReport("facebook", AT, 7, (), 2)])
    printed = capsys.readouterr().out
    assert "Nothing was missed." in printed
    assert "last 10 minutes" in printed
    print_gaps([])
    assert "nothing to compare" in capsys.readouterr().out


def test_nothing_that_was_replayed_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    print_replayed([])
    assert "There was nothing to read." in capsys.readouterr().out


def test_of_another_account_is_told_beside_what_was_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    one = Replayed("a.json", "facebook", Outcome.INGESTED, "one photo", 1, 0, 2, 3, "4711")
    print_replayed([one])
    printed = capsys.readouterr().out
    for said in (
        "1 new, 2 known, 3 of a kind without a place",
        "left out: one photo",
        "of the account 4711",
        "1 ingested",
    ):
        assert said in printed


def test_the_lines_of_a_file_that_fared_alike_are_told_together(capsys: pytest.CaptureFixture[str]) -> None:
    taken = [Replayed(f"/kept/a.jsonl:{line}", "facebook", Outcome.INGESTED, "", 1, 0, 0, 0, "") for line in (1, 2, 3)]
    refused = Replayed("/kept/a.jsonl:4", "", Outcome.REFUSED, "it is not JSON", 0, 0, 0, 0, "")
    print_replayed([*taken, refused, taken[2]])
    first, second, _, third, sums = capsys.readouterr().out.splitlines()
    assert first == "ingested    a.jsonl:1-3  3 new"
    assert (second, third) == ("refused     a.jsonl:4", "ingested    a.jsonl:3  1 new")
    assert sums == "4 ingested, 1 refused"


def test_a_statement_says_what_each_line_left_owed(capsys: pytest.CaptureFixture[str]) -> None:
    line = StatementLine(AT, "#1042", "commission", "7.5 % of 91.20 EUR", Money(684, "EUR"), Money(684, "EUR"))
    print_statement(Statement("ADA10", "Ada", "Ada earns 7.5 %.", (line,)))
    printed = capsys.readouterr().out
    for said in ("Ada earns 7.5 %.", "#1042", "6.84 EUR", "owed then"):
        assert said in printed


def test_long_work_says_what_it_is_at_how_far_and_how_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Console(file=StringIO(), force_terminal=True, width=100)
    monkeypatch.setattr(terminal, "console", lambda **_: screen)
    with progress_bar() as tell:
        assert tell
        tell("windows: instagram", 0, 0)
        for done in (20, 40):
            tell("meta", done, 80)
    assert isinstance(screen.file, StringIO)
    shown = screen.file.getvalue()
    assert "windows: instagram" in shown
    assert "40/80" in shown
    assert "/s" in shown


@pytest.mark.parametrize("width", [80, 100])
def test_of_a_list_of_runs_only_who_ran_is_shortened(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    by = "somebody-with-a-long-name@a-machine-with-a-long-name (process 4711)"
    print_runs([RunSummary(21, "orders import", by, "succeeded", AT, AT, 1234.5, "", "")])
    (_, told) = capsys.readouterr().out.splitlines()
    assert "2026-11-02 09:00:00" in told
    assert "orders import" in told
    assert "succeeded   1234.5  somebody" in told
    assert len(told) <= width


def test_the_heads_of_the_inbox_report_are_read_at_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    durations = {"open_first_response": 5_400, "open_first_response_p90": 90_000, "open_resolution": 900_000}
    line = Line(
        "channel", "instagram", 1_234, 1_100, 60, 600, 1_000, 6_000, 12, **durations, targeted=1_200, in_time=1_068
    )
    before = Report(AT - timedelta(days=60), AT - timedelta(days=30), (replace(line, by="all", what=""),))
    print_inbox_report(
        Report(AT - timedelta(days=30), AT, (line,), before, 7_200), TimeKind.OPEN, ZoneInfo("Europe/Berlin")
    )
    told = capsys.readouterr().out
    assert "…" not in told
    for head in ("conver-", "sations", "swered", "first", "90 %", "time", "solved", "resolu-", "late"):
        assert head in told
    assert told.startswith("2026-10-03 to 2026-11-02 · before: 2026-09-03 to 2026-10-03")
    assert "\nbefore " in told
    assert "median open hours" in told
    assert re.search(r"instagram +1234 +1100 +1.5 h +1.0 d +89% +1000 +10.4 d +12\n", told)
    assert told.endswith("in time: first answers within 2.0 h of open hours\n")


def test_what_a_customer_writes_tells_the_terminal_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    table = Table(box=None)
    table.add_row(Text("Brie\x1b[2J\x9b31m \x07heute?\x00", "red"))
    terminal.console().print(table)
    printed = capsys.readouterr().out
    assert "Brie[2J31m heute?" in printed
    assert "\x1b[31m" in printed  # our own colour
    assert not [sign for sign in ("\x1b[2J", "\x9b", "\x07", "\x00") if sign in printed]

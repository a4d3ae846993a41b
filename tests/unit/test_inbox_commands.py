"""The inbox's and people's commands as their user meets them: what is printed, and the exit code."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from socialshop.clock import utc_now
from socialshop.desk.acts import add_label
from socialshop.desk.model import SilentProgram
from socialshop.inbox.ingest import ingest
from socialshop.inbox.reply import write_reply
from socialshop.inbox.search_index import index_new
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.store import open_store
from socialshop.store.model import OutboxEntry, OutboxState
from tests.unit.calling import CONFIG, Asked


@pytest.fixture
def call(asked: Asked) -> Asked:
    return asked


def test_acts_say_what_is_done_and_what_refused_and_the_lists_show_it(call: Asked) -> None:
    assert call("users", "add", "jana@x.de", "--name", "Jana")[1] == (
        "Jana can sign in as jana@x.de, with the role admin.\n"
    )
    code, told, _ = call("inbox", "assign", "1", "99", "--to", "jana@x.de", "--team", "Theke")
    assert code == 1
    assert "Done: 1." in told
    assert "99: There is no conversation 99." in told
    for words in (("label", "1", "--name", "VIP"), ("topic", "1", "--is", "question"), ("note", "1", "ruft an")):
        assert call("inbox", *words)[0] == 0
    listed = json.loads(call("inbox", "list", "--assignee", "jana@x.de", "--json")[1])
    assert [(row["id"], row["topic"], row["team"]) for row in listed["conversations"]] == [(1, "question", "Theke")]
    shown = call("inbox", "show", "1")[1]
    assert "Topic: question · For: Jana · Labels: VIP" in shown
    assert max(map(len, call("inbox", "list")[1].splitlines())) <= 100


def test_a_search_leads_on_and_a_long_list_keeps_its_filters(call: Asked, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/socialshop.db")
    with Session(store) as session:
        added, at = EventKind.COMMENT_ADDED, datetime.now(UTC)
        many = [InboundEvent("facebook", added, f"m{n}", "post", None, None, "Hallo?", at) for n in range(51)]
        ingest(session, many, utc_now)
        index_new(session)
        session.commit()
    store.dispose()
    found = call("inbox", "search", "mueller")[1]
    (option,) = {line.partition("inbox list ")[2].strip() for line in found.splitlines() if "--contact 1" in line}
    assert [row["id"] for row in json.loads(call("inbox", "list", *option.split(), "--json")[1])["conversations"]] == [
        1
    ]
    more = call("inbox", "list", "--channel", "facebook", "--state", "open")[1].splitlines()[-1]
    assert more.startswith("More: socialshop inbox list --channel facebook --state open --before l")
    further = call("inbox", "search", "hallo")[1].splitlines()[-1].removeprefix("More: socialshop ")
    assert json.loads(call(*shlex.split(further), "--json")[1])["conversations"] != []


def test_putting_off_resolving_and_back(call: Asked) -> None:
    assert call("inbox", "snooze", "1", "--until", "2020-01-01T09:00")[0] == 1
    assert call("inbox", "snooze", "1", "--until", "2099-01-01T09:00")[0] == 0
    assert call("inbox", "resolve", "2")[0] == 0
    listed = json.loads(call("inbox", "list", "--json")[1])["conversations"]
    assert {row["id"]: row["state"] for row in listed} == {1: "snoozed", 2: "resolved"}
    assert json.loads(call("inbox", "reopen", "1", "2", "--json")[1]) == {"done": [1, 2], "refused": {}}
    assert call("inbox", "assign", "1")[0] == 2
    code, told, _ = call("inbox", "assign", "1", "--to", "nobody@x.de")
    assert (code, "Nobody signs in as nobody@x.de." in told) == (1, True)


def test_what_was_removed_is_shown_with_its_history_on_demand(call: Asked, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/socialshop.db")
    with Session(store) as session:
        author, gone = Author("a1", "Jörg Müller"), EventKind.COMMENT_REMOVED
        ingest(session, [InboundEvent("facebook", gone, "c1", "post", None, author, "", datetime.now(UTC))], utc_now)
        session.commit()
    store.dispose()
    assert "Was kostet" not in call("inbox", "show", "1")[1]
    assert "Jörg Müller wrote: Was kostet der Käse?" in call("inbox", "show", "1", "--history")[1]
    (message,) = json.loads(call("inbox", "show", "1", "--json")[1])["messages"]
    assert (message["text"], [one["text"] for one in message["versions"]]) == ("", ["Was kostet der Käse?"])


def test_a_search_finds_people_and_conversations(call: Asked) -> None:
    told = call("inbox", "search", "kaese")[1]
    assert "Was kostet der Käse?" in told
    assert "Jörg Müller" in call("inbox", "search", "mueller")[1]
    assert call("inbox", "search", "%")[1] == "Nothing has all these words.\n"
    assert json.loads(call("inbox", "search", "danke", "--json")[1])["conversations"][0]["id"] == 2


@pytest.fixture
def failed(call: Asked) -> int:
    """An answer that a platform refused; its number."""
    store = open_store("sqlite:///socialshop.db")
    with Session(store) as session:
        answer = write_reply(session, 1, "Neun Euro achtzig!", "Lena", utc_now, 500)
        entry = session.get_one(OutboxEntry, answer.outbox_key)
        entry.state, entry.error = OutboxState.FAILED, "facebook: The comment is gone. Look whether it still stands."
        session.commit()
        number = answer.id or 0
    store.dispose()
    return number


def test_what_went_out_lately_is_listed_a_page_at_a_time(call: Asked, tmp_path: Path) -> None:
    assert call("inbox", "outbox", "--sent")[:2] == (0, "Nothing went out in the last 7 days.\n")
    store = open_store(f"sqlite:///{tmp_path}/socialshop.db")
    with Session(store) as session:
        for number, text in ((1, "Neun Euro."), (2, "Gern!")):
            answer = write_reply(session, number, text, "Jana", utc_now, 500)
            entry = session.get_one(OutboxEntry, answer.outbox_key)
            entry.state, entry.ended_at = OutboxState.SENT, utc_now()
        session.commit()
    store.dispose()
    code, told, _ = call("inbox", "outbox", "--sent", "--limit", "1")
    assert (code, "sent" in told, "Gern!" in told, "Neun Euro." in told) == (0, True, True, False)
    more = told.splitlines()[-1].removeprefix("More: socialshop ").split()
    assert more[:5] == ["inbox", "outbox", "--sent", "--limit", "1"]
    assert "Neun Euro." in call(*more)[1]
    (first, second) = json.loads(call("inbox", "outbox", "--sent", "--json")[1])["unsent"]
    assert (first["text"], second["text"], first["state"]) == ("Gern!", "Neun Euro.", "sent")
    assert json.loads(call("inbox", "outbox", "--sent", "--channel", "pinterest", "--json")[1])["unsent"] == []
    assert call("inbox", "outbox", "--sent", "--failed")[0] == 2


def test_without_answers_on_their_way_the_outbox_says_so(call: Asked) -> None:
    assert call("inbox", "outbox") == (0, "Everything stands on its platform.\n", "")
    assert call("inbox", "outbox", "--json")[:2] == (0, '{\n  "unsent": [],\n  "next": null\n}\n')


def test_an_answer_that_failed_is_listed_with_its_reason(call: Asked, failed: int) -> None:
    code, told, _ = call("inbox", "outbox")
    assert code == 1
    assert all(len(line) <= 100 for line in told.splitlines())
    for words in ("failed", "to Jörg Müller in conversation 1", "Neun Euro achtzig!", "The comment is gone."):
        assert words in told
    assert f"socialshop inbox retry {failed}" in told
    (one,) = json.loads(call("inbox", "outbox", "--failed", "--json")[1])["unsent"]
    assert (one["id"], one["state"], one["author"], one["attempts"]) == (failed, "failed", "Lena", 0)


def test_an_answer_that_failed_is_queued_again(call: Asked, failed: int) -> None:
    assert call("inbox", "retry", str(failed), str(failed))[0] == 0
    code, told, _ = call("inbox", "outbox")
    assert (code, "queued" in told, "The comment is gone." in told) == (0, True, False)
    assert call("inbox", "outbox", "--failed")[:2] == (0, "Nothing failed.\n")


def test_an_answer_that_failed_is_taken_back_with_its_words(call: Asked, failed: int) -> None:
    assert call("inbox", "take-back", str(failed), "--json")[:2] == (
        0,
        json.dumps([{"id": failed, "text": "Neun Euro achtzig!"}], indent=2) + "\n",
    )
    assert call("inbox", "outbox")[0] == 0


@pytest.mark.parametrize("act", ["retry", "take-back"])
def test_what_did_not_fail_is_told_and_nothing_is_done(call: Asked, failed: int, act: str) -> None:
    code, _, told = call("inbox", act, str(failed), "99")
    assert (code, "Message 99 is no answer that failed." in told) == (2, True)
    assert [one["id"] for one in json.loads(call("inbox", "outbox", "--failed", "--json")[1])["unsent"]] == [failed]
    assert call("inbox", act)[0] == 2


def test_the_report_is_printed_and_written(call: Asked) -> None:
    code, told, _ = call("inbox", "report", "--csv", "r.csv", "--trend", "t.csv", "--html", "r.html", "--elapsed")
    assert code == 0
    assert "facebook" in told
    assert "median elapsed" in told
    assert len(Path("t.csv").read_text("utf-8").splitlines()) == 1 + 30
    assert Path("r.csv").read_text("utf-8").startswith("by,what,conversations")
    assert "<svg" in Path("r.html").read_text("utf-8")
    told = json.loads(call("inbox", "report", "--json", "--from", "2020-01-01")[1])
    assert told["lines"][0]["conversations"] == 2
    assert sum(period["opened"] for period in told["trend"]["periods"]) == 2
    assert set(told["subjects"]) == {"items", "windows", "rising"}
    assert told["before"]["until"] < told["since"]
    code, _, wrong = call("inbox", "report", "--from", "1.11.2026")
    assert (code, "Write it as 2026-11-05." in wrong) == (2, True)


def test_what_was_learned_is_told_and_where_nothing_was_nothing_is_set_aside(call: Asked) -> None:
    call("inbox", "topic", "1", "--is", "question")
    code, told, _ = call("inbox", "learned", "show")
    assert code == 0
    assert told.startswith("The rules tell topics. Learning needs 60 decisions by people")
    assert "People set 1 topics, and let 0 of the rules stand." in told
    assert "none → question" in told
    found = json.loads(call("inbox", "learned", "show", "--json")[1])
    assert (found["used"], found["set_by_people"], found["latest"][0]["after"]) == (False, 1, "question")
    code, _, wrong = call("inbox", "learned", "set-aside")
    assert (code, "There is nothing learned" in wrong) == (2, True)


def test_who_is_whom_is_merged_listed_and_undone(call: Asked) -> None:
    assert call("inbox", "people", "list")[1] == "Nothing is proposed.\n"
    told = call("inbox", "people", "same", "2", "1", "--because", "told us at the counter")[1]
    assert told == "2 and 1 are one person.\n"
    told = call("inbox", "people", "list", "--decided")[1]
    assert "1  Jörg Müller on facebook and Jörg Müller on facebook" in told
    assert "person: told us at the counter · merged by " in told
    assert call("inbox", "people", "apart", "1")[0] == 0
    (link,) = json.loads(call("inbox", "people", "list", "--decided", "--json")[1])
    assert (link["standing"], link["one"]["conversation_id"]) == ("apart", 1)
    assert call("inbox", "people", "merge", "1")[0] == 0
    code, told, _ = call("inbox", "people", "merge", "9")
    assert (code, "There is no link 9 of contacts." in told) == (1, True)
    assert call("inbox", "people", "same", "1", "1", "--because", "x")[0] == 2


def test_a_picture_that_cannot_go_with_an_answer_is_refused_before_anything_is_written(
    call: Asked, tmp_path: Path
) -> None:
    (tmp_path / "brie.jpg").write_bytes(b"no picture")
    code, _, told = call("inbox", "reply", "1", "Dieser?", "--attach", "brie.jpg")
    assert (code, "facebook takes no picture with this kind of answer." in " ".join(told.split())) == (2, True)
    assert call("inbox", "reply", "1", "Dieser?", "--attach", "gone.jpg")[0] == 2
    assert len(json.loads(call("inbox", "show", "1", "--json")[1])["messages"]) == 1


def test_programs_are_listed_with_how_they_take_what_they_are_told(
    call: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No program is told anything" in call("webhooks", "programs")[1]
    monkeypatch.setenv("CRM_SECRET", "geheim")
    hook = '[[webhooks]]\nname = "crm"\nurl = "https://crm.shop.example"\nsecret = "CRM_SECRET"\n'
    Path("socialshop.toml").write_text(CONFIG + hook, encoding="utf-8")
    assert call("webhooks", "programs")[:2] == (0, "crm  0 taken, 0 waiting, 0 given up\n")
    (crm,) = json.loads(call("webhooks", "programs", "--json")[1])
    assert (crm["name"], crm["configured"], crm["failing"]) == ("crm", True, False)
    store, then = open_store("sqlite:///socialshop.db"), datetime(2026, 11, 2, 9, tzinfo=UTC)
    with Session(store) as session:
        session.add(SilentProgram(name="crm", since=then, off_at=then + timedelta(days=5)))
        session.commit()
    store.dispose()
    assert "switched off 2026-11-07 09:00 UTC, 0 kept: socialshop webhooks on crm" in call("webhooks", "programs")[1]
    assert call("webhooks", "on", "crm")[:2] == (0, "crm is told again, of 0 events first.\n")
    assert call("webhooks", "off", "crm")[1] == "crm is told nothing until: socialshop webhooks on crm\n"
    assert "switched off by " in call("webhooks", "programs")[1]
    code, _, told = call("webhooks", "off", "till", "--json")
    assert (code, "There is no program 'till' in the configuration." in told) == (2, True)
    call("webhooks", "on", "crm")
    code, _, told = call("webhooks", "on", "crm")
    assert (code, "The program 'crm' is not switched off." in told) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("inbox", "show"),
        ("inbox", "resolve", "1"),
        ("inbox", "retry"),
        ("inbox", "people", "merge"),
        ("inbox", "people", "list", "--before"),
        ("inbox", "list", "--contact"),
        ("webhooks", "again"),
        ("reports", "show"),
    ],
)
def test_a_number_that_nothing_can_have_is_refused(call: Asked, words: tuple[str, ...]) -> None:
    code, _, told = call(*words, str(2**31))
    assert (code, "Nothing has the number" in told, "Traceback" in told) == (2, True, False)


def test_labels_are_listed_renamed_put_together_and_taken_off(call: Asked) -> None:
    assert call("inbox", "labels", "list")[:2] == (0, "No conversation bears a label.\n")
    store = open_store(f"sqlite:///{Path.cwd()}/socialshop.db")
    with Session(store) as session:
        for conversation_id, label in ((1, "Rezept"), (2, "rezepte"), (2, "[b]Preis")):
            add_label(session, Actor("Anna", Role.ADMIN), conversation_id, label, utc_now)
        session.commit()
    store.dispose()
    assert call("inbox", "labels", "list")[1] == "      1  [b]Preis\n      1  Rezept\n      1  rezepte\n"
    assert call("inbox", "labels", "rename", "[b]Preis", "Preis")[1] == "[b]Preis is called Preis now.\n"
    assert call("inbox", "labels", "rename", "Preis", "Preis")[1] == "It is called so already.\n"
    code, _, wrong = call("inbox", "labels", "rename", "rezepte", "Rezept")
    assert (code, "with --merge" in wrong) == (2, True)
    assert call("inbox", "labels", "rename", "rezepte", "Rezept", "--merge")[0] == 0
    assert json.loads(call("inbox", "labels", "list", "--json")[1]) == [
        {"name": "Preis", "conversations": 1},
        {"name": "Rezept", "conversations": 2},
    ]
    assert call("inbox", "labels", "remove", "Rezept")[1] == "Rezept is taken off 2 conversations.\n"
    assert call("inbox", "labels", "remove", "Preis")[1] == "Preis is taken off 1 conversation.\n"

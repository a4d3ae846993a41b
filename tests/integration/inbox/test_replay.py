"""Files of bodies are taken in many at a time, and each is still told what became of it."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from connectors import spec
from connectors.sandbox.accounts import CHANNELS, INSTAGRAM_ID, PAGE_ID, SECRETS
from socialshop.clock import Clock
from socialshop.errors import InputError
from socialshop.inbox import files, packed
from socialshop.inbox.ingest import ingest, ingest_each
from socialshop.inbox.model import Message
from socialshop.inbox.raw import Way
from socialshop.ports import Environment, EventKind, InboundEvent, WebhookSource
from socialshop.store.behind import later

Replay = Callable[..., list[files.Replayed]]
AT = 1_760_000_000


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, WebhookSource]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    found: dict[str, WebhookSource] = {}
    for name in ("facebook", "instagram"):
        made = spec(name)
        found[name] = made.build(made.settings.model_validate(CHANNELS[name]), Environment())  # type: ignore[assignment]
    return found


@pytest.fixture
def replay(store: Engine, clock: Clock, sources: dict[str, WebhookSource]) -> Replay:
    return lambda *paths: list(files.replay(store, clock, paths, sources))


def on_page(number: int, text: str = "Ist er noch da?", **more: Any) -> dict[str, Any]:
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": f"1_{number}",
        "post_id": f"{PAGE_ID}_1",
        "message": text,
        "created_time": AT + number,
        "from": {"id": "900", "name": "Ada"},
    }
    return {
        "object": "page",
        "entry": [{"id": PAGE_ID, "time": AT, "changes": [{"field": "feed", "value": value | more}]}],
    }


def on_instagram(number: int) -> dict[str, Any]:
    value = {"id": f"i{number}", "text": "Schön!", "from": {"id": "77", "username": "ben"}, "media": {"id": "9"}}
    return {
        "object": "instagram",
        "entry": [{"id": INSTAGRAM_ID, "time": AT, "changes": [{"field": "comments", "value": value}]}],
    }


def lines(path: Path, *bodies: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, bodies)), encoding="utf-8")
    return path


def outcomes(replayed: list[files.Replayed]) -> list[tuple[str, str, int, int, int, int]]:
    return [(one.channel, one.outcome, *one[4:8]) for one in replayed]


def messages(store: Engine) -> int:
    with Session(store) as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("together", [1, 2, 100])
def test_each_body_is_told_what_became_of_it_however_many_share_a_transaction(
    store: Engine, replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(files, "_TOGETHER", together)
    edited = on_page(1, "Ist sie noch da?", verb="edited")
    edited["entry"][0]["time"] = AT + 99
    told = lines(
        tmp_path / "told.jsonl", on_page(1), on_instagram(1), on_page(1), edited, on_page(2, verb="frown"), on_page(3)
    )
    assert outcomes(replay(told)) == [
        ("facebook", "ingested", 1, 0, 0, 0),
        ("instagram", "ingested", 1, 0, 0, 0),
        ("facebook", "nothing new", 0, 0, 1, 0),
        ("facebook", "ingested", 0, 1, 0, 0),
        ("facebook", "ignored", 0, 0, 0, 1),
        ("facebook", "ingested", 1, 0, 0, 0),
    ]
    assert messages(store) == 3
    assert {one.outcome for one in replay(told)} == {"nothing new"}


def test_a_body_that_breaks_the_program_is_refused_and_the_others_are_taken_in(
    store: Engine, replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(session: Session, bodies: Any, *more: Any) -> Any:
        if any(event.text == "breaks it" for events in bodies for event in events):
            raise TypeError("nobody foresaw this")
        return ingest_each(session, bodies, *more)

    monkeypatch.setattr("socialshop.inbox.deliveries.ingest_each", fragile)
    first, broken, last = replay(lines(tmp_path / "told.jsonl", on_page(1), on_page(2, "breaks it"), on_page(3)))
    assert (first.outcome, broken.outcome, last.outcome) == ("ingested", "refused", "ingested")
    assert broken.reason == "it cannot be taken in (TypeError)"
    assert messages(store) == 2


@pytest.mark.parametrize("together", [1, 3])
def test_what_breaks_while_it_is_written_is_taken_in_again_one_by_one(
    store: Engine, replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """What a write raises is told when the next bodies have been read already."""

    def fragile(session: Session, bodies: Any, *more: Any) -> Any:
        counts = ingest_each(session, bodies, *more)
        if any(event.text == "breaks it" for events in bodies for event in events):
            later(session.connection(), lambda: {}["nobody foresaw this"])
        return counts

    monkeypatch.setattr("socialshop.inbox.deliveries.ingest_each", fragile)
    monkeypatch.setattr(files, "_TOGETHER", together)
    bodies = [on_page(1), on_page(2, "breaks it"), on_instagram(3), on_page(4), on_instagram(5)]
    replayed = replay(lines(tmp_path / "told.jsonl", *bodies))
    assert [one.outcome for one in replayed] == ["ingested", "refused", "ingested", "ingested", "ingested"]
    assert [one.body.rpartition(":")[2] for one in replayed] == ["1", "2", "3", "4", "5"]
    assert messages(store) == 4


def test_whoever_stops_listening_leaves_nothing_half_done(
    store: Engine,
    clock: Clock,
    sources: dict[str, WebhookSource],
    replay: Replay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "_TOGETHER", 2)
    told = lines(tmp_path / "told.jsonl", *(on_page(number) for number in range(1, 8)))
    with closing(files.replay(store, clock, [told], sources)) as replayed:
        assert next(replayed).outcome == "ingested"
    assert messages(store) % 2 == 0
    replay(told)
    assert messages(store) == 7


def test_a_path_that_is_not_there_is_said_before_anything_is_taken_in(
    store: Engine, replay: Replay, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        replay(lines(tmp_path / "told.jsonl", on_page(1)), tmp_path / "gone.json")
    assert messages(store) == 0


def test_what_a_folder_holds_besides_is_named_and_passed_over(replay: Replay, folder: Path) -> None:
    lines(folder / "a.json", on_page(1))
    lines(folder / "b.txt", on_page(2))
    lines(folder / ".hidden", on_page(3))
    taken, passed = replay(folder)
    assert (taken.outcome, passed.outcome, Path(passed.body).name) == ("ingested", "ignored", "b.txt")
    assert ".json, .jsonl, .ndjson" in passed.reason
    assert replay(folder / "b.txt")[0].outcome == "ingested"  # who names a file means it


def test_no_json_says_where(replay: Replay, folder: Path) -> None:
    (folder / "broken.json").write_text('{"object":\n "page",, }', encoding="utf-8")
    (one,) = replay(folder)
    assert one.outcome == "refused"
    assert "line 2, column 9" in one.reason


def test_bodies_in_a_list_are_not_taken_for_an_answer(replay: Replay, folder: Path) -> None:
    (folder / "list.json").write_text(json.dumps([on_page(1), on_instagram(2)]), encoding="utf-8")
    (one,) = replay(folder / "list.json")
    assert (one.outcome, one.new) == ("refused", 0)
    assert "write each in a line of its own, in a file named .jsonl" in one.reason


def answer(number: int, text: str) -> dict[str, Any]:
    """The Graph API's, for a comment."""
    said = {"id": f"1_{number}", "message": text, "created_time": AT + number, "comment_count": 0}
    return {"data": [said | {"from": {"id": "900", "name": "Ada"}}]}


def texts(store: Engine) -> list[tuple[str, bool]]:
    with Session(store) as session:
        return [(one.text, one.edited_at is not None) for one in session.scalars(select(Message))]


@pytest.mark.parametrize("together", [1, 100])
@pytest.mark.parametrize("first", ["webhook", "answer"])
def test_an_answer_shows_the_text_after_an_edit_that_no_webhook_told_of(
    replay: Replay, store: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, together: int, first: str
) -> None:
    monkeypatch.setattr(files, "_TOGETHER", together)
    bodies = [on_page(1, "Noch da?"), answer(1, "Ist er noch da?")]
    replay(lines(folder / "a.jsonl", *(bodies if first == "webhook" else bodies[::-1])))
    assert texts(store) == [("Ist er noch da?", True)]


def test_an_answer_may_be_older_than_what_polling_showed(
    replay: Replay, store: Engine, clock: Clock, folder: Path
) -> None:
    replay(lines(folder / "a.jsonl", on_page(1, "Noch da?")))
    at = datetime.fromtimestamp(AT + 1, UTC)
    shown = InboundEvent("facebook", EventKind.COMMENT_ADDED, "1_1", f"{PAGE_ID}_1", None, None, "Noch welcher da?", at)
    with Session(store) as session:
        ingest(session, [shown], clock, Way.POLL)
        session.commit()
    replay(lines(folder / "b.jsonl", answer(1, "Ist er noch da?")))
    assert texts(store) == [("Noch welcher da?", True)]


@pytest.mark.parametrize("name", ["monday.jsonl.gz", "monday.ndjson.gz", "monday.jsonl"])
def test_packed_lines_are_read_by_what_they_are(replay: Replay, folder: Path, name: str) -> None:
    bodies = "\r\n".join(json.dumps(on_page(number)) for number in (1, 2))
    (folder / name).write_bytes(gzip.compress(bodies.encode()))
    told = replay(folder)
    assert [one.body for one in told] == [f"{folder / name}:1", f"{folder / name}:2"]
    assert outcomes(told) == [("facebook", "ingested", 1, 0, 0, 0)] * 2


@pytest.mark.parametrize("name", ["one.json.gz", "one.json"])
def test_a_packed_body_is_read(replay: Replay, folder: Path, name: str) -> None:
    (folder / name).write_bytes(gzip.compress(json.dumps(on_page(1), indent=1).encode()))
    assert outcomes(replay(folder)) == [("facebook", "ingested", 1, 0, 0, 0)]


def _archive(path: Path) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.json", json.dumps(on_page(1)))
    return path.read_bytes()


def _tape(path: Path) -> bytes:
    with tarfile.open(path, "w") as archive:
        archive.addfile(tarfile.TarInfo("1.json"), io.BytesIO())
    return path.read_bytes()


def test_what_is_packed_otherwise_is_told_by_its_name(replay: Replay, tmp_path: Path, folder: Path) -> None:
    contents = {
        "zip archive": _archive(tmp_path / "a.zip"),
        "tar archive": gzip.compress(_tape(tmp_path / "a.tar")),
        "packed with bzip2": b"BZh91AY&SY",
        "packed with xz": b"\xfd7zXZ\x00",
        "packed with zstd": b"\x28\xb5\x2f\xfd",
        "the gzip file is broken": gzip.compress(json.dumps(on_page(1)).encode())[:-9],
        "it is not JSON": b"PKzip",
    }
    for number, content in enumerate(contents.values()):
        (folder / f"{number}.json").write_bytes(content)
    told = replay(folder)
    assert [one.outcome for one in told] == ["refused"] * len(contents)
    assert [name for name, one in zip(contents, told, strict=True) if name not in one.reason] == []


def test_a_broken_gzip_file_tells_so_after_the_lines_that_could_be_read(replay: Replay, folder: Path) -> None:
    lines_of_it = "\n".join(json.dumps(on_page(number, f"Frage {number}?")) for number in range(2000))
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(lines_of_it.encode())[:-2000])
    *read, last = replay(folder)
    assert len(read) > 100
    assert {one.outcome for one in read} == {"ingested"}
    assert (last.body, last.outcome, "broken" in last.reason) == (str(folder / "cut.jsonl.gz"), "refused", True)


@pytest.mark.parametrize("name", ["bomb.json.gz", "bomb.jsonl.gz"])
def test_a_small_file_that_unpacks_to_a_giant_is_refused(
    replay: Replay, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "LARGEST", 2**20)
    (folder / name).write_bytes(gzip.compress(b" " * (2**20 + 1)))
    (told,) = replay(folder)
    assert (told.outcome, "holds more than 1 MB" in told.reason) == ("refused", True)

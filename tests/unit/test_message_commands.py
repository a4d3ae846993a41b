"""Single messages by command: liked, hidden and deleted where they stand, and why not otherwise."""

from __future__ import annotations

import sys

import pytest
import typer
from sqlmodel import Session

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import PAGE_ID
from connectors.sandbox.records import Post
from socialshop.clock import utc_now
from socialshop.inbox.ingest import ingest
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.staff.audit import entries
from socialshop.store import open_store
from tests.unit.calling import Call


class Terminal:
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def comments(sandbox_shop: Sandbox, call: Call, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two comments beneath a post, read: messages 1 and 2; their ids on the platform. Jana and Vera work here."""
    monkeypatch.setenv("SOCIALSHOP_PASSWORD", "ein-gutes-Passwort")
    for name, role in (("Jana", "admin"), ("Vera", "viewer")):
        assert call("users", "add", f"{name.lower()}@x.de", "--name", name, "--role", role).code == 0
    world, post = sandbox_shop.world, f"{PAGE_ID}_1"
    world.posts[post] = Post(id=post, number=1, at=utc_now(), message="Hallo")
    said = [("Ada", "Toll!"), ("Rolf", "Kauft hier")]
    ids = [world.customer_comments(post, *words) for words in said]
    events = [
        InboundEvent("facebook", EventKind.COMMENT_ADDED, id_, post, None, Author(name, name), text, utc_now())
        for id_, (name, text) in zip(ids, said, strict=True)
    ]
    store = open_store("sqlite:///socialshop.db")
    with Session(store) as session:
        ingest(session, events, utc_now)
        session.commit()
    store.dispose()
    return ids


def test_a_message_is_hidden_shown_again_liked_and_unliked(
    sandbox_shop: Sandbox, comments: list[str], call: Call
) -> None:
    second = sandbox_shop.world.comments[comments[1]]
    assert call("inbox", "hide", "2", "--as", "jana@x.de").code == 0
    assert second.hidden
    assert call("inbox", "show", "2", "--json").data["messages"][0]["hidden_at"]
    assert call("inbox", "unhide", "2").code == 0
    assert not second.hidden
    assert call("inbox", "like", "1", "2").code == 0
    assert second.liked
    assert call("inbox", "unlike", "2").code == 0
    assert (second.liked, sandbox_shop.world.comments[comments[0]].liked) == (False, True)


def test_the_audit_log_names_who_did_it(comments: list[str], call: Call) -> None:
    call("inbox", "hide", "2", "--as", "jana@x.de")
    store = open_store("sqlite:///socialshop.db")
    with Session(store) as session:
        (done, *_) = entries(session)
    store.dispose()
    assert (done.actor, done.act, done.after) == ("Jana", "hide", '{"message": 2}')


def test_what_the_channel_refuses_is_told_with_its_reason_and_the_others_are_done(
    sandbox_shop: Sandbox, comments: list[str], call: Call
) -> None:
    call("inbox", "hide", "2")
    told = call("inbox", "hide", "1", "2", "2", "--json")
    assert told.code == 1
    asked = next(one for one in told.data["channels"] if one["step"] == "asked")
    (refused,) = asked["items"]
    assert (asked["rejected"], refused["reason"]) == (1, "It was done already.")
    assert refused["ref"] == "hiding of message 2 in conversation 2"
    assert sandbox_shop.world.comments[comments[0]].hidden
    assert "It was done already." in call("inbox", "hide", "2").out


def test_a_wrong_number_or_role_does_nothing(sandbox_shop: Sandbox, comments: list[str], call: Call) -> None:
    unknown = call("inbox", "hide", "1", "99")
    assert (unknown.code, "There is no message 99." in unknown.err, "inbox show" in unknown.err) == (2, True, True)
    viewer = call("inbox", "like", "1", "--as", "vera@x.de")
    assert (viewer.code, "viewer" in viewer.err) == (2, True)
    assert call("inbox", "like", "1", "--as", "nobody@x.de").code == 2
    first = sandbox_shop.world.comments[comments[0]]
    assert (first.hidden, first.liked) == (False, False)


def test_who_deletes_is_asked_once_more(
    sandbox_shop: Sandbox, comments: list[str], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    unasked = call("inbox", "delete", "2")
    assert (unasked.code, "--yes" in unasked.err) == (2, True)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(typer, "confirm", _says_no)
    kept = call("inbox", "delete", "2")
    assert (kept.code != 0, "#2 in conversation 2: Kauft hier" in kept.err) == (True, True)
    assert comments[1] in sandbox_shop.world.comments
    assert call("inbox", "delete", "2", "--yes").code == 0
    assert comments[1] not in sandbox_shop.world.comments
    assert call("inbox", "list", "--state", "resolved", "--json").data["conversations"][0]["id"] == 2


def _says_no(_question: str, **_: object) -> None:
    raise typer.Abort


def test_the_numbers_stand_in_the_conversation(comments: list[str], call: Call) -> None:
    assert "#2  Rolf: Kauft hier" in call("inbox", "show", "2").out

"""Comments as the platforms really told them: each is ingested once, or refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from connectors.facebook import comments as facebook
from connectors.graph import Page
from connectors.instagram import comments as instagram
from socialshop.clock import Clock
from socialshop.errors import Permanent
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Message
from socialshop.ports import EventPage

SharedFile = Callable[..., Path]


class Told:
    """Stands for a Graph that answers one page."""

    def __init__(self, comments: list[dict[str, Any]]) -> None:
        self._comments = comments

    def pages(self, *_: object, **__: object) -> Iterator[Page]:
        yield Page(self._comments, None)


def read(path: Path) -> list[dict[str, Any]]:
    told = json.loads(path.read_text(encoding="utf-8"))
    comments: list[dict[str, Any]] = told.get("data", [told])
    return comments


def facebook_pages(path: Path, clock: Clock) -> Iterator[EventPage]:
    return facebook.sweep(Told(read(path)), "facebook", "123456789", "post", None, clock)  # type: ignore[arg-type]


def test_a_facebook_comment_is_ingested_once(store: Engine, clock: Clock, shared_file: SharedFile) -> None:
    path = shared_file("payloads", "restfb-graph", "v2_2_comment_canHide.json")
    counts = []
    for _ in range(2):
        with Session(store) as session:
            counts += [ingest(session, page.events, clock) for page in facebook_pages(path, clock)]
            session.commit()
    assert [(count.new, count.unchanged) for count in counts] == [(1, 0), (0, 1)]
    with Session(store) as session:
        message = session.exec(select(Message)).one()
    assert (message.text, message.is_ours) == ("yes, really great", True)  # the Page's own comment


def test_an_instagram_comment_and_its_reply_are_one_thread(
    store: Engine, clock: Clock, shared_file: SharedFile
) -> None:
    told = read(shared_file("payloads", "restfb-instagram", "comment.json"))
    pages = instagram.sweep(Told(told), "instagram", "1784", "987654321", None)  # type: ignore[arg-type]
    with Session(store) as session:
        for page in pages:
            ingest(session, page.events, clock)
        session.commit()
    with Session(store) as session:
        messages = session.exec(select(Message).order_by(Message.at)).all()  # type: ignore[arg-type]
    assert [message.text for message in messages] == ["Great!", "yeah"]
    assert len({message.conversation_id for message in messages}) == 1


@pytest.mark.parametrize(
    ("folder", "name", "missing"),
    [
        ("python-facebook", "facebook_apidata_comments_comments_p1.json", "'id'"),
        ("restfb-graph", "v2_9_comment-messagetags.json", "'created_time'"),
    ],
)
def test_a_comment_without_its_identity_or_time_is_refused_with_the_reason(
    clock: Clock, shared_file: SharedFile, folder: str, name: str, missing: str
) -> None:
    with pytest.raises(Permanent, match=missing):
        list(facebook_pages(shared_file("payloads", folder, name), clock))

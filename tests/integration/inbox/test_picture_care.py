"""The file of an answer's picture goes when nobody needs it any more, and no sooner."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.answers import retry, take_back
from socialshop.desk.model import AnswerPicture
from socialshop.desk.picture_care import UNUSED, release_pictures, remove_unneeded
from socialshop.inbox.errors import ReplyRefused
from socialshop.inbox.model import Conversation, Message
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.testing.talking import public_store

KEEP = timedelta(days=30)
JANA = Actor("Jana", Role.AGENT)
NAME = "a" * 64 + ".png"


@pytest.fixture
def file(tmp_path: Path, clock: Clock) -> Path:
    """A picture of an answer's, put up longer ago than one waits for its answer."""
    made = tmp_path / "answers" / NAME
    made.parent.mkdir()
    made.write_bytes(b"picture")
    long_ago = (clock() - UNUSED).timestamp()
    os.utime(made, (long_ago, long_ago))
    return made


def answered(shop: Engine, clock: Clock, state: OutboxState, ago: timedelta) -> int:
    """An answer with that picture, which came to this state so long ago."""
    at = clock() - ago
    with Session(shop) as session:
        talk = Conversation(channel="facebook", thread_id="c", object_id="o", opened_at=at, last_at=at)
        times = {"created_at": at, "begun_at": at, "ended_at": at}
        session.add_all([talk, OutboxEntry(key="k", channel="facebook", state=state, **times)])
        session.flush()
        assert talk.id
        picture = {"kind": "image", "url": f"https://shop.example/media/answers/{NAME}", "title": "", "external_id": ""}
        message = Message(
            conversation_id=talk.id,
            channel="facebook",
            text="",
            is_ours=True,
            at=at,
            outbox_key="k",
            attachments=[picture],
        )
        session.add(message)
        session.flush()
        assert message.id
        session.add(AnswerPicture(message_id=message.id, name=NAME))
        session.commit()
        return message.id


def cared_for(shop: Engine, clock: Clock, file: Path) -> list[str]:
    release_pictures(shop, clock, KEEP)
    return list(remove_unneeded(shop, public_store(file.parents[1]), clock))


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.FAILED])
def test_after_its_time_the_file_is_gone_and_the_thread_says_that_there_was_one(
    shop: Engine, clock: Clock, file: Path, state: OutboxState
) -> None:
    number = answered(shop, clock, state, KEEP)
    assert cared_for(shop, clock, file) == [NAME]
    assert not file.exists()
    with Session(shop) as session:
        attached = session.get_one(Message, number).attachments
    assert attached == [{"kind": "image", "url": "", "title": "", "external_id": ""}]
    assert cared_for(shop, clock, file) == []


@pytest.mark.parametrize(
    ("state", "ago"),
    [
        (OutboxState.SENT, KEEP - timedelta(minutes=1)),
        (OutboxState.PENDING, 2 * KEEP),
        (OutboxState.SENDING, 2 * KEEP),
        (OutboxState.FAILED, KEEP - timedelta(minutes=1)),
    ],
)
def test_who_still_needs_it_keeps_it(
    shop: Engine, clock: Clock, file: Path, state: OutboxState, ago: timedelta
) -> None:
    answered(shop, clock, state, ago)
    assert cared_for(shop, clock, file) == []
    assert file.exists()


def test_one_that_no_answer_came_for_goes_after_a_while(shop: Engine, clock: Clock, file: Path) -> None:
    fresh = file.with_name("b" * 64 + ".png")
    fresh.write_bytes(b"picture")
    os.utime(fresh, (clock().timestamp(), clock().timestamp()))
    assert cared_for(shop, clock, file) == [NAME]
    assert fresh.exists()


def test_a_shop_without_any_has_nothing_to_remove(shop: Engine, clock: Clock, tmp_path: Path) -> None:
    assert cared_for(shop, clock, tmp_path / "answers" / NAME) == []


def test_what_failed_is_not_tried_again_without_its_picture(shop: Engine, clock: Clock, file: Path) -> None:
    number = answered(shop, clock, OutboxState.FAILED, KEEP)
    cared_for(shop, clock, file)
    with Session(shop) as session, pytest.raises(ReplyRefused, match="picture"):
        retry(session, JANA, number, clock)


def test_what_was_taken_back_needs_no_picture(shop: Engine, clock: Clock, file: Path) -> None:
    number = answered(shop, clock, OutboxState.FAILED, timedelta(0))
    with Session(shop) as session:
        take_back(session, JANA, number, clock)
        session.commit()
    assert cared_for(shop, clock, file) == [NAME]

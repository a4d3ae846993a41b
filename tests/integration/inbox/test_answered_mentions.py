"""Who mentions us on Instagram is answered beneath what is theirs, once, whatever breaks in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from connectors import spec
from connectors.sandbox import Fault, FaultKind, Sandbox, visitors
from connectors.sandbox.accounts import CHANNELS, INSTAGRAM_ID, INSTAGRAM_NAME, SECRETS
from connectors.sandbox.records import Maker
from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, Message
from socialshop.inbox.reply import retry_reply, write_reply
from socialshop.inbox.sending import send_replies
from socialshop.ports import Environment, HttpSettings, InboundEvent, Traffic
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.sync.runs import recorded_run

Says = Callable[..., InboundEvent]
ANSWER = "Danke, @anna!"


class Corner:
    """The account on a sandbox's Instagram, and its inbox."""

    def __init__(self, store: Engine, clock: Any, sandbox: Sandbox) -> None:
        self.store, self.clock, self.world = store, clock, sandbox.world
        made = spec("instagram")
        settings = made.settings.model_validate(CHANNELS["instagram"])
        http = HttpSettings(addresses=sandbox.addresses, retries=0)
        self.instagram: Any = made.build(settings, Environment(http, clock))

    def hear(self, external_id: str) -> int:
        """Take in what somebody said; the conversation's number."""
        (media,) = (one for one in self.world.mentioning.values() if external_id in (one.id, one.comment_id))
        said = self.instagram.mention(media.id, external_id)
        polled = (event for page in self.instagram.stream("mentions", None) for event in page.events)
        self.take([said] if said else list(polled))
        with Session(self.store) as session:
            found = select(col(Message.conversation_id)).where(col(Message.external_id) == external_id)
            return int(session.execute(found).scalar_one())

    def take(self, events: list[InboundEvent]) -> None:
        with Session(self.store) as session:
            ingest(session, events, self.clock)
            session.commit()

    def answer(self, conversation: int) -> int:
        with Session(self.store) as session:
            limit = self.instagram.reply_limit
            message = write_reply(session, conversation, ANSWER, "Lena", self.clock, limit)
            session.commit()
            return message.id or 0

    def send(self) -> None:
        with recorded_run(self.store, self.clock, "sync", "anna") as run:
            send_replies(self.store, self.clock, run, "instagram", self.instagram, Traffic())

    def lose_the_answer(self) -> None:
        self.world.faults.add(Fault(FaultKind.DROP_AFTER, method="POST"))

    def standing(self) -> list[str]:
        return [comment.text for comment in self.world.comments.values() if comment.made_by is Maker.SHOP]

    def ours(self) -> list[Message]:
        with Session(self.store) as session:
            return list(session.execute(select(Message).where(col(Message.is_ours))).scalars())

    def entry(self, message: int) -> OutboxEntry:
        with Session(self.store) as session:
            return session.get_one(OutboxEntry, f"reply:{message}")


@pytest.fixture
def corner(store: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Corner]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with Sandbox(clock=clock) as sandbox:
        yield Corner(store, clock, sandbox)


def test_a_post_that_names_us_is_answered_beneath_it(corner: Corner) -> None:
    media = visitors.mentions(corner.world, "anna", "Der beste Käse!")
    corner.answer(corner.hear(media))
    corner.send()
    corner.send()
    (comment,) = corner.world.comments.values()
    assert (comment.object_id, comment.parent_id, comment.text) == (media, None, ANSWER)
    assert [message.external_id for message in corner.ours()] == [comment.id]


def test_a_comment_that_names_us_is_answered_in_its_thread(corner: Corner) -> None:
    asked = visitors.mentions_in_comment(corner.world, "anna", "Fragt doch die Käsetheke")
    corner.answer(corner.hear(asked))
    corner.send()
    (comment,) = corner.world.comments.values()
    assert (comment.parent_id, comment.text) == (asked, ANSWER)


def test_an_answer_to_a_post_whose_receipt_was_lost_stands_once(corner: Corner) -> None:
    message = corner.answer(corner.hear(visitors.mentions(corner.world, "anna", "Toll")))
    corner.lose_the_answer()
    corner.send()
    assert corner.entry(message).state == OutboxState.SENDING
    corner.send()
    assert corner.standing() == [ANSWER]
    assert corner.entry(message).state == OutboxState.SENT


def test_an_answer_to_a_comment_whose_receipt_was_lost_waits_for_a_person(corner: Corner) -> None:
    message = corner.answer(corner.hear(visitors.mentions_in_comment(corner.world, "anna", "Toll")))
    corner.lose_the_answer()
    for _ in range(3):
        corner.send()
    assert corner.standing() == [ANSWER]
    assert corner.entry(message).state == OutboxState.FAILED
    assert "lets nobody look up" in corner.entry(message).error
    with Session(corner.store) as session:
        retry_reply(session, message)
        session.commit()
    corner.send()
    assert corner.standing() == [ANSWER, ANSWER]


def test_our_answer_that_a_webhook_tells_of_is_the_same_message(corner: Corner) -> None:
    media = visitors.mentions(corner.world, "anna", "Toll")
    conversation = corner.hear(media)
    corner.answer(conversation)
    corner.lose_the_answer()
    corner.send()
    (comment,) = corner.world.comments.values()
    us = {"id": INSTAGRAM_ID, "username": INSTAGRAM_NAME, "self_ig_scoped_id": INSTAGRAM_ID}
    value = {"id": comment.id, "text": ANSWER, "from": us, "media": {"id": media}}
    told = {"id": INSTAGRAM_ID, "time": 1_793_600_000, "changes": [{"field": "comments", "value": value}]}
    corner.take(list(corner.instagram.parse(json.dumps({"object": "instagram", "entry": [told]}).encode()).events))
    assert [(one.external_id, one.conversation_id, one.author) for one in corner.ours()] == [
        (comment.id, conversation, "Lena")
    ]
    corner.send()
    assert corner.standing() == [ANSWER]


def test_who_tags_us_in_a_picture_alone_cannot_be_answered_and_holds_up_nobody(corner: Corner) -> None:
    tagged = corner.answer(corner.hear(visitors.tags(corner.world, "ben", "Käse!")))
    corner.answer(corner.hear(visitors.mentions(corner.world, "anna", "Toll")))
    corner.send()
    assert corner.standing() == [ANSWER]
    assert corner.entry(tagged).state == OutboxState.FAILED
    assert "where its text names us" in corner.entry(tagged).error


def test_what_was_taken_back_meanwhile_is_said(corner: Corner) -> None:
    media = visitors.mentions(corner.world, "anna", "Toll")
    message = corner.answer(corner.hear(media))
    del corner.world.mentioning[media]
    corner.send()
    assert corner.entry(message).state == OutboxState.FAILED


def test_each_mention_beneath_one_post_is_its_own_to_answer(corner: Corner, store: Engine) -> None:
    first = corner.hear(visitors.mentions_in_comment(corner.world, "anna", "Toll"))
    second = corner.hear(visitors.mentions_in_comment(corner.world, "ben", "Auch toll"))
    assert first != second
    with Session(store) as session:
        assert {row.kind for row in session.execute(select(Conversation)).scalars()} == {"mention"}

"""A picture of an answer stands on the platform once, after its text, whatever breaks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pytest
from msgspec.structs import replace
from sqlmodel import Session

from socialshop.errors import OutcomeUnknown, Permanent, PlatformError, Retryable
from socialshop.inbox.reply import retry_reply
from socialshop.ports import (
    Act,
    Attachment,
    AttachmentKind,
    Beside,
    PictureTerms,
    Subject,
)
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.sync.runs import Action
from tests.integration.inbox.conftest import SHOP, Says
from tests.integration.inbox.writing import Desk, FakeTarget


@dataclass
class FakePictures(FakeTarget):
    """A platform that takes pictures as well, each in a message of its own."""

    def picture_terms(self, act: Act) -> PictureTerms | None:
        return PictureTerms(("image/png",), 1_000, text=Beside.APART, source="")

    def send_picture(self, act: Act, subject: Subject, url: str, text: str) -> str:
        return self.reply(subject.to, f"{url}{text}")

    def find_picture(
        self, act: Act, subject: Subject, text: str, since: datetime, known: Collection[str]
    ) -> str | None:
        ids = [f"r{number}" for number, (_, said) in enumerate(self.standing, 1) if said.startswith("https:")]
        return next((id_ for id_ in ids if id_ not in known), None)


PICTURE = Attachment(AttachmentKind.IMAGE, "https://shop.example/media/answers/a.png")


@pytest.mark.parametrize("crash", [OutcomeUnknown("No answer.", channel="facebook"), KeyboardInterrupt()])
def test_a_picture_whose_outcome_is_unknown_is_looked_up_among_those_that_are_not_ours_yet(
    desk: Desk, crash: BaseException
) -> None:
    target = FakePictures()
    desk.write("", picture=PICTURE)
    desk.send(target)
    desk.write("", picture=PICTURE)
    target.trouble, target.effect = [crash], True
    if isinstance(crash, PlatformError):
        desk.send(target)
    else:
        with pytest.raises(KeyboardInterrupt):
            desk.send(target)
    desk.send(target)
    assert len(target.standing) == 2
    assert [message.external_id for message in desk.ours()] == ["r1", "r2"]


def test_a_picture_that_is_read_back_while_it_is_sent_is_not_doubled(desk: Desk, says: Says) -> None:
    target = FakePictures(trouble=[OutcomeUnknown("?", channel="facebook")], effect=True)
    desk.write("", picture=PICTURE)
    desk.send(target)
    shown = replace(says("r1", "", minute=30, parent="c2", author=SHOP), attachments=(PICTURE,))
    desk.arrive(shown, says("r2", "Aus der App", minute=31, parent="c2", author=SHOP))
    desk.send(target)
    assert {(message.external_id, message.text) for message in desk.ours()} == {("r1", ""), ("r2", "Aus der App")}
    assert len(target.standing) == 1


def test_a_picture_waits_for_its_text(desk: Desk) -> None:
    target = FakePictures(trouble=[Retryable("Later.", channel="facebook")])
    desk.write("So sieht er aus.")
    desk.write("", picture=PICTURE)
    desk.send(target)
    assert target.standing == []
    desk.send(target)
    assert [said for _, said in target.standing] == ["So sieht er aus.", PICTURE.url]


def test_a_picture_whose_text_is_refused_stays_here_until_both_are_tried_again(desk: Desk) -> None:
    target = FakePictures(trouble=[Permanent("No such words.", channel="facebook")])
    text = desk.write("So sieht er aus.")
    picture = desk.write("", picture=PICTURE, after=text)
    assert desk.send(target).counts[Action.FAILED] == 2
    assert target.standing == []
    with Session(desk.store) as session:
        error = session.get_one(OutboxEntry, f"reply:{text}/picture").error
        assert "The text that it goes with was refused." in error
        retry_reply(session, picture)
        session.commit()
    desk.send(target)
    assert [said for _, said in target.standing] == ["So sieht er aus.", PICTURE.url]


def test_a_picture_stays_here_where_its_text_was_refused_before_a_crash(desk: Desk) -> None:
    target = FakePictures()
    text = desk.write("So sieht er aus.")
    desk.write("", picture=PICTURE, after=text)
    with Session(desk.store) as session:
        session.get_one(OutboxEntry, f"reply:{text}").state = OutboxState.FAILED
        session.commit()
    desk.send(target)
    assert target.standing == []


def test_a_channel_that_takes_no_pictures_is_sent_none(desk: Desk) -> None:
    target = FakeTarget()
    desk.write("Bitte sehr!", picture=PICTURE)
    desk.send(target)
    assert (target.standing, desk.entry().state) == ([], OutboxState.FAILED)

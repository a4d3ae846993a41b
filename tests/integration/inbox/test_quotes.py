"""What a message answers is shown with it, where it is not plain to see."""

from __future__ import annotations

from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.quotes import Quote
from socialshop.inbox.view import conversation
from socialshop.ports import Attachment, AttachmentKind, EventKind, InboundEvent
from tests.integration.inbox.conftest import ANNA, SHOP, Says


@pytest.fixture
def letters(says: Says) -> list[InboundEvent]:
    """Two offers of ours, and an answer to the first of them."""
    told = [
        says("m1", "Der Brie?", author=SHOP),
        says("m2", "Oder der Bergkäse?", minute=1, author=SHOP),
        says("m3", "Den nehme ich!", minute=2, parent="m1"),
        says("m4", "Und den auch", minute=3, parent="m3"),
    ]
    written = (replace(one, kind=EventKind.MESSAGE_ADDED, object_id="", thread_id=ANNA.external_id) for one in told)
    return list(written)


def quotes_of(shop: Engine, clock: Clock, events: list[InboundEvent]) -> list[Quote | None]:
    with Session(shop) as session:
        ingest(session, events, clock)
        session.commit()
        return [message.answers for message in conversation(session, 1).messages]


def test_a_letter_quotes_what_it_answers_unless_that_is_just_before(
    shop: Engine, clock: Clock, letters: list[InboundEvent]
) -> None:
    first, second, third, fourth = quotes_of(shop, clock, letters)
    assert (first, second, fourth) == (None, None, None)
    assert third is not None
    assert (third.text, third.is_ours) == ("Der Brie?", True)


def test_a_quoted_letter_may_be_a_picture_or_gone(shop: Engine, clock: Clock, letters: list[InboundEvent]) -> None:
    image = Attachment(AttachmentKind.IMAGE, "https://cdn.example/brie.jpg")
    third = quotes_of(shop, clock, [replace(letters[0], text="", attachments=(image,)), *letters[1:]])[2]
    assert third is not None
    assert (third.text, third.wordless) == ("", "image")
    gone = replace(letters[0], kind=EventKind.MESSAGE_REMOVED, text="")
    assert quotes_of(shop, clock, [gone])[2] == replaced(third, wordless="removed")


def test_a_letter_that_answers_what_nobody_knows_quotes_nothing(
    shop: Engine, clock: Clock, letters: list[InboundEvent]
) -> None:
    assert quotes_of(shop, clock, letters[1:])[1] is None


def test_a_comment_quotes_an_answer_that_it_answers_but_not_the_first_comment(
    shop: Engine, clock: Clock, says: Says
) -> None:
    events = [
        says("c1", "Ist er mild?"),
        says("c2", "Ja.", minute=1, parent="c1", author=SHOP),
        says("c3", "Und der Brie?", minute=2, parent="c1"),
        says("c4", "Wie mild?", minute=3, parent="c2"),
    ]
    *others, last = quotes_of(shop, clock, events)
    assert others == [None, None, None]
    assert last is not None
    assert last.text == "Ja."

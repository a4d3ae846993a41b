"""Whatever arrives twice, late or out of order ends as one message in the right conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.counting import IngestCount
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact, Conversation, ConversationState, JoinedConversation, Message, RawEvent
from socialshop.ports import Author, EventKind, InboundEvent
from tests.integration.inbox.conftest import SHOP, Says

EDITED, REMOVED = EventKind.COMMENT_EDITED, EventKind.COMMENT_REMOVED


@pytest.fixture
def arrive(shop: Engine, clock: Clock) -> Callable[..., IngestCount]:
    def arrive(*events: InboundEvent) -> IngestCount:
        with Session(shop) as session:
            count = ingest(session, events, clock)
            session.commit()
        return count

    return arrive


def rows(store: Engine, model: type[Any]) -> Sequence[Any]:
    with Session(store) as session:
        return session.execute(select(model).order_by(col(model.id))).scalars().all()


def only(store: Engine, model: type[Any]) -> Any:
    (row,) = rows(store, model)
    return row


def test_a_comment_becomes_a_conversation_with_its_window_product_and_contact(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    assert arrive(says("c1", "Was kostet der BERGKAESE?")) == IngestCount(new=1)
    conversation = only(shop, Conversation)
    assert (conversation.thread_id, conversation.window, conversation.item_id) == ("c1", "herbst", "BERG-1")
    assert (conversation.state, conversation.last_at) == (ConversationState.OPEN, says("c1").at)
    assert only(shop, Contact).name == "Anna Öztürk"
    assert conversation.contact_id == only(shop, Contact).id == only(shop, Message).contact_id


def test_an_event_that_arrives_again_changes_nothing(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c1"))
    assert arrive(says("c1"), says("c1")) == IngestCount(unchanged=2)
    assert len(rows(shop, Message)) == len(rows(shop, RawEvent)) == 1


def test_the_parts_of_one_page_may_repeat_each_other(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    assert arrive(says("c1"), says("c1")) == IngestCount(new=1, unchanged=1)
    only(shop, Message)


def test_a_comment_under_a_pin_is_about_the_product_of_the_pin(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c1", "Habt ihr auch Bergkäse?", object_id="pin-BRIE-1", channel="pinterest"))
    assert only(shop, Conversation).item_id == "BRIE-1"


def test_a_comment_beneath_a_post_that_is_not_ours_has_no_window(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c1", "Habt ihr morgen offen?", object_id="elsewhere"))
    assert (only(shop, Conversation).window, only(shop, Conversation).item_id) == (None, None)


def test_an_edit_shows_the_new_text_and_the_raw_events_keep_the_old_one(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c1", "Breeh?"))
    assert arrive(says("c1", "Brie?", minute=5, kind=EDITED, author=None)) == IngestCount(changed=1)
    message = only(shop, Message)
    assert (message.text, message.at) == ("Brie?", says("c1").at)
    assert message.edited_at == says("c1", minute=5).at
    assert "Breeh" in rows(shop, RawEvent)[0].body


def test_a_removal_is_final_also_when_it_comes_first(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c1", "", minute=9, kind=REMOVED, author=None))
    assert rows(shop, Message) == []
    arrive(says("c1"), says("c1", "anders", minute=10, kind=EDITED))
    assert only(shop, Message).removed_at == says("c1", minute=9).at
    assert only(shop, Conversation).state == ConversationState.RESOLVED


def test_answers_that_come_before_what_they_answer_end_in_its_thread(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c3", minute=3, parent="c2"))
    arrive(says("other", minute=4, parent="c1"))
    assert len(rows(shop, Conversation)) == 2
    arrive(says("c2", minute=2, parent="c1"))
    arrive(says("c1", minute=1))
    conversation = only(shop, Conversation)
    assert conversation.thread_id == "c1"
    assert (conversation.opened_at, conversation.last_at) == (says("", minute=1).at, says("", minute=4).at)
    assert {message.conversation_id for message in rows(shop, Message)} == {conversation.id}


def test_the_number_of_a_joined_conversation_is_never_given_again(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("t"), says("r", minute=2, parent="q"))
    first, joined = (conversation.id for conversation in rows(shop, Conversation))
    arrive(says("q", minute=1, parent="t"))
    arrive(says("new", minute=3))
    assert [conversation.id for conversation in rows(shop, Conversation)] == [first, joined + 1]
    with Session(shop) as session:
        assert session.get_one(JoinedConversation, joined).conversation_id == first


@pytest.mark.parametrize("stays", [False, True], ids=["nothing stays", "another stays"])
def test_a_message_that_moves_to_another_thread_leaves_no_empty_conversation(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says, stays: bool
) -> None:
    def writes(message: str, person: str, minute: int) -> InboundEvent:
        told = says(message, minute=minute, author=Author(person, ""), kind=EventKind.MESSAGE_ADDED, object_id="")
        return replace(told, thread_id=person)

    arrive(writes("m1", "anna", 1), *[writes("m0", "anna", 0)] * stays)
    arrive(writes("m1", "anton", 2))
    found = {row.thread_id: row.last_at for row in rows(shop, Conversation)}
    left = {"direct:anna": writes("m0", "anna", 0).at} if stays else {}
    assert found == left | {"direct:anton": writes("m1", "anna", 1).at}
    assert {row.conversation_id for row in rows(shop, Message)} == {row.id for row in rows(shop, Conversation)}


def test_a_post_named_as_parent_is_no_comment_that_is_answered(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c1", parent="post"))
    assert only(shop, Conversation).thread_id == "c1"


@pytest.mark.parametrize("together", [True, False])
def test_a_ring_of_parents_ends_in_one_conversation(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says, together: bool
) -> None:
    ring = [says("a", parent="b"), says("b", parent="a", minute=1)]
    for events in [ring] if together else [[event] for event in ring]:
        arrive(*events)
    assert only(shop, Conversation).thread_id == "a"


def test_what_we_wrote_in_the_native_app_is_ours_and_sets_the_conversation_waiting(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says
) -> None:
    arrive(says("c1"), says("r1", "Ja, gern!", minute=1, parent="c1", author=SHOP))
    assert [message.is_ours for message in rows(shop, Message)] == [False, True]
    assert only(shop, Conversation).state == ConversationState.WAITING
    assert len(rows(shop, Contact)) == 1


def test_a_name_follows_the_latest_event(shop: Engine, arrive: Callable[..., IngestCount], says: Says) -> None:
    arrive(says("c2", minute=9, author=Author("a1", "Anna Neu")))
    arrive(says("c1", minute=1, author=Author("a1", "Anna Alt")))
    contact = only(shop, Contact)
    assert contact.name == "Anna Neu"
    assert contact.last_seen_at - contact.first_seen_at == timedelta(minutes=8)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("x" * 1_000_000, "x" * 1_000_000),
        ("nul\x00byte", "nul\ufffdbyte"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👩‍👩‍👧 \u202egnp.exe\u202c ﷽ Z̷̢͓", "👩‍👩‍👧 \u202egnp.exe\u202c ﷽ Z̷̢͓"),
        ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
    ],
    ids=["empty", "giant", "nul", "surrogate", "script", "unicode", "sql"],
)
def test_hostile_text_is_kept_as_text(
    shop: Engine, arrive: Callable[..., IngestCount], says: Says, text: str, shown: str
) -> None:
    author = Author("a1", text[:1_000])
    assert arrive(says("c1", text, author=author)) == IngestCount(new=1)
    assert arrive(says("c1", text, author=author)) == IngestCount(unchanged=1)
    assert only(shop, Message).text == shown
    assert only(shop, Contact).name == shown[:1_000]


def test_a_thousand_and_one_events_at_once(shop: Engine, arrive: Callable[..., IngestCount], says: Says) -> None:
    events = [says(f"c{n}", minute=n, author=Author(f"a{n}", f"Gast {n}")) for n in range(1_001)]
    assert arrive(*events) == IngestCount(new=1_001)
    assert len(rows(shop, Conversation)) == len(rows(shop, Contact)) == 1_001

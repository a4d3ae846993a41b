"""What the list and the page of a conversation show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import SocialshopError
from socialshop.inbox.errors import UnknownConversation
from socialshop.inbox.filters import Filters
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.inbox.query import conversations, counts
from socialshop.inbox.reply import write_reply
from socialshop.inbox.resolve import resolve
from socialshop.inbox.view import conversation
from socialshop.money import Money
from socialshop.ports import Attachment, AttachmentKind, Author, EventKind
from socialshop.store.model import OutboxState
from tests.integration.inbox.conftest import SHOP, Says


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield statements
    event.remove(session.get_bind(), "before_cursor_execute", note)


def test_a_line_shows_who_wrote_what_about_which_product(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Was kostet der Brie?\nUnd der andere?")], clock)
    (row,) = conversations(session).rows
    assert (row.contact_name, row.preview) == ("Anna Öztürk", "Was kostet der Brie?")
    assert (row.product_title, row.window_title, row.about) == ("Brie de Meaux", "Herbst", "Brie de Meaux")
    assert row.picture == "https://shop.example/BRIE-1.jpg"
    assert (row.state, row.unanswered, row.channel) == (ConversationState.OPEN, True, "facebook")


def test_without_a_product_a_line_shows_the_window(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Wie schön!")], clock)
    (row,) = conversations(session).rows
    assert (row.about, row.picture) == ("Herbst", "/h.png")


def test_a_line_shows_the_latest_message_that_stands(session: Session, clock: Clock, says: Says) -> None:
    removed = EventKind.COMMENT_REMOVED
    ours = says("c2", "Ja!", minute=1, parent="c1", author=SHOP)
    ingest(session, [says("c1"), ours, says("c3", "Danke", minute=2, parent="c1")], clock)
    ingest(session, [says("c3", "", minute=3, kind=removed)], clock)
    (row,) = conversations(session).rows
    assert (row.preview, row.unanswered) == ("Ja!", False)


def test_pages_follow_one_another_without_gap_or_repetition_also_at_equal_times(
    session: Session, clock: Clock, says: Says
) -> None:
    ingest(session, [says(f"c{n}", minute=n // 4) for n in range(10)], clock)
    seen, mark = [], None
    for _ in range(4):
        page = conversations(session, before=mark, limit=3)
        seen.extend(page.rows)
        mark = page.next
    assert mark is None
    assert [row.id for row in seen] == [row.id for row in conversations(session, limit=10).rows]
    assert [row.last_at for row in seen] == sorted((row.last_at for row in seen), reverse=True)
    assert len({row.id for row in seen}) == 10


@pytest.mark.parametrize("mark", ["", "x", "20261102T080000000000-", "%", "20261102T080000000000-1; DROP"])
def test_a_forged_mark_is_refused(session: Session, mark: str) -> None:
    with pytest.raises(SocialshopError, match="no such page"):
        conversations(session, before=mark)


def test_lists_are_filtered_and_counted_by_state(session: Session, clock: Clock, says: Says) -> None:
    pin = says("p1", object_id="pin-BERG-1", channel="pinterest")
    ingest(session, [says("c1"), says("c2"), pin, says("r2", parent="c2", minute=1, author=SHOP)], clock)
    number = conversations(session, Filters(channel="pinterest")).rows[0].id
    resolve(session, number, clock)
    assert counts(session, clock()).states == {
        ConversationState.OPEN: 1,
        ConversationState.WAITING: 1,
        ConversationState.SNOOZED: 0,
        ConversationState.RESOLVED: 1,
    }
    assert [row.id for row in conversations(session, Filters(state="resolved", channel="pinterest")).rows] == [number]
    assert conversations(session, Filters(state="resolved", channel="facebook")).rows == ()


def test_a_page_of_the_list_costs_the_same_statements_however_long(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says(f"c{n}", author=Author(f"a{n}", "Gast")) for n in range(60)], clock)
    with counted(session) as statements:
        assert len(conversations(session, now=clock()).rows) == 50
    assert len(statements) == 4  # the overdue, how far to look at the latest, these, and their lines


def test_a_conversation_costs_the_same_statements_however_long(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1"), says("d1", author=Author("b1", "Bert"))], clock)
    ingest(session, [says(f"c{n}", parent="c1", minute=n, author=Author(f"a{n}", "Gast")) for n in range(2, 50)], clock)
    numbers = dict(session.execute(select(col(Conversation.thread_id), col(Conversation.id))).all())
    session.commit()
    with counted(session) as short:
        conversation(session, numbers["d1"] or 0)
    session.commit()
    with counted(session) as long:
        conversation(session, numbers["c1"] or 0)
    assert len(short) == len(long)


def test_a_conversation_shows_its_thread_window_and_product(session: Session, clock: Clock, says: Says) -> None:
    edited, removed = EventKind.COMMENT_EDITED, EventKind.COMMENT_REMOVED
    ingest(
        session,
        [
            says("c1", "Breeh?"),
            says("c1", "Ist der Brie da?", minute=1, kind=edited),
            says("c2", "Frechheit", minute=2, parent="c1", author=Author("b1", "Bert")),
            says("c2", "", minute=3, kind=removed),
        ],
        clock,
    )
    number = conversations(session).rows[0].id
    write_reply(session, number, "Ja!", "Lena", clock, 500)
    view = conversation(session, number)
    first, second, answer = view.messages
    assert (first.author, first.text, first.edited_at) == ("Anna Öztürk", "Ist der Brie da?", says("", minute=1).at)
    assert (second.author, second.text, second.removed_at) == ("Bert", "", says("", minute=3).at)
    assert (answer.author, answer.is_ours, answer.delivery) == ("Lena", True, OutboxState.PENDING)
    assert first.delivery is None
    assert view.window is not None
    assert (view.window.title, view.window.motive) == ("Herbst", "Regen")
    assert view.window.url == "https://facebook.example/post"
    assert view.product is not None
    assert (view.product.price, view.product.sale_price) == (Money(650, "EUR"), Money(590, "EUR"))
    assert (view.contact_name, view.first_seen_at) == ("Anna Öztürk", says("").at)


def test_a_conversation_about_nothing_of_ours_has_neither_window_nor_product(
    session: Session, clock: Clock, says: Says
) -> None:
    ingest(session, [says("c1", "Habt ihr morgen offen?", object_id="elsewhere")], clock)
    view = conversation(session, conversations(session).rows[0].id)
    assert (view.window, view.product) == (None, None)


def test_a_conversation_that_is_not_there_is_named(session: Session) -> None:
    with pytest.raises(UnknownConversation, match="4711"):
        conversation(session, 4711)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"kind": EventKind.STORY_MENTION_ADDED, "attachments": (Attachment(AttachmentKind.STORY),)}, "story_mention"),
        ({"kind": EventKind.MESSAGE_ADDED, "attachments": (Attachment(AttachmentKind.STICKER),)}, "sticker"),
        ({"kind": EventKind.MESSAGE_ADDED, "links": ("https://a.example/",)}, "share"),
        ({"kind": EventKind.MESSAGE_ADDED}, "nothing"),
        ({"kind": EventKind.COMMENT_REMOVED}, "removed"),
        ({"kind": EventKind.COMMENT_ADDED, "text": "Oh!"}, ""),
    ],
)
def test_a_line_says_what_came_where_no_words_did(
    session: Session, clock: Clock, says: Says, event: dict[str, Any], told: str
) -> None:
    thread = None if event["kind"] in (EventKind.COMMENT_ADDED, EventKind.COMMENT_REMOVED) else "a1"
    first = [says("m1")] if told == "removed" else []
    ingest(session, [*first, replace(says("m1", "", minute=1), thread_id=thread, **event)], clock)
    (row,) = conversations(session).rows
    assert row.wordless == told


def test_a_line_names_another_customer_who_spoke_last(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Wie lagere ich ihn?")], clock)
    assert conversations(session).rows[0].said_by == ""
    ingest(session, [says("c2", "Im Glas!", minute=1, parent="c1", author=Author("b1", "Bea"))], clock)
    (row,) = conversations(session).rows
    assert (row.contact_name, row.said_by, row.preview) == ("Anna Öztürk", "Bea", "Im Glas!")
    ingest(session, [says("c3", "Stimmt.", minute=2, parent="c1", author=SHOP)], clock)
    assert conversations(session).rows[0].said_by == ""

"""What a message said before it was edited or removed is kept, and can be read."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.view import conversation
from socialshop.ports import EventKind
from tests.integration.inbox.conftest import Says


def test_every_earlier_text_of_an_edited_and_a_removed_message(shop: Engine, clock: Clock, says: Says) -> None:
    edited, removed = EventKind.COMMENT_EDITED, EventKind.COMMENT_REMOVED
    events = [
        says("c1", "Was kostet der Kaese?"),
        says("c1", "Was kostet der Käse?", minute=1, kind=edited),
        says("c2", "Das war schlecht!", minute=2, parent="c1"),
        says("c2", "Das war nicht gut.", minute=3, parent="c1", kind=edited),
        says("c2", "", minute=4, parent="c1", kind=removed),
    ]
    with Session(shop) as session:
        ingest(session, reversed(events), clock)
        asked, gone = conversation(session, 1).messages
    assert (asked.text, [version.text for version in asked.versions]) == (
        "Was kostet der Käse?",
        ["Was kostet der Kaese?"],
    )
    assert (gone.text, [version.text for version in gone.versions]) == ("", ["Das war schlecht!", "Das war nicht gut."])


def test_a_message_that_nobody_touched_has_no_history(shop: Engine, clock: Clock, says: Says) -> None:
    with Session(shop) as session:
        ingest(session, [says("c1")], clock)
        assert conversation(session, 1).messages[0].versions == ()

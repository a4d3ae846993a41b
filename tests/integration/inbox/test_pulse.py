"""Whether something was said since somebody looked."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import SocialshopError
from socialshop.inbox.ingest import ingest
from socialshop.inbox.pulse import News, Pulse, news, pulse
from socialshop.inbox.query import conversations
from socialshop.ports import EventKind
from tests.integration.inbox.conftest import SHOP, Says


def test_an_empty_inbox_has_a_pulse_too(session: Session) -> None:
    assert pulse(session) == Pulse(0, 0)


def test_what_customers_say_is_news_by_conversation(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Was kostet der Brie?")], clock)
    seen = pulse(session)
    assert news(session, seen) == News(0, here=False)
    ingest(session, [says("c2", "Und der Comté?"), says("c3", "Bitte schnell!", parent="c2")], clock)
    (late,) = [row.id for row in conversations(session).rows if "Comté" in row.preview or "schnell" in row.preview]
    assert news(session, seen, late) == News(1, here=True)
    assert news(session, seen, late + 100) == News(1, here=False)


def test_what_we_say_is_no_news(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Was kostet der Brie?")], clock)
    seen = pulse(session)
    ingest(session, [says("c2", "Sieben Euro.", parent="c1", author=SHOP)], clock)
    assert pulse(session) != seen
    assert news(session, seen) == News(0, here=False)


def test_a_removal_moves_the_pulse_and_is_no_news(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Was kostet der Brie?")], clock)
    seen = pulse(session)
    ingest(session, [says("c1", "", kind=EventKind.COMMENT_REMOVED, minute=1)], clock)
    assert pulse(session) != seen
    assert news(session, seen) == News(0, here=False)


def test_a_mark_is_read_as_it_was_written() -> None:
    assert Pulse.read(str(Pulse(812, 455))) == Pulse(812, 455)


@pytest.mark.parametrize("mark", ["", "812", "a-b", "-1-2", "1-", "²-1"])
def test_a_mark_that_nobody_gave_is_refused(mark: str) -> None:
    with pytest.raises(SocialshopError, match="no such place"):
        Pulse.read(mark)

"""Due times, waking and topics: what time and rules do to conversations."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from socialshop.errors import SocialshopError
from socialshop.inbox.filters import Filters
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, ConversationState, Decider
from socialshop.inbox.query import conversations, counts
from socialshop.inbox.reply import write_reply
from socialshop.inbox.resolve import resolve, snooze
from socialshop.inbox.service import BusinessHours, ServiceTargets
from socialshop.inbox.telling import RulesTeller
from socialshop.inbox.tend import Care, Tended, tend
from socialshop.inbox.topics import TopicRules
from socialshop.ports import Author, EventKind
from tests.conftest import SettableClock
from tests.integration.inbox.conftest import Says

ALWAYS = BusinessHours(ZoneInfo("UTC"), [[(time(0), time(0))]] * 7)
TARGETS = ServiceTargets(timedelta(hours=2), timedelta(hours=4), ALWAYS)
CARE = Care(RulesTeller(TopicRules(), ("de", "en")), TARGETS)


def _only(session: Session) -> Conversation:
    session.expire_all()
    return session.exec(select(Conversation)).one()


def test_the_first_answer_and_every_further_one_have_their_own_target(
    session: Session, clock: SettableClock, says: Says
) -> None:
    first = says("c1")
    ingest(session, [first], clock)
    assert tend(session, CARE, clock).due == 1
    assert _only(session).due_at == first.at + timedelta(hours=2)
    write_reply(session, 1, "Ja!", "Jana", clock, 100)
    assert (_only(session).due_at, _only(session).waiting_since) == (None, None)
    assert (_only(session).answered_at, _only(session).answered_by) == (clock(), "Jana")
    again = says("c2", "Und der Brie?", parent="c1", minute=90)
    ingest(session, [again], clock)
    tend(session, CARE, clock)
    assert _only(session).due_at == again.at + timedelta(hours=4)


def test_a_second_question_does_not_put_off_the_answer_to_the_first(
    session: Session, clock: SettableClock, says: Says
) -> None:
    ingest(session, [says("c1")], clock)
    tend(session, CARE, clock)
    due = _only(session).due_at
    ingest(session, [says("c2", "Hallo??", parent="c1", minute=30)], clock)
    assert _only(session).due_at == due
    assert tend(session, CARE, clock) == Tended()


def test_small_talk_waits_no_longer_than_a_sale(session: Session, clock: SettableClock, says: Says) -> None:
    ingest(session, [says("c1", "Schönes Wochenende!"), says("d1", "Was kostet der Brie?")], clock)
    tend(session, CARE, clock)
    due = session.exec(select(Conversation.topic, Conversation.due_at)).all()
    assert {topic for topic, _ in due} == {"small talk", "question"}
    assert len({at for _, at in due}) == 1


def test_what_was_taken_back_is_owed_no_answer(session: Session, clock: SettableClock, says: Says) -> None:
    ingest(session, [says("c1")], clock)
    tend(session, CARE, clock)
    ingest(session, [says("c1", "", minute=5, kind=EventKind.COMMENT_REMOVED)], clock)
    assert (_only(session).state, _only(session).due_at) == (ConversationState.RESOLVED, None)


def test_what_is_overdue_comes_first_the_longest_foremost(session: Session, clock: SettableClock, says: Says) -> None:
    ingest(session, [says(f"c{n}", minute=n, author=Author(f"a{n}", f"Gast {n}")) for n in range(9)], clock)
    tend(session, CARE, clock)
    clock.now = says("c4", minute=4).at + timedelta(hours=2)  # the first five are overdue
    expected = ["Gast 0", "Gast 1", "Gast 2", "Gast 3", "Gast 4", "Gast 8", "Gast 7", "Gast 6", "Gast 5"]
    seen: list[str] = []
    mark = None
    while True:
        page = conversations(session, now=clock(), before=mark, limit=2)
        seen += [row.contact_name for row in page.rows]
        clock.advance(minutes=1)  # what falls due while somebody pages on moves nothing
        if (mark := page.next) is None:
            break
    assert seen == expected
    overdue = conversations(session, Filters(overdue=True), now=clock(), limit=20)
    assert [row.contact_name for row in overdue.rows] == [f"Gast {n}" for n in range(9)]
    assert counts(session, clock()).overdue == 9


def test_what_was_put_off_comes_back_in_time(session: Session, clock: SettableClock, says: Says) -> None:
    ingest(session, [says("c1")], clock)
    snooze(session, 1, clock() + timedelta(hours=3), clock)
    assert (_only(session).state, _only(session).due_at) == (ConversationState.SNOOZED, None)
    assert tend(session, CARE, clock).woken == ()
    clock.advance(hours=3)
    assert tend(session, CARE, clock).woken == (1,)
    assert _only(session).state == ConversationState.OPEN
    assert _only(session).due_at is not None


def test_what_was_put_off_comes_back_when_the_customer_writes(
    session: Session, clock: SettableClock, says: Says
) -> None:
    ingest(session, [says("c1")], clock)
    snooze(session, 1, clock() + timedelta(days=3), clock)
    ingest(session, [says("c2", "Hallo?", parent="c1", minute=10)], clock)
    assert (_only(session).state, _only(session).snoozed_until) == (ConversationState.OPEN, None)


def test_putting_off_to_what_is_over_is_refused(session: Session, clock: SettableClock, says: Says) -> None:
    ingest(session, [says("c1")], clock)
    with pytest.raises(SocialshopError, match="is over"):
        snooze(session, 1, datetime(2026, 1, 1, tzinfo=clock().tzinfo), clock)
    resolve(session, 1, clock, "Jana")
    assert _only(session).resolved_by == "Jana"


def test_topics_and_languages_are_told_once_and_a_persons_word_stands(
    session: Session, clock: SettableClock, says: Says
) -> None:
    ingest(session, [says("c1", "How much is the brie?")], clock)
    assert tend(session, CARE, clock).told == 1
    assert (_only(session).topic, _only(session).topic_by, _only(session).language) == ("question", Decider.RULE, "en")
    conversation = _only(session)
    conversation.topic, conversation.topic_by = "praise", Decider.PERSON
    session.flush()
    assert tend(session, CARE, clock).told == 0
    assert _only(session).topic == "praise"

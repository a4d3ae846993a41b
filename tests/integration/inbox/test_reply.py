"""Answers stand on the platform once, whatever breaks between writing, sending and storing."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, OutcomeUnknown, Permanent, PlatformError, Retryable
from socialshop.inbox.errors import ReplyRefused, UnknownConversation
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.inbox.reply import retry_reply, take_back
from socialshop.inbox.service import BusinessHours, ServiceTargets
from socialshop.inbox.view import conversation
from socialshop.ports import (
    EventKind,
    ReplyTarget,
)
from socialshop.store.model import OutboxState
from socialshop.sync.runs import Action
from tests.integration.inbox.conftest import SHOP, Says
from tests.integration.inbox.writing import LIMIT, Desk, FakeTarget


def test_an_answer_goes_to_the_latest_comment_and_sets_the_conversation_waiting(desk: Desk) -> None:
    target = FakeTarget()
    desk.write("  Ja, gern!\r\nHeute frisch. ")
    assert desk.state() == ConversationState.WAITING
    tally = desk.send(target)
    assert target.standing == [(ReplyTarget("post", "c2", "c1", "Anna Öztürk"), "Ja, gern!\nHeute frisch.")]
    assert tally.counts[Action.CREATED] == 1
    (message,) = desk.ours()
    assert (message.external_id, message.author) == ("r1", "Lena")
    assert desk.send(target).counts[Action.CREATED] == 0
    assert len(target.standing) == 1


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * (LIMIT + 1)])
def test_an_empty_or_too_long_answer_is_refused(desk: Desk, text: str) -> None:
    with pytest.raises(ReplyRefused):
        desk.write(text)
    assert desk.ours() == []


def test_an_answer_may_be_as_long_as_the_channel_allows(desk: Desk) -> None:
    desk.write("ä" * LIMIT)
    assert len(desk.ours()) == 1


def test_characters_that_no_database_holds_are_replaced(desk: Desk) -> None:
    desk.write("nul\x00 und \ud83d")
    assert desk.ours()[0].text == "nul\ufffd und \ufffd"


def test_there_must_be_a_conversation(desk: Desk) -> None:
    with pytest.raises(UnknownConversation):
        desk.write(number=4711)


def test_there_must_be_a_comment_that_still_stands(desk: Desk, says: Says) -> None:
    removed = EventKind.COMMENT_REMOVED
    desk.arrive(says("c1", minute=5, kind=removed), says("c2", minute=5, kind=removed))
    with pytest.raises(ReplyRefused):
        desk.write()


def test_an_answer_is_not_older_than_a_comment_of_a_platform_whose_clock_is_ahead(desk: Desk, says: Says) -> None:
    desk.arrive(says("c3", minute=24 * 60, parent="c1"))
    desk.write()
    assert desk.state() == ConversationState.WAITING


def test_a_refusal_is_final_visible_and_opens_the_conversation_again(desk: Desk) -> None:
    message_id = desk.write()
    target = FakeTarget(trouble=[Permanent("Comments are closed.", channel="facebook", mend="Open them.")])
    (entry,) = desk.send(target).entries
    assert (entry.action, entry.reason, entry.mend) == (Action.FAILED, "Comments are closed.", "Open them.")
    assert desk.state() == ConversationState.OPEN
    assert desk.send(target).entries == []
    with Session(desk.store) as session:
        retry_reply(session, message_id)
        session.commit()
    assert desk.state() == ConversationState.WAITING
    desk.send(target)
    assert len(target.standing) == 1


@pytest.mark.parametrize("sent", [True, False])
def test_only_a_failed_answer_can_be_queued_again(desk: Desk, sent: bool) -> None:
    message_id = desk.write()
    if sent:
        desk.send(FakeTarget())
    with Session(desk.store) as session, pytest.raises(ReplyRefused):
        retry_reply(session, message_id)


def test_a_dead_token_keeps_every_answer_queued_and_says_why(desk: Desk) -> None:
    desk.write("eins")
    desk.write("zwei")
    target = FakeTarget(trouble=[AuthExpired("The token is dead.", channel="facebook", mend="Reconnect.")])
    tally = desk.send(target)
    assert (tally.error, tally.mend) == ("The token is dead.", "Reconnect.")
    with Session(desk.store) as session:
        view = conversation(session, desk.ours()[0].conversation_id)
        queued = [(message.delivery, message.error) for message in view.messages if message.is_ours]
    assert queued == [(OutboxState.PENDING, "The token is dead. Reconnect."), (OutboxState.PENDING, "")]
    desk.send(target)
    assert [text for _, text in target.standing] == ["eins", "zwei"]


def test_what_may_succeed_later_is_tried_again_and_the_next_answer_goes_out(desk: Desk) -> None:
    desk.write("eins")
    desk.write("zwei")
    target = FakeTarget(trouble=[Retryable("Out of order.", channel="facebook")])
    counts = desk.send(target).counts
    assert {action: count for action, count in counts.items() if count} == {Action.FAILED: 1, Action.CREATED: 1}
    desk.send(target)
    assert [text for _, text in target.standing] == ["zwei", "eins"]


@pytest.mark.parametrize("crash", [OutcomeUnknown("No answer.", channel="facebook"), KeyboardInterrupt()])
def test_an_answer_whose_outcome_is_unknown_is_looked_up_before_it_is_sent_again(
    desk: Desk, crash: BaseException
) -> None:
    desk.write()
    target = FakeTarget(trouble=[crash], effect=True)
    if isinstance(crash, PlatformError):
        desk.send(target)
    else:
        with pytest.raises(KeyboardInterrupt):
            desk.send(target)
    assert desk.entry().state == OutboxState.SENDING
    desk.send(target)
    assert len(target.standing) == 1
    assert desk.ours()[0].external_id == "r1"


def test_a_crash_after_the_outbox_and_before_the_message_is_mended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write()
    target = FakeTarget()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("socialshop.inbox.sending._store_sent", crash)
    with pytest.raises(KeyboardInterrupt):
        desk.send(target)
    monkeypatch.undo()
    assert (desk.entry().state, desk.ours()[0].external_id) == (OutboxState.SENT, None)
    desk.send(target)
    assert (len(target.standing), desk.ours()[0].external_id) == (1, "r1")


@pytest.mark.parametrize("outbox_knows", [True, False])
def test_our_answer_that_is_read_back_before_its_id_was_stored_is_not_doubled(
    desk: Desk, says: Says, monkeypatch: pytest.MonkeyPatch, outbox_knows: bool
) -> None:
    desk.write()
    target = FakeTarget(trouble=[] if outbox_knows else [OutcomeUnknown("?", channel="facebook")], effect=True)
    with monkeypatch.context() as patch:
        patch.setattr("socialshop.inbox.sending._store_sent", lambda *_: None)
        desk.send(target)
    # Instagram puts an answer to an answer beneath the thread's first comment.
    desk.arrive(says("r1", "Ja,  gern! ", minute=30, parent="c1", author=SHOP))
    (message,) = desk.ours()
    assert (message.external_id, message.author, message.at) == ("r1", "Lena", says("", minute=30).at)
    target.findable = False
    desk.send(target)
    assert len(target.standing) == 1
    assert desk.entry().state == OutboxState.SENT


def test_our_answer_that_is_read_back_in_other_words_is_not_doubled(desk: Desk, says: Says) -> None:
    desk.write()

    class Mentioning(FakeTarget):
        def reply(self, target: ReplyTarget, text: str) -> str:
            external_id = super().reply(target, text)
            desk.arrive(says(external_id, f"@anna {text}", minute=30, parent="c1", author=SHOP))
            return external_id

    desk.send(Mentioning())
    (message,) = desk.ours()
    assert (message.external_id, message.text, message.author) == ("r1", "@anna Ja, gern!", "Lena")


def test_the_same_words_from_the_native_app_are_another_message(desk: Desk, says: Says) -> None:
    desk.write()
    desk.arrive(says("native", "Ja, gern!", minute=30, parent="c1", author=SHOP))
    assert [message.external_id for message in desk.ours()] == [None, "native"]


def test_two_answers_with_the_same_words_match_two_comments(desk: Desk, says: Says) -> None:
    desk.write()
    desk.write()
    unknown = [OutcomeUnknown("?", channel="facebook"), OutcomeUnknown("?", channel="facebook")]
    desk.send(FakeTarget(trouble=unknown, effect=True))
    desk.arrive(*(says(f"r{n}", "Ja, gern!", minute=30 + n, parent="c2", author=SHOP) for n in (1, 2)))
    assert [message.external_id for message in desk.ours()] == ["r1", "r2"]


def test_our_answer_removed_on_the_platform_is_shown_as_removed(desk: Desk, says: Says) -> None:
    desk.write()
    desk.send(FakeTarget())
    echo = says("r1", "Ja, gern!", minute=30, parent="c1", author=SHOP)
    desk.arrive(echo, says("r1", "", minute=31, author=None, kind=EventKind.COMMENT_REMOVED))
    (message,) = desk.ours()
    assert message.removed_at == says("", minute=31).at
    assert desk.state() == ConversationState.OPEN


@pytest.mark.parametrize("known", [True, False], ids=["its id is stored", "it is still being sent"])
def test_an_answer_that_the_platform_shows_outside_of_the_thread_stays_in_its_conversation(
    desk: Desk, says: Says, known: bool
) -> None:
    desk.write()
    trouble: list[BaseException] = [] if known else [OutcomeUnknown("?", channel="facebook")]
    desk.send(FakeTarget(trouble=trouble, effect=True))
    desk.arrive(says("r1", "@Anna Öztürk Ja, gern!", minute=30, author=SHOP))
    desk.arrive(says("r1", "@Anna Öztürk Ja, gern!", minute=30, author=SHOP))
    (message,) = desk.ours()
    assert (message.external_id, message.author) == ("r1", "Lena")
    with Session(desk.store) as session:
        assert session.execute(select(col(Conversation.thread_id))).scalars().all() == ["c1"]


def test_an_answer_that_was_read_with_other_words_joins_its_conversation_once_its_id_is_known(
    desk: Desk, says: Says
) -> None:
    desk.write()
    target = FakeTarget(trouble=[OutcomeUnknown("?", channel="facebook")], effect=True)
    desk.send(target)
    desk.arrive(says("r1", "Ja, gern! 🧀", minute=30, author=SHOP))
    desk.send(target)
    desk.arrive(says("r1", "Ja, gern! 🧀", minute=30, author=SHOP))
    (message,) = desk.ours()
    assert (message.external_id, message.text) == ("r1", "Ja, gern! 🧀")
    with Session(desk.store) as session:
        assert session.execute(select(col(Conversation.thread_id))).scalars().all() == ["c1"]


def test_after_a_refusal_another_answer_is_due_at_once_and_stays_so(desk: Desk, clock: Clock) -> None:
    always = BusinessHours(ZoneInfo("UTC"), [[(time(0), time(0))]] * 7)
    targets = ServiceTargets(timedelta(hours=2), timedelta(hours=4), always)
    number = desk.write()
    desk.send(FakeTarget(trouble=[Permanent("The comment is gone.", channel="facebook")]), targets)
    with Session(desk.store) as session:
        found = session.execute(select(Conversation)).scalar_one()
        assert found.waiting_since
        assert found.due_at == found.waiting_since + timedelta(hours=2)
        due = found.due_at
        take_back(session, number, clock)
        session.commit()
        session.refresh(found)
        assert found.due_at == due


def test_an_answer_that_was_taken_back_before_it_stood_anywhere_was_never_the_last(desk: Desk, clock: Clock) -> None:
    with Session(desk.store) as session:
        before = session.execute(select(col(Conversation.last_at))).scalar_one()
    clock.advance(hours=5)  # type: ignore[attr-defined]
    number = desk.write()
    desk.send(FakeTarget(trouble=[Permanent("The comment is gone.", channel="facebook")]))
    with Session(desk.store) as session:
        assert session.execute(select(col(Conversation.last_at))).scalar_one() == clock()
        take_back(session, number, clock)
        session.commit()
        assert session.execute(select(col(Conversation.last_at))).scalar_one() == before

"""People answer and act: by what they may and the channel allows, and every act is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk import acts, message_acts
from socialshop.desk.alike import alike
from socialshop.desk.allowing import allowances
from socialshop.desk.answers import Answer, answer, answer_together
from socialshop.desk.claims import claim
from socialshop.desk.errors import ActRefused, AnsweredMeanwhile
from socialshop.desk.menus import menus
from socialshop.desk.notes import add_note, draft, keep_draft, notes
from socialshop.errors import AuthExpired, Permanent, SocialshopError
from socialshop.inbox.errors import ReplyRefused, UnknownMessage
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, ConversationState, Message, Priority
from socialshop.ports import Act, Author
from socialshop.staff.audit import entries
from socialshop.staff.permissions import NotPermitted
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.sync.model import RunChannel
from tests.integration.inbox.acting import Platform, deliver
from tests.integration.inbox.conftest import People, Says

# --- answers -----------------------------------------------------------------------------------


def test_an_answer_is_queued_audited_and_ends_its_draft(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int
) -> None:
    keep_draft(session, people["Jana"], asked, "Ja, noch", clock)
    assert draft(session, people["Jana"], asked) == "Ja, noch"
    answer(session, people["Jana"], asked, Answer("Ja, noch 3 Stück."), Platform(), clock)
    assert draft(session, people["Jana"], asked) == ""
    (entry,) = entries(session, subject="conversation", subject_id=asked)
    assert (entry.actor, entry.act, "Ja, noch 3" in entry.after) == ("Jana", "reply", True)
    session.commit()
    platform = Platform()
    deliver(shop, clock, platform)
    deliver(shop, clock, platform)
    assert platform.done == [("reply", "c1", "Ja, noch 3 Stück.")]


def test_a_dead_token_keeps_what_was_written(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int
) -> None:
    answer(session, people["Jana"], asked, Answer("Ja!"), Platform(), clock)
    session.commit()
    platform = Platform(trouble=AuthExpired("The token is dead.", channel="facebook", mend="Reconnect."))
    deliver(shop, clock, platform)
    session.expire_all()
    assert session.exec(select(OutboxEntry.state)).one() == OutboxState.PENDING
    session.commit()
    platform.trouble = None
    deliver(shop, clock, platform)
    assert platform.done == [("reply", "c1", "Ja!")]


def test_a_private_reply_goes_out_once_and_then_is_over(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int
) -> None:
    platform = Platform()
    privately = Answer("Schicken Sie uns die Adresse?", Act.PRIVATE_REPLY)
    message = answer(session, people["Jana"], asked, privately, platform, clock)
    assert message.is_private
    session.commit()
    with pytest.raises(ActRefused, match="done already"):
        answer(session, people["Jana"], asked, privately, platform, clock)
    session.rollback()
    deliver(shop, clock, platform)
    assert platform.done == [("private", "c1", "Schicken Sie uns die Adresse?")]


def test_a_channel_that_is_not_connected_says_so(session: Session, clock: Clock, people: People, asked: int) -> None:
    with pytest.raises(ActRefused, match="does not offer"):
        answer(session, people["Jana"], asked, Answer("Ja!"), None, clock)


@pytest.mark.parametrize(("text", "why"), [("  \n", "empty"), ("x" * 201, "201 characters")])
def test_an_answer_that_cannot_be_sent_is_refused(
    session: Session, clock: Clock, people: People, asked: int, text: str, why: str
) -> None:
    with pytest.raises(ReplyRefused, match=why):
        answer(session, people["Jana"], asked, Answer(text), Platform(), clock)


def test_who_may_only_read_answers_nothing(session: Session, clock: Clock, people: People, asked: int) -> None:
    with pytest.raises(NotPermitted, match="viewer may not answer"):
        answer(session, people["Vera"], asked, Answer("Ja!"), Platform(), clock)
    with pytest.raises(NotPermitted):
        acts.resolve(session, people["Vera"], asked, clock)


def test_a_colleagues_answer_in_the_meantime_stops_ones_own(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    answer(session, people["Jana"], asked, Answer("Ja!", seen=1), Platform(), clock)
    with pytest.raises(AnsweredMeanwhile, match="Jana wrote"):
        answer(session, people["Tom"], asked, Answer("Nein!", seen=1), Platform(), clock)


# --- one post ----------------------------------------------------------------------------------


def test_like_questions_beneath_one_post_are_answered_together(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says
) -> None:
    texts = ["Preis?", "was kostet der?", "Wie teuer ist das", "price??", "Lecker!", "Preis?"]
    ingest(
        session, [says(f"c{n}", text, minute=n, author=Author(f"a{n}", "Gast")) for n, text in enumerate(texts)], clock
    )
    first = session.exec(select(Conversation.id).where(col(Conversation.thread_id) == "c0")).one()
    (group,) = alike(session, first or 0)
    assert (group.matter, len(group.conversations)) == ("price", 5)
    taken = group.conversations[2].id
    claim(session, people["Tom"], taken, timedelta(minutes=10), clock)
    ids = [row.id for row in group.conversations]
    outcome = answer_together(session, people["Jana"], ids, "6,50 € das Stück.", Platform(), clock)
    session.commit()
    assert len(outcome.done) == 4
    assert list(outcome.refused) == [taken]
    assert "Tom" in str(outcome.refused[taken])
    assert [entry.act for entry in entries(session, subject="conversation")] == ["reply"] * 4
    session.commit()
    platform = Platform()
    deliver(shop, clock, platform)
    assert sorted(target for _, target, _ in platform.done) == sorted(
        {"c0", "c1", "c2", "c3", "c5"} - {f"c{taken - 1}"}
    )


# --- acts on messages --------------------------------------------------------------------------


def test_hiding_and_deleting_happen_on_the_platform_first(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int
) -> None:
    platform = Platform()
    message_acts.do(session, people["Jana"], 1, Act.HIDE, platform, clock)
    session.commit()
    assert session.get_one(Message, 1).hidden_at is None
    session.commit()
    deliver(shop, clock, platform)
    session.expire_all()
    assert session.get_one(Message, 1).hidden_at == clock()
    message_acts.do(session, people["Jana"], 1, Act.DELETE, platform, clock)
    session.commit()
    deliver(shop, clock, platform)
    session.expire_all()
    assert session.get_one(Conversation, asked).state == ConversationState.RESOLVED
    assert platform.done == [("hide", "c1"), ("delete", "c1")]


def test_a_run_counts_answers_and_acts_each_by_themselves(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int
) -> None:
    platform = Platform()
    answer(session, people["Jana"], asked, Answer("Ja!"), platform, clock)
    session.commit()
    deliver(shop, clock, platform)
    message_acts.do(session, people["Jana"], 1, Act.HIDE, platform, clock)
    session.commit()
    deliver(shop, clock, platform)
    counted = session.exec(
        select(RunChannel.run_id, RunChannel.step, RunChannel.created, RunChannel.updated).order_by(
            col(RunChannel.run_id), col(RunChannel.step)
        )
    ).all()
    assert counted == [(1, "replies", 1, 0), (2, "acts", 0, 1), (2, "replies", 0, 0)]


@pytest.fixture
def refused(shop: Engine, session: Session, clock: Clock, people: People, asked: int) -> Platform:
    """The platform after it refused to hide the question."""
    platform = Platform(trouble=Permanent("No.", channel="facebook"))
    message_acts.do(session, people["Jana"], 1, Act.HIDE, platform, clock)
    session.commit()
    deliver(shop, clock, platform)
    return platform


@pytest.mark.usefixtures("refused")
def test_an_act_that_the_platform_refuses_changes_nothing(session: Session, asked: int) -> None:
    session.expire_all()
    assert session.get_one(Message, 1).hidden_at is None
    assert message_acts.UNSETTLED.ask(session, {"id": asked}) == {1: (Act.HIDE, True, "No.")}


def test_of_an_act_is_told_that_it_is_on_its_way_until_it_is_done(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int, refused: Platform
) -> None:
    message_acts.do(session, people["Jana"], 1, Act.HIDE, refused, clock)
    session.commit()
    assert message_acts.UNSETTLED.ask(session, {"id": asked}) == {1: (Act.HIDE, False, "")}
    session.commit()
    refused.trouble = None
    deliver(shop, clock, refused)
    session.expire_all()
    assert message_acts.UNSETTLED.ask(session, {"id": asked}) == {}


def test_what_a_channel_does_not_offer_is_told_before_and_refused_after(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    offered = allowances(session, Platform(), session.get_one(Message, 1), clock)
    assert not offered[Act.LIKE].allowed
    assert offered[Act.HIDE].allowed
    with pytest.raises(ActRefused, match="does not offer"):
        message_acts.do(session, people["Jana"], 1, Act.LIKE, Platform(), clock)


def test_of_many_messages_those_that_the_channel_refuses_are_told_and_the_others_done(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int
) -> None:
    platform, connectors = Platform(), {"facebook": Platform()}
    answer(session, people["Jana"], asked, Answer("Ja!"), platform, clock)
    session.commit()
    with pytest.raises(NotPermitted):
        message_acts.do_each(session, people["Vera"], [1], Act.HIDE, connectors, clock)
    with pytest.raises(UnknownMessage):
        message_acts.do_each(session, people["Jana"], [1, 99], Act.HIDE, connectors, clock)
    refused = message_acts.do_each(session, people["Jana"], [1, 2], Act.HIDE, connectors, clock)
    session.commit()
    assert [(one.message_id, one.why) for one in refused] == [(2, "It is our own.")]
    deliver(shop, clock, platform)
    assert ("hide", "c1") in platform.done
    (told,) = message_acts.do_each(session, people["Jana"], [1], Act.LIKE, {}, clock)
    assert told.why == "The channel does not offer it."


# --- acts on conversations ---------------------------------------------------------------------


def test_every_act_is_audited_with_how_it_was_before(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    jana, tom = people["Jana"], people["Tom"]
    acts.assign(session, jana, asked, tom.user_id, clock)
    acts.assign(session, jana, asked, tom.user_id, clock)  # nothing changes: nothing is written
    acts.set_priority(session, jana, asked, Priority.URGENT, clock)
    acts.set_topic(session, jana, asked, "complaint", clock)
    acts.set_language(session, jana, asked, "de", clock)
    acts.assign_team(session, jana, asked, "Theke", clock)
    acts.add_label(session, jana, asked, "Käse  Fan", clock)
    acts.remove_label(session, jana, asked, "Käse Fan", clock)
    add_note(session, jana, asked, "Ruft morgen an.", clock)
    acts.snooze(session, jana, asked, clock() + timedelta(hours=1), clock)
    acts.reopen(session, jana, asked, clock)
    acts.resolve(session, jana, asked, clock)
    told = [entry.act for entry in reversed(entries(session, subject="conversation", subject_id=asked))]
    assert told == [
        *("assign", "set priority", "set topic", "set language", "assign team", "label", "unlabel", "note"),
        *("snooze", "reopen", "resolve"),
    ]
    first = entries(session, subject="conversation", subject_id=asked)[-1]
    assert (first.before, first.after) == ('{"assignee_id": null}', f'{{"assignee_id": {tom.user_id}}}')
    assert [note.text for note in notes(session, asked)] == ["Ruft morgen an."]
    assert list(menus(session, jana.user_id or 0).labels) == [], "what nothing bears any more is offered no more"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda session, who, clock: acts.set_topic(session, who, 1, "love", clock),
        lambda session, who, clock: acts.set_language(session, who, 1, "deutsch", clock),
        lambda session, who, clock: acts.assign(session, who, 1, 999, clock),
        lambda session, who, clock: acts.add_label(session, who, 1, "x" * 41, clock),
        lambda session, who, clock: acts.add_label(session, who, 1, " ", clock),
        lambda session, who, clock: add_note(session, who, 1, " ", clock),
        lambda session, who, clock: acts.resolve(session, who, 999, clock),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: Session, clock: Clock, people: People, asked: int, wrong: Callable[..., object]
) -> None:
    with pytest.raises(SocialshopError):
        wrong(session, people["Jana"], clock)


def test_an_act_on_many_tells_which_refused(session: Session, clock: Clock, people: People, says: Says) -> None:
    ingest(session, [says("c1"), says("d1", minute=1)], clock)
    outcome = acts.each(session, [1, 2, 99], lambda id_: acts.resolve(session, people["Jana"], id_, clock))
    assert outcome.done == (1, 2)
    assert "no conversation 99" in str(outcome.refused[99])

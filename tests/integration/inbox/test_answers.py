"""People answer: one at a time, by what they may and the channel allows, and every act is written down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk import acts, message_acts
from socialshop.desk.alike import alike
from socialshop.desk.allowing import allowances
from socialshop.desk.answers import Answer, answer, answer_together
from socialshop.desk.claims import claim, colleagues, holder_of, leave, look, release
from socialshop.desk.errors import ActRefused, AnsweredMeanwhile, Claimed
from socialshop.desk.notes import add_note, draft, keep_draft, notes
from socialshop.errors import AuthExpired, Permanent, SocialshopError
from socialshop.inbox.errors import ReplyRefused, UnknownConversation
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, ConversationState, Message, Priority
from socialshop.inbox.sending import send_replies
from socialshop.ports import Act, Allowance, Author, InboundEvent, ReplyTarget, Subject, Term, Traffic
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.permissions import NotPermitted
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.sync.model import RunChannel
from socialshop.sync.runs import recorded_run

Says = Callable[..., InboundEvent]
People = dict[str, Actor]
LASTING = timedelta(minutes=10)


@dataclass
class Platform:
    """A channel that offers everything but liking, and remembers what was done."""

    reply_limit: ClassVar[int] = 200
    message_limit: ClassVar[int] = 100
    done: list[tuple[str, ...]] = field(default_factory=list)
    trouble: Exception | None = None

    def can(self, act: Act, subject: Subject, now: datetime) -> Allowance:
        if act in (Act.LIKE, Act.UNLIKE):
            return Allowance(Term.NOT_OFFERED)
        if subject.is_removed or subject.is_ours:
            return Allowance(Term.REMOVED if subject.is_removed else Term.OWN)
        if act is Act.PRIVATE_REPLY and subject.private_reply_at:
            return Allowance(Term.DONE)
        return Allowance(Term.FREE, limit=self.reply_limit)

    def reply(self, target: ReplyTarget, text: str) -> str:
        return self._do("reply", target.comment_id, text)

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        return None

    def reply_privately(self, subject: Subject, text: str) -> str:
        assert subject.private_reply_at is None
        return self._do("private", subject.to.comment_id, text)

    def find_private_reply(self, subject: Subject, text: str, since: datetime) -> str | None:
        return None

    def send_message(self, subject: Subject, text: str) -> str:
        return self._do("message", subject.person_id, text)

    def find_message(self, subject: Subject, text: str, since: datetime) -> str | None:
        return None

    def hide(self, external_id: str) -> None:
        self._do("hide", external_id)

    def unhide(self, external_id: str) -> None:
        self._do("unhide", external_id)

    def delete(self, external_id: str) -> None:
        self._do("delete", external_id)

    def _do(self, *what: str) -> str:
        if self.trouble:
            raise self.trouble
        self.done.append(what)
        return f"ours-{len(self.done)}"


@pytest.fixture
def session(shop: Engine) -> Iterator[Session]:
    with Session(shop) as session:
        yield session


@pytest.fixture
def asked(session: Session, clock: Clock, says: Says) -> int:
    """A conversation in which a customer asks something."""
    ingest(session, [says("c1")], clock)
    session.commit()
    return 1


def deliver(store: Engine, clock: Clock, platform: Platform) -> None:
    with recorded_run(store, clock, "replies", "test") as run:
        send_replies(store, clock, run, "facebook", platform, Traffic())
        message_acts.send_acts(store, clock, run, "facebook", platform, Traffic())


# --- claims ------------------------------------------------------------------------------------


def test_who_began_an_answer_keeps_others_from_giving_one(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    claim(session, people["Jana"], asked, LASTING, clock)
    with pytest.raises(Claimed, match="Jana is answering") as refused:
        answer(session, people["Tom"], asked, Answer("Ja!"), Platform(), clock)
    assert refused.value.holder == "Jana"
    answer(session, people["Jana"], asked, Answer("Ja!"), Platform(), clock)


def test_a_claim_ends_by_itself_unless_its_holder_is_still_there(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    begun = claim(session, people["Jana"], asked, LASTING, clock).since
    clock.advance(minutes=9)  # type: ignore[attr-defined]
    assert claim(session, people["Jana"], asked, LASTING, clock).since == begun
    clock.advance(minutes=9)  # type: ignore[attr-defined]
    with pytest.raises(Claimed):
        claim(session, people["Tom"], asked, LASTING, clock)
    clock.advance(minutes=1)  # type: ignore[attr-defined]
    assert claim(session, people["Tom"], asked, LASTING, clock).name == "Tom"


def test_a_released_conversation_is_free_and_a_manager_may_free_it(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    claim(session, people["Jana"], asked, LASTING, clock)
    with pytest.raises(NotPermitted):
        release(session, people["Tom"], asked, clock)
    release(session, people["Mia"], asked, clock)
    assert holder_of(session, asked, clock()) is None
    claim(session, people["Tom"], asked, LASTING, clock)
    release(session, people["Tom"], asked, clock)
    claim(session, people["Jana"], asked, LASTING, clock)


def test_a_conversation_that_there_is_not_cannot_be_claimed(session: Session, clock: Clock, people: People) -> None:
    with pytest.raises(UnknownConversation):
        claim(session, people["Jana"], 999, LASTING, clock)


def test_of_two_claims_at_once_one_holds(shop: Engine, clock: Clock, people: People, asked: int) -> None:
    outcomes = _at_once(
        shop,
        lambda session, who: claim(session, people[who], asked, LASTING, clock),
    )
    assert sorted(outcomes) == ["Claimed", "done"]


def test_of_two_answers_at_once_one_goes_out(shop: Engine, clock: Clock, people: People, asked: int) -> None:
    platform = Platform()
    outcomes = _at_once(
        shop,
        lambda session, who: answer(session, people[who], asked, Answer(f"Hier ist {who}", seen=1), platform, clock),
    )
    assert sorted(outcomes) == ["AnsweredMeanwhile", "done"]
    deliver(shop, clock, platform)
    assert len(platform.done) == 1


def _at_once(store: Engine, act: Callable[[Session, str], object]) -> list[str]:
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def run(who: str) -> None:
        with Session(store) as session:
            ready.wait()
            try:
                act(session, who)
                session.commit()
                outcomes.append("done")
            except SocialshopError as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(who,)) for who in ("Jana", "Tom")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_presence_is_who_was_seen_lately(session: Session, clock: Clock, people: People, asked: int) -> None:
    look(session, people["Jana"], asked, clock)
    claim(session, people["Jana"], asked, LASTING, clock)
    look(session, people["Tom"], asked, clock)
    seen = [(one.name, one.is_answering) for one in colleagues(session, asked, clock())]
    assert seen == [("Jana", True), ("Tom", False)]
    leave(session, people["Tom"], asked)
    assert [one.name for one in colleagues(session, asked, clock())] == ["Jana"]
    clock.advance(minutes=1)  # type: ignore[attr-defined]
    assert colleagues(session, asked, clock()) == []


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
    claim(session, people["Tom"], taken, LASTING, clock)
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


def test_an_act_that_the_platform_refuses_changes_nothing(
    shop: Engine, session: Session, clock: Clock, people: People, asked: int
) -> None:
    platform = Platform(trouble=Permanent("No.", channel="facebook"))
    message_acts.do(session, people["Jana"], 1, Act.HIDE, platform, clock)
    session.commit()
    deliver(shop, clock, platform)
    session.expire_all()
    assert session.get_one(Message, 1).hidden_at is None
    assert session.exec(select(OutboxEntry.state)).one() == OutboxState.FAILED


def test_what_a_channel_does_not_offer_is_told_before_and_refused_after(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    offered = allowances(session, Platform(), session.get_one(Message, 1), clock)
    assert not offered[Act.LIKE].allowed
    assert offered[Act.HIDE].allowed
    with pytest.raises(ActRefused, match="does not offer"):
        message_acts.do(session, people["Jana"], 1, Act.LIKE, Platform(), clock)


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
    assert acts.labels(session) == ["Käse Fan"]


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

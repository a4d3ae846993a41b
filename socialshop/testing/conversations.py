"""What every connector must do that answers beyond the public reply, and that reads what is said to the account."""

from __future__ import annotations

import pytest

from socialshop.errors import OutcomeUnknown, Permanent
from socialshop.ports import (
    AccountSource,
    Act,
    Answering,
    DeleteTarget,
    HideTarget,
    InboundEvent,
    LikeTarget,
    MessageKind,
    MessageTarget,
    PrivateReplyTarget,
    ReplyTarget,
    Subject,
    Term,
    WebhookSource,
)
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.platform import Platform
from socialshop.testing.windows import put_up, sample_display, seen

ANNA = "Anna Meier"


class PrivateReplyContract:
    def asked(self, platform: Platform) -> Subject:
        """What a customer wrote for all to read, and may be answered privately."""
        return commented(platform)

    def test_a_private_reply_whose_answer_was_lost_is_sent_once(self, platform: Platform) -> None:
        subject, steps, target = self.asked(platform), MemorySteps(platform.clock), _private(platform)
        platform.drop_write()
        with pytest.raises(OutcomeUnknown):
            _send_privately(target, subject, steps)
        platform.clock.advance(minutes=5)
        _send_privately(target, subject, steps)
        assert platform.own_messages() == ["Gern, per Post!"]

    def test_a_comment_has_one_private_reply(self, platform: Platform) -> None:
        subject, target = self.asked(platform), _private(platform)
        target.reply_privately(subject, "Gern!")
        with pytest.raises(Permanent):
            target.reply_privately(subject, "Noch etwas!")

    def test_the_private_reply_ends_when_it_says(self, platform: Platform) -> None:
        subject = self.asked(platform)
        allowed = _answering(platform).can(Act.PRIVATE_REPLY, subject, platform.clock())
        assert (allowed.term, allowed.allowed) == (Term.ONCE, True)
        assert allowed.until is not None
        platform.clock.advance(seconds=(allowed.until - platform.clock()).total_seconds() + 1)
        assert _answering(platform).can(Act.PRIVATE_REPLY, subject, platform.clock()).term is Term.WINDOW_OVER
        with pytest.raises(Permanent) as caught:
            _private(platform).reply_privately(subject, "Zu spät")
        assert caught.value.mend


class MessageContract:
    def test_a_message_whose_answer_was_lost_is_sent_once(self, platform: Platform) -> None:
        subject, steps, target = written(platform), MemorySteps(platform.clock), _messages(platform)
        platform.drop_write()
        with pytest.raises(OutcomeUnknown):
            _send(target, subject, steps)
        platform.clock.advance(minutes=5)
        _send(target, subject, steps)
        assert platform.own_messages() == ["Gern, per Post!"]

    def test_after_the_first_window_a_person_answers_and_after_the_second_nobody(self, platform: Platform) -> None:
        subject, answering = written(platform), _answering(platform)
        for term in (Term.STANDARD_WINDOW, Term.HUMAN_AGENT):
            allowed = answering.can(Act.MESSAGE, subject, platform.clock())
            assert allowed.term is term
            _messages(platform).send_message(subject, f"Gern ({term})")
            ends = allowed.until
            assert ends is not None
            platform.clock.advance(seconds=(ends - platform.clock()).total_seconds() + 1)
        assert answering.can(Act.MESSAGE, subject, platform.clock()).term is Term.WINDOW_OVER
        with pytest.raises(Permanent):
            _messages(platform).send_message(subject, "Zu spät")

    def test_a_message_may_be_as_long_as_it_says(self, platform: Platform) -> None:
        target = _messages(platform)
        target.send_message(written(platform), "x" * target.message_limit)
        assert platform.own_messages() == ["x" * target.message_limit]

    def test_nobody_is_written_to_who_has_not_written(self, platform: Platform) -> None:
        subject = commented(platform)
        private = Subject(subject.to, MessageKind.MESSAGE, subject.at, person_id=subject.person_id)
        assert _answering(platform).can(Act.MESSAGE, private, platform.clock()).term is Term.NEVER_WROTE
        with pytest.raises(Permanent):
            _messages(platform).send_message(private, "Guten Tag!")


class AccountContract:
    def test_private_messages_are_read_with_their_person(self, platform: Platform) -> None:
        words = "Liefern Sie nach Wien?"
        asked = platform.write_privately(ANNA, words)
        (event,) = stream(platform, "messages")
        assert (event.external_id, event.text, event.thread_id) == (asked, words, platform.person(ANNA))
        assert event.author is not None
        assert (event.author.name, event.author.is_us, event.at) == (ANNA, False, platform.clock())

    def test_the_next_sweep_has_what_came_since_and_no_more(self, platform: Platform) -> None:
        platform.write_privately(ANNA, "Erste Frage")
        platform.clock.advance(hours=1)
        cursor = [page.cursor for page in _account(platform).stream("messages", None)][-1]
        platform.clock.advance(hours=2)
        new = platform.write_privately("Ben Koch", "Zweite Frage")
        events = [event for page in _account(platform).stream("messages", cursor) for event in page.events]
        assert [event.external_id for event in events] == [new]

    def test_a_long_conversation_is_read_to_its_beginning(self, platform: Platform) -> None:
        written_ids = {platform.write_privately(ANNA, f"Frage {number}") for number in range(60)}
        assert {event.external_id for event in stream(platform, "messages")} == written_ids

    def test_every_stream_has_a_cursor_also_when_it_is_empty(self, platform: Platform) -> None:
        source = _account(platform)
        for name in source.streams:
            pages = list(source.stream(name, None))
            assert [page.events for page in pages] == [()], name
            assert pages[-1].cursor


class WebhookContract:
    @pytest.mark.parametrize("headers", [{}, {"x-hub-signature-256": ""}, {"x-hub-signature-256": "sha256=00"}])
    def test_an_unsigned_body_is_not_genuine(self, platform: Platform, headers: dict[str, str]) -> None:
        assert not _webhooks(platform).is_genuine(b"{}", headers)

    @pytest.mark.parametrize("query", [{}, {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}])
    def test_only_the_platform_hears_its_challenge(self, platform: Platform, query: dict[str, str]) -> None:
        assert _webhooks(platform).challenge(query) is None

    @pytest.mark.parametrize(
        "body", [b"", b"null", b"[1]", b'{"entry": 1}', b"[" * 100_000, b"\xff", b'{"data": [{}]}']
    )
    def test_nonsense_is_refused_with_a_reason_and_never_raised(self, platform: Platform, body: bytes) -> None:
        source = _webhooks(platform)
        for parsed in (source.parse(body), source.parse_file(body)):
            assert parsed.events == ()
            assert parsed.refused or parsed.ignored


class LikeContract:
    def test_liking_twice_and_taking_it_back(self, platform: Platform) -> None:
        comment, target = commented(platform).to.comment_id, platform.connect()
        assert isinstance(target, LikeTarget)
        for _ in range(2):
            target.like(comment)
        assert platform.comments()[comment].liked
        target.unlike(comment)
        assert not platform.comments()[comment].liked


class HideContract:
    def test_hiding_twice_and_showing_again(self, platform: Platform) -> None:
        comment, target = commented(platform).to.comment_id, platform.connect()
        assert isinstance(target, HideTarget)
        for _ in range(2):
            target.hide(comment)
        assert platform.comments()[comment].hidden
        target.unhide(comment)
        assert not platform.comments()[comment].hidden

    def test_our_own_is_not_hidden(self, platform: Platform) -> None:
        subject = commented(platform)
        own = Subject(subject.to, MessageKind.COMMENT, subject.at, is_ours=True)
        assert _answering(platform).can(Act.HIDE, own, platform.clock()).term is Term.OWN


class DeleteContract:
    def test_deleting_twice_is_fine(self, platform: Platform) -> None:
        comment, target = commented(platform).to.comment_id, platform.connect()
        assert isinstance(target, DeleteTarget)
        for _ in range(2):
            target.delete(comment)
        assert comment not in platform.comments()


def commented(platform: Platform) -> Subject:
    """A customer's comment beneath a window of ours."""
    (published, *_) = seen(put_up(platform, sample_display(platform), MemorySteps(platform.clock)))
    return commented_beneath(platform, published.external_id)


def commented_beneath(platform: Platform, object_id: str) -> Subject:
    comment = platform.comment(object_id, ANNA, "Gibt es den auch am Stück?")
    to = ReplyTarget(object_id, comment, comment, ANNA)
    return Subject(to, MessageKind.COMMENT, platform.clock(), person_id=platform.person(ANNA))


def written(platform: Platform) -> Subject:
    """A customer's private message."""
    message, person = platform.write_privately(ANNA, "Liefern Sie nach Wien?"), platform.person(ANNA)
    now = platform.clock()
    return Subject(ReplyTarget("", message, f"direct:{person}", ANNA), MessageKind.MESSAGE, now, person, wrote_at=now)


def stream(platform: Platform, name: str) -> list[InboundEvent]:
    return [event for page in _account(platform).stream(name, None) for event in page.events]


def _send_privately(target: PrivateReplyTarget, subject: Subject, steps: MemorySteps) -> str:
    words = "Gern, per Post!"
    return steps.run(
        "private",
        lambda: target.reply_privately(subject, words),
        lambda since: target.find_private_reply(subject, words, since),
    )


def _send(target: MessageTarget, subject: Subject, steps: MemorySteps) -> str:
    words = "Gern, per Post!"
    return steps.run(
        "message",
        lambda: target.send_message(subject, words),
        lambda since: target.find_message(subject, words, since),
    )


def _private(platform: Platform) -> PrivateReplyTarget:
    connector = platform.connect()
    assert isinstance(connector, PrivateReplyTarget)
    return connector


def _messages(platform: Platform) -> MessageTarget:
    connector = platform.connect()
    assert isinstance(connector, MessageTarget)
    return connector


def _account(platform: Platform) -> AccountSource:
    connector = platform.connect()
    assert isinstance(connector, AccountSource)
    return connector


def _answering(platform: Platform) -> Answering:
    connector = platform.connect()
    assert isinstance(connector, Answering)
    return connector


def _webhooks(platform: Platform) -> WebhookSource:
    connector = platform.connect()
    assert isinstance(connector, WebhookSource)
    return connector

"""Whoever posts on the Page may be answered privately, as who comments: once, and within seven days."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox import visitors
from socialshop.errors import OutcomeUnknown, Permanent
from socialshop.ports import Act, MessageKind, PrivateReplyTarget, ReplyTarget, Subject, Term
from socialshop.testing.fakes import MemorySteps

ANNA = "Anna Meier"


class TestFacebookVisitorsPosts:
    channel = "facebook"

    def test_a_visitors_post_has_one_private_reply(self, platform: Any) -> None:
        subject, target = _posted(platform), platform.connect()
        assert target.can(Act.PRIVATE_REPLY, subject, platform.clock()).term is Term.ONCE
        target.reply_privately(subject, "Das tut uns leid!")
        assert platform.own_messages() == ["Das tut uns leid!"]
        with pytest.raises(Permanent):
            target.reply_privately(subject, "Noch etwas!")

    def test_a_private_reply_to_a_post_whose_answer_was_lost_is_sent_once(self, platform: Any) -> None:
        subject, target, steps = _posted(platform), platform.connect(), MemorySteps(platform.clock)
        platform.drop_write()
        with pytest.raises(OutcomeUnknown):
            _send(target, subject, steps)
        platform.clock.advance(minutes=5)
        _send(target, subject, steps)
        assert platform.own_messages() == ["Gern!"]

    def test_it_ends_after_seven_days(self, platform: Any) -> None:
        subject, target = _posted(platform), platform.connect()
        platform.clock.advance(hours=7 * 24, seconds=1)
        assert target.can(Act.PRIVATE_REPLY, subject, platform.clock()).term is Term.WINDOW_OVER
        with pytest.raises(Permanent):
            target.reply_privately(subject, "Zu spät")

    def test_a_post_elsewhere_has_none(self, platform: Any) -> None:
        subject, target = _posted(platform, elsewhere=True), platform.connect()
        assert not target.can(Act.PRIVATE_REPLY, subject, platform.clock()).allowed
        with pytest.raises(Permanent):
            target.reply_privately(subject, "Danke!")


def _send(target: PrivateReplyTarget, subject: Subject, steps: MemorySteps) -> None:
    steps.run(
        "private",
        lambda: target.reply_privately(subject, "Gern!"),
        lambda since: target.find_private_reply(subject, "Gern!", since),
    )


def _posted(platform: Any, *, elsewhere: bool = False) -> Subject:
    post = visitors.posts(platform.world, ANNA, "Mein Paket war offen.", elsewhere=elsewhere)
    to = ReplyTarget(post, post, post, ANNA, is_elsewhere=elsewhere)
    kind = MessageKind.MENTION if elsewhere else MessageKind.POST
    return Subject(to, kind, platform.clock(), person_id=platform.person(ANNA))

"""Whoever posts on the Page may be answered privately, as who comments: once, and within seven days."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox import visitors
from socialshop.errors import Permanent
from socialshop.ports import Act, MessageKind, ReplyTarget, Subject
from socialshop.testing.conversations import ANNA, PrivateReplyContract


class TestFacebookVisitorsPosts(PrivateReplyContract):
    channel = "facebook"

    def asked(self, platform: Any) -> Subject:
        return _posted(platform)

    def test_it_is_the_post_that_is_answered_for_seven_days(self, platform: Any) -> None:
        subject, target = _posted(platform), platform.connect()
        allowed = target.can(Act.PRIVATE_REPLY, subject, platform.clock())
        assert (allowed.until - platform.clock()).days == 7
        target.reply_privately(subject, "Das tut uns leid!")
        assert platform.own_messages() == ["Das tut uns leid!"]

    def test_a_post_elsewhere_has_none(self, platform: Any) -> None:
        subject, target = _posted(platform, elsewhere=True), platform.connect()
        assert not target.can(Act.PRIVATE_REPLY, subject, platform.clock()).allowed
        with pytest.raises(Permanent):
            target.reply_privately(subject, "Danke!")


def _posted(platform: Any, *, elsewhere: bool = False) -> Subject:
    post = visitors.posts(platform.world, ANNA, "Mein Paket war offen.", elsewhere=elsewhere)
    to = ReplyTarget(post, post, post, ANNA, is_elsewhere=elsewhere)
    kind = MessageKind.MENTION if elsewhere else MessageKind.POST
    return Subject(to, kind, platform.clock(), person_id=platform.person(ANNA))

"""What every connector must do that answers where others mention us."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from socialshop.errors import NotFound, NotPermitted, OutcomeUnknown, Permanent, Untraceable
from socialshop.ports import (
    Act,
    Allowance,
    Answering,
    ConversationTarget,
    DeleteTarget,
    MessageKind,
    ReplyTarget,
    Subject,
    Term,
)
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.platform import Platform

ANNA = "Anna Meier"


class MentionContract:
    def test_an_answer_to_a_post_that_mentions_us_stands_once(self, platform: Platform) -> None:
        target, steps, words = _target(platform), MemorySteps(platform.clock), f"Danke, @{ANNA}!"
        to = platform.mention(ANNA, "Der beste Käse!", in_comment=False)
        platform.drop_write()
        with pytest.raises(OutcomeUnknown):
            _send(target, to, words, steps)
        platform.clock.advance(minutes=5)
        _send(target, to, words, steps)
        assert platform.own_comments() == [words]

    def test_it_is_found_among_many_comments_and_none_of_another_time_or_text_is(self, platform: Platform) -> None:
        target, since = _target(platform), platform.clock()
        to = platform.mention(ANNA, "Der beste Käse!", in_comment=False)
        answer = target.reply(to, "Danke!")
        for number in range(60):
            target.reply(to, f"Danke {number}!")
        assert target.find_reply(to, "Danke!", since) == answer
        assert target.find_reply(to, "Gern!", since) is None
        assert target.find_reply(to, "Danke!", since + timedelta(hours=1)) is None

    def test_an_answer_that_nobody_can_look_up_is_not_looked_up_in_vain(self, platform: Platform) -> None:
        to = platform.mention(ANNA, "Fragt doch @kaesetheke", in_comment=True)
        target = _target(platform)
        target.reply(to, "Gern!")
        with pytest.raises(Untraceable) as caught:
            target.find_reply(to, "Gern!", platform.clock())
        assert caught.value.mend
        assert platform.own_comments() == ["Gern!"]

    @pytest.mark.parametrize("in_comment", [False, True])
    def test_a_mention_is_answered_and_no_more(self, platform: Platform, in_comment: bool) -> None:
        to = platform.mention(ANNA, "Toll!", in_comment=in_comment)
        said = Subject(to, MessageKind.MENTION, platform.clock())
        assert {act for act in Act if _can(platform, act, said).allowed} == {Act.REPLY}
        assert _can(platform, Act.REPLY, said).term is (Term.FREE if in_comment else Term.IF_NAMED)

    def test_our_own_answer_there_is_not_ours_to_delete(self, platform: Platform) -> None:
        to = platform.mention(ANNA, "Toll!", in_comment=False)
        own = Subject(to, MessageKind.COMMENT, platform.clock(), is_ours=True)
        assert _can(platform, Act.DELETE, own).term is Term.ELSEWHERE
        target = platform.connect()
        assert isinstance(target, DeleteTarget)
        with pytest.raises(NotPermitted):
            target.delete(_target(platform).reply(to, "Danke!"))
        assert platform.own_comments() == ["Danke!"]

    def test_what_no_text_mentions_is_refused_with_what_to_do(self, platform: Platform) -> None:
        to = replace(platform.mention(ANNA, "Toll!", in_comment=False), object_id="1", comment_id="1")
        with pytest.raises(Permanent) as caught:
            _target(platform).reply(to, "Danke!")
        assert caught.value.mend
        assert not isinstance(caught.value, NotFound)


def _send(target: ConversationTarget, to: ReplyTarget, words: str, steps: MemorySteps) -> str:
    return steps.run("answer", lambda: target.reply(to, words), lambda since: target.find_reply(to, words, since))


def _target(platform: Platform) -> ConversationTarget:
    connector = platform.connect()
    assert isinstance(connector, ConversationTarget)
    return connector


def _can(platform: Platform, act: Act, subject: Subject) -> Allowance:
    connector = platform.connect()
    assert isinstance(connector, Answering)
    return connector.can(act, subject, platform.clock())

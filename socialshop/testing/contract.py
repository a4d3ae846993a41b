"""What every connector must do, whatever its platform: its whole test is to inherit this.

`contract_for` puts the parts together that a connector's capabilities ask for. The tests talk to the
platform's stand-in through `socialshop.testing.platform.Platform` alone; a `platform` fixture provides it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from socialshop.errors import AuthExpired, OutcomeUnknown, PlatformError, Retryable, Throttled
from socialshop.ports import (
    Capability,
    Connector,
    ConversationSource,
    ConversationTarget,
    InboundEvent,
    ObjectKind,
    PublishedObject,
    ReplyTarget,
)
from socialshop.testing.catalog_contract import CatalogContract, FeedContract, SetContract
from socialshop.testing.conversations import (
    AccountContract,
    DeleteContract,
    HideContract,
    LikeContract,
    MessageContract,
    PrivateReplyContract,
    WebhookContract,
)
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.mentions import MentionContract
from socialshop.testing.pictures import PictureContract
from socialshop.testing.platform import THROTTLED_SECONDS, Platform
from socialshop.testing.windows import WindowContract, put_up, sample_display, seen


class ConnectorContract:
    def test_check_names_the_account(self, platform: Platform) -> None:
        connector = platform.connect()
        assert isinstance(connector, Connector)
        assert connector.check()
        assert connector.traffic.requests == 1

    def test_a_dead_token_is_told_apart_with_a_mend(self, platform: Platform) -> None:
        platform.expire_tokens()
        with pytest.raises(AuthExpired) as caught:
            platform.connect().check()
        assert caught.value.mend
        assert caught.value.code

    def test_throttling_says_when_to_come_back_and_is_counted(self, platform: Platform) -> None:
        for how in platform.throttles:
            connector = platform.connect()
            platform.throttle(how)
            with pytest.raises(Throttled) as caught:
                connector.check()
            assert caught.value.after == THROTTLED_SECONDS, how
            assert connector.traffic.throttled == 1, how

    def test_throttling_without_a_time_is_told_apart_and_counted_too(self, platform: Platform) -> None:
        for how in platform.silent_throttles:
            connector = platform.connect()
            platform.throttle(how)
            with pytest.raises(Throttled) as caught:
                connector.check()
            assert caught.value.mend, how
            assert connector.traffic.throttled == 1, how

    def test_a_throttled_connector_waits_before_it_calls_again(self, platform: Platform) -> None:
        connector = platform.connect()
        platform.throttle(platform.throttles[0])
        with pytest.raises(Throttled):
            connector.check()
        connector.check()
        assert platform.waits == [60.0]
        assert connector.traffic.waited_seconds == 60.0

    def test_a_read_is_repeated_after_server_errors(self, platform: Platform) -> None:
        connector = platform.connect(retries=3)
        platform.fail(times=2, method="GET")
        assert connector.check()
        assert connector.traffic.retries == 2
        assert len(platform.waits) == 2

    def test_a_lasting_outage_is_retryable(self, platform: Platform) -> None:
        connector = platform.connect(retries=1)
        platform.fail(times=10)
        with pytest.raises(Retryable):
            connector.check()

    def test_a_platform_that_does_not_answer_is_given_up_in_time(self, platform: Platform) -> None:
        connector = platform.connect(retries=1, read_timeout=0.1)
        platform.stall()
        with pytest.raises(Retryable):
            connector.check()
        assert connector.traffic.retries == 1

    def test_secrets_stand_in_no_error_and_no_log(self, platform: Platform) -> None:
        told = [_told(platform, trouble) for trouble in _troubles(platform)]
        text = "\n".join([*told, platform.log()])
        assert not [secret for secret in platform.secrets() if secret in text]


class ConversationContract:
    def test_a_broken_sweep_goes_on_at_its_cursor(self, platform: Platform) -> None:
        published = _published(platform)
        written = {_write(platform, published, f"Frage {number}") for number in range(120)}
        first = next(iter(_source(platform).events(published, None)))
        rest = list(_source(platform).events(published, first.cursor))
        read = [*first.events, *(event for page in rest for event in page.events)]
        assert 0 < len(first.events) < len(written)
        assert {event.external_id for event in read} == written

    def test_what_is_read_twice_is_the_same_event(self, platform: Platform) -> None:
        published = _published(platform)
        _write(platform, published, "Gibt es den auch am Stück?")
        assert _identities(_sweep(platform, published)) == _identities(_sweep(platform, published))

    def test_the_next_sweep_has_what_came_since(self, platform: Platform) -> None:
        published = _published(platform)
        _write(platform, published, "Frage")
        cursor = [page.cursor for page in _source(platform).events(published, None)][-1]
        platform.clock.advance(hours=2)
        new = _write(platform, published, "Noch eine Frage")
        events = [event for page in _source(platform).events(published, cursor) for event in page.events]
        assert new in {event.external_id for event in events}

    def test_an_object_without_comments_has_a_cursor_all_the_same(self, platform: Platform) -> None:
        pages = list(_source(platform).events(_published(platform), None))
        assert [page.events for page in pages] == [()]
        assert pages[-1].cursor

    def test_a_comment_bears_its_author_text_and_time(self, platform: Platform) -> None:
        published = _published(platform)
        _write(platform, published, "Gibt es den auch am Stück?")
        (event,) = _sweep(platform, published)
        assert event.text == "Gibt es den auch am Stück?"
        assert event.author is not None
        assert (event.author.name, event.author.is_us) == ("Anna Meier", False)
        assert event.at == platform.clock()
        assert event.object_id == published.external_id


class ReplyContract:
    def test_a_reply_whose_answer_was_lost_stands_once(self, platform: Platform) -> None:
        target, steps = _asked(platform), MemorySteps(platform.clock)
        platform.drop_write()
        with pytest.raises(OutcomeUnknown):
            _reply(platform, target, steps)
        platform.clock.advance(minutes=5)
        _reply(platform, target, steps)
        assert len(platform.own_comments()) == 1

    def test_the_same_reply_to_another_is_not_taken_for_it(self, platform: Platform) -> None:
        first, since = _asked(platform), platform.clock()
        _target(platform).reply(first, "Gern!")
        second = _asked(platform, "Ben Koch", published=first.object_id)
        assert _target(platform).find_reply(first, "Gern!", since) is not None
        assert _target(platform).find_reply(second, "Gern!", since) is None
        assert _target(platform).find_reply(first, "Gern!", since + timedelta(hours=1)) is None

    def test_our_reply_comes_back_as_ours(self, platform: Platform) -> None:
        target = _asked(platform)
        reply = _target(platform).reply(target, "Gern!")
        pages = _source(platform).events(PublishedObject(ObjectKind.POST, target.object_id), None)
        authors = {event.external_id: event.author for page in pages for event in page.events}
        author = authors[reply]
        assert author is not None
        assert author.is_us

    def test_a_reply_may_be_as_long_as_it_says(self, platform: Platform) -> None:
        target = _target(platform)
        target.reply(_asked(platform), "x" * target.reply_limit)
        assert platform.own_comments()[0].endswith("x" * target.reply_limit)


CONTRACTS: dict[Capability, type] = {
    Capability.CATALOG: CatalogContract,
    Capability.FEED: FeedContract,
    Capability.SETS: SetContract,
    Capability.WINDOWS: WindowContract,
    Capability.CONVERSATIONS: ConversationContract,
    Capability.REPLIES: ReplyContract,
    Capability.MENTIONS: MentionContract,
    Capability.ACCOUNT: AccountContract,
    Capability.WEBHOOKS: WebhookContract,
    Capability.PRIVATE_REPLIES: PrivateReplyContract,
    Capability.MESSAGES: MessageContract,
    Capability.PICTURES: PictureContract,
    Capability.LIKES: LikeContract,
    Capability.HIDING: HideContract,
    Capability.DELETING: DeleteContract,
}


def contract_for(channel: str, capabilities: Iterable[Capability]) -> type:
    """The test class of one connector."""
    parts = [CONTRACTS[capability] for capability in sorted(capabilities)]
    return type(f"Test{channel.title()}", (ConnectorContract, *parts), {"channel": channel})


# --- what the tests do to a platform ------------------------------------------------------------


def _troubles(platform: Platform) -> list[Callable[[], None]]:
    return [
        lambda: platform.fail(times=1),
        lambda: platform.throttle(platform.throttles[0]),
        platform.expire_tokens,
        platform.stall,
    ]


def _told(platform: Platform, trouble: Callable[[], None]) -> str:
    """Everything that the error of a call in trouble shows, its causes included."""
    connector = platform.connect(retries=0, read_timeout=0.1)
    trouble()
    with pytest.raises(PlatformError) as caught:
        connector.check()
    shown: list[BaseException | None] = [caught.value, caught.value.__cause__, caught.value.__context__]
    return "\n".join([*map(repr, shown), *traceback.format_exception(caught.value)])


def _published(platform: Platform) -> PublishedObject:
    return seen(put_up(platform, sample_display(platform), MemorySteps(platform.clock)))[0]


def _source(platform: Platform) -> ConversationSource:
    source = platform.connect()
    assert isinstance(source, ConversationSource)
    return source


def _sweep(platform: Platform, published: PublishedObject) -> list[InboundEvent]:
    return [event for page in _source(platform).events(published, None) for event in page.events]


def _identities(events: list[InboundEvent]) -> set[tuple[str, str, str, Any]]:
    return {(event.channel, event.external_id, event.kind, event.at) for event in events}


def _write(platform: Platform, published: PublishedObject, text: str) -> str:
    return platform.comment(published.external_id, "Anna Meier", text)


def _target(platform: Platform) -> ConversationTarget:
    target = platform.connect()
    assert isinstance(target, ConversationTarget)
    return target


def _asked(platform: Platform, name: str = "Anna Meier", published: str | None = None) -> ReplyTarget:
    object_id = published or _published(platform).external_id
    comment = platform.comment(object_id, name, "Gibt es den auch am Stück?")
    return ReplyTarget(object_id, comment, comment, name)


def _reply(platform: Platform, target: ReplyTarget, steps: MemorySteps) -> str:
    connector = _target(platform)
    return steps.run(
        "reply", lambda: connector.reply(target, "Gern!"), lambda since: connector.find_reply(target, "Gern!", since)
    )

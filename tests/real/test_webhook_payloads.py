"""Every real payload of Meta's is taken in, or told why not; nothing is lost and nothing raises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from connectors import spec
from connectors.sandbox.accounts import CHANNELS, SECRETS
from socialshop.clock import Clock
from socialshop.inbox.deliveries import Outcome
from socialshop.inbox.files import Replayed, replay
from socialshop.inbox.model import Conversation, Message, RawEvent, Reaction, Receipt
from socialshop.ports import Environment, WebhookSource

SharedFile = Callable[..., Path]


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, WebhookSource]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    built = {name: spec(name) for name in ("facebook", "instagram")}
    return {
        name: made.build(made.settings.model_validate(CHANNELS[name]), Environment())  # type: ignore[misc]
        for name, made in built.items()
    }


@pytest.fixture
def replayed(
    store: Engine, clock: Clock, sources: dict[str, WebhookSource], shared_file: SharedFile
) -> dict[str, Replayed]:
    folder = shared_file("payloads")
    return {str(Path(one.body).relative_to(folder)): one for one in replay(store, clock, [folder], sources)}


def test_each_is_ingested_or_says_why_not(replayed: dict[str, Replayed]) -> None:
    assert len(replayed) > 60
    silent = [name for name, one in replayed.items() if one.outcome in ("ignored", "refused") and not one.reason]
    assert silent == []


def test_what_is_whole_is_ingested(replayed: dict[str, Replayed]) -> None:
    left_out = {name: one.reason for name, one in replayed.items() if one.outcome in ("ignored", "refused")}
    broken = {name for name, one in replayed.items() if one.outcome is Outcome.REFUSED}
    assert broken == {
        "go-meta-webhooks/entry__handles_unsupported_object_entries.json",  # an object that does not exist
        "python-facebook/base_error_data.json",
        "python-facebook/facebook_apidata_comments_comments_p1.json",  # comments without their ids
        "restfb-graph/v2_5_message-with-share.json",  # without a time
        "restfb-graph/v2_9_comment-messagetags.json",
        "restfb-graph/v7_0_message-eu.json",
    }
    assert "messaging/payment" in left_out["restfb-webhooks/messaging-payment.json"]
    assert "statistics" in left_out["restfb-instagram/wh-story_insights.json"]


def test_they_stand_where_they_belong(store: Engine, replayed: dict[str, Replayed]) -> None:
    with Session(store) as session:
        messages = session.execute(select(Message)).scalars().all()
        conversations = {one.id: one for one in session.execute(select(Conversation)).scalars()}
        labels = set(session.execute(select(col(RawEvent.label)).where(col(RawEvent.label).is_not(None))).scalars())
        assert session.execute(select(Reaction)).scalars().one().text == "love"
        assert len(session.execute(select(Receipt)).scalars().all()) == 2
    by_text = {message.text: message for message in messages}
    review = by_text["Ja ziemlich coole Sache"]
    assert (review.kind, review.rating) == ("review", "positive")
    assert conversations[by_text["Nice shot !👍🏼"].conversation_id].is_private
    sticker = next(message for message in messages if message.external_id == "mid.12345654332:226a70a704")
    assert sticker.attachments is not None
    assert sticker.attachments[0]["kind"] == "sticker"
    assert {"messaging/foo", "not-supported", "foo/bar/remove", "messaging/optin"} <= labels


def test_a_second_time_nothing_is_new(
    store: Engine,
    clock: Clock,
    sources: dict[str, WebhookSource],
    shared_file: SharedFile,
    replayed: dict[str, Replayed],
) -> None:
    again = list(replay(store, clock, [shared_file("payloads")], sources))
    assert len(again) == len(replayed)
    assert [one for one in again if one.outcome is Outcome.INGESTED or one.new or one.changed] == []

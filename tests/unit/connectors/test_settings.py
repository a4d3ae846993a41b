"""The connectors' settings and what they make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from connectors import REGISTRY, spec
from connectors.instagram.connector import Instagram
from connectors.sandbox.accounts import CHANNELS, SECRETS
from socialshop.errors import ConfigurationError, Permanent
from socialshop.ports import (
    Act,
    Capability,
    Environment,
    MessageKind,
    ObjectKind,
    PublishedObject,
    ReplyTarget,
    Subject,
    Term,
)
from socialshop.windows.display import Stage


def build(channel: str, **changed: Any) -> Any:
    table = {key: value for key, value in (CHANNELS[channel] | changed).items() if value is not None}
    made = spec(channel)
    return made.build(made.settings.model_validate(table), Environment())


@pytest.mark.parametrize("channel", REGISTRY)
def test_the_name_is_the_one_in_the_registry(channel: str, secrets: None) -> None:
    assert spec(channel).name == channel == build(channel).name


@pytest.mark.parametrize("channel", REGISTRY)
def test_an_unknown_key_is_refused(channel: str) -> None:
    with pytest.raises(ValidationError):
        build(channel, colour="red")


@pytest.mark.parametrize("channel", REGISTRY)
def test_a_missing_secret_names_its_variable(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigurationError, match="|".join(SECRETS)):
        build(channel)


def test_without_a_catalog_a_page_has_none(secrets: None) -> None:
    assert Capability.CATALOG not in build("facebook", catalog_id=None).capabilities


def test_all_that_can_be_read_is_read_unless_the_configuration_says_less(secrets: None) -> None:
    assert build("facebook").streams == ("messages", "visitor posts", "reviews", "mentions")
    assert build("facebook", streams=["reviews"]).streams == ("reviews",)
    assert build("instagram").streams == ("messages", "mentions")
    assert build("instagram", page_id=None).streams == ("mentions",)
    assert Capability.ACCOUNT not in build("instagram", streams=[]).capabilities


def test_private_messages_on_instagram_need_the_page(secrets: None) -> None:
    with pytest.raises(ValidationError, match="page_id"):
        build("instagram", page_id=None, streams=["messages"])


def test_a_code_by_private_reply_is_promised_where_it_can_be_given(secrets: None) -> None:
    promised = [
        Stage.of("instagram", target).replies_privately
        for target in (Instagram, build("instagram"), build("instagram", page_id=None), build("pinterest"))
    ]
    assert promised == [True, True, False, False]


def test_comments_on_pins_are_off_until_they_are_configured(secrets: None) -> None:
    pinterest = build("pinterest", comments=None)
    assert pinterest.capabilities == {Capability.CATALOG, Capability.SETS, Capability.WINDOWS}
    with pytest.raises(Permanent, match="not configured"):
        pinterest.events(PublishedObject(ObjectKind.PIN, "1"), None)


def test_pins_are_answered_publicly_alone(secrets: None) -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    subject = Subject(ReplyTarget("1", "2", "2", "Anna"), MessageKind.COMMENT, now)
    pinterest, silent = build("pinterest"), build("pinterest", comments=None)
    allowed = {act: pinterest.can(act, subject, now).term for act in Act}
    assert allowed == dict.fromkeys(Act, Term.NOT_OFFERED) | {Act.REPLY: Term.FREE}
    assert pinterest.can(Act.REPLY, subject, now).limit == pinterest.reply_limit
    assert pinterest.can(Act.REPLY, replace(subject, is_removed=True), now).term is Term.REMOVED
    assert silent.can(Act.REPLY, subject, now).term is Term.NOT_OFFERED


def test_every_secret_is_listed_nested_ones_too() -> None:
    settings = spec("pinterest").settings.model_validate(CHANNELS["pinterest"])
    assert set(settings.secrets()) == {"access_token", "refresh_token", "app_secret", "comments.session_cookie"}

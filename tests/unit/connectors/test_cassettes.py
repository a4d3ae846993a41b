"""Each connector's whole way, played from its cassette: what it sends and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors import REGISTRY
from connectors.http import redact
from connectors.sandbox.accounts import SECRETS
from socialshop.ports import (
    BatchStatus,
    Capability,
    Display,
    DisplayProduct,
    ItemChange,
    ItemOutcome,
    Operation,
    ProductTagging,
    ReplyTarget,
)
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.windows import PutUp, put_up_on, seen
from socialshop.windows.planning import without_tags

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CASSETTES = Path(__file__).parents[2] / "cassettes"
QUESTIONS = {"facebook": 101, "instagram": 2, "pinterest": 2}  # Facebook's on two pages, so that paging is recorded
ROW = {
    "title": "Allgäuer Bergkäse",
    "description": "Zwölf Monate gereift.",
    "availability": "in stock",
    "condition": "new",
    "price": "10.00 EUR",
    "link": "https://www.kaesetheke.example/berg",
    "image_link": "https://www.kaesetheke.example/berg.jpg",
    "brand": "Käsetheke",
}


def push(connector: Any) -> dict[str, ItemOutcome]:
    changes = [
        ItemChange(Operation.CREATE, "berg", {"id": "berg"} | ROW),
        ItemChange(Operation.CREATE, "flawed", {"id": "flawed"} | ROW | {"title": ""}),
        ItemChange(Operation.DELETE, "gone"),
    ]
    ticket = connector.submit(changes)
    assert connector.batch_status(ticket.handle) == BatchStatus(finished=False)
    status = connector.batch_status(ticket.handle)
    assert status.finished
    return {outcome.item_id: outcome for outcome in (*ticket.refused, *status.outcomes)}


def window(recorded: Any) -> Display:
    link = "https://www.kaesetheke.example/berg?utm_campaign=herbst"
    products = tuple(
        DisplayProduct(item_id, item_id.title(), "Würzig.", f"{link}-{item_id}", recorded.picture)
        for item_id in ("berg", "blau")
    )
    return Display("herbst", "Herbst", "Käse im Herbst", "https://www.kaesetheke.example", products)


def publish(recorded: Any) -> PutUp:
    """What was put up, which tells what it shall and takes other words where the platform lets it."""
    target, display = recorded.connector, window(recorded)
    if isinstance(target, ProductTagging):
        display = without_tags(display, target.untagged([product.item_id for product in display.products]))
    put = put_up_on(target, display, MemorySteps(recorded.clock))
    for part, later in zip(target.parts(display), target.parts(replace(display, title="Winter")), strict=True):
        told = target.told(put[part.key])
        assert told == {name: part.fields[name] for name in told}
        fields = {name for name in target.changeable[part.kind] if part.fields.get(name) != later.fields.get(name)}
        if fields:
            target.change(put[part.key], later, frozenset(fields))
            assert target.told(put[part.key]) == {name: later.fields[name] for name in told}
    return put


def answer_a_mention(stage: Any) -> None:
    stage.customers_mention("Der beste Käse!")
    (mention,) = (event for page in stage.connector.stream("mentions", None) for event in page.events)
    id_, name = mention.external_id, mention.author.name
    to = ReplyTarget(mention.object_id, id_, id_, name, is_elsewhere=True)
    answer = stage.connector.reply(to, f"Danke, @{name}!")
    assert stage.connector.find_reply(to, f"Danke, @{name}!", NOW) == answer


@pytest.mark.parametrize("channel", REGISTRY)
def test_the_whole_way_of_a_connector(channel: str, recorded: Callable[[str], Any]) -> None:
    stage = recorded(channel)
    connector = stage.connector
    assert connector.check() in ("Käsetheke", "kaesetheke")
    if Capability.CATALOG in connector.capabilities:
        outcomes = push(connector)
        assert [item for item, outcome in outcomes.items() if not outcome.accepted] == ["flawed"]

    put = publish(stage)
    published = seen(put)[0]
    assert published.url.startswith(f"https://www.{channel}.com/")

    questions = [f"Frage {number}" for number in range(1, QUESTIONS[channel] + 1)]
    stage.customers_comment(published.external_id, questions)
    asked = [event for page in connector.events(published, None) for event in page.events]
    assert {event.text for event in asked} == set(questions)
    assert {event.author.name for event in asked} == {"Anna Meier"}
    assert {event.at for event in asked} == {NOW}

    question = asked[0]
    target = ReplyTarget(published.external_id, question.external_id, question.external_id, question.author.name)
    reply = connector.reply(target, "Gern!")
    assert connector.find_reply(target, "Gern!", NOW) == reply

    if Capability.MENTIONS in connector.capabilities:
        answer_a_mention(stage)

    for one in [*reversed(put.values()), *reversed(put.values())]:
        connector.withdraw(one)
    assert connector.traffic.throttled == 0


def test_no_cassette_holds_a_secret() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(CASSETTES.glob("*.yaml"))}
    assert set(texts) == {f"{channel}.yaml" for channel in REGISTRY}
    assert [(name, key) for name, text in texts.items() for key, secret in SECRETS.items() if secret in text] == []
    assert [name for name, text in texts.items() if redact(text) != text] == []


def test_the_next_pages_address_is_recorded_without_its_token() -> None:
    recorded = (CASSETTES / "facebook.yaml").read_text(encoding="utf-8")
    assert '"next":"https://graph.facebook.com/' in recorded.replace("\\", "")
    assert "access_token=REDACTED" in recorded


@pytest.mark.parametrize("channel", REGISTRY)
def test_cassettes_bear_the_platforms_own_names(channel: str) -> None:
    tape = yaml.safe_load((CASSETTES / f"{channel}.yaml").read_text(encoding="utf-8"))
    hosts = {interaction["request"]["uri"].split("/")[2] for interaction in tape["interactions"]}
    assert hosts <= {"graph.facebook.com", "api.pinterest.com", "www.pinterest.com"}
    assert hosts

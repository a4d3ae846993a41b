"""The door for webhooks: proven, stored, answered, and taken in after that."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col
from starlette.testclient import TestClient

from connectors import spec
from connectors.sandbox.accounts import CHANNELS, PAGE_ID, SECRETS
from socialshop.clock import Clock
from socialshop.inbox.deliveries import store_delivery, take_deliveries
from socialshop.inbox.ingest import ingest_each
from socialshop.inbox.model import Delivery, Message, RefusedDelivery
from socialshop.ports import Environment
from socialshop.web.app import create_app
from socialshop.web.pages import webhooks

FORM = (b"content-type", b"application/x-www-form-urlencoded")
AT = int(datetime(2026, 11, 2, 8, tzinfo=UTC).timestamp())


@pytest.fixture
def facebook(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    made = spec("facebook")
    return made.build(made.settings.model_validate(CHANNELS["facebook"]), Environment())


@pytest.fixture
def client(store: Engine, clock: Clock, facebook: Any) -> Iterator[TestClient]:
    app = create_app(
        store,
        clock=clock,
        session_key="k" * 32,
        shop_name="Käsetheke",
        time_zone="Europe/Berlin",
        default_language="de",
        secure_cookies=False,
        connectors={},
        webhooks={"facebook": facebook},
    )
    with TestClient(app) as client:
        yield client


def body(text: str = "Ist der Brie noch da?") -> bytes:
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": "1_2",
        "post_id": f"{PAGE_ID}_1",
        "parent_id": f"{PAGE_ID}_1",
        "from": {"id": "77", "name": "Anna Meier"},
        "created_time": AT,
        "message": text,
    }
    entry = {"id": PAGE_ID, "time": AT, "changes": [{"field": "feed", "value": value}]}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def signed(content: bytes, secret: str = SECRETS["FACEBOOK_APP_SECRET"]) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}


def rows(store: Engine, model: Any) -> list[Any]:
    with Session(store) as session:
        return list(session.execute(select(model)).scalars())


def test_the_platform_hears_its_challenge_again(client: TestClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": SECRETS["META_VERIFY_TOKEN"], "hub.challenge": "1158201444"}
    answer = client.get("/webhooks/facebook", params=asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "wrong", [{"hub.verify_token": "guess"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": ""}]
)
def test_nobody_else_does(client: TestClient, wrong: dict[str, str]) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": SECRETS["META_VERIFY_TOKEN"], "hub.challenge": "1"} | wrong
    assert client.get("/webhooks/facebook", params=asked).status_code == 403


def test_a_webhook_becomes_a_message(store: Engine, client: TestClient) -> None:
    assert client.post("/webhooks/facebook", content=body(), headers=signed(body())).status_code == 200
    assert [message.text for message in rows(store, Message)] == ["Ist der Brie noch da?"]
    (delivery,) = rows(store, Delivery)
    assert (delivery.body, delivery.outcome, delivery.times) == (body(), "ingested", 1)


def test_a_replayed_one_is_counted_and_changes_nothing(store: Engine, client: TestClient) -> None:
    for _ in range(3):
        assert client.post("/webhooks/facebook", content=body(), headers=signed(body())).status_code == 200
    assert len(rows(store, Message)) == 1
    assert [delivery.times for delivery in rows(store, Delivery)] == [3]


@pytest.mark.parametrize(
    "headers",
    [{}, signed(body(), "wrong"), signed(body("other")), {"X-Hub-Signature-256": "sha256=ü".encode()}],  # type: ignore[dict-item]
    ids=["unsigned", "another's", "of another body", "hostile"],
)
def test_a_forged_one_is_turned_away_and_only_counted(
    store: Engine, client: TestClient, headers: dict[str, str]
) -> None:
    assert client.post("/webhooks/facebook", content=body(), headers=headers).status_code == 403
    assert rows(store, Delivery) == rows(store, Message) == []
    (refused,) = rows(store, RefusedDelivery)
    assert (refused.reason, refused.day, refused.number) == ("forged", "2026-11-02", 1)


def test_a_giant_one_is_not_read_to_its_end(store: Engine, client: TestClient, facebook: Any) -> None:
    content = b"x" * (facebook.webhook_bytes + 1)
    assert client.post("/webhooks/facebook", content=content, headers=signed(content)).status_code == 413
    assert [refused.reason for refused in rows(store, RefusedDelivery)] == ["too large"]


def sent_without_end(client: TestClient, path: str, *, then: Any) -> list[int]:
    """The statuses of the answers to a body that has begun, `then` being what comes after that."""
    answers = []
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": [FORM]}
    arrived = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive() -> Any:
        return next(arrived, None) or await then()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    with start_blocking_portal() as portal:  # of its own: a browser's test may have left a loop in this thread
        portal.call(client.app, scope, receive, send)
    return answers


def test_one_that_does_not_arrive_is_not_waited_for(
    store: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_PATIENCE_SECONDS", 0)
    assert sent_without_end(client, "/webhooks/facebook", then=lambda: asyncio.Event().wait()) == [408]
    assert rows(store, Delivery) == rows(store, RefusedDelivery) == []


@pytest.mark.parametrize("path", ["/webhooks/facebook", "/sign-in"])
def test_whoever_breaks_off_is_no_error_of_ours(
    client: TestClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    async def broken_off() -> Any:
        return {"type": "http.disconnect"}

    assert sent_without_end(client, path, then=broken_off) == [400]
    assert caplog.messages == []


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'{"object": "page"}', b"[" * 100_000, b"\xff\xfe"])
def test_a_signed_body_that_is_nonsense_is_kept_with_the_reason(
    store: Engine, client: TestClient, content: bytes
) -> None:
    assert client.post("/webhooks/facebook", content=content, headers=signed(content)).status_code == 200
    (delivery,) = rows(store, Delivery)
    assert (delivery.body, delivery.outcome) == (content, "refused")
    assert delivery.reason


def deep(levels: int) -> bytes:
    """A comment that brings a part which is nested so deep."""
    marked = json.loads(body(f"deep {levels}"))
    marked["entry"][0]["changes"][0]["value"] |= {"comment_id": f"1_{levels}", "nested": "HERE"}
    return json.dumps(marked).replace('"HERE"', "[" * levels + "]" * levels).encode()


@pytest.mark.parametrize("levels", [100, *range(900, 1000, 33), 5_000])
def test_no_depth_stops_what_comes_after_it(store: Engine, client: TestClient, levels: int) -> None:
    """Between what can be read and what can be written down there is a depth that only the one can."""
    for content in (deep(levels), body("after it")):
        assert client.post("/webhooks/facebook", content=content, headers=signed(content)).status_code == 200
    assert "after it" in [message.text for message in rows(store, Message)]
    first, _ = rows(store, Delivery)
    assert first.outcome == "ingested" or (first.outcome == "refused" and first.reason)
    assert first.processed_at is not None


ODD: dict[str, Any] = {
    "a lone surrogate": {"message": "\ud800 Käse"},
    "no character": {"message": "a\x00b"},
    "right to left": {"message": "\u202eesäK"},
    "a long name": {"from": {"id": "77", "name": "x" * 100_000}},
    "a long id": {"comment_id": "9" * 5_000},
    "a long text": {"message": "Käse " * 100_000},
    "an endless time": {"created_time": float("inf")},
    "no time": {"created_time": float("nan")},
    "a far time": {"created_time": 10**30},
    "a list for a text": {"message": ["Käse"]},
    "an object for an id": {"comment_id": {"$ne": 1}},
    "a number for a person": {"from": 7},
    "itself as parent": {"parent_id": "1_2"},
    "script": {"message": "<script>alert(1)</script>", "from": {"id": "'; DROP TABLE messages;--", "name": "<b>"}},
}


@pytest.mark.parametrize("odd", ODD)
def test_no_odd_value_stops_what_comes_after_it(store: Engine, client: TestClient, odd: str) -> None:
    told = json.loads(body("odd"))
    told["entry"][0]["changes"][0]["value"] |= ODD[odd]
    after = body("after it").replace(b"1_2", b"1_3")
    for content in (json.dumps(told).encode(), after):
        assert client.post("/webhooks/facebook", content=content, headers=signed(content)).status_code == 200
    assert "after it" in [message.text for message in rows(store, Message)]
    assert all(delivery.processed_at for delivery in rows(store, Delivery))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "latin-1"])
def test_another_encoding_is_read_or_refused(store: Engine, client: TestClient, encoding: str) -> None:
    content = body().decode("unicode_escape").encode(encoding)
    assert client.post("/webhooks/facebook", content=content, headers=signed(content)).status_code == 200
    (delivery,) = rows(store, Delivery)
    assert delivery.outcome in ("ingested", "refused")


def test_it_is_answered_before_anything_is_made_of_it(
    store: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[bool] = []

    def slowly(*_: Any) -> None:
        answered.append(len(rows(store, Delivery)) == 1)

    monkeypatch.setattr("socialshop.web.pages.webhooks._take_in", slowly)
    assert client.post("/webhooks/facebook", content=body(), headers=signed(body())).status_code == 200
    assert answered == [True]
    assert rows(store, Message) == []


def test_what_is_stored_waits_where_the_store_takes_no_more(
    store: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*_: Any) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr("socialshop.web.pages.webhooks.take_deliveries", busy)
    for text in ("one", "two"):
        content = body(text)
        assert client.post("/webhooks/facebook", content=content, headers=signed(content)).status_code == 200
    assert len(rows(store, Delivery)) == 2
    assert caplog.messages == ["What facebook told waits for the next run: the database does not answer."] * 2


def test_one_that_breaks_the_program_is_kept_and_stops_nothing(
    store: Engine, clock: Clock, facebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("breaks it", "after it"):
        with Session(store) as session:
            store_delivery(session, "facebook", body(text).replace(b"1_2", text[:2].encode()), clock)
            session.commit()

    def fragile(session: Session, bodies: Any, *more: Any) -> Any:
        if any(event.text == "breaks it" for events in bodies for event in events):
            raise TypeError("nobody foresaw this")
        return ingest_each(session, bodies, *more)

    monkeypatch.setattr("socialshop.inbox.deliveries.ingest_each", fragile)
    assert take_deliveries(store, clock, "facebook", facebook).new == 1
    broken, after = rows(store, Delivery)
    assert (broken.outcome, broken.reason) == ("refused", "it cannot be taken in (TypeError)")
    assert after.outcome == "ingested"


def test_signatures_are_compared_in_constant_time(facebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("connectors.webhooks.hmac.compare_digest", compare)
    given = {name.lower(): value for name, value in signed(body()).items()}
    assert facebook.is_genuine(body(), given)
    assert not facebook.is_genuine(body(), {})
    assert len(compared) == 2


def test_a_channel_without_webhooks_has_no_door(client: TestClient) -> None:
    assert client.post("/webhooks/pinterest", content=b"{}").status_code == 404


def test_what_a_crash_left_is_taken_in_later(store: Engine, clock: Clock, facebook: Any) -> None:
    with Session(store) as session:
        store_delivery(session, "facebook", body(), clock)
        session.commit()
    assert take_deliveries(store, clock, "facebook", facebook).new == 1
    assert take_deliveries(store, clock, "facebook", facebook).new == 0
    with Session(store) as session:
        assert session.execute(select(col(Delivery.processed_at))).scalar_one() == clock()

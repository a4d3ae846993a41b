"""How programs take what they are told, and the example by which they check that we told it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock, utc_now
from socialshop.desk import deliveries
from socialshop.desk.deliveries import ping
from socialshop.desk.model import WebhookDelivery
from socialshop.desk.programs import ProgramView, programs
from socialshop.desk.webhooks import Target

HOW_TO = Path(__file__).parents[3] / "docs/how-to/tell-other-programs.md"


def test_each_program_is_told_of_by_its_latest_deliveries(store: Engine, clock: Clock) -> None:
    now = clock()
    later = now + timedelta(minutes=5)
    fates: list[tuple[str, dict[str, Any]]] = [
        ("crm", {"error": "answered 500"}),
        ("crm", {"delivered_at": now}),
        ("till", {"delivered_at": now}),
        ("till", {"error": "answered 500"}),
        ("till", {"error": "answered 503", "next_at": later}),
        ("till", {"next_at": later}),
        ("old", {"error": "the webhook is not configured any more"}),
    ]
    with Session(store) as session:
        for name, fate in fates:
            session.add(WebhookDelivery(webhook=name, event="resolve", body="{}", created_at=now, **fate))
            session.flush()
        found = programs(session, ["till", "crm", "new"])
    assert found == [
        ProgramView("till", True, 1, 2, 1, now, failing=True, error="answered 503"),
        ProgramView("crm", True, 1, 0, 1, now, failing=False, error="answered 500"),
        ProgramView("new", configured=True),
        ProgramView("old", False, 0, 0, 1, None, failing=True, error="the webhook is not configured any more"),
    ]


def test_the_example_takes_what_we_sent_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[bytes, Mapping[str, str]]] = []

    def post(_url: str, body: bytes, headers: Mapping[str, str], **_: bool) -> int:
        sent.append((body, headers))
        return 200

    monkeypatch.setattr(deliveries, "post", post)
    assert ping(Target("crm", "https://crm.shop.example", "ein Geheimnis"), utc_now) == ""
    assert (
        ping(Target("crm", "https://crm.shop.example", "ein Geheimnis"), lambda: utc_now() - timedelta(hours=1)) == ""
    )
    example: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)[0], example)
    is_genuine = example["is_genuine"]
    (body, headers), (old_body, old_headers) = sent
    assert is_genuine("ein Geheimnis", headers, body)
    assert not is_genuine("ein anderes", headers, body)
    assert not is_genuine("ein Geheimnis", headers, body + b" ")
    assert not is_genuine("ein Geheimnis", old_headers, old_body)

"""HEAD is answered wherever GET is, without a body, also where GET would never end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.web.conftest import ask


@pytest.mark.parametrize("address", ["/inbox", "/inbox/1", "/inbox/999", "/reports", "/static/style.css", "/nowhere"])
def test_what_can_be_read_can_be_asked_about(colleague: Any, store: Any, clock: Any, address: str) -> None:
    ask(store, clock)
    read, asked = colleague.client.get(address), colleague.client.head(address)
    assert read.text
    assert not asked.text
    assert asked.status_code == read.status_code
    assert asked.headers["content-type"] == read.headers["content-type"]
    assert asked.headers["content-length"] == str(len(read.content))


def test_who_is_not_signed_in_is_led_to_the_door_and_back(visit: Any, anna: None) -> None:
    asked = visit().client.head("/audit?act=reply", follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Faudit%3Fact%3Dreply")


def test_a_stream_ends_with_its_headers(colleague: Any) -> None:
    asked = colleague.client.head("/live?since=0-0")
    assert asked.headers["content-type"].startswith("text/event-stream")
    assert not asked.text

"""Every answer, whatever became of it, is secured, has words of its own, and waits for nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

Visit = Callable[..., Any]


@pytest.mark.parametrize("address", ["/sign-in", "/inbox", "/nothing", "/static/style.css", "/inbox/words"])
def test_answers_are_secured(visitor: Any, address: str) -> None:
    headers = visitor.get(address, follow_redirects=False).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_pages_are_kept_by_no_cache_and_files_may_be(visitor: Any) -> None:
    assert visitor.get("/sign-in").headers["cache-control"] == "no-store"
    assert "cache-control" not in visitor.get("/static/style.css").headers


def test_https_is_asked_for_where_there_is_https(visit: Visit) -> None:
    assert "strict-transport-security" in visit(secure_cookies=True).get("/sign-in").headers
    assert "strict-transport-security" not in visit().get("/sign-in").headers


def test_a_broken_store_has_its_own_words_and_keeps_the_headers(colleague: Any, store: Engine) -> None:
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE messages RENAME TO elsewhere"))
    answer = colleague.get("/inbox")
    assert answer.status_code == 503
    assert "The database does not answer" in answer.text
    assert "elsewhere" not in answer.text
    assert "content-security-policy" in answer.headers


def test_what_was_written_stands_on_the_page_where_the_store_takes_nothing(
    colleague: Any, talk: int, store: Engine
) -> None:
    colleague.get(f"/inbox/{talk}")
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries RENAME TO elsewhere"))
    answer = colleague.post(f"/inbox/{talk}/reply", {"text": "Gut 200 g je Person.", "mode": "reply"})
    assert (answer.status_code, "Gut 200 g je Person.</textarea>" in answer.text) == (503, True)


@pytest.mark.parametrize(
    "address", ["/nothing", "/inbox/4711", "/inbox/words", "/inbox?before=yesterday", "/reports/9"]
)
def test_what_is_not_there_is_said_with_a_way_on(colleague: Any, address: str) -> None:
    answer = colleague.get(address)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert 'href="/inbox?state=open"' in answer.text


def test_media_gives_its_own_files_only(visit: Visit, tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (media / "cheese.png").write_bytes(b"picture")
    (tmp_path / "secret.txt").write_text("secret")
    visitor = visit(media=media)
    assert visitor.get("/media/cheese.png").content == b"picture"
    for address in ("/media/../secret.txt", "/media/%2e%2e/secret.txt", "/media/%2e%2e%2fsecret.txt"):
        assert visitor.get(address).status_code == 404


def test_pages_are_read_while_somebody_writes(colleague: Any, store: Engine) -> None:
    with store.begin():
        answers = [colleague.get(address).status_code for address in ("/inbox", "/reports")]
    assert answers == [200, 200]

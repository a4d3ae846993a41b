"""Every exchange as HAR 1.2, with the platform's own host names and without secrets.

http://www.softwareishard.com/blog/har-12-spec/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from connectors.redaction import HIDDEN, redact
from connectors.sandbox.exchange import JSON, Answer, Call

MULTIPART = "multipart/form-data"
_SECRET_FIELDS = frozenset({"access_token", "refresh_token", "appsecret_proof", "client_secret"})
_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "x-csrftoken"})


class HarRecorder:
    """Collects exchanges; `write` puts all of them into the file at once. Safe between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: list[dict[str, Any]] = []
        self._lock = Lock()

    def record(
        self, call: Call, query: str, answer: Answer, started: datetime, milliseconds: float, secrets: set[str]
    ) -> None:
        entry = {
            "startedDateTime": started.isoformat(),
            "time": milliseconds,
            "request": _request(call, query, secrets),
            "response": _response(answer, secrets),
            "cache": {},
            "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        }
        with self._lock:
            self._entries.append(entry)

    def write(self) -> None:
        """Replaces the file in one step: whoever reads it sees a whole one."""
        with self._lock:
            log = {
                "version": "1.2",
                "creator": {"name": "socialshop sandbox", "version": "1"},
                "entries": list(self._entries),
            }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(self._path.name + ".part")
        draft.write_text(json.dumps({"log": log}, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self._path)


def _request(call: Call, query: str, secrets: set[str]) -> dict[str, Any]:
    url = redact(f"https://{call.host}{call.path}" + (f"?{query}" if query else ""), secrets)
    request = {
        "method": call.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(call.headers, secrets),
        "queryString": _pairs(urlsplit(url).query),
        "headersSize": -1,
        "bodySize": len(call.body),
    }
    return request | ({"postData": _post_data(call, secrets)} if call.body else {})


def _post_data(call: Call, secrets: set[str]) -> dict[str, Any]:
    """A multipart form is told by its fields; its files are named in a comment and their bytes left out."""
    if call.content_type == MULTIPART:
        fields = _pairs_of(call.form, secrets)
        files = "; ".join(f"{upload.content_type}, {len(upload.content)} bytes" for upload in call.files.values())
        return {"mimeType": MULTIPART, "params": fields, "text": "", "comment": f"left out: {files}"}
    text = _text(call.body, call.content_type, secrets)
    return {"mimeType": call.headers.get("content-type", ""), "text": text, "params": []}


def _response(answer: Answer, secrets: set[str]) -> dict[str, Any]:
    content = answer.content or b""
    text = _text(content, answer.content_type.split(";")[0], secrets)
    return {
        "status": answer.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(answer.headers, secrets),
        "content": {"size": len(content), "mimeType": answer.content_type, "text": text},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(content),
    }


def _text(content: bytes, content_type: str, secrets: set[str]) -> str:
    """JSON is redacted value by value, so it stays JSON with every field in its place."""
    text = content.decode("utf-8", "replace")
    if content_type == JSON:
        with suppress(ValueError):
            return json.dumps(_without_secrets(json.loads(text), secrets), ensure_ascii=False)
    return redact(text, secrets)


def _without_secrets(value: Any, secrets: set[str]) -> Any:
    if isinstance(value, dict):
        return {
            name: HIDDEN if name in _SECRET_FIELDS else _without_secrets(inner, secrets)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(inner, secrets) for inner in value]
    return redact(value, secrets) if isinstance(value, str) else value


def _headers(headers: Mapping[str, str], secrets: set[str]) -> list[dict[str, str]]:
    return [{"name": name, "value": _header(name, value, secrets)} for name, value in headers.items()]


def _header(name: str, value: str, secrets: set[str]) -> str:
    """The scheme of an Authorization header stays: the specs ask for it."""
    if name.lower() not in _SECRET_HEADERS:
        return redact(value, secrets)
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {HIDDEN}" if space and name.lower() == "authorization" else HIDDEN


def _pairs(query: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)]


def _pairs_of(form: Mapping[str, str], secrets: set[str]) -> list[dict[str, str]]:
    redacted = {name: redact(f"{name}={value}", secrets).partition("=")[2] for name, value in form.items()}
    return [{"name": name, "value": value} for name, value in redacted.items()]

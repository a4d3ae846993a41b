"""One HTTP exchange as the sandbox's platforms see it: a call comes in, an answer goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart form."""

    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """`path` has no query; header names are lower case; `form` holds the fields of whatever form was posted."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is none."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """`content` is None for an answer without a body."""

    status: int
    content: bytes | None = None
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, more: Mapping[str, str]) -> Answer:
        return Answer(self.status, self.content, self.content_type, {**self.headers, **more})


def json_answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, text.encode(), f"{JSON}; charset=UTF-8", headers or {})


class Refusal(Exception):
    """A platform says no; `answer` is what it says."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer

"""Takes secrets out of what is recorded: by their value where it is known, by their name where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "REDACTED"
_NAMES = "access_token|appsecret_proof|refresh_token|client_secret|app_secret|code|session_cookie|input_token"
_IN_FORM = re.compile(rf"((?:^|[?&])(?:{_NAMES})=)[^&\s\"\\#]+")
_IN_JSON = re.compile(
    r'((?<!\\)"(?:access_token|appsecret_proof|refresh_token|client_secret|app_secret)"\s*:\s*")[^"]*'
)
_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "x-csrftoken", "proxy-authorization"})


def redact_text(text: str, secrets: Iterable[str]) -> str:
    """An address or body without its secrets; it stays what it is, a form or JSON."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _IN_JSON.sub(rf"\1{HIDDEN}", _IN_FORM.sub(rf"\1{HIDDEN}", text))


def redact_header(name: str, value: str, secrets: Iterable[str]) -> str:
    """The scheme of an Authorization header stays: the spec asks for it."""
    if name.lower() not in _HEADERS:
        return redact_text(value, secrets)
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {HIDDEN}" if space and name.lower() == "authorization" else HIDDEN

"""Secrets are taken out of every text before it leaves this process: errors, logs, recordings."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

HIDDEN = "REDACTED"

_NAMES = "|".join(
    (
        "access_token",
        "appsecret_proof",
        "client_secret",
        "app_secret",
        "refresh_token",
        "input_token",
        "fb_exchange_token",
        "id_token",
        "signed_request",
        "verify_token",
        "session_cookie",
        "csrftoken",
        "_pinterest_sess",
        "_auth",
        "password",
    )
)
_FIELD = re.compile(  # name=value in addresses, forms and cookies; "name": "value" in JSON and reprs
    rf"(?P<name>(?:{_NAMES})\b(?:=|%3D|[\"']?\s*:\s*[\"']?))(?P<value>(?!{HIDDEN})[^&\s\"'\\;,<>)}}]+)",
    re.IGNORECASE,
)
_PAIR = re.compile(  # ('name', 'value') in the repr of a list of pairs
    rf"(?P<name>\(\s*[\"'](?:{_NAMES})[\"'],\s*[\"'])(?P<value>(?!{HIDDEN})[^\"']+)", re.IGNORECASE
)
_HEADER = re.compile(
    r"(?P<name>\b(?:authorization|proxy-authorization|set-cookie|cookie|x-csrftoken)\b[\"']?\s*[:=]\s*[\"']?)"
    r"(?P<value>[^\r\n\"']+)",
    re.IGNORECASE,
)
_SCHEME = re.compile(rf"(?P<name>\b(?:Bearer|Basic)\s+)(?P<value>(?!{HIDDEN})[A-Za-z0-9._~+/=-]{{8,}})")
_TOKEN = re.compile(r"\b(?:EAA[A-Za-z0-9]{20,}|IG[A-Z]{1,3}[A-Za-z0-9_-]{40,}|pin[arc]_[A-Za-z0-9_-]{20,})")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without what stands in secret fields and headers, without tokens by their shape, and without `secrets`."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    for pattern in (_HEADER, _FIELD, _PAIR, _SCHEME):
        text = pattern.sub(rf"\g<name>{HIDDEN}", text)
    return _TOKEN.sub(HIDDEN, text)


class RedactingFilter(logging.Filter):
    """Hang it on a handler: whatever is logged, by vendors' libraries too, goes out redacted."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True

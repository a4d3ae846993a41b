"""What a model found wrong, in words for the person who wrote the file."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

VARIABLE_NAME = r"^[A-Z_][A-Z0-9_]*$"
"""What the keys of secrets hold. Whatever else stands there may be the secret itself, and is never repeated."""
_PASSWORD = re.compile(r"(?<=:)[^:/@\s]+(?=@)")


def problems(error: ValidationError, prefix: str = "") -> list[str]:
    """One line for each wrong key: which, what was found, what is expected."""
    return [_problem(detail, prefix) for detail in error.errors(include_url=False)]


def _problem(detail: Any, prefix: str) -> str:
    key = prefix + ".".join(str(part) for part in detail["loc"])
    kind, found = detail["type"], detail["input"]
    if kind == "missing":
        return f"{key}: missing, expected a value"
    if kind == "extra_forbidden":
        return f"{key}: unknown key, found {_shown(found)}; expected one of the documented keys"
    if kind == "string_pattern_mismatch" and detail["ctx"]["pattern"] == VARIABLE_NAME:
        return f"{key}: found a text that is no such name; expected the name of an environment variable"
    # A value error may say both what is wrong and what is expected.
    expected = f"expected: {detail['msg'].removeprefix('Value error, ').rpartition('expected ')[2]}"
    return f"{key}: found {_shown(found)}; {expected}" if key else expected


def _shown(value: object) -> str:
    """A found value, short; what looks like a secret pasted in place of a variable's name is not repeated."""
    if isinstance(value, str) and len(value) > 24 and " " not in value and "/" not in value:
        return f"a text of {len(value)} characters"
    text = _PASSWORD.sub("…", repr(value))
    return text if len(text) <= 60 else text[:57] + "…"

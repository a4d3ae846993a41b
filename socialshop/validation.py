"""What a model found wrong, in words for the person who wrote the file."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field, ValidationError

VARIABLE_NAME = r"^[A-Z_][A-Z0-9_]*$"
"""What the keys of secrets hold. Whatever else stands there may be the secret itself, and is never repeated."""
_PASSWORD = re.compile(r"(?<=:)[^:/@\s]+(?=@)")


_FORMS: dict[str, str] = {}
_EXPECTED = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number, such as 5, without quotes"),
    **dict.fromkeys(("float_type", "float_parsing"), "a number, such as 2.5, without quotes"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false, without quotes"),
    **dict.fromkeys(("list_type", "tuple_type"), "a list in square brackets"),
    **dict.fromkeys(("dict_type", "model_type"), "a table of keys"),
    **dict.fromkeys(("literal_error", "enum"), "{expected}"),
    "string_type": "a text in quotes",
    "greater_than_equal": "{ge} or more",
    "greater_than": "more than {gt}",
    "less_than_equal": "{le} at most",
    "less_than": "less than {lt}",
    "string_too_long": "{max_length} characters at most",
    "string_too_short": "at least {min_length} character(s)",
}
"""What Pydantic tells programmers, as people say it."""


def form(pattern: str, told: str) -> Any:
    """A text's pattern, and how people are told of it, with an example."""
    _FORMS[pattern] = told
    return Field(pattern=pattern)


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
    expected = f"expected: {_expected(kind, detail)}"
    return f"{key}: found {_shown(found)}; {expected}" if key else expected


def _expected(kind: str, detail: Any) -> str:
    about = detail.get("ctx", {})
    if kind == "string_pattern_mismatch" and about["pattern"] in _FORMS:
        return _FORMS[about["pattern"]]
    if kind in _EXPECTED:
        return _EXPECTED[kind].format(**about)
    # A value error may say both what is wrong and what is expected.
    said = str(detail["msg"])
    return said.removeprefix("Value error, ").rpartition("expected ")[2]


def _shown(value: object) -> str:
    """A found value, short; what looks like a secret pasted in place of a variable's name is not repeated."""
    if isinstance(value, str) and len(value) > 24 and " " not in value and "/" not in value:
        return f"a text of {len(value)} characters"
    text = _PASSWORD.sub("…", repr(value))
    return text if len(text) <= 60 else text[:57] + "…"

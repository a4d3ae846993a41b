"""Styles, scripts and templates hold together: what one of them names, another has, and nothing is left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import socialshop.web
from socialshop.web.words import CHANNELS

WEB = Path(socialshop.web.__file__).parent
STATEMENT = r"\{%.*?%\}|\{\{.*?\}\}"
NAME = r"[A-Za-z][\w-]*"


def _read(pattern: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(WEB.glob(pattern)))


STYLES = re.sub(r"/\*.*?\*/", "", _read("static/*.css"), flags=re.DOTALL)
SELECTORS = " ".join(re.findall(r"([^{};]+)\{", STYLES))
RULED = set(re.findall(rf"\.({NAME})", SELECTORS))
SCRIPTS = _read("static/*.js")
TEMPLATES = _read("templates/*.html")
QUOTED = {text for pair in re.findall(r"'([^'\n]*)'|\"([^\"\n]*)\"", TEMPLATES) for text in pair}


def _classes() -> set[str]:
    """What elements bear whatever their data is, and what they bear in one of two cases."""
    found: set[str] = set()
    for value in re.findall(rf'\bclass="((?:{STATEMENT}|[^"{{])*)"', TEMPLATES):
        chosen = re.findall(r"'([^']*)' if|else '([^']*)'", value)
        found.update(re.findall(NAME, re.sub(STATEMENT, " ", value) + str(chosen)))
    return found


def _data(text: str) -> set[str]:
    return set(re.findall(r"\bdata-([a-z-]+)", text))


def _data_of_scripts() -> set[str]:
    properties = re.findall(r"\bdataset\.(\w+)|\"(\w+)\" in \S+\.dataset", SCRIPTS)
    written = {re.sub("[A-Z]", lambda upper: f"-{upper[0].lower()}", "".join(one)) for one in properties}
    return written | _data(SCRIPTS)


def test_every_class_of_a_template_has_a_rule() -> None:
    assert _classes() - RULED == set()


def test_every_class_of_a_rule_is_written_somewhere() -> None:
    written = {name for text in QUOTED for name in re.findall(NAME, text)}
    assert RULED - written - set(re.findall(r"classList\.\w+\(\"([\w-]+)\"", SCRIPTS)) == set()


def test_data_attributes_are_those_that_scripts_and_rules_read() -> None:
    assert _data(TEMPLATES) == _data_of_scripts() | _data(SELECTORS)


def test_variables_of_the_styles_are_those_that_are_used() -> None:
    assert set(re.findall(r"(--[\w-]+):", STYLES)) == set(re.findall(r"var\((--[\w-]+)\)", STYLES + TEMPLATES))


def test_every_icon_is_drawn_and_every_drawing_used() -> None:
    drawn = set(re.findall(rf'<symbol id="({NAME})"', TEMPLATES))
    assert set(re.findall(rf'\bicon\("({NAME})"\)', TEMPLATES)) <= drawn
    named = re.sub(r'<symbol id="\S+"', "", TEMPLATES)
    assert [one for one in drawn - set(CHANNELS) if not re.search(rf"[\"'#]{one}[\"']", named)] == []


def test_nothing_stands_inline_that_the_content_policy_forbids() -> None:
    assert re.findall(r'\s(?:style|on[a-z]+)="', TEMPLATES) == []


def _with_included(name: str) -> str:
    text = (WEB / "templates" / name).read_text("utf-8")
    return text + "".join(_with_included(one) for one in re.findall(r'\{% include "([^"]+)"', text))


@pytest.mark.parametrize("name", sorted(path.name for path in WEB.glob("templates/*.html")))
def test_what_a_template_imports_it_uses(name: str) -> None:
    text = _with_included(name)
    imported = re.findall(r"import ([\w, ]+) with context", (WEB / "templates" / name).read_text("utf-8"))
    assert [one for names in imported for one in names.split(", ") if not re.search(rf"\b{one}[(.]", text)] == []

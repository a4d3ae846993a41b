"""Texts of templates are translated with the template, and say the same as if the page translated them."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from jinja2 import DictLoader, Environment, UndefinedError
from markupsafe import Markup

from socialshop.web.compiling import compiling

GERMAN = {
    "Search": "Suche",
    "100 %% <b>sure</b>": "100 %% <b>sicher</b>",
    "%(name)s is here": "%(name)s ist da",
    "Somebody": "Jemand",
}


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ _('Search') }}", "Suche"),
        ("{{ _('100 %% <b>sure</b>') }}", "100 % <b>sicher</b>"),
        ("{{ _('%(name)s is here', name=who) }}", "&lt;Ida&gt; ist da"),
        ("{{ _('%(name)s is here', name=nobody or _('Somebody')) }}", "Jemand ist da"),
        ("{% macro told() %}{{ _('Search') }}{% endmacro %}{{ told() }}", "Suche"),
        ("{{ _(chosen) }}", "Suche"),
    ],
)
def test_a_text_is_translated_whole(template: str, shown: str) -> None:
    gettext = Mock(side_effect=GERMAN.__getitem__)
    environment = Environment(loader=DictLoader({"page": template}), extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_callables(gettext, gettext, newstyle=True)  # type: ignore[attr-defined]
    environment.code_generator_class = compiling(gettext, {})
    page = environment.get_template("page")
    asked = gettext.call_count
    assert page.render(who="<Ida>", nobody="", chosen="Search") == Markup(shown)
    assert gettext.call_count == asked + ("chosen" in template)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ icon('search') }}", "<svg>search</svg>"),
        ("{{ icon(chosen) }}", "<svg>&lt;i&gt;</svg>"),
        ("{{ said }} {{ 1 }} {{ number }} {{ safe }} {{ chosen }}", "&lt;b&gt; 1 7 <b> &lt;i&gt;"),
        ("{{ said.upper() }}{{ said.split('b') | length }}", "&lt;B&gt;2"),
        ("{% macro told(x, y='!') %}<p>{{ x }}{{ y }}{% endmacro %}{{ told(said) }}{{ told('&', y=2) }}", None),
        ("{% macro around() %}({{ caller() }}){% endmacro %}{% call around() %}{{ said }}{% endcall %}", "(&lt;b&gt;)"),
        ("{% for x in [1, 2] %}{{ loop.cycle('odd', 'even') }}{% endfor %}", "oddeven"),
    ],
)
def test_calls_and_values_are_shown_as_ever(template: str, shown: str | None) -> None:
    def icon(name: str) -> Markup:
        return Markup("<svg>{}</svg>").format(name)

    drawn = Mock(side_effect=icon)
    environment = Environment(loader=DictLoader({"page": template}), extensions=["jinja2.ext.i18n"], autoescape=True)
    plain = environment.overlay()
    environment.code_generator_class = compiling(str, {"icon": drawn})
    given = {"said": "<b>", "chosen": "<i>", "number": 7, "safe": Markup("<b>")}
    page = environment.get_template("page", globals={"icon": drawn})
    asked = drawn.call_count
    assert page.render(given) == plain.from_string(template, globals={"icon": icon}).render(given)
    assert shown is None or page.render(given) == shown
    assert drawn.call_count == asked or "chosen" in template


def test_what_is_not_there_is_no_call() -> None:
    environment = Environment(loader=DictLoader({"page": "{{ nothing('x') }}"}), autoescape=True)
    environment.code_generator_class = compiling(str, {})
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        environment.get_template("page").render()

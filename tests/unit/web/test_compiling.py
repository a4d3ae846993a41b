"""Texts of templates are translated with the template, and say the same as if the page translated them."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from socialshop.web.compiling import translating

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
    environment.code_generator_class = translating(gettext)
    page = environment.get_template("page")
    asked = gettext.call_count
    assert page.render(who="<Ida>", nobody="", chosen="Search") == Markup(shown)
    assert gettext.call_count == asked + ("chosen" in template)

"""Whom a window is for, said publicly: who gets in, how many, until when and how."""

from __future__ import annotations

from babel.dates import format_date
from babel.lists import format_list

from socialshop.windows.definition import WindowDefinition

_WORDS = {
    "de": {
        "experts": "Nur für die Expertinnen und Experten unserer Gemeinschaft",
        "named": "Nur für {names}",
        "quota": "{quota} Plätze, wer zuerst fragt, bekommt zuerst",
        "ends": "bis {day}",
        "how": "Fragen Sie hier nach einem Code: Sie bekommen ihn von uns persönlich, er gilt einmal.",
    },
    "en": {
        "experts": "Only for the experts of our community",
        "named": "Only for {names}",
        "quota": "{quota} places, first come, first served",
        "ends": "until {day}",
        "how": "Ask here for a code: we send it to you in person, and it is good for one use.",
    },
}


def who_gets_in(window: WindowDefinition, language: str) -> str:
    """Two sentences for a window of limited access; empty for one that is for everyone."""
    audience, words = window.audience, _WORDS[language]
    if not audience.is_limited:
        return ""
    named = format_list(list(audience.who), locale=language) if not isinstance(audience.who, str) else ""
    parts = [words["named"].format(names=named) if named else words["experts"]]
    parts.append(words["quota"].format(quota=audience.quota))
    if audience.ends:
        parts.append(words["ends"].format(day=format_date(audience.ends, "long", locale=language)))
    return f"{', '.join(parts)}. {words['how']}"

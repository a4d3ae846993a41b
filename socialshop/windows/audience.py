"""Whom a window is for, said publicly: who gets in, how many, until when and how."""

from __future__ import annotations

from babel.dates import format_date
from babel.lists import format_list

from socialshop.windows.definition import Audience, WindowDefinition

_WORDS = {
    "de": {
        "experts": "Nur für die Expertinnen und Experten unserer Gemeinschaft",
        "named": "Nur für {names}",
        "invited": "Nur für Eingeladene",
        "quota": "{quota} Plätze, wer zuerst fragt, bekommt zuerst",
        "ends": "bis {day}",
        "here": "Fragen Sie hier nach einem Code: Sie bekommen ihn von uns persönlich, er gilt einmal.",
        "direct": "Fragen Sie uns direkt nach einem Code: Sie bekommen ihn persönlich, er gilt einmal.",
    },
    "en": {
        "experts": "Only for the experts of our community",
        "named": "Only for {names}",
        "invited": "Only for those whom we invited",
        "quota": "{quota} places, first come, first served",
        "ends": "until {day}",
        "here": "Ask here for a code: we send it to you in person, and it is good for one use.",
        "direct": "Ask us directly for a code: you get it in person, and it is good for one use.",
    },
}


def who_gets_in(window: WindowDefinition, language: str, *, here: bool = True) -> str:
    """Two sentences for a window of limited access; empty for one that is for everyone. `here`: whether whoever asks
    beneath it can be answered privately."""
    audience, words = window.audience, _WORDS[language]
    if not audience.is_limited:
        return ""
    parts = [_whom(audience, language), words["quota"].format(quota=audience.quota)]
    if audience.ends:
        parts.append(words["ends"].format(day=format_date(audience.ends, "long", locale=language)))
    return f"{', '.join(parts)}. {words['here' if here else 'direct']}"


def _whom(audience: Audience, language: str) -> str:
    """People by their names; how a channel knows them is nobody's business."""
    words = _WORDS[language]
    if isinstance(audience.who, str):
        return words["experts"]
    names = [name for name in audience.who if ":" not in name]
    return words["named"].format(names=format_list(names, locale=language)) if names else words["invited"]

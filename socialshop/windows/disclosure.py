"""Who earns from a window, computed and said first: content for consideration leads with the word for it."""

from __future__ import annotations

from decimal import Decimal

from socialshop.windows.definition import WindowDefinition
from socialshop.windows.facts import Facts

_WORDS = {
    "de": {"partner": "{name} bekommt {percent} % vom Warenwert.", "sponsor": "Bezahlt von {name}."},
    "en": {"partner": "{name} gets {percent} % of the goods' value.", "sponsor": "Paid for by {name}."},
}


def has_consideration(window: WindowDefinition) -> bool:
    """Whether anybody earns from the window beside the shop."""
    return bool(window.partner or window.sponsor)


def word(language: str, facts: Facts) -> str:
    """The word that leads what is said for consideration."""
    return facts.front.disclosure[language]


def disclosure(window: WindowDefinition, language: str, facts: Facts) -> str:
    """The sentence that leads the window's texts; empty where nobody earns."""
    if not has_consideration(window):
        return ""
    return " ".join([f"{word(language, facts)}:", *who_earns(window, language, facts)])


def who_earns(window: WindowDefinition, language: str, facts: Facts) -> list[str]:
    """One sentence for everybody who earns from the window."""
    words, said = _WORDS[language], []
    earner = facts.earners.get(window.partner.upper())
    if earner:
        said.append(words["partner"].format(name=earner.name, percent=_percent(earner.commission_bp, language)))
    if window.sponsor:
        said.append(words["sponsor"].format(name=window.sponsor))
    return said


def _percent(basis_points: int, language: str) -> str:
    text = f"{(Decimal(basis_points) / 100).normalize():f}"
    return text.replace(".", ",") if language == "de" else text

"""Urgency that somebody typed: refused, as only what is computed can stop being said when it stops being true."""

from __future__ import annotations

import re
from dataclasses import dataclass

from socialshop.phrases import phrase

_FLAGS = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class UrgencyRule:
    """A way to press people, by its pattern; `instead` is what says it truthfully."""

    pattern: re.Pattern[str]
    instead: str


_STOCK = phrase("Leave it out: few pieces left are said by the claim that the stock computes.")
_TIME = phrase("Leave it out: set `ends`, and say the day itself where it matters.")
_CROWD = phrase("Leave it out: what was asked for most is said by the claim that the inbox computes.")

RULES = (
    UrgencyRule(re.compile(r"\bnur noch (wenige|\d+|ein|eine|zwei|drei|vier|fünf|heute|kurz)", _FLAGS), _STOCK),
    UrgencyRule(re.compile(r"\bonly (a few|\d+|one|two|three|four|five) (\w+ )?(left|remaining)\b", _FLAGS), _STOCK),
    UrgencyRule(re.compile(r"\b(fast|bald) (weg|ausverkauft|vergriffen)\b", _FLAGS), _STOCK),
    UrgencyRule(re.compile(r"\b(almost|nearly|selling) (gone|out|sold out)\b|\bselling fast\b", _FLAGS), _STOCK),
    UrgencyRule(re.compile(r"\bsolange (der )?vorrat reicht\b|\bwhile (stocks?|supplies) last", _FLAGS), _STOCK),
    UrgencyRule(re.compile(r"\bletzte (chance|gelegenheit|stück|stücke|exemplare)\b", _FLAGS), _TIME),
    UrgencyRule(re.compile(r"\blast (chance|call|few|pieces?)\b", _FLAGS), _TIME),
    UrgencyRule(re.compile(r"\b(jetzt|schnell|gleich) (zugreifen|zuschlagen|bestellen|sichern)\b", _FLAGS), _TIME),
    UrgencyRule(re.compile(r"\b(hurry|act now|buy now|don'?t miss (out|it)|ends (soon|tonight))\b", _FLAGS), _TIME),
    UrgencyRule(re.compile(r"\b(endet (bald|heute)|beeil\w*|nicht verpassen)\b", _FLAGS), _TIME),
    UrgencyRule(re.compile(r"\b(alle (wollen|kaufen)|everybody (wants|buys)|bestseller)\b", _FLAGS), _CROWD),
)


def typed_urgency(text: str) -> tuple[str, str] | None:
    """The first words of a text that press people, and what to do instead; None where there are none."""
    for rule in RULES:
        found = rule.pattern.search(text)
        if found:
            return found[0], rule.instead
    return None

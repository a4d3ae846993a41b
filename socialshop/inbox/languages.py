"""Which language a text is written in, by py3langid. The only file that knows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

_FEWEST_LETTERS = 4
_SUREST = 0.6  # of the probability between the shop's languages: below it nobody could tell
_SURE_OF_ANOTHER = 0.8
"""Of the probability between all: a word or two of a shop's own language look like many others."""
_OTHERS = (
    *("ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hr", "hu", "it", "nl", "no", "pl", "pt", "ro", "ru", "sv"),
    *("tr", "uk"),
)


def language(text: str, spoken: Sequence[str]) -> str:
    """ISO 639-1, one of `spoken` unless it is surely another; '' where it is too short or could be any of these."""
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return ""
    likely = {str(code): float(share) for code, share in _identifier(tuple(spoken)).rank(text)}
    likeliest = max(likely, key=lambda code: likely[code])
    if likeliest not in spoken and likely[likeliest] >= _SURE_OF_ANOTHER:
        return likeliest
    own = max(spoken, key=lambda code: likely.get(code, 0))
    return own if likely.get(own, 0) >= _SUREST * sum(likely.get(code, 0) for code in spoken) else ""


@cache
def _identifier(spoken: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted({*_OTHERS, *spoken}))
    return identifier

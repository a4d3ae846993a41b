"""Which of the shop's languages a text is written in, by py3langid. The only file that knows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

_FEWEST_LETTERS = 4
_SUREST = 0.6  # of the probability between the configured languages: below it nobody could tell


def language(text: str, spoken: Sequence[str]) -> str:
    """ISO 639-1, one of `spoken`; '' where the text is too short or could be either."""
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return ""
    if len(spoken) == 1:
        return spoken[0]
    code, probability = _identifier(tuple(spoken)).classify(text)
    return str(code) if probability >= _SUREST else ""


@cache
def _identifier(spoken: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(spoken))
    return identifier

"""What a conversation is for, told by rules: the shop's own first, then those that come along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from socialshop.inbox.cues import CUES
from socialshop.inbox.folding import folded, folded_words
from socialshop.inbox.model import Topic


class TopicRules:
    """Counts the cues of each topic; the most cues win, and of equals the first topic in the order of CUES."""

    def __init__(self, own: Iterable[tuple[str, Sequence[str]]] = ()) -> None:
        self._own = [(Topic(topic), pattern(tuple(words))) for topic, words in own]

    def topic(self, text: str) -> str:
        """The topic, or '' where no rule says one."""
        said = spoken(text)
        for topic, cues in self._own:
            if cues.search(said):
                return topic
        found = {topic: len(set(pattern(cues).findall(said))) for topic, cues in CUES.items()}
        # However often somebody asks, it counts once: most complaints and orders are put as questions.
        asks = min(found[Topic.QUESTION], 1) or ("?" in text) * 0.5
        scores = found | {Topic.QUESTION: asks}
        best = max(scores, key=lambda topic: scores[topic])
        return best if scores[best] else ""


def spoken(text: str) -> str:
    """The text as cues are sought in it: folded words, one blank between them."""
    return f" {' '.join(folded_words(text))} "


@cache
def pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the cues in what `spoken` gives."""
    return re.compile(rf"(?<= )(?:{'|'.join(sorted(map(_expression, cues)))})(?= )")


def matter(text: str, matters: Mapping[str, tuple[str, ...]]) -> str:
    """The first of the matters that the text asks for, or ''."""
    said = spoken(text)
    return next((name for name, cues in matters.items() if pattern(cues).search(said)), "")


def _expression(cue: str) -> str:
    stem = " ".join(folded(cue.rstrip("*")).split())
    return re.escape(stem) + (r"[^ ]*" if cue.endswith("*") else "")

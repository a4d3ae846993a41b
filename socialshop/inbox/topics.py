"""What a conversation is for, told by rules: the shop's own first, then those that come along."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from socialshop.inbox.cues import (
    ASKING,
    COURTESIES,
    CUES,
    DEGREES,
    DISPLEASED,
    GREETINGS,
    NEGATIONS,
    PLEASED,
    WANTING,
)
from socialshop.inbox.folding import folded, folded_words
from socialshop.inbox.model import Topic

_OPPOSITES = {Topic.COMPLAINT: Topic.PRAISE, Topic.PRAISE: Topic.COMPLAINT, Topic.RECOMMENDATION: Topic.COMPLAINT}
"""What a topic's cue says behind a negation."""
_NEGATED = re.compile(rf" (?:{'|'.join(NEGATIONS)}) (?:(?:{'|'.join(DEGREES)}) )?$")
_DRAWN_OUT, _ONCE = re.compile(r"([^\W\d_])\1{2,}"), r"\1"  # as in 'suuuper'
# Of a cue: a question mark alone, a greeting alone, a recommendation that is asked for, an order that is thanked for.
_ASKING, _GREETING, _SOUGHT, _THANKED_FOR = 0.5, 0.4, 0.4, 0.5


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
        scores = _scores(pattern(COURTESIES).sub("", said), "?" in text)
        best = max(scores, key=lambda topic: scores[topic])
        return best if scores[best] else _felt(text)


def _scores(said: str, asks: bool) -> dict[Topic, float]:
    scores: dict[Topic, float] = {topic: len(words) for topic, words in _found(said).items()}
    # However often somebody asks, it counts once: most complaints and orders are put as questions.
    is_question = scores[Topic.QUESTION] or (asks and pattern(ASKING).search(said))
    scores[Topic.QUESTION] = 1 if is_question else asks * _ASKING
    if asks:
        scores[Topic.RECOMMENDATION] *= _SOUGHT
    if scores[Topic.PRAISE] and not asks and not pattern(WANTING).search(said):
        scores[Topic.ORDER] *= _THANKED_FOR
    # A complaint among kind words is still one.
    if scores[Topic.COMPLAINT]:
        scores[Topic.PRAISE] = 0
    scores[Topic.SMALL_TALK] = scores[Topic.SMALL_TALK] or bool(pattern(GREETINGS).search(said)) * _GREETING
    return scores


def _felt(text: str) -> str:
    """What the pictures of a text say that has no other cue."""
    if not DISPLEASED.isdisjoint(text):
        return Topic.COMPLAINT
    return "" if PLEASED.isdisjoint(text) else Topic.PRAISE


def _found(said: str) -> dict[Topic, set[str]]:
    """The different cues of each topic; one behind a negation is a cue of the opposite."""
    matches = [(topic, match) for topic, cues in CUES.items() for match in pattern(cues).finditer(said)]
    found: dict[Topic, set[str]] = {topic: set() for topic in CUES}
    for topic, match in matches:
        if any(_holds(other, match) for _, other in matches):
            continue
        meant = _OPPOSITES.get(topic, topic) if _NEGATED.search(said, 0, match.start()) else topic
        found[meant].add(match[0])
    return found


def _holds(other: re.Match[str], match: re.Match[str]) -> bool:
    """Whether the other cue overlaps this one and is longer."""
    overlap = other.start() < match.end() and match.start() < other.end()
    return overlap and len(other[0]) > len(match[0])


def spoken(text: str) -> str:
    """The text as cues are sought in it: folded words, one blank between them, what is drawn out shortened."""
    return f" {_DRAWN_OUT.sub(_ONCE, ' '.join(folded_words(text)))} "


@cache
def pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the cues in what `spoken` gives."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for cue in sorted(cues, key=lambda cue: (-len(cue), cue)):  # the longest first
        by_letter[folded(cue.lstrip("^"))[0]].append(_expression(cue))
    # Most words begin with a letter that few cues have: the others are not even tried.
    tried = (f"(?={re.escape(letter)})(?:{'|'.join(those)})" for letter, those in by_letter.items())
    return re.compile(rf"(?<= )(?:{'|'.join(tried)})(?= )")


def matter(text: str, matters: Mapping[str, tuple[str, ...]]) -> str:
    """The first of the matters that the text asks for, or ''."""
    return next(iter(matters_of(text, matters)), "")


def matters_of(text: str, matters: Mapping[str, tuple[str, ...]]) -> list[str]:
    """All of them, in their order."""
    said = spoken(text)
    return [name for name, cues in matters.items() if pattern(cues).search(said)]


def _expression(cue: str) -> str:
    stem = re.escape(" ".join(folded(cue.strip("^*.")).split()))
    if cue.startswith("^"):
        stem = r"(?<=\A )" + stem
    if cue.endswith("*"):
        return stem + "[^ ]*"
    return stem + "(?= $)" if cue.endswith(".") else stem

"""Who says what conversations are for: the rules, or what was learned from people where that does better."""

from __future__ import annotations

from collections.abc import Sequence

from socialshop.inbox.languages import language
from socialshop.inbox.model import Decider
from socialshop.inbox.tend import Verdict
from socialshop.inbox.topics import TopicRules


class RulesTeller:
    """The rules alone."""

    def __init__(self, rules: TopicRules, languages: Sequence[str]) -> None:
        self._rules = rules
        self._languages = languages

    def tell(self, texts: Sequence[str]) -> list[Verdict]:
        return [Verdict(self._rules.topic(text), Decider.RULE, language(text, self._languages)) for text in texts]

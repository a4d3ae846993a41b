"""Learning topics from people's decisions, and saying honestly whether that does better than the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import numpy as np
from sqlalchemy import func, text, update
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.inbox.folding import folded
from socialshop.inbox.languages import language
from socialshop.inbox.model import DECIDED, Conversation, ConversationState, Decider, TopicModel
from socialshop.inbox.telling import RulesTeller
from socialshop.inbox.tend import Teller, Verdict, first_texts
from socialshop.inbox.topics import TopicRules

FEWEST_DECISIONS = 60
FEWEST_OF_A_TOPIC = 8
_MOST_DECISIONS = 5_000
_FEATURES = 2**12
_FOLDS = 5
_GROWTH = 1.2  # learned anew when there are a fifth more decisions
_ANEW = timedelta(days=7)  # or after so long, where no more are counted


@dataclass(frozen=True, slots=True)
class Standing:
    """How learning stands; it is `used` only where it did better than the rules, in cross-validation, and nobody set it
    aside. `decisions` are those that were learned from; before anything was, those that there are."""

    decisions: int
    accuracy: float | None = None
    rules_accuracy: float | None = None
    learned_at: datetime | None = None
    topics: tuple[str, ...] = ()
    set_aside_at: datetime | None = None
    set_aside_by: str = ""

    @property
    def is_better(self) -> bool:
        return self.accuracy is not None and self.rules_accuracy is not None and self.accuracy > self.rules_accuracy

    @property
    def used(self) -> bool:
        return self.is_better and self.set_aside_at is None

    @property
    def anew_from(self) -> int:
        """With how many decisions it learns next."""
        return max(FEWEST_DECISIONS, ceil(self.decisions * _GROWTH)) if self.learned_at else FEWEST_DECISIONS

    def __str__(self) -> str:
        if self.accuracy is None or self.rules_accuracy is None:
            return (
                f"The rules tell topics. Learning needs {FEWEST_DECISIONS} decisions by people, "
                f"{FEWEST_OF_A_TOPIC} of each of two topics; there are {self.decisions}."
            )
        if self.set_aside_at:
            return f"The rules tell topics: {self.set_aside_by} set aside what was learned."
        better = "Learned from people" if self.used else "The rules"
        return (
            f"{better} tell{'s' if self.used else ''} topics: of {self.decisions} decisions, what was learned meets "
            f"{self.accuracy:.0%}, the rules {self.rules_accuracy:.0%}."
        )


def standing(session: Session) -> Standing:
    found = _latest(session)
    return _standing(found) if found else Standing(sum(decisions(session).values()))


def decisions(session: Session) -> dict[str, int]:
    """How many of the latest there are to learn from, by who told the topic: a person, or a rule that was let stand."""
    latest = select(Conversation.topic_by).where(text(DECIDED)).order_by(col(Conversation.last_at).desc())
    few = latest.limit(_MOST_DECISIONS).subquery()
    counted = session.execute(select(few.c.topic_by, func.count()).group_by(few.c.topic_by))
    return {by: int(number) for by, number in counted}


def set_aside(session: Session, by: str, now: datetime) -> bool:
    """Let the rules tell topics, also of what it told and nobody resolved yet; False where there is nothing to set
    aside. It is kept, and learns no more until it is taken up again. The caller commits."""
    found = _latest(session)
    if found is None or found.set_aside_at:
        return False
    found.set_aside_at, found.set_aside_by = now, by
    unresolved = [state for state in ConversationState if state is not ConversationState.RESOLVED]
    told = col(Conversation.state).in_(unresolved), col(Conversation.topic_by) == Decider.MODEL
    session.execute(update(Conversation).where(*told).values(topic_by=""))
    session.flush()
    return True


def take_up(session: Session) -> bool:
    """Undo that it was set aside; False where it was not. The caller commits."""
    found = _latest(session)
    if found is None or found.set_aside_at is None:
        return False
    found.set_aside_at, found.set_aside_by = None, ""
    session.flush()
    return True


def teller(session: Session, rules: TopicRules, languages: Sequence[str]) -> Teller:
    """What was learned where it does better, else the rules."""
    found = _latest(session)
    if found is None or not _standing(found).used:
        return RulesTeller(rules, languages)
    return _LearnedTeller(found, languages)


def learn(session: Session, rules: TopicRules, clock: Clock) -> Standing:
    """Learn anew if there are many more decisions than last time, and nobody set it aside; the caller commits.

    Decisions are topics that people set, and those that stood when somebody resolved the conversation: without these
    the rules would only be judged by their mistakes.
    """
    if not _is_time(_latest(session), sum(decisions(session).values()), clock()):
        return standing(session)
    texts, topics = _decisions(session)
    kept = {topic for topic, number in Counter(topics).items() if number >= FEWEST_OF_A_TOPIC}
    pairs = [(text, topic) for text, topic in zip(texts, topics, strict=True) if topic in kept]
    if len(kept) < 2 or len(pairs) < FEWEST_DECISIONS:
        return standing(session)
    model = _trained([text for text, _ in pairs], [topic for _, topic in pairs], rules, clock)
    session.add(model)
    session.flush()
    return standing(session)


def _is_time(found: TopicModel | None, decided: int, now: datetime) -> bool:
    if found is None:
        return decided >= FEWEST_DECISIONS
    if found.set_aside_at:
        return False
    is_old = decided == _MOST_DECISIONS and now - found.trained_at >= _ANEW
    return is_old or decided >= _standing(found).anew_from


def _trained(texts: Sequence[str], topics: Sequence[str], rules: TopicRules, clock: Clock) -> TopicModel:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    features = _features(texts)
    classifier = LogisticRegression(C=10, max_iter=500, class_weight="balanced")
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    accuracy = float(cross_val_score(classifier, features, topics, cv=folds).mean())
    right = sum(rules.topic(text) == topic for text, topic in zip(texts, topics, strict=True))
    classifier.fit(features, topics)
    coefficients, intercept = classifier.coef_, classifier.intercept_
    if len(classifier.classes_) == 2:  # of two classes scikit-learn keeps the weights of one
        coefficients, intercept = np.vstack([-coefficients, coefficients]), np.concatenate([-intercept, intercept])
    weights = np.hstack([coefficients, intercept[:, None]]).astype("<f4")
    return TopicModel(
        trained_at=clock(),
        decisions=len(texts),
        accuracy=accuracy,
        rules_accuracy=right / len(texts),
        topics=[str(topic) for topic in classifier.classes_],
        weights=weights.tobytes(),
    )


class _LearnedTeller:
    def __init__(self, model: TopicModel, languages: Sequence[str]) -> None:
        self._topics = model.topics
        self._weights = np.frombuffer(model.weights, "<f4").reshape(len(model.topics), _FEATURES + 1)
        self._languages = languages

    def tell(self, texts: Sequence[str]) -> list[Verdict]:
        if not texts:
            return []
        scores = _features(texts) @ self._weights[:, :-1].T + self._weights[:, -1]
        best = np.asarray(scores).argmax(axis=1)
        return [
            Verdict(self._topics[choice], Decider.MODEL, language(text, self._languages))
            for choice, text in zip(best, texts, strict=True)
        ]


def _features(texts: Sequence[str]) -> Any:
    """Hashed pieces of words: the same numbers on every machine, with nothing to be kept but the weights."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=_FEATURES, preprocessor=folded)
    return hashing.transform(texts)


def _decisions(session: Session) -> tuple[list[str], list[str]]:
    decided = select(Conversation.id, Conversation.topic).where(text(DECIDED))
    rows = session.exec(decided.order_by(col(Conversation.last_at).desc()).limit(_MOST_DECISIONS)).all()
    topics = {id_: topic for id_, topic in rows if id_ is not None}
    found: dict[int, str] = {}
    ids = list(topics)
    for start in range(0, len(ids), 500):
        found |= first_texts(session, ids[start : start + 500])
    return list(found.values()), [topics[id_] for id_ in found]


def _standing(found: TopicModel) -> Standing:
    return Standing(
        found.decisions,
        found.accuracy,
        found.rules_accuracy,
        found.trained_at,
        tuple(found.topics),
        found.set_aside_at,
        found.set_aside_by,
    )


def _latest(session: Session) -> TopicModel | None:
    return session.exec(select(TopicModel).order_by(col(TopicModel.id).desc()).limit(1)).first()

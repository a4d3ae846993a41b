"""When a platform allows an answer: what can be done to what, and Meta's windows of private messages and replies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from connectors.rules import limit
from socialshop.ports import Act, Allowance, MessageKind, Subject, Term

STANDARD_WINDOW = timedelta(hours=limit("meta.message.window"))
HUMAN_AGENT_WINDOW = timedelta(days=limit("meta.human_agent"))
PRIVATE_REPLY_WINDOW = timedelta(days=limit("meta.private_reply"))

_COMMENTS = frozenset({MessageKind.COMMENT})
_PUBLIC = frozenset(kind for kind in MessageKind if not kind.is_private)
_PRIVATE = frozenset(MessageKind) - _PUBLIC
Kinds = Mapping[Act, frozenset[MessageKind]]
KINDS: Kinds = {
    Act.REPLY: _COMMENTS | {MessageKind.POST, MessageKind.REVIEW},
    Act.PRIVATE_REPLY: _COMMENTS,
    Act.MESSAGE: _PRIVATE,
    Act.LIKE: _COMMENTS | {MessageKind.POST},
    Act.UNLIKE: _COMMENTS | {MessageKind.POST},
    Act.HIDE: _COMMENTS,
    Act.UNHIDE: _COMMENTS,
    Act.DELETE: _COMMENTS,
}
_OF_WHOSE_OBJECT_IT_IS = frozenset({Act.PRIVATE_REPLY, Act.HIDE, Act.UNHIDE, Act.DELETE})
"""https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment#deleting"""
_NOT_TO_OUR_OWN = frozenset({Act.PRIVATE_REPLY, Act.HIDE, Act.UNHIDE, Act.LIKE, Act.UNLIKE})


def allowance(
    act: Act, subject: Subject, now: datetime, limits: Mapping[Act, int | None], kinds: Kinds = KINDS
) -> Allowance:
    """Whether the act is allowed now; `limits` has the acts that are offered, with the most characters of a text."""
    if act not in limits:
        return Allowance(Term.NOT_OFFERED)
    if subject.kind not in kinds[act]:
        return Allowance(Term.WRONG_KIND, kind=subject.kind)
    if subject.to.is_elsewhere and act in _OF_WHOSE_OBJECT_IT_IS:
        return Allowance(Term.ELSEWHERE)
    if subject.is_ours and act in _NOT_TO_OUR_OWN:
        return Allowance(Term.OWN)
    if subject.is_removed and act is not Act.MESSAGE:
        return Allowance(Term.REMOVED)
    if _is_done(act, subject):
        return Allowance(Term.DONE)
    if act is Act.PRIVATE_REPLY:
        until = subject.at + PRIVATE_REPLY_WINDOW
        return Allowance(Term.ONCE if now < until else Term.WINDOW_OVER, until, limits[act])
    return _of_message(subject, now, limits[act]) if act is Act.MESSAGE else Allowance(Term.FREE, limit=limits[act])


def _is_done(act: Act, subject: Subject) -> bool:
    return {
        Act.PRIVATE_REPLY: subject.private_reply_at is not None,
        Act.LIKE: subject.is_liked,
        Act.UNLIKE: not subject.is_liked,
        Act.HIDE: subject.is_hidden,
        Act.UNHIDE: not subject.is_hidden,
    }.get(act, False)


def _of_message(subject: Subject, now: datetime, most: int | None) -> Allowance:
    if subject.wrote_at is None:
        return Allowance(Term.NEVER_WROTE)
    standard, human = subject.wrote_at + STANDARD_WINDOW, subject.wrote_at + HUMAN_AGENT_WINDOW
    if now < standard:
        return Allowance(Term.STANDARD_WINDOW, standard, most)
    return Allowance(Term.HUMAN_AGENT if now < human else Term.WINDOW_OVER, human, most)

"""Why something that a person asked for was not done, in their own language."""

from __future__ import annotations

from collections.abc import Callable

from babel import Locale
from sqlmodel import Session

from socialshop.desk.errors import ActRefused, AnsweredMeanwhile, Claimed, UnknownPlaceholder
from socialshop.errors import SocialshopError
from socialshop.inbox.errors import ReplyRefused, UnknownConversation
from socialshop.ports import Allowance
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import NotPermitted
from socialshop.web import words
from socialshop.web.i18n import Formatter, mark, translations
from socialshop.web.visits import Visit

_SENTENCES: dict[type[SocialshopError], str] = {
    AnsweredMeanwhile: mark(
        "A colleague answered here meanwhile. Read it; what you wrote is kept, should it still be needed."
    ),
    UnknownPlaceholder: mark("What this text needs is not known in this conversation. Please write it yourself."),
    ReplyRefused: mark("There is no comment left that could be answered: it was deleted."),
}
_OTHERWISE = mark("That could not be done: %(reason)s")
_CLAIMED = mark("%(name)s is answering this conversation. What you wrote is kept as your draft.")


def in_words(here: Visit, error: SocialshopError) -> str:
    """One sentence, or two."""
    say = translations(here.language).gettext
    if isinstance(error, Claimed):
        return say(_CLAIMED) % {"name": error.holder}
    if isinstance(error, ActRefused) and error.allowance:
        return why(here, error.allowance)
    known = _SENTENCES.get(type(error))
    return say(known) if known else say(_OTHERWISE) % {"reason": str(error)}


def why(here: Visit, allowance: Allowance) -> str:
    """On which terms an act is allowed, or why it is not."""
    show = Formatter(Locale.parse(here.language), here.site.zone)
    say = translations(here.language).gettext
    until = show.by(allowance.until, here.site.clock()) if allowance.until else ""
    return say(words.TERMS[allowance.term]) % {"until": until}


def attempted(here: Visit, act: Callable[[Session, Actor], object], notice: str = "") -> SocialshopError | None:
    """Do it and commit; the next page tells `notice`, a key of `words.NOTICES`, or why it was refused.

    Returns the refusal. Raises NotPermitted and UnknownConversation, which are pages of their own.
    """
    assert here.person
    with Session(here.site.store) as session:
        try:
            act(session, here.person.actor)
        except (NotPermitted, UnknownConversation):
            raise
        except SocialshopError as error:
            here.request.session["refusal"] = in_words(here, error)
            return error
        session.commit()
    if notice:
        assert notice in words.NOTICES
        here.request.session["notice"] = notice
    return None

"""Why something that a person asked for was not done, in their own language."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from socialshop.desk.errors import (
    ActRefused,
    AnsweredBy,
    AnsweredMeanwhile,
    ChangedMeanwhile,
    Claimed,
    LabelTaken,
    NameMissing,
    NameTaken,
    NoPicture,
    NoPlaceForPictures,
    PictureNotOffered,
    PictureOrText,
    PictureTooLarge,
    Unfilled,
    UnknownDelivery,
    UnknownLabel,
    UnknownMacro,
    UnknownPlaceholder,
    UnknownUser,
    WrittenMeanwhile,
    WrongLength,
    WrongPictureFormat,
)
from socialshop.errors import SocialshopError
from socialshop.inbox.errors import (
    EmptyReply,
    NothingToAnswer,
    ReplyRefused,
    ReplyTooLong,
    TimeOver,
    UnknownConversation,
)
from socialshop.ports import Allowance
from socialshop.staff.actor import Actor
from socialshop.staff.errors import (
    LongPassword,
    LongTokenName,
    NamelessToken,
    OnlyAdmin,
    ShortPassword,
    TooManyAtOnce,
    WrongTeamName,
)
from socialshop.staff.permissions import NotPermitted
from socialshop.web import words
from socialshop.web.i18n import formatter, mark, translations
from socialshop.web.phrases import translated
from socialshop.web.times import NoTime
from socialshop.web.visits import Visit

SENTENCES: dict[type[SocialshopError], str] = {
    Claimed: mark("%(holder)s is answering this conversation. What you wrote is kept as your draft."),
    AnsweredBy: mark("%(author)s answered here meanwhile. Read it; what you wrote is kept, should it still be needed."),
    AnsweredMeanwhile: mark(
        "A colleague answered here meanwhile. Read it; what you wrote is kept, should it still be needed."
    ),
    ChangedMeanwhile: mark("It was changed meanwhile; the later change stands."),
    WrittenMeanwhile: mark("The customer wrote meanwhile: please read it first."),
    UnknownLabel: mark("No conversation bears this label any more."),
    LabelTaken: mark("There is a label %(name)s already."),
    UnknownMacro: mark("This text is not there any more."),
    UnknownDelivery: mark("That is delivered already, or not kept any more."),
    UnknownPlaceholder: mark("There is no such placeholder. Those that there are stand beside the text."),
    Unfilled: mark("Please write in place of %(names)s what the customer shall read: it is not known here."),
    EmptyReply: mark("Please write something first."),
    ReplyTooLong: mark("That is too long for %(channel)s: %(length)s of %(limit)s characters. Please shorten it."),
    NothingToAnswer: mark("There is no comment left that could be answered: it was deleted."),
    ReplyRefused: mark("That message is not there any more, or was dealt with meanwhile."),
    UnknownConversation: mark("This conversation is not there any more."),
    UnknownUser: mark("This colleague may not sign in any more."),
    WrongLength: mark("Please write something, with %(longest)s characters at most: this has %(length)s."),
    NameTaken: mark("There is one with the name %(name)s already. Please choose another name."),
    NameMissing: mark("Please give it a name and something to keep."),
    NoPicture: mark("The file is no picture that can be opened, whatever it is called. Please choose another one."),
    PictureNotOffered: mark(
        "On %(channel)s, no picture goes with this way to write. Please choose another way, or send the text alone."
    ),
    PictureOrText: mark(
        "On %(channel)s, this way to write takes one message: a picture or a text. Please send one of them."
    ),
    WrongPictureFormat: mark(
        "%(channel)s takes %(formats)s, and this picture is %(found)s. Please save it as one of them."
    ),
    PictureTooLarge: mark("%(channel)s takes a picture of %(megabytes)s MB at most. Please scale it down."),
    NoPlaceForPictures: mark("Pictures have no public address yet: set windows.media.public_url in the configuration."),
    NoTime: mark("That is not a time. Please choose one that is still to come."),
    OnlyAdmin: mark("%(email)s is the only admin. Please make somebody else an admin first."),
    ShortPassword: mark("Please choose a password with at least %(shortest)s characters."),
    LongPassword: mark("Please choose a password with %(longest)s characters at most: this one has %(length)s."),
    TooManyAtOnce: mark("Too many sign in at this moment. Please try again in a few seconds."),
    WrongTeamName: mark("Please give the team a name, with %(longest)s characters at most."),
    NamelessToken: mark("Please name the token after the program that uses it."),
    LongTokenName: mark("Please choose a name with %(longest)s characters at most: this one has %(length)s."),
    TimeOver: mark("That time is over. Please choose one that is still to come."),
}
"""With the error's own attributes."""
_OTHERWISE = mark("That could not be done: %(reason)s")


def in_words(here: Visit, error: SocialshopError) -> str:
    """One sentence, or two."""
    say = translations(here.language).gettext
    if isinstance(error, ActRefused) and error.allowance:
        return why(here, error.allowance)
    known = next((SENTENCES[kind] for kind in type(error).__mro__ if kind in SENTENCES), None)
    return (
        say(known) % _shown(here, error)
        if known
        else say(_OTHERWISE) % {"reason": translated(str(error), here.language)}
    )


def _shown(here: Visit, error: SocialshopError) -> dict[str, str]:
    """The error's attributes as people write them."""
    show = formatter(here.language, here.site.zone)
    return {
        name: show.number(value) if isinstance(value, int) else words.CHANNELS.get(str(value), str(value))
        for name, value in vars(error).items()
    }


def why(here: Visit, allowance: Allowance) -> str:
    """On which terms an act is allowed, or why it is not."""
    show = formatter(here.language, here.site.zone)
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

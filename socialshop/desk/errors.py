"""What a person can ask of the desk that it cannot do now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from socialshop.errors import SocialshopError
from socialshop.phrases import phrase
from socialshop.ports import Allowance


class Claimed(SocialshopError):
    """Somebody else is answering this conversation."""

    def __init__(self, holder: str, expires_at: datetime) -> None:
        super().__init__(
            f"{holder} is answering this conversation.",
            mend=f"Wait until they are done, at the latest until {expires_at:%H:%M} UTC, or ask them to release it.",
        )
        self.holder = holder


class AnsweredMeanwhile(SocialshopError):
    """What was written was written without knowing the latest messages; it is kept as a draft."""

    def __init__(self, author: str = "") -> None:
        self.author = author
        super().__init__(
            f"{author or 'Somebody'} wrote in this conversation meanwhile.",
            mend="Read it, and send your answer again if it is still needed; it is kept as a draft.",
        )


class AnsweredBy(AnsweredMeanwhile):
    """It is known by whom."""


class ChangedMeanwhile(SocialshopError):
    """What somebody wants to take back was changed since: the later change stands."""

    def __init__(self) -> None:
        super().__init__("It was changed meanwhile.", mend="Look at it, and change what shall be otherwise.")


class WrittenMeanwhile(SocialshopError):
    """The customer wrote after the list was shown: nobody who chose it there knows of that."""

    def __init__(self) -> None:
        super().__init__("The customer wrote meanwhile.", mend="Read it first.")


class UnknownDelivery(SocialshopError):
    """Nothing of that number waits to be told to a program, or was given up."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"There is no delivery {number} that was not taken.", mend="List them with `socialshop webhooks list`."
        )


class NotSwitchedOff(SocialshopError):
    """The program is told what happens, or there is none of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            phrase("The program {name} is not switched off.", name=repr(name)),
            mend=phrase("List them with `socialshop webhooks programs`."),
        )


class UnknownProgram(SocialshopError):
    """The configuration names no program so."""

    def __init__(self, name: str, configured: Collection[str]) -> None:
        super().__init__(
            phrase("There is no program {name} in the configuration.", name=repr(name)),
            mend=phrase("There are: {names}. Add it to [[webhooks]].", names=", ".join(configured) or phrase("none")),
        )


class UnknownPlaceholder(SocialshopError):
    """A macro asks for what there is not."""


class UnknownMacro(SocialshopError):
    """There is no macro of that name (any more)."""


class Unfilled(SocialshopError):
    """An answer still has placeholders in it; `names` as they stand there."""

    def __init__(self, placeholders: Sequence[str]) -> None:
        self.names = ", ".join(f"{{{name}}}" for name in placeholders)
        super().__init__(f"The answer still says {self.names}.", mend="Write there what the customer shall read.")


class ActRefused(SocialshopError):
    """The channel does not allow it, now or ever; `allowance` says on which grounds, where it was asked."""

    def __init__(self, what: str, allowance: Allowance | None = None) -> None:
        super().__init__(what)
        self.allowance = allowance


class UnknownUser(SocialshopError):
    """There is nobody with that number who may sign in."""

    def __init__(self, user_id: int) -> None:
        super().__init__(f"There is no user {user_id}.", mend="List people with `socialshop users list`.")


class WrongLength(SocialshopError):
    """A text that has to have some characters, and not more than `longest`; it has `length`."""

    def __init__(self, what: str, length: int, longest: int) -> None:
        super().__init__(f"{what} has 1 to {longest:,} characters; this one has {length:,}.", mend="Write it anew.")
        self.length, self.longest = length, longest


class NameTaken(SocialshopError):
    """Another one has that name: nothing was changed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is one with the name {name!r} already.", mend="Choose another name.")
        self.name = name


class UnknownLabel(SocialshopError):
    """No conversation bears it (any more)."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No conversation bears the label {name!r}.", mend="List them with `socialshop inbox labels list`."
        )


class LabelTaken(SocialshopError):
    """There is one of that name: both would become one, which nobody could take apart."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a label {name!r} already.", mend="Choose another name, or put them together with --merge."
        )
        self.name = name


class NameMissing(SocialshopError):
    """What is kept under a name has to have one, and has to be something."""


class PictureRefused(SocialshopError):
    """The picture does not go with the answer."""


class NoPicture(PictureRefused):
    """The file is none, whatever it is called."""

    def __init__(self) -> None:
        super().__init__("The file is no picture that can be opened.", mend="Choose a JPEG, PNG or GIF file.")


class PictureGone(PictureRefused):
    """Its file is not there, or no more."""

    def __init__(self) -> None:
        super().__init__(
            phrase("No such picture was put up, or it was not used in time."), mend=phrase("Put it up again.")
        )


class PictureNotOffered(PictureRefused):
    """The channel takes none with this kind of answer."""

    def __init__(self, channel: str) -> None:
        super().__init__(f"{channel} takes no picture with this kind of answer.", mend="Send the text alone.")
        self.channel = channel


class PictureOrText(PictureRefused):
    """The channel takes one message with this kind of answer, and a message has either."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            f"{channel} takes either a text or a picture with this kind of answer.", mend="Send one of them."
        )
        self.channel = channel


class WrongPictureFormat(PictureRefused):
    """`found` is a name such as 'WEBP', `formats` are MIME types."""

    def __init__(self, channel: str, found: str, formats: Sequence[str]) -> None:
        self.channel, self.found = channel, found
        self.formats = ", ".join(known.removeprefix("image/").upper() for known in formats)
        super().__init__(f"{channel} takes {self.formats}, not {found}.", mend="Save the picture in one of these.")


class PictureTooLarge(PictureRefused):
    """`megabytes` is the most that the channel takes."""

    def __init__(self, channel: str, max_bytes: int) -> None:
        self.channel, self.megabytes = channel, max_bytes // 1_000_000
        super().__init__(f"{channel} takes a picture of {self.megabytes} MB at most.", mend="Scale it down.")


class NoPlaceForPictures(PictureRefused):
    """No platform could fetch the picture from anywhere."""

    def __init__(self) -> None:
        super().__init__(
            "Pictures have no public address yet.",
            mend="Set windows.media.public_url to where platforms see the folder of pictures or the bucket.",
        )

"""Why somebody of the shop cannot be changed so."""

from __future__ import annotations

from socialshop.errors import ConfigurationError, SocialshopError
from socialshop.phrases import phrase

LONGEST_TEAM = LONGEST_TOKEN = 60  # characters
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 1_000
LONGEST_NAME = 80  # characters
LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets


class OnlyAdmin(ConfigurationError):
    """Without them nobody could let anybody in."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(f"{email} is the only admin.", mend="Make somebody else an admin first.")


class TooManyAtOnce(SocialshopError):
    """More sign in at a time than can be looked at: nothing is wrong with the password."""

    def __init__(self) -> None:
        super().__init__("Too many sign in at this moment.", mend="Try again in a few seconds.")


class ShortPassword(ConfigurationError):
    """It is guessed too soon."""

    def __init__(self, length: int) -> None:
        self.shortest = SHORTEST_PASSWORD
        super().__init__(
            f"The password has {length} characters.", mend=f"Choose one with at least {SHORTEST_PASSWORD}."
        )


class LongPassword(ConfigurationError):
    """Nobody types so much; nothing of it is cut off."""

    def __init__(self, length: int) -> None:
        self.length, self.longest = length, LONGEST_PASSWORD
        super().__init__(
            f"The password has {length:,} characters.", mend=f"Choose one with {LONGEST_PASSWORD:,} at most."
        )


class WrongAddress(ConfigurationError):
    """Nobody could be written to there."""

    def __init__(self, address: str) -> None:
        length = len(address)
        long = phrase(
            "An e-mail address has {most} characters at most; this one has {length}.",
            most=LONGEST_ADDRESS,
            length=length,
        )
        none = phrase("{address} is no e-mail address.", address=repr(address))
        super().__init__(long if length > LONGEST_ADDRESS else none, mend=phrase("Give one such as jana@shop.example."))


class WrongName(ConfigurationError):
    """Colleagues read it in lists, and customers beneath answers."""

    def __init__(self, length: int) -> None:
        long = phrase("The name has {length} characters.", length=length)
        super().__init__(
            long if length else phrase("The person has no name."),
            mend=phrase("Choose one with 1 to {most} characters.", most=LONGEST_NAME),
        )


class WrongTeamName(ConfigurationError):
    """A team has a name, and a short one."""

    def __init__(self) -> None:
        self.longest = LONGEST_TEAM
        super().__init__("The team has no name, or a very long one.", mend=f"1 to {LONGEST_TEAM} characters.")


class NamelessToken(ConfigurationError):
    """Later nobody would know what it is for."""

    def __init__(self) -> None:
        super().__init__("The token has no name.", mend="Name it for the program that uses it.")


class LongTokenName(ConfigurationError):
    """It stands in lists and in the audit log; nothing of it is cut off."""

    def __init__(self, length: int) -> None:
        self.length, self.longest = length, LONGEST_TOKEN
        super().__init__(
            f"The token's name has {length:,} characters.", mend=f"Choose one with {LONGEST_TOKEN} at most."
        )


class UnknownToken(ConfigurationError):
    """There is nothing to end."""

    def __init__(self, owner: str, name: str) -> None:
        super().__init__(
            phrase("{owner} has no token named {name}.", owner=owner, name=name),
            mend=phrase("List tokens with `socialshop users list --json`."),
        )

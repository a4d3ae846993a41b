"""One hierarchy of errors, ordered by how one recovers from them.

Every error says what happened and, where a person can do something, how to mend it.
Texts never hold a secret: connectors redact before they raise.
"""

from __future__ import annotations

from socialshop.phrases import phrase


class SocialshopError(Exception):
    """Anything this program raises on purpose. `mend` tells a person what to do next."""

    def __init__(self, what: str, *, mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.what} {self.mend}".strip()


class ConfigurationError(SocialshopError):
    """The configuration or environment cannot work as it stands: nothing was done."""


class InputError(SocialshopError):
    """A file that a person gave us cannot be read as what it should be: nothing was done."""

    def __init__(
        self,
        what: str,
        *,
        file: str,
        row: int | None = None,
        field: str = "",
        found: str = "",
        expected: str = "",
        mend: str = "",
    ) -> None:
        where = (
            file + (", " + phrase("row {row}", row=row) if row is not None else "") + (f", {field}" if field else "")
        )
        seen = " " + phrase("Found {found}.", found=repr(found)) if found else ""
        wanted = " " + phrase("Expected {expected}.", expected=expected) if expected else ""
        super().__init__(f"{where}: {what}{seen}{wanted}", mend=mend)
        self.file, self.row, self.field, self.found, self.expected = file, row, field, found, expected


class StoreUnavailable(SocialshopError):
    """The database cannot be reached or written. What was committed before stands."""


class AlreadyRunning(SocialshopError):
    """Another process holds the lease: says who, and since when."""


class PlatformError(SocialshopError):
    """A platform's answer, translated. `code` is the platform's own, for support."""

    def __init__(self, what: str, *, channel: str, code: str = "", mend: str = "") -> None:
        super().__init__(what, mend=mend)
        self.channel = channel
        self.code = code


class AuthExpired(PlatformError):
    """The token is dead or lacks a permission: no call will succeed until a person reconnects."""


class NotPermitted(AuthExpired):
    """The token lives, and is not allowed to do this one thing: other calls may well succeed."""


class Retryable(PlatformError):
    """It did not happen, and may well succeed later; after `after` seconds where the platform says so."""

    def __init__(self, what: str, *, channel: str, code: str = "", mend: str = "", after: float | None = None) -> None:
        super().__init__(what, channel=channel, code=code, mend=mend)
        self.after = after


class Throttled(Retryable):
    """The platform asks us to slow down."""


class OutcomeUnknown(Retryable):
    """A write was sent and no answer came: it may have happened. Look it up before sending again."""


class TooMuchData(PlatformError):
    """The platform wants the same request in smaller pieces."""


class Permanent(PlatformError):
    """The same call will fail again: a person has to change something first."""


class NotYet(Permanent):
    """Something else has to stand on the platform first; a later run does it."""


class Untraceable(Permanent):
    """A write may have happened, and the platform lets nobody look it up: a person has to look there first."""


class NotFound(Permanent):
    """The object does not stand on the platform (any more)."""

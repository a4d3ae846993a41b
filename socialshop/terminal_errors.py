"""Why a command did not do what it was asked to: in words for people, in one line of JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from rich.text import Text

from socialshop.errors import (
    AlreadyRunning,
    ConfigurationError,
    InputError,
    PlatformError,
    SocialshopError,
    StoreUnavailable,
)
from socialshop.jsontext import dumps
from socialshop.terminal import console

KINDS: Mapping[type[SocialshopError], str] = {
    ConfigurationError: "configuration",
    InputError: "input",
    StoreUnavailable: "database",
    AlreadyRunning: "running",
    PlatformError: "platform",
    SocialshopError: "refused",
}
"""What programs tell errors apart by; the most general one stands last."""


def print_error(error: SocialshopError, *, as_json: bool = False) -> None:
    """What happened and how to mend it, on standard error; the lines are not broken, so that they can be copied."""
    if as_json:
        print_problem(next(kind for known, kind in KINDS.items() if isinstance(error, known)), error.what, error.mend)
        return
    screen = console(stderr=True)
    screen.print(Text.assemble(("✗ ", "red"), error.what.rstrip()), soft_wrap=True)
    if error.mend:
        screen.print(Text.assemble("  → ", (error.mend, "green")), soft_wrap=True)


def print_problem(kind: str, what: str, mend: str = "") -> None:
    """One line on standard error. What is no UTF-8 there is escaped."""
    ascii_only = (sys.stderr.encoding or "utf-8").lower() != "utf-8"
    print(dumps({"kind": kind, "what": what.rstrip(), "mend": mend}, ascii_only=ascii_only), file=sys.stderr)  # noqa: T201

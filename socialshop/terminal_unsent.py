"""How answers, likes and the like that did not go out look in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from socialshop.desk.message_acts import NAMES
from socialshop.ports import Act
from socialshop.terminal import console

if TYPE_CHECKING:
    from socialshop.desk.unsent import Unsent

_STATES = {
    "pending": ("queued", "yellow"),
    "sending": ("sending", "yellow"),
    "failed": ("failed", "red"),
    "sent": ("sent", "green"),
}
_NONE = {
    "": "Everything stands on its platform.",
    "failed": "Nothing failed.",
    "sent": "Nothing went out in the last 7 days.",
}
_BENEATH = 15
"""Where what belongs to an answer begins."""


def print_unsent(answers: Sequence[Unsent], *, asked: str = "") -> None:
    """Each with its words and with why it did not go out, then what can be done; `asked` is 'failed' or 'sent' where
    only that was asked for."""
    screen = console()
    for one in answers:
        word, colour = _STATES[one.state]
        to = f"{one.channel}, {_told(one)} in conversation {one.conversation_id}"
        by = f"by {one.author}, {one.sent_at if asked == 'sent' and one.sent_at else one.at:%Y-%m-%d %H:%M} UTC"
        screen.print(Text.assemble((f"{one.id:>6} ", "bold"), (f"{word:7} ", colour), to))
        picture = "(a picture)" if one.has_picture else ""
        for told, style in ((one.text or picture, ""), (by, "dim"), (one.why, "dim")):
            screen.print(Padding(Text(told, style), (0, 0, 0, _BENEATH))) if told else None
    first = next((one.id for one in answers if one.state == "failed"), None)
    if first is not None:
        screen.print(f"Send again: socialshop inbox retry {first}", style="dim")
        screen.print(f"Give up:    socialshop inbox take-back {first}", style="dim")
    elif not answers:
        screen.print(_NONE[asked])


def print_more(command: str) -> None:
    """By which command the list goes on."""
    console().print(f"More: {command}", style="dim", soft_wrap=True)


def _told(one: Unsent) -> str:
    if one.what == "answer":
        return f"to {one.contact_name or 'somebody'}"
    return f"{NAMES[Act(one.what)]} of message {one.id}"


def print_taken_back(texts: Mapping[int, str]) -> None:
    """By number, the words; of pictures, likes and the like there are none."""
    screen = console()
    for id_, text in texts.items():
        screen.print(Text.assemble((f"{id_:>6} ", "bold"), "taken back", f": {text}" if text else ""))

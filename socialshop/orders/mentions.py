"""Order numbers as customers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A number counts with '#' or such a word before it ('Bestellung 1001', 'order no. 1001'), or when the shop's own
# prefix makes it unmistakable ('KT-1001'). It is a token of its own: not inside other digits, a decimal or a date.
_MENTION = re.compile(
    r"""(?<![\w#])
    (?: (?: \#\s? | (?:bestell\w*|auftrag\w*|order)
            (?:[\s:.\-]*\b(?:nr|nummer|no|number|is|ist|lautet|die|the)\b)*
            [\s:.\-]*\#? )
        (?P<digits>\d+)
      | \#?(?P<prefixed>[a-z]{1,10}-?\d{3,}) )
    (?!\w|[.,:/\-]\d)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """`words` as they stand in the text, and the order's number without its '#'."""

    words: str
    number: str


def mentions(text: str) -> Iterator[Mention]:
    """The order numbers that a text names, whether or not the shop's own have a '#' before them."""
    for match in _MENTION.finditer(text):
        yield Mention(match[0], match["digits"] or match["prefixed"].upper())

"""The numbers of rows, as addresses and marks of pages write them."""

from __future__ import annotations

LARGEST_NUMBER = 2**31 - 1
"""PostgreSQL keeps the numbers of rows in 32 bits, and refuses to compare them with more."""


def row_number(text: str) -> int | None:
    """The number that the text is; None where no row can bear it."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER))
    return int(text) if is_number and int(text) <= LARGEST_NUMBER else None

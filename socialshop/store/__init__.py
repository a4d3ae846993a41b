"""Where everything is kept: SQLite by default, PostgreSQL where it grows."""

from socialshop.store.asking import ask
from socialshop.store.engine import open_store, reading, upsert
from socialshop.store.numbers import LARGEST_NUMBER, row_number
from socialshop.store.together import Question, Rows, Together
from socialshop.store.types import UtcDateTime, table_of

__all__ = [
    "LARGEST_NUMBER",
    "Question",
    "Rows",
    "Together",
    "UtcDateTime",
    "ask",
    "open_store",
    "reading",
    "row_number",
    "table_of",
    "upsert",
]

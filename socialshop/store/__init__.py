"""Where everything is kept: SQLite by default, PostgreSQL where it grows."""

from socialshop.store.engine import open_store, reading, upsert
from socialshop.store.types import UtcDateTime

__all__ = ["UtcDateTime", "open_store", "reading", "upsert"]

"""Where everything is kept: SQLite by default, PostgreSQL where it grows."""

from socialshop.store.engine import open_store, upsert
from socialshop.store.types import UtcDateTime

__all__ = ["UtcDateTime", "open_store", "upsert"]

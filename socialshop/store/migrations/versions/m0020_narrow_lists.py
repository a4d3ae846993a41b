"""Lists of a window, a product, a team and a topic: their indexes hold the conversations that have one alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_HAS_ONE = {
    "window": ("window", '"window" IS NOT NULL'),
    "item": ("item_id", "item_id IS NOT NULL"),
    "team": ("team", "team <> ''"),
    "topic": ("topic", "topic <> ''"),
}
_DUE = "due_at IS NOT NULL"


def upgrade() -> None:
    for name, (column, has_one) in _HAS_ONE.items():
        _drop(f"{name}_state_last")
        _index(f"{name}_state_last", column, "state", "last_at", "id", where=has_one)
        if name != "team":
            _drop(f"{name}_due")
        _index(f"{name}_due", column, "due_at", "id", where=f"{_DUE} AND {has_one}")


def downgrade() -> None:
    for name, (column, _) in _HAS_ONE.items():
        _drop(f"{name}_state_last")
        _index(f"{name}_state_last", column, "state", "last_at", "id")
        _drop(f"{name}_due")
        if name != "team":
            _index(f"{name}_due", column, "due_at", "id", where=_DUE)


def _drop(name: str) -> None:
    op.drop_index(f"ix_conversations_{name}", "conversations")


def _index(name: str, *columns: str, where: str | None = None) -> None:
    few = None if where is None else sa.text(where)
    op.create_index(f"ix_conversations_{name}", "conversations", list(columns), sqlite_where=few, postgresql_where=few)

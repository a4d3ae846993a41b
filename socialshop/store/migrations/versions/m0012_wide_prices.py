"""Prices are 64 bits wide, as the amounts of orders are: a wheel of cheese in rupiah passes 32."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_PRICES = {
    "products": {"price": False, "sale_price": True},
    "checked_items": {"price": True},
    "window_products": {"price": True},
}
"""By table, its columns and whether they may be null."""


def upgrade() -> None:
    _retype(sa.Integer(), sa.BigInteger())


def downgrade() -> None:
    _retype(sa.BigInteger(), sa.Integer())


def _retype(old: sa.types.TypeEngine[int], new: sa.types.TypeEngine[int]) -> None:
    # SQLite knows one kind of integer, which is wide enough; its tables are copied for the name of the type alone.
    for table, columns in _PRICES.items():
        with op.batch_alter_table(table) as batch:
            for name, nullable in columns.items():
                batch.alter_column(name, existing_type=old, type_=new, existing_nullable=nullable)

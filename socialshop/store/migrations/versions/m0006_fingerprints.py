"""Remember of what each product and each channel's row was made, so that what did not change is not looked at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ON_CHANNELS = ("fingerprint", "sent_fingerprint")


def upgrade() -> None:
    op.add_column("products", sa.Column("fingerprint", sa.BigInteger(), nullable=True))
    delivered = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "ix_products_delivered",
        "products",
        ["id", "fingerprint"],
        sqlite_where=delivered,
        postgresql_where=delivered,
    )
    for name in _ON_CHANNELS:
        op.add_column("channel_items", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in _ON_CHANNELS:
        op.drop_column("channel_items", name)
    op.drop_index("ix_products_delivered", "products")
    op.drop_column("products", "fingerprint")

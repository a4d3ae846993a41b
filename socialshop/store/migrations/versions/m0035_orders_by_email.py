"""Orders are found by their e-mail address without reading all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KNOWN = sa.text("email_hash <> ''")


def upgrade() -> None:
    op.create_index("ix_orders_email_hash", "orders", ["email_hash"], sqlite_where=_KNOWN, postgresql_where=_KNOWN)


def downgrade() -> None:
    op.drop_index("ix_orders_email_hash", "orders")

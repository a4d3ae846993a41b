"""Who wrote by webhook and bears no name yet is found at once, and asked for once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialshop.store.types import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NAMELESS = sa.text("name = '' AND name_sought_at IS NULL")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("name_sought_at", UtcDateTime, nullable=True))
    op.create_index(
        "ix_contacts_nameless", "contacts", ["channel", "id"], sqlite_where=_NAMELESS, postgresql_where=_NAMELESS
    )


def downgrade() -> None:
    op.drop_index("ix_contacts_nameless", "contacts")
    op.drop_column("contacts", "name_sought_at")

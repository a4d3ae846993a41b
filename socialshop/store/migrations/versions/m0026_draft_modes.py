"""A draft knows how it was to be sent: what was begun as a note does not become a public answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("mode", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("drafts", "mode")

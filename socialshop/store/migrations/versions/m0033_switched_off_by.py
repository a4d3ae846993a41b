"""Who switched a program off; '' where it was switched off because it took nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("silent_programs", sa.Column("off_by", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("silent_programs") as programs:
        programs.drop_column("off_by")

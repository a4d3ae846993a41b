"""A day of the audit log and what last became of a channel are found by an index, however long both logs are."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entries_at", "audit_entries", ["at", "id"])
    op.create_index("ix_run_channels_channel", "run_channels", ["channel", "run_id"])


def downgrade() -> None:
    op.drop_index("ix_run_channels_channel", "run_channels")
    op.drop_index("ix_audit_entries_at", "audit_entries")

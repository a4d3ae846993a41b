"""The audit log is looked through by what was done."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entries_act", "audit_entries", ["act", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entries_act", "audit_entries")

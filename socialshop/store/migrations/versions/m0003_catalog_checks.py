"""Keep each channel's last catalog check, and with each run what the merchant's rules met and whether all went out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialshop.store.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_channels", sa.Column("merchant_rules", sa.String(), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("complete", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE runs SET complete = true WHERE state = 'succeeded'")
    op.create_table(
        "catalog_checks",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("digest", "file", "source")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("items", "ok", "score", "flawless")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("excluded", "merchant_rules", "rules")),
    )
    op.create_table(
        "checked_items",
        sa.Column("channel", sa.String(), sa.ForeignKey("catalog_checks.channel"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("item_id", "title")),
        sa.Column("price", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("currency", "link", "image_link")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("score", "errors")),
        sa.Column("issues", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("checked_items")
    op.drop_table("catalog_checks")
    op.drop_column("runs", "complete")
    op.drop_column("run_channels", "merchant_rules")

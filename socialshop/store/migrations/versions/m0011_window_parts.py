"""Remember a window part by part with all that it says; pauses, link checks and the codes of limited windows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialshop.store.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _remember_parts()
    op.add_column("windows", sa.Column("known_at", UtcDateTime(), nullable=True))
    op.add_column("windows", sa.Column("held_at", UtcDateTime(), nullable=True))
    op.add_column("window_products", sa.Column("price", sa.Integer(), nullable=True))
    op.add_column("products", sa.Column("arrived_at", UtcDateTime(), nullable=True))
    op.create_table(
        "window_drafts",
        sa.Column("window", sa.String(), sa.ForeignKey("windows.name"), primary_key=True),
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("part", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("under", sa.String(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "link_checks",
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "product_pauses",
        sa.Column("item_id", sa.String(), primary_key=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("paused_by", sa.String(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=False),
    )
    _make_codes()


def downgrade() -> None:
    for table in ("window_codes", "product_pauses", "link_checks", "window_drafts"):
        op.drop_table(table)
    op.drop_column("products", "arrived_at")
    op.drop_column("window_products", "price")
    op.drop_column("windows", "held_at")
    op.drop_column("windows", "known_at")
    op.drop_index("ix_publications_part", "publications")
    for name in ("fields", "under", "part"):
        op.drop_column("publications", name)
    op.add_column("publications", sa.Column("digest", sa.String(), nullable=False, server_default=""))


def _remember_parts() -> None:
    """What stands already is known by its kind, and a Pin by its product; what it says is not known."""
    op.add_column("publications", sa.Column("part", sa.String(), nullable=False, server_default=""))
    op.add_column("publications", sa.Column("under", sa.String(), nullable=True))
    op.add_column("publications", sa.Column("fields", sa.JSON(), nullable=False, server_default="{}"))
    op.execute("UPDATE publications SET part = CASE kind WHEN 'pin' THEN 'pin:' || item_id ELSE 'post' END")
    op.drop_column("publications", "digest")
    op.create_index("ix_publications_part", "publications", ["window", "channel", "part"])


def _make_codes() -> None:
    op.create_table(
        "window_codes",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("window", sa.String(), sa.ForeignKey("windows.name"), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.UniqueConstraint("window", "seat"),
        sa.UniqueConstraint("window", "holder"),
    )
    op.create_index("ix_window_codes_conversation_id", "window_codes", ["conversation_id"])

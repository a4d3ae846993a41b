"""No page reads all runs and no poll all conversations: a job's last success and what people decided are indexed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_DECIDED = "topic <> '' AND (topic_by = 'person' OR topic_by = 'rule' AND resolved_by <> '')"


def upgrade() -> None:
    op.drop_index("ix_runs_job", "runs")
    op.create_index("ix_runs_job", "runs", ["job", "id"])
    _partial("ix_runs_complete", "runs", "job", "ended_at", where="complete")
    _partial("ix_conversations_decided", "conversations", "last_at", "id", where=_DECIDED)


def downgrade() -> None:
    op.drop_index("ix_conversations_decided", "conversations")
    op.drop_index("ix_runs_complete", "runs")
    op.drop_index("ix_runs_job", "runs")
    op.create_index("ix_runs_job", "runs", ["job"])


def _partial(name: str, table: str, *columns: str, where: str) -> None:
    few = sa.text(where)
    op.create_index(name, table, list(columns), sqlite_where=few, postgresql_where=few)

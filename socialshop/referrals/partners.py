"""Who recommends, as the configuration says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.config import PartnerTable
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.referrals.model import Partner
from socialshop.store import table_of, upsert


def sync_partners(session: Session, clock: Clock, partners: Sequence[PartnerTable]) -> None:
    """Bring the partners in line with the configuration; one that it no longer names ends now. The caller commits.

    Raises ConfigurationError for two partners with one code: coupons are told apart without regard to case.
    """
    rows = [
        {"code": table.code.upper(), "name": table.name, "commission_bp": table.commission_percent, "ended_at": None}
        for table in partners
    ]
    _refuse_twins([str(row["code"]) for row in rows])
    upsert(
        session.connection(),
        table_of(Partner),
        rows,
        keys=["code"],
        update=["name", "commission_bp", "ended_at"],
    )
    session.connection().execute(
        update(Partner)
        .where(col(Partner.code).not_in([row["code"] for row in rows]), col(Partner.ended_at).is_(None))
        .values(ended_at=clock())
    )


def _refuse_twins(codes: Sequence[str]) -> None:
    twins = [code for code, times in Counter(codes).items() if times > 1]
    if twins:
        raise ConfigurationError(
            phrase(
                "partners: the code {codes} is given to more than one partner; case makes no difference.",
                codes=", ".join(twins),
            ),
            mend=phrase("Give each partner a code of their own."),
        )

"""All tables in one place, for migrations and for tests that compare the two."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import socialshop.desk.model
import socialshop.inbox.model
import socialshop.orders.model
import socialshop.products.model
import socialshop.referrals.model
import socialshop.staff.model
import socialshop.store.model
import socialshop.sync.model
import socialshop.windows.model  # noqa: F401


def metadata() -> MetaData:
    return SQLModel.metadata

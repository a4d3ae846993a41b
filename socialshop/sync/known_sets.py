"""The product sets that stand on a catalog channel, as far as we know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.products.model import ChannelSet


@dataclass(frozen=True, slots=True)
class KnownSet:
    """`digest` is of the definition that the platform took."""

    set_id: str
    digest: str


class KnownSets:
    """The sets of one channel in the store, by their names."""

    def __init__(self, store: Engine, channel: str) -> None:
        self._store = store
        self._channel = channel

    def all(self) -> dict[str, KnownSet]:
        with Session(self._store) as session:
            rows = session.exec(select(ChannelSet).where(col(ChannelSet.channel) == self._channel))
            return {row.name: KnownSet(row.external_id, row.digest) for row in rows}

    def agree(self, standing: Mapping[str, KnownSet], now: datetime) -> None:
        """Believe what stands, and nothing else."""
        before = self.all()
        for name in before.keys() - standing.keys():
            self.forget(name)
        for name, known in standing.items():
            if before.get(name) != known:
                self.keep(name, known, now)

    def keep(self, name: str, known: KnownSet, now: datetime) -> None:
        row = {"channel": self._channel, "name": name, "external_id": known.set_id, "digest": known.digest}
        with Session(self._store) as session:
            session.merge(ChannelSet(**row, updated_at=now))
            session.commit()

    def forget(self, name: str) -> None:
        with Session(self._store) as session:
            row = session.get(ChannelSet, (self._channel, name))
            if row is not None:
                session.delete(row)
                session.commit()

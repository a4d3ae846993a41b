"""Catalog batches in the store: written before they are sent, settled when the platform has spoken.

A batch is open while it has a handle and no end. One without a handle was interrupted while it was sent: nobody
knows whether it arrived, so its items count as standing in an unknown state until they are sent again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, Engine, and_, bindparam, delete, insert, select, update

from socialshop.clock import Clock
from socialshop.errors import PlatformError
from socialshop.phrases import phrase
from socialshop.ports import BatchTicket, ItemOutcome, Operation
from socialshop.products.model import ChannelItem, ChannelItemState
from socialshop.store import reading, table_of, upsert
from socialshop.store.frames import read_by_id, read_frame
from socialshop.sync.model import Batch
from socialshop.sync.runs import Action, Entry

_ITEMS = table_of(ChannelItem)
_BATCHES = table_of(Batch)
_PENDING = (ChannelItemState.SENT, ChannelItemState.DELETING)
_IS_CONFIRMED = and_(_ITEMS.c.state == ChannelItemState.CONFIRMED, _ITEMS.c.fingerprint.is_not(None))
_CHUNK = 10_000
RESEND = phrase("It goes again with the next run.")


@dataclass(frozen=True, slots=True)
class OpenBatch:
    id: int
    handle: str


def confirmed(store: Engine, channel: str) -> pl.DataFrame:
    """What the platform confirmed, and nothing was tried since: `id`, and the `fingerprint` of what it was made of."""
    query = select(_ITEMS.c.item_id, _ITEMS.c.fingerprint).where(_ITEMS.c.channel == channel, _IS_CONFIRMED)
    with reading(store).connect() as connection:
        return read_frame(connection, query, pl.Schema({"id": pl.String, "fingerprint": pl.Int64}))


def standing(store: Engine, channel: str, among: pl.Series | None = None) -> pl.DataFrame:
    """Every item that the channel was ever sent and not rid of: `id`, `digest`, `offer`, `may_stand`, `is_open`.

    `digest` is null unless the platform confirmed the item and nothing was tried since. Of those that `confirmed`
    gives, only the ids `among` are told, where it is given.
    """
    is_open = and_(_BATCHES.c.handle.is_not(None), _BATCHES.c.ended_at.is_(None))
    columns = [_ITEMS.c[name] for name in ("item_id", "state", "digest", "offer", "batch_id")]
    schema = pl.Schema({**dict.fromkeys(("id", "state", "digest", "offer"), pl.String), "batch_id": pl.Int64})
    query = select(*columns).where(_ITEMS.c.channel == channel)
    with reading(store).connect() as connection:
        if among is None:
            rows = read_frame(connection, query, schema)
        else:
            told = read_by_id(connection, query.where(_IS_CONFIRMED), _ITEMS.c.item_id, among, schema)
            rows = pl.concat([told, read_frame(connection, query.where(~_IS_CONFIRMED), schema)])
        open_batches = connection.execute(select(_BATCHES.c.id).where(is_open)).scalars().all()
    is_pending = pl.col("state").is_in([state.value for state in _PENDING])
    return rows.select(
        "id",
        pl.when(pl.col("state") == ChannelItemState.CONFIRMED.value).then("digest").alias("digest"),
        "offer",
        may_stand=pl.col("digest").is_not_null() | is_pending,
        is_open=pl.col("batch_id").is_in(open_batches).fill_null(False) & is_pending,
    )


def refused_handle(store: Engine, channel: str) -> str:
    """The handle of the channel's last batch, where that ended with some of its items refused; else empty."""
    last = select(_BATCHES.c.id, _BATCHES.c.handle).where(_BATCHES.c.channel == channel, _BATCHES.c.handle.is_not(None))
    with store.connect() as connection:
        found = connection.execute(last.order_by(_BATCHES.c.id.desc()).limit(1)).one_or_none()
        if found is None:
            return ""
        is_refused = and_(_ITEMS.c.batch_id == found.id, _ITEMS.c.state == ChannelItemState.FAILED)
        return str(found.handle) if connection.execute(select(_ITEMS.c.item_id).where(is_refused)).first() else ""


class _Sent(NamedTuple):
    item_id: str
    state: str
    digest: str | None


class Batches:
    """The batches and items of one catalog channel."""

    def __init__(self, store: Engine, clock: Clock, channel: str, run_id: int) -> None:
        self._store = store
        self._clock = clock
        self._channel = channel
        self._run_id = run_id

    def forget(self, item_ids: Iterable[str]) -> None:
        """Drop items that stand nowhere."""
        ids = list(item_ids)
        with self._store.begin() as connection:
            for start in range(0, len(ids), _CHUNK):
                chosen = _ITEMS.c.item_id.in_(ids[start : start + _CHUNK])
                connection.execute(delete(_ITEMS).where(_ITEMS.c.channel == self._channel, chosen))

    def adopt(self, items: pl.DataFrame) -> None:
        """Take items (`id`, `digest`, `offer`, `fingerprint`) for confirmed that the platform has as they should be."""
        shown = ("id", "digest", "offer", "fingerprint")
        with self._store.begin() as connection:
            for part in items.iter_slices(_CHUNK):
                rows = [
                    {
                        "channel": self._channel,
                        "item_id": item_id,
                        "state": ChannelItemState.CONFIRMED,
                        "digest": digest,
                        "offer": offer,
                        "fingerprint": fingerprint,
                        "errors": "",
                        "warnings": "",
                        "updated_at": self._clock(),
                    }
                    for item_id, digest, offer, fingerprint in part.select(*shown).iter_rows()
                ]
                written = ["state", "digest", "offer", "fingerprint", "updated_at"]
                upsert(connection, _ITEMS, rows, keys=["channel", "item_id"], update=written)

    def recognise(self, items: pl.DataFrame) -> None:
        """Keep the fingerprints of items (`id`, `fingerprint`) that stand as they should, to know them again by."""
        its = and_(_ITEMS.c.channel == self._channel, _ITEMS.c.item_id == bindparam("item"))
        statement = update(_ITEMS).where(its).values(fingerprint=bindparam("known"))
        with self._store.begin() as connection:
            for part in items.iter_slices(_CHUNK):
                rows = [{"item": item_id, "known": known} for item_id, known in part.iter_rows()]
                connection.execute(statement, rows)

    # --- sending -------------------------------------------------------------------------------

    def begin(self, changes: pl.DataFrame) -> int:
        """Store a batch of changes (`id` and `plan.BOOKKEEPING`) that is about to be sent; its id."""
        now = self._clock()
        with self._store.begin() as connection:
            values = {"run_id": self._run_id, "channel": self._channel, "items": changes.height, "sent_at": now}
            result = connection.execute(insert(_BATCHES).values(values).returning(_BATCHES.c.id))
            batch_id: int = result.scalar_one()
            rows = [
                {
                    "channel": self._channel,
                    "item_id": item_id,
                    "state": _state_while_sent(operation),
                    "sent_digest": digest,
                    "sent_offer": offer,
                    "sent_fingerprint": fingerprint,
                    "batch_id": batch_id,
                    "errors": "",
                    "warnings": "",
                    "updated_at": now,
                }
                for item_id, digest, offer, fingerprint, operation in changes.select(
                    "id", "digest", "offer", "fingerprint", "operation"
                ).iter_rows()
            ]
            sent = ["sent_digest", "sent_offer", "sent_fingerprint", "batch_id"]
            written = ["state", *sent, "errors", "warnings", "updated_at"]
            upsert(connection, _ITEMS, rows, keys=["channel", "item_id"], update=written)
        return batch_id

    def accept(self, batch_id: int, ticket: BatchTicket) -> list[Entry]:
        """Store the handle that the platform gave, and what it refused at once."""
        with self._store.begin() as connection:
            connection.execute(update(_BATCHES).where(_BATCHES.c.id == batch_id).values(handle=ticket.handle))
            return self._refuse(connection, batch_id, ticket.refused)

    def resume(self) -> list[OpenBatch]:
        """The batches that earlier runs left open; those that were interrupted while they were sent are given up."""
        unended = _BATCHES.c.ended_at.is_(None)
        mine = _BATCHES.c.channel == self._channel
        query = select(_BATCHES.c.id, _BATCHES.c.handle).where(mine, unended, _BATCHES.c.handle.is_not(None))
        with self._store.begin() as connection:
            connection.execute(
                update(_BATCHES).where(mine, unended, _BATCHES.c.handle.is_(None)).values(ended_at=self._clock())
            )
            return [OpenBatch(*row) for row in connection.execute(query.order_by(_BATCHES.c.id))]

    # --- ends ----------------------------------------------------------------------------------

    def settle(self, batch_id: int, outcomes: Sequence[ItemOutcome]) -> list[Entry]:
        """The platform finished the batch: what it did not refuse is confirmed."""
        with self._store.begin() as connection:
            entries = self._refuse(connection, batch_id, [outcome for outcome in outcomes if not outcome.accepted])
            warned = {outcome.item_id: "; ".join(outcome.warnings) for outcome in outcomes if outcome.accepted}
            entries += [
                Entry(row.item_id, _action(row), warned.get(row.item_id, ""))
                for row in self._pending(connection, batch_id)
            ]
            belongs = _ITEMS.c.batch_id == batch_id
            connection.execute(delete(_ITEMS).where(belongs, _ITEMS.c.state == ChannelItemState.DELETING))
            connection.execute(
                update(_ITEMS)
                .where(belongs, _ITEMS.c.state == ChannelItemState.SENT)
                .values(
                    state=ChannelItemState.CONFIRMED,
                    digest=_ITEMS.c.sent_digest,
                    offer=_ITEMS.c.sent_offer,
                    fingerprint=_ITEMS.c.sent_fingerprint,
                    updated_at=self._clock(),
                )
            )
            self._warn(connection, [outcome for outcome in outcomes if outcome.accepted and outcome.warnings])
            self._end(connection, batch_id)
        return entries

    def fail(self, batch_id: int, error: PlatformError) -> list[Entry]:
        """Nothing of the batch happened."""
        with self._store.begin() as connection:
            refused = [
                ItemOutcome(row.item_id, accepted=False, errors=(error.what,))
                for row in self._pending(connection, batch_id)
            ]
            entries = [
                replace(entry, refused=False, mend=error.mend or entry.mend)
                for entry in self._refuse(connection, batch_id, refused)
            ]
            self._end(connection, batch_id)
        return entries

    def give_up(self, batch_id: int, reason: str, mend: str = "") -> list[Entry]:
        """The batch ended, and what became of its items is unknown."""
        with self._store.begin() as connection:
            self._end(connection, batch_id)
        return self.awaited(batch_id, Action.FAILED, reason, mend or RESEND)

    def awaited(self, batch_id: int, action: Action, reason: str, mend: str = "") -> list[Entry]:
        """An entry for each item of the batch of which the platform did not speak yet."""
        with reading(self._store).connect() as connection:
            return [Entry(row.item_id, action, reason, mend) for row in self._pending(connection, batch_id)]

    def unspoken(self, batch_id: int, state: ChannelItemState) -> list[str]:
        """The ids that the batch is to put up (SENT) or to remove (DELETING), with no word of the platform yet."""
        with reading(self._store).connect() as connection:
            return [row.item_id for row in self._pending(connection, batch_id) if row.state == state]

    def drop(self, batch_id: int) -> None:
        """The batch was not taken as it is: its items are sent in another one, by this run or the next."""
        with self._store.begin() as connection:
            self._end(connection, batch_id)

    def _end(self, connection: Connection, batch_id: int) -> None:
        connection.execute(update(_BATCHES).where(_BATCHES.c.id == batch_id).values(ended_at=self._clock()))

    def _pending(self, connection: Connection, batch_id: int) -> list[_Sent]:
        query = select(_ITEMS.c.item_id, _ITEMS.c.state, _ITEMS.c.digest).where(
            _ITEMS.c.batch_id == batch_id, _ITEMS.c.state.in_(_PENDING)
        )
        return [_Sent(*row) for row in connection.execute(query.order_by(_ITEMS.c.item_id))]

    def _refuse(self, connection: Connection, batch_id: int, refused: Sequence[ItemOutcome]) -> list[Entry]:
        pending = {row.item_id for row in self._pending(connection, batch_id)} if refused else set()
        theirs = [outcome for outcome in refused if outcome.item_id in pending]
        self._write(connection, theirs, state=ChannelItemState.FAILED)
        return [
            Entry(outcome.item_id, Action.FAILED, "; ".join(outcome.errors), outcome.mend or RESEND, refused=True)
            for outcome in theirs
        ]

    def _warn(self, connection: Connection, outcomes: Sequence[ItemOutcome]) -> None:
        self._write(connection, outcomes)

    def _write(self, connection: Connection, outcomes: Sequence[ItemOutcome], **values: str) -> None:
        """The platform's own words, beside each item."""
        if not outcomes:
            return
        statement = (
            update(_ITEMS)
            .where(_ITEMS.c.channel == self._channel, _ITEMS.c.item_id == bindparam("item"))
            .values(errors=bindparam("said"), warnings=bindparam("warned"), updated_at=self._clock(), **values)
        )
        connection.execute(
            statement,
            [
                {"item": outcome.item_id, "said": _words(outcome.errors), "warned": _words(outcome.warnings)}
                for outcome in outcomes
            ],
        )


def _state_while_sent(operation: str) -> ChannelItemState:
    return ChannelItemState.DELETING if operation == Operation.DELETE else ChannelItemState.SENT


def _action(row: _Sent) -> Action:
    if row.state == ChannelItemState.DELETING:
        return Action.DELETED
    return Action.CREATED if row.digest is None else Action.UPDATED


def _words(said: tuple[str, ...]) -> str:
    return json.dumps(said, ensure_ascii=False) if said else ""

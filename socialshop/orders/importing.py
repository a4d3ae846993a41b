"""Orders into the database: what a file says now is what stands there, however often it is imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from socialshop.clock import Clock
from socialshop.orders.model import Order, OrderLine
from socialshop.orders.record import LineRecord, OrderRecord
from socialshop.orders.shopify_csv import RejectedOrder, read_orders
from socialshop.store import table_of, upsert
from socialshop.sync.runs import Action, RunLog, Tally

STEP, CHANNEL = "orders", "shopify"
_BATCH = 500  # orders a transaction: other writers get their turn in between

_orders = table_of(Order)
_lines = table_of(OrderLine)
_ORDER_COLUMNS = [field.name for field in fields(OrderRecord) if field.name != "lines"]
_LINE_COLUMNS = [field.name for field in fields(LineRecord)]


def import_orders(store: Engine, clock: Clock, run: RunLog, path: Path) -> None:
    """Bring the orders of a Shopify export into the database; the run's tally says what became of each.

    Raises InputError, before anything is written, when the file is no orders export.
    """
    found = read_orders(path)
    with run.step(STEP, CHANNEL) as tally:
        for rejected in (order for order in found if isinstance(order, RejectedOrder)):
            tally.record(rejected.ref, Action.REJECTED, rejected.error.what, rejected.error.mend)
        orders = [order for order in found if isinstance(order, OrderRecord)]
        for start in range(0, len(orders), _BATCH):
            _import_batch(store, clock(), tally, orders[start : start + _BATCH])


def _import_batch(store: Engine, now: datetime, tally: Tally, batch: Sequence[OrderRecord]) -> None:
    with store.begin() as connection:
        stored = _stored(connection, [order.number for order in batch])
        changed = [order for order in batch if stored.get(order.number) != order]
        _write(connection, now, changed)
    tally.unchanged += len(batch) - len(changed)
    for order in changed:
        tally.record(order.number, Action.UPDATED if order.number in stored else Action.CREATED)


def _stored(connection: Connection, numbers: Sequence[str]) -> dict[str, OrderRecord]:
    """The named orders as they stand in the database, by number."""
    lines: defaultdict[str, list[LineRecord]] = defaultdict(list)
    query = select(_lines.c.order_number, *(_lines.c[name] for name in _LINE_COLUMNS))
    for number, *values in connection.execute(
        query.where(_lines.c.order_number.in_(numbers)).order_by(_lines.c.order_number, _lines.c.position)
    ):
        lines[number].append(LineRecord(*values))
    rows = connection.execute(
        select(*(_orders.c[name] for name in _ORDER_COLUMNS)).where(_orders.c.number.in_(numbers))
    ).mappings()
    return {row["number"]: OrderRecord(**row, lines=tuple(lines[row["number"]])) for row in rows}


def _write(connection: Connection, now: datetime, orders: Sequence[OrderRecord]) -> None:
    order_rows = [_order_row(order) | {"imported_at": now} for order in orders]
    upsert(
        connection,
        _orders,
        order_rows,
        keys=["number"],
        update=[name for name in (*_ORDER_COLUMNS, "imported_at") if name != "number"],
    )
    connection.execute(delete(_lines).where(_lines.c.order_number.in_([order.number for order in orders])))
    line_rows = [
        asdict(line) | {"order_number": order.number, "position": position}
        for order in orders
        for position, line in enumerate(order.lines, start=1)
    ]
    upsert(connection, _lines, line_rows, keys=["order_number", "position"], update=[])


def _order_row(order: OrderRecord) -> dict[str, Any]:
    return {name: getattr(order, name) for name in _ORDER_COLUMNS}

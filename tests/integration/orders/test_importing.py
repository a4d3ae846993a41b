"""Orders imported, again and changed, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import InputError
from socialshop.orders.importing import import_orders
from socialshop.orders.model import Order, OrderLine
from socialshop.sync.model import RunChannel, RunItem
from socialshop.sync.runs import Action, Tally, recorded_run

SAMPLE = Path(__file__).parents[2] / "unit" / "orders" / "orders_export.csv"


def run_import(store: Engine, clock: Clock, path: Path) -> Tally:
    with recorded_run(store, clock, "orders import", "test") as run:
        import_orders(store, clock, run, path)
    return run.tallies[0]


def edited(tmp_path: Path, old: str, new: str) -> Path:
    text = SAMPLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "orders.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def contents(store: Engine) -> list[tuple[object, ...]]:
    """Everything that stands of orders, as plain rows."""
    with store.connect() as connection:
        return [
            tuple(row)
            for table in (Order.__table__, OrderLine.__table__)  # type: ignore[attr-defined]
            for row in connection.execute(table.select().order_by(*table.primary_key))
        ]


def test_new_orders_are_created_with_their_lines(store: Engine, clock: Clock) -> None:
    tally = run_import(store, clock, SAMPLE)
    assert tally.counts[Action.CREATED] == 5
    with Session(store) as session:
        assert session.get_one(Order, "#1001").total == 4090
        lines = session.exec(
            select(OrderLine).where(OrderLine.order_number == "#1001").order_by(col(OrderLine.position))
        )
        assert [(line.sku, line.quantity) for line in lines] == [("BERG-12", 2), ("ZIEGE-A", 1)]


def test_the_same_file_again_changes_nothing(store: Engine, clock: Clock) -> None:
    run_import(store, clock, SAMPLE)
    before = contents(store)
    tally = run_import(store, clock, SAMPLE)
    assert tally.unchanged == 5
    assert not tally.entries
    assert contents(store) == before


def test_a_refund_updates_its_order_alone(store: Engine, clock: Clock, tmp_path: Path) -> None:
    run_import(store, clock, SAMPLE)
    tally = run_import(store, clock, edited(tmp_path, "Payments,,10.00", "Payments,,34.90"))
    assert [(entry.ref, entry.action) for entry in tally.entries] == [("#1003", Action.UPDATED)]
    assert tally.unchanged == 4
    with Session(store) as session:
        assert session.get_one(Order, "#1003").refunded == 3490


def test_a_line_that_is_gone_from_the_file_is_gone(store: Engine, clock: Clock, tmp_path: Path) -> None:
    run_import(store, clock, SAMPLE)
    second_line = next(line for line in SAMPLE.read_text(encoding="utf-8").splitlines(True) if "ZIEGE-A" in line)
    tally = run_import(store, clock, edited(tmp_path, second_line, ""))
    assert tally.counts[Action.UPDATED] == 1
    assert not [row for row in contents(store) if "ZIEGE-A" in row]


def test_a_flawed_order_is_reported_and_the_others_are_imported(store: Engine, clock: Clock, tmp_path: Path) -> None:
    tally = run_import(store, clock, edited(tmp_path, "EUR,24.50,", "EUR,lots,"))
    assert tally.counts[Action.CREATED] == 4
    with Session(store) as session:
        rejected = session.exec(select(RunItem).where(RunItem.action == Action.REJECTED)).one()
    assert rejected.ref == "#1002"
    assert "row 4, Subtotal" in rejected.reason
    assert "lots" in rejected.reason
    assert rejected.mend


def test_a_flawed_order_leaves_what_stood_there_before(store: Engine, clock: Clock, tmp_path: Path) -> None:
    run_import(store, clock, SAMPLE)
    before = contents(store)
    run_import(store, clock, edited(tmp_path, "EUR,24.50,", "EUR,lots,"))
    assert contents(store) == before


def test_a_file_that_is_no_export_writes_no_order(store: Engine, clock: Clock, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        run_import(store, clock, edited(tmp_path, "Refunded Amount", "Refunds"))
    assert contents(store) == []
    with Session(store) as session:
        assert session.exec(select(RunChannel)).all() == []


def test_no_address_is_stored(store: Engine, clock: Clock) -> None:
    run_import(store, clock, SAMPLE)
    assert "@" not in repr(contents(store))


def test_more_orders_than_one_batch_are_all_imported(store: Engine, clock: Clock, tmp_path: Path) -> None:
    header, *_, last = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "many.csv"
    path.write_text(header + "".join(last.replace("#1005", f"#{n}") for n in range(2000, 3201)), encoding="utf-8")
    assert run_import(store, clock, path).counts[Action.CREATED] == 1201
    assert run_import(store, clock, path).unchanged == 1201

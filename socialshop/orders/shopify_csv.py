"""Reading the orders export of Shopify's admin (Orders → Export, 'plain CSV file').

An order's first row holds all of it; each further line item is a row of its own with the same `Name`
and only the line item's columns filled. Columns that we do not read may be there or not.
Source: https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders

The standard library's reader and not Polars: an order is a run of rows, every error names its row,
and a shop's orders are thousands, not the millions of a catalog.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from socialshop.errors import InputError
from socialshop.money import Money, minor_digits
from socialshop.orders.record import LineRecord, OrderRecord, hash_email
from socialshop.phrases import phrase

COLUMNS = (
    "Name",
    "Email",
    "Financial Status",
    "Currency",
    "Subtotal",
    "Shipping",
    "Total",
    "Discount Code",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem sku",
    "Notes",
    "Cancelled at",
    "Refunded Amount",
)
NOTE_LIMIT = 1_000
"""Characters of a note that are kept: enough for a code or an order number, little of what is nobody's business."""

_TIME = "%Y-%m-%d %H:%M:%S %z"
_LARGEST = 10**15
_INDEXED = ("Name", "Discount Code", "Lineitem sku")
_LONGEST = 600  # characters of an indexed text: an index entry of PostgreSQL takes 2,704 bytes
_EXPORT_AGAIN = phrase(
    "Export the orders again in Shopify as a plain CSV file, and do not save it in a spreadsheet program."
)


@dataclass(frozen=True, slots=True)
class RejectedOrder:
    """An order that cannot be read, by its number (or its row, where the number is missing), and why."""

    ref: str
    error: InputError


def read_orders(path: Path) -> list[OrderRecord | RejectedOrder]:
    """All orders of the file, in its order; one that cannot be read is rejected alone.

    Raises InputError when the file as a whole is no orders export; it is read to its end before anything is
    returned, so that a file that breaks in its middle imports nothing.
    """
    rows = list(_rows(path))
    seen: set[str] = set()
    found: list[OrderRecord | RejectedOrder] = []
    for block in _blocks(rows):
        order = _read_or_reject(block, seen)
        if isinstance(order, OrderRecord):
            seen.add(order.number)
        found.append(order)
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    """One record of the file; `number` is its row as a spreadsheet counts, the header being row 1."""

    file: str
    number: int
    cells: Mapping[str, str]
    width: int
    header_width: int

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def required(self, column: str, expected: str) -> str:
        text = self.text(column)
        if not text:
            raise self.error(phrase("is empty."), column, expected=expected)
        return text

    def amount(self, column: str, currency: str, *, default: str = "") -> int:
        """Minor units of `currency`; an empty cell is `default`, or an error."""
        expected = phrase(
            "an amount in {currency}, such as {sample}", currency=currency, sample=Money(1250, currency).amount
        )
        text = default if default and not self.text(column) else self.required(column, expected)
        try:
            minor = Money.of(text, currency).minor
        except ValueError as error:
            raise self.error(phrase("cannot be read as an amount."), column, found=text, expected=expected) from error
        if not 0 <= minor <= _LARGEST:
            raise self.error(phrase("is no possible amount."), column, found=text, expected=expected)
        return minor

    def time(self, column: str) -> datetime:
        expected = phrase("a time such as 2026-11-02 09:00:00 +0100")
        text = self.required(column, expected)
        try:
            return datetime.strptime(text, _TIME).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.error(phrase("cannot be read as a time."), column, found=text, expected=expected) from error

    def quantity(self, column: str) -> int:
        expected = phrase("a whole number, such as 2")
        text = self.required(column, expected)
        if not (text.isascii() and text.isdigit() and int(text) <= _LARGEST):
            raise self.error(phrase("cannot be read as a quantity."), column, found=text, expected=expected)
        return int(text)

    def error(self, what: str, column: str, *, found: str = "", expected: str = "") -> InputError:
        return InputError(
            what, file=self.file, row=self.number, field=column, found=found, expected=expected, mend=_EXPORT_AGAIN
        )


def _rows(path: Path) -> Iterator[_Row]:
    """The file's records after a checked header. Raises InputError for what is no orders export."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            _check_header(path, header)
            for number, values in enumerate(reader, start=2):
                if values:
                    cells = dict(zip(header, values, strict=False))
                    yield _Row(path.name, number, cells, len(values), len(header))
    except OSError as error:
        raise InputError(
            phrase("cannot be opened: {failure}.", failure=error.strerror),
            file=str(path),
            mend=phrase("Name a file that is there."),
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            phrase("is not UTF-8 text."), file=path.name, expected=phrase("Shopify's orders export"), mend=_EXPORT_AGAIN
        ) from error
    except csv.Error as error:
        raise InputError(
            phrase("is not valid CSV ({error}).", error=error), file=path.name, row=reader.line_num, mend=_EXPORT_AGAIN
        ) from error


def _check_header(path: Path, header: list[str]) -> None:
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise InputError(
            phrase("is not the header of Shopify's orders export."),
            file=path.name,
            row=1,
            found=", ".join(header)[:80] or "nothing",
            expected=phrase("also the column(s) {columns}", columns=", ".join(missing)),
            mend=_EXPORT_AGAIN,
        )


def _blocks(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The rows of each order. Only an order's first row has a `Total`, so that the same order twice in succession
    (two exports in one file) is two blocks and not one with all its lines doubled."""
    block: list[_Row] = []
    for row in rows:
        if block and (row.text("Name") != block[0].text("Name") or row.text("Total")):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _read_or_reject(block: list[_Row], seen: set[str]) -> OrderRecord | RejectedOrder:
    head = block[0]
    try:
        number = head.required("Name", phrase("the order's number, such as #1001"))
        if number in seen:
            raise head.error(phrase("stands in the file more than once; the first is taken."), "Name", found=number)
        return _order(number, block)
    except InputError as error:
        return RejectedOrder(head.text("Name") or phrase("row {row}", row=head.number), error)


def _order(number: str, block: list[_Row]) -> OrderRecord:
    for row in block:
        _check_shape(row)
    head = block[0]
    currency = _currency(head)
    return OrderRecord(
        number=number,
        email_hash=hash_email(head.text("Email")),
        placed_at=head.time("Created at"),
        currency=currency,
        subtotal=head.amount("Subtotal", currency),
        shipping=head.amount("Shipping", currency, default="0"),
        total=head.amount("Total", currency),
        refunded=head.amount("Refunded Amount", currency, default="0"),
        discount_code=head.text("Discount Code"),
        note=head.text("Notes")[:NOTE_LIMIT],
        financial_status=head.text("Financial Status"),
        cancelled_at=head.time("Cancelled at") if head.text("Cancelled at") else None,
        lines=tuple(_line(row, currency) for row in block),
    )


def _check_shape(row: _Row) -> None:
    if row.width != row.header_width:
        raise row.error(
            phrase("has another number of cells than the header."),
            "",
            found=str(row.width),
            expected=str(row.header_width),
        )
    if any("\0" in cell for cell in row.cells.values()):
        raise row.error(phrase("holds a NUL character, which no text has."), "")
    for column in _INDEXED:
        if len(row.text(column)) > _LONGEST:
            raise row.error(
                phrase("is too long."), column, expected=phrase("at most {limit} characters", limit=_LONGEST)
            )


def _currency(head: _Row) -> str:
    expected = phrase("an ISO 4217 code, such as EUR")
    code = head.required("Currency", expected)
    try:
        minor_digits(code)
    except ValueError as error:
        raise head.error(phrase("is no known currency."), "Currency", found=code, expected=expected) from error
    return code


def _line(row: _Row, currency: str) -> LineRecord:
    return LineRecord(
        sku=row.text("Lineitem sku"),
        title=row.required("Lineitem name", "the line item's name"),
        quantity=row.quantity("Lineitem quantity"),
        price=row.amount("Lineitem price", currency),
    )

"""What Shopify's orders export is read as, and what a file that is none, or a flawed order, is answered with."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from socialshop.errors import InputError
from socialshop.orders.record import LineRecord, OrderRecord, hash_email
from socialshop.orders.shopify_csv import NOTE_LIMIT, RejectedOrder, read_orders

SAMPLE = Path(__file__).parent / "orders_export.csv"


def edited(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The sample with each first occurrence replaced."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    return path


def read_all(path: Path) -> dict[str, OrderRecord]:
    found = read_orders(path)
    assert all(isinstance(order, OrderRecord) for order in found)
    return {order.number: order for order in found if isinstance(order, OrderRecord)}


def only_rejection(path: Path) -> RejectedOrder:
    """The file's one rejected order; the other orders must have been read."""
    found = read_orders(path)
    rejected = [order for order in found if isinstance(order, RejectedOrder)]
    assert len(rejected) == 1
    assert len(found) > 1
    return rejected[0]


def test_an_order_with_its_lines_is_read_in_minor_units_and_utc() -> None:
    order = read_all(SAMPLE)["#1001"]
    assert order == OrderRecord(
        number="#1001",
        email_hash=sha256(b"erika.beispiel@example.org").hexdigest(),
        placed_at=datetime(2026, 11, 2, 9, 15, tzinfo=UTC),
        currency="EUR",
        subtotal=3600,
        shipping=490,
        total=4090,
        refunded=0,
        discount_code="ANNA",
        note="",
        financial_status="paid",
        cancelled_at=None,
        lines=(
            LineRecord("BERG-12", "Bergkäse 12 Monate", 2, 1500),
            LineRecord("ZIEGE-A", "Ziegenrolle, Asche", 1, 1000),
        ),
    )


def test_every_order_of_the_file_is_read_in_its_order() -> None:
    assert list(read_all(SAMPLE)) == ["#1001", "#1002", "#1003", "#1004", "#1005"]


def test_a_note_over_several_lines_is_one_note() -> None:
    assert read_all(SAMPLE)["#1002"].note == "Mein Code: DANKE-7F3K\nBitte klingeln, 2. Stock"


def test_a_long_note_is_cut(tmp_path: Path) -> None:
    path = edited(tmp_path, ("Bitte klingeln", "Bitte klingeln" * NOTE_LIMIT))
    assert len(read_all(path)["#1002"].note) == NOTE_LIMIT


def test_a_cancelled_order_knows_when() -> None:
    assert read_all(SAMPLE)["#1004"].cancelled_at == datetime(2026, 11, 1, 11, 0, tzinfo=UTC)


def test_a_currency_without_decimals_is_read_in_whole_units(tmp_path: Path) -> None:
    path = edited(tmp_path, ("EUR,24.50,0.00,1.60,24.50", "JPY,2450,0,160,2450"), ("24.50,,BRETT-H", "2450,,BRETT-H"))
    assert read_all(path)["#1002"].total == 2450


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.read_bytes())
    assert read_all(path) == read_all(SAMPLE)


def test_a_missing_address_has_no_hash() -> None:
    assert hash_email("  ") == ""


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("EUR,24.50,", 'EUR,"24,50",', "Subtotal", "an amount in EUR, such as 12.50"),
        ("EUR,24.50,", "EUR,24.505,", "Subtotal", "an amount in EUR, such as 12.50"),
        ("EUR,24.50,", "EUR,-24.50,", "Subtotal", "an amount in EUR, such as 12.50"),
        ("EUR,24.50,", "EUR,99999999999999999.00,", "Subtotal", "an amount in EUR, such as 12.50"),
        ("EUR,24.50,", "EUR,,", "Subtotal", "an amount in EUR, such as 12.50"),
        ("EUR,24.50,", "EURO,24.50,", "Currency", "an ISO 4217 code, such as EUR"),
        ("2026-11-02 11:00:00 +0100,1", "02.11.2026,1", "Created at", "a time such as 2026-11-02 09:00:00 +0100"),
        ("2026-11-02 11:00:00 +0100,1", "0001-01-01 00:00:00 +1400,1", "Created at", "a time such as"),
        ('+0100,1,"Käsebrett', '+0100,one,"Käsebrett', "Lineitem quantity", "a whole number, such as 2"),
    ],
)
def test_a_flawed_order_is_rejected_alone_and_says_where(
    tmp_path: Path, old: str, new: str, field: str, expected: str
) -> None:
    rejected = only_rejection(edited(tmp_path, (old, new)))
    assert rejected.ref == "#1002"
    assert (rejected.error.file, rejected.error.row, rejected.error.field) == ("orders.csv", 4, field)
    assert rejected.error.expected.startswith(expected)
    assert rejected.error.mend


def test_an_order_without_a_number_is_named_by_its_row(tmp_path: Path) -> None:
    assert only_rejection(edited(tmp_path, ("#1003,", ","))).ref == "row 5"


def test_a_row_with_a_cell_too_many_is_rejected(tmp_path: Path) -> None:
    assert "another number of cells" in only_rejection(edited(tmp_path, ("#1003,", "#1003,x,"))).error.what


def test_a_nul_character_is_rejected(tmp_path: Path) -> None:
    assert "NUL" in only_rejection(edited(tmp_path, ("Frischkäse", "Frisch\0käse"))).error.what


def test_a_code_that_no_index_takes_is_rejected(tmp_path: Path) -> None:
    rejected = only_rejection(edited(tmp_path, ('"sommer, anna"', "ANNA" * 200)))
    assert (rejected.ref, rejected.error.field) == ("#1003", "Discount Code")


def test_an_order_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "twice.csv"
    path.write_text("".join(lines) + lines[-1], encoding="utf-8")
    assert only_rejection(path).ref == "#1005"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 1: is not the header.*Refunded Amount"):
        read_orders(edited(tmp_path, ("Refunded Amount", "Refunds")))


def test_an_empty_file_is_no_export(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(InputError, match="Found 'nothing'"):
        read_orders(path)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_orders(tmp_path / "none.csv")


def test_a_file_in_another_encoding_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes(SAMPLE.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_orders(path)


def test_a_file_that_breaks_off_inside_a_cell_is_refused_as_a_whole(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "cut.csv"
    path.write_text(text[: text.index("Bitte klingeln")], encoding="utf-8")
    with pytest.raises(InputError, match="not valid CSV"):
        read_orders(path)

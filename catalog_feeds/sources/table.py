"""A document as a table of texts, whatever form it has, with errors that name the place."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from catalog_feeds.sources.document import Document, Form
from catalog_feeds.sources.layout import Layout, layout
from catalog_feeds.sources.xml_feed import entries
from socialshop.errors import InputError
from socialshop.phrases import phrase

# Polars reads a file in parts of 32 MB unless it is told otherwise: too large for memory that is used again.
os.environ.setdefault("POLARS_CSV_CHUNK_SIZE", str(4 * 1024**2))

Names = Mapping[str, Sequence[str]]
"""Short names, each with the names that its column may have in a file, the likeliest first."""
Change = Callable[[pl.LazyFrame], pl.LazyFrame]
Load = Callable[[Mapping[str, str], Change], pl.DataFrame]
"""The columns that short names stand for, by these, all as text, and changed."""


class NotUtf8(Exception):
    """The text is in another encoding after all: it was valid UTF-8 as far as its beginning went."""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are the file's own names; the first row of data is the file's row number `first_row`."""

    document: Document
    columns: tuple[str, ...]
    first_row: int
    load: Load

    @property
    def keys(self) -> frozenset[str]:
        """The columns' names in small letters, by which a kind of file is recognised."""
        return frozenset(name.lower() for name in self.columns)

    def names(self, wanted: Names) -> dict[str, str]:
        """Short names with the names that their columns have here; those that are absent, their likeliest one."""
        own = {name.lower(): name for name in self.columns}
        return {
            short: next((own[n.lower()] for n in names if n.lower() in own), names[0])
            for short, names in wanted.items()
        }

    def pick(self, wanted: Names, made: Sequence[pl.Expr] = (), filled: Collection[str] = ()) -> pl.DataFrame:
        """The wanted columns by their short names, trimmed, with `source_row`; absent ones are null.

        `made` are columns in place of these or besides, of expressions that look at one row each: what is read is
        changed part by part, and never there as a whole. Where columns are to be `filled`, by their short names, only
        the rows are read that have a text in one of them. Raises InputError for a row with too many fields, NotUtf8 for
        another encoding.
        """
        found = {short: name for short, name in self.names(wanted).items() if name in self.columns}
        absent = {short: pl.lit(None, pl.String) for short in wanted if short not in found}

        def change(table: pl.LazyFrame) -> pl.LazyFrame:
            rows = table.with_row_index("source_row", self.first_row).cast({"source_row": pl.Int64})
            if filled:
                rows = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in filled if name in found))
            return _trimmed(rows, found).with_columns(**absent).with_columns(made)

        return self.load(found, change)


def _trimmed(rows: pl.LazyFrame, columns: Iterable[str]) -> pl.LazyFrame:
    """An empty text becomes null."""
    texts = rows.with_columns(pl.col(name).str.strip_chars() for name in columns)
    return texts.with_columns(pl.when(pl.col(name) != "").then(name).alias(name) for name in columns)


def table(document: Document) -> Table:
    """The document as a table. Raises InputError when it is none, or a column comes twice."""
    if document.form is Form.DELIMITED:
        found = layout(document.head())
        _require_distinct(document, found.columns, found.skipped + 1)
        return Table(document, found.columns, found.skipped + 2, partial(_delimited, document, found))
    frame = _frame(document)
    first_row = 2 if document.form is Form.SHEET else 1
    return Table(document, tuple(frame.collect_schema()), first_row, partial(_as_texts, frame))


def _require_distinct(document: Document, columns: Sequence[str], row: int) -> None:
    repeated = {name for name in columns if columns.count(name) > 1 and name}
    if repeated:
        raise InputError(
            phrase("A column name stands there twice."),
            file=document.name,
            row=row,
            found=", ".join(sorted(repeated)),
            expected=phrase("each column once"),
            mend=phrase("Rename or remove one of them."),
        )


# --- delimited text --------------------------------------------------------------------------------


def _delimited(document: Document, found: Layout, columns: Mapping[str, str], change: Change) -> pl.DataFrame:
    try:
        # By place: a header may have blank names, or blanks around them.
        rows = pl.scan_csv(
            document.path,
            infer_schema=False,
            null_values=[""],
            separator=found.delimiter,
            skip_lines=found.skipped,
            new_columns=[str(place) for place in range(len(found.columns))],
        )
        wanted = rows.select(**{short: str(found.columns.index(name)) for short, name in columns.items()})
        return change(wanted).collect(engine="streaming")
    except pl.exceptions.NoDataError as error:
        raise _no_table(document, str(error)) from error
    except pl.exceptions.ComputeError as error:
        if "invalid utf-8" in str(error):
            raise NotUtf8 from error
        raise _overlong_row(document, found) or _no_table(document, str(error)) from error


def _overlong_row(document: Document, found: Layout) -> InputError | None:
    """Where the file is broken: found by reading it again, slowly, once it is known to be."""
    with document.path.open(encoding="utf-8-sig", newline="") as text:
        for _ in range(found.skipped):
            text.readline()
        for row, fields in enumerate(csv.reader(text, delimiter=found.delimiter), start=found.skipped + 1):
            if len(fields) > len(found.columns):
                return InputError(
                    phrase("The row has more fields than the header."),
                    file=document.name,
                    row=row,
                    found=f"{len(fields)} fields",
                    expected=str(len(found.columns)),
                    mend=phrase("Put texts that hold the delimiter in quotation marks."),
                )
    return None


def _no_table(document: Document, why: str) -> InputError:
    return InputError(
        phrase("The file is no table in {form}.", form=document.form),
        file=document.name,
        found=why.splitlines()[0][:120],
        mend=phrase("Export it again from the shop."),
    )


# --- other forms -----------------------------------------------------------------------------------


def _frame(document: Document) -> pl.LazyFrame:
    """The rows with the kinds of value that the file gives them."""
    try:
        if document.form is Form.PARQUET:
            frame = pl.scan_parquet(document.path)
            frame.collect_schema()
            return frame
        if document.form is Form.JSON_LINES:
            return pl.read_ndjson(document.path, infer_schema_length=None).lazy()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _no_table(document, str(error)) from error
    return (entries(document.path, document.name) if document.form is Form.XML else _sheet(document)).lazy()


def _sheet(document: Document) -> pl.DataFrame:
    """The first sheet of a workbook; numbers in it are written with a point."""
    import fastexcel

    try:
        sheet = fastexcel.read_excel(document.path.read_bytes()).load_sheet(0, dtypes="string")
    except fastexcel.FastExcelError as error:
        raise _no_table(document, str(error)) from error
    return sheet.to_polars()


def _as_texts(frame: pl.LazyFrame, columns: Mapping[str, str], change: Change) -> pl.DataFrame:
    """Numbers with a point, times as ISO 8601, lists with commas."""
    schema = frame.collect_schema()
    return change(frame.select(**{short: _as_text(name, schema[name]) for short, name in columns.items()})).collect()


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if dtype.is_float():
        # A column of whole numbers with gaps often comes as floats: an id of 44.0 is 44.
        whole = value.cast(pl.Int64, strict=False)
        return pl.when(value == whole).then(whole.cast(pl.String)).otherwise(value.cast(pl.String))
    if isinstance(dtype, pl.List):
        return value.cast(pl.List(pl.String)).list.join(",")
    if isinstance(dtype, pl.Struct):
        return value.struct.json_encode()
    if isinstance(dtype, pl.Datetime):
        return value.dt.to_string("iso:strict")
    return value.cast(pl.String)

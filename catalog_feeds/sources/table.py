"""Reading a delimited text file into a frame of texts, with errors that name the place."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from socialshop.errors import InputError

_HEAD_BYTES = 64 * 1024


def read_head(path: Path) -> str:
    """The beginning of a file as text, by which readers recognise it. Raises InputError when it cannot be opened."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {error.strerror}.", file=str(path), mend="Check its name and your rights to it."
        ) from error
    return head.decode("utf-8-sig", errors="replace")


def header(head: str) -> list[str]:
    """The column names of a comma-separated file."""
    return next(csv.reader(head.splitlines()), [])


def read_csv(path: Path) -> pl.DataFrame:
    """All as text. Raises InputError for what is not UTF-8, a column that comes twice, or too many fields."""
    _require_distinct_columns(path)
    try:
        return pl.read_csv(path, infer_schema=False, null_values=[""])
    except (pl.exceptions.ComputeError, pl.exceptions.NoDataError) as error:
        raise _diagnosis(path) or _unreadable(path, str(error)) from error


def _require_distinct_columns(path: Path) -> None:
    names = header(read_head(path))
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise InputError(
            "A column name stands there twice.",
            file=str(path),
            row=1,
            found=", ".join(sorted(repeated)),
            expected="each column once",
            mend="Rename or remove one of them.",
        )


def _diagnosis(path: Path) -> InputError | None:
    """Where the file is broken: found by reading it again, slowly, once it is known to be."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return InputError(
            "The text is not in UTF-8.",
            file=str(path),
            row=content.count(b"\n", 0, error.start) + 1,
            found=repr(content[error.start : error.end]),
            expected="UTF-8",
            mend="Save the file as 'CSV UTF-8'.",
        )
    return _overlong_row(path, text)


def _overlong_row(path: Path, text: str) -> InputError | None:
    rows = csv.reader(text.splitlines(keepends=True))
    columns = len(next(rows, []))
    for row, fields in enumerate(rows, start=2):
        if len(fields) > columns:
            return InputError(
                "The row has more fields than the header.",
                file=str(path),
                row=row,
                found=f"{len(fields)} fields",
                expected=str(columns),
                mend="Put texts that hold commas in quotation marks.",
            )
    return None


def _unreadable(path: Path, why: str) -> InputError:
    return InputError(
        "The file is no table of comma-separated values.",
        file=str(path),
        found=why.splitlines()[0][:120],
        mend="Export it again from the shop.",
    )

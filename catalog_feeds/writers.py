"""Writes canonical items as a channel's feed: CSV, TSV or RSS 2.0 with Google's namespace, gzipped by name.

A feed is whole or not there: it is written beside its place and then takes it, so that a platform that fetches it
meanwhile, or a disk that is full, never sees half of one.
"""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from socialshop.errors import InputError
from socialshop.phrases import phrase

FORMATS = ("csv", "tsv", "xml")
NAMESPACE = "http://base.google.com/ns/1.0"
Projection = Callable[[pl.DataFrame], pl.DataFrame]

_PART = 50_000  # rows that are text at the same time
_RSS_OWN = ("title", "link", "description")  # elements of RSS itself, which have no prefix
_LISTS = ("additional_image_link",)
_NOT_IN_XML = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What an XML feed says of itself."""

    title: str = "Products"
    link: str = ""
    description: str = "All products"


def format_of(path: Path) -> str:
    """One of FORMATS, by the name, behind which .gz may stand. Raises InputError."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    named = suffixes[-2:-1] if suffixes[-1:] == [".gz"] else suffixes[-1:]
    found = named[0].removeprefix(".") if named else ""
    if found not in FORMATS:
        raise InputError(
            phrase("The name does not say the feed's format."),
            file=str(path),
            found=path.name,
            expected=phrase("a name that ends in .csv, .tsv or .xml, and in .gz behind it to pack the feed"),
            mend=phrase("Give --out such a name."),
        )
    return found


def write_feed(items: pl.DataFrame, path: Path, project: Projection, head: FeedHead | None = None) -> None:
    """Write the rows that `project` makes of the items. Raises InputError; the old file then stands as it did."""
    kind = format_of(path)
    with replacing(path) as file, _packed(file, path) as target:
        if kind == "xml":
            _write_xml(target, items, project, head or FeedHead())
        else:
            _write_table(target, items, project, "\t" if kind == "tsv" else ",")


# --- formats ---------------------------------------------------------------------------------------


def _parts(items: pl.DataFrame, project: Projection) -> Iterator[pl.DataFrame]:
    for start in range(0, max(items.height, 1), _PART):
        yield project(items.slice(start, _PART))


def _write_table(target: IO[bytes], items: pl.DataFrame, project: Projection, separator: str) -> None:
    project(items).lazy().sink_csv(target, separator=separator, engine="streaming")


def _write_xml(target: IO[bytes], items: pl.DataFrame, project: Projection, head: FeedHead) -> None:
    about = pl.DataFrame({name: [getattr(head, name)] for name in _RSS_OWN})
    opening = about.select(pl.concat_str(_element(name) for name in _RSS_OWN)).item()
    target.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="{NAMESPACE}">\n'.encode())
    target.write(f"<channel>\n{opening}".encode())
    for part in _parts(items, project):
        fields = [_elements(name) if name in _LISTS else _element(name) for name in part.columns]
        entries = part.select(pl.concat_str(pl.lit("<item>\n"), *fields, pl.lit("</item>\n")).str.join(""))
        target.write((entries.item() or "").encode())
    target.write(b"</channel>\n</rss>\n")


def _element(name: str) -> pl.Expr:
    """A field as an element on a line of its own, and as nothing where it is null."""
    return _wrapped(name, _escaped(pl.col(name))).fill_null("")


def _elements(name: str) -> pl.Expr:
    """A comma-separated list as an element each."""
    each = pl.col(name).str.split(",").list.eval(_wrapped(name, _escaped(pl.element())))
    return each.list.join("").fill_null("")


def _wrapped(name: str, text: pl.Expr) -> pl.Expr:
    tag = name if name in _RSS_OWN else f"g:{name}"
    return pl.concat_str(pl.lit(f"<{tag}>"), text, pl.lit(f"</{tag}>\n"))


def _escaped(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_NOT_IN_XML, "").str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])


# --- taking the place of the old file --------------------------------------------------------------


@contextmanager
def _packed(file: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    if path.suffix.lower() != ".gz":
        yield file
        return
    # Without a name and a time in it, the same items give the same file.
    with gzip.GzipFile(fileobj=file, filename="", mode="wb", mtime=0, compresslevel=6) as packed:
        yield packed  # type: ignore[misc]


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when the block ends well, and is gone when it does not.

    Raises InputError when it cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
        _keep_the_name(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """That of the old file, or what any new one has: a web server has to read it."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _keep_the_name(folder: Path) -> None:
    """A renamed file survives a power cut only once its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        phrase(
            "The file could not be written: {failure}. The old file stands as it did.", failure=error.strerror or error
        ),
        file=str(path),
        mend=phrase("Make room, or write to a folder where you may."),
    )

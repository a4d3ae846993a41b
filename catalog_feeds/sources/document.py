"""A product file, opened: unpacked, its text in UTF-8, and what form it has."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from catalog_feeds.sources.encodings import encoding_of, legacy_encoding, transcode
from socialshop.errors import InputError
from socialshop.phrases import phrase

_HEAD_BYTES = 64 * 1024
_CHUNK_BYTES = 1024 * 1024
_LARGEST_BYTES = 8 * 1024**3  # unpacked: ten million items, and no disk filled by a small file


class Form(StrEnum):
    DELIMITED = "delimited text"
    XML = "XML"
    SHEET = "a spreadsheet"
    PARQUET = "Parquet"
    JSON_LINES = "JSON Lines"


@dataclass(frozen=True, slots=True)
class Document:
    """`name` is the file as a person knows it; `path` is where its unpacked content stands while it is open."""

    name: str
    path: Path
    form: Form

    def head(self) -> str:
        """The beginning, where it is text."""
        with self.path.open("rb") as file:
            return file.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace")


@contextmanager
def opened(path: Path, name: str, *, seems_utf8: bool = True) -> Iterator[Document]:
    """The document at `path`, which people know as `name`.

    `seems_utf8` False says that its text is not in UTF-8, although it begins so.
    Raises InputError when it cannot be read, or its encoding cannot be told.
    """
    with tempfile.TemporaryDirectory(prefix="socialshop-") as folder:
        try:
            content = _unpacked(path, Path(folder) / "unpacked")
            form = _form(content)
            if form in (Form.DELIMITED, Form.JSON_LINES):
                encoding = encoding_of(content) if seems_utf8 else legacy_encoding(content)
                content = _in_utf8(content, encoding, Path(folder) / "text")
        except InputError as error:
            raise _named(error, name) from error
        except OSError as error:
            raise _unreadable(name, error) from error
        yield Document(name, content, form)


def _unpacked(path: Path, target: Path) -> Path:
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return path
    try:
        with gzip.open(path) as packed, target.open("wb") as out:
            while chunk := packed.read(_CHUNK_BYTES):
                out.write(chunk)
                if out.tell() > _LARGEST_BYTES:
                    raise InputError(
                        phrase("The unpacked file is larger than 8 GiB."), file=str(path), mend=phrase("Split it.")
                    )
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            phrase("The gzip file is broken: {error}.", error=error), file=str(path), mend=phrase("Fetch it again.")
        ) from error
    return target


def _form(path: Path) -> Form:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(b"PK\x03\x04"):
        return Form.SHEET
    if head.startswith(b"PAR1"):
        return Form.PARQUET
    first = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    return {b"<": Form.XML, b"{": Form.JSON_LINES}.get(first, Form.DELIMITED)


def _in_utf8(path: Path, encoding: str, target: Path) -> Path:
    if encoding in ("utf-8", "utf-8-sig"):
        return path
    transcode(path, encoding, target)
    return target


def _named(error: InputError, name: str) -> InputError:
    """The error with the file's own name, not that of a copy."""
    what = str(error.args[0]).removeprefix(f"{error.file}: ")
    named = InputError(what, file=name, mend=error.mend)
    named.found, named.expected = error.found, error.expected
    return named


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(
        phrase("The file cannot be read: {failure}.", failure=error.strerror),
        file=name,
        mend=phrase("Check its name and your rights to it."),
    )

"""Opening a file of bodies, unpacked where it is packed with gzip; what else it may be packed with is told by name."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ENDING = ".gz"
LARGEST = 256 * 1024**2  # bytes, unpacked: a small file fills no memory
_BUFFER = 65_536  # bytes: of some hundred a line, twice as fast as with Python's own 8,192
_GZIP = b"\x1f\x8b"
_OTHERS = (
    (0, b"PK\x03\x04", "a zip archive"),
    (0, b"BZh", "packed with bzip2"),
    (0, b"\xfd7zXZ\x00", "packed with xz"),
    (0, b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (257, b"ustar", "a tar archive"),
)
"""What packed files begin with, or archives have after so many bytes."""


class Unreadable(Exception):
    """Why nothing (more) of a file can be read, in words that go on after 'because'."""


def open_unpacked(path: Path) -> io.BufferedReader:
    """The file's content. Raises Unreadable, as reading does, for what is packed otherwise, broken or too large."""
    file: io.BufferedReader = io.BufferedReader(io.FileIO(path), _BUFFER)
    if file.peek(len(_GZIP)).startswith(_GZIP):
        file = io.BufferedReader(_Unpacking(file), _BUFFER)
    try:
        head = file.peek()
        for place, mark, what in _OTHERS:
            if head[place:].startswith(mark):
                raise Unreadable(f"it is {what}: unpack it, and give the folder or the file")
    except Unreadable:
        file.close()
        raise
    return file


class _Unpacking(io.RawIOBase):
    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._left = LARGEST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        try:
            number = self._gzip.readinto(buffer)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(f"the gzip file is broken: {error}") from error
        self._left -= number
        if self._left < 0:
            megabytes = LARGEST // 1024**2
            raise Unreadable(f"unpacked it holds more than {megabytes} MB: unpack it yourself if you trust it")
        return number

    def close(self) -> None:
        self._packed.close()
        super().close()

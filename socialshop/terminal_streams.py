"""Standard output and error: a reader who leaves early (`| head`) ends no work half-way and is no failure."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from socialshop.errors import SocialshopError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def stand_ready() -> None:
    """Take writing on standard output and error in hand, before anything is written. What captures them stays."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller: `>&-`
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - it stands until the end
        elif isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, _steadfast(stream))


def _steadfast(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """The same stream; a sign that a terminal without UTF-8 does not have is shown as '?'."""
    raw = getattr(stream.buffer, "raw", stream.buffer)
    if not isinstance(raw, io.FileIO):
        stream.reconfigure(errors="replace")
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Steadfast(raw.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Steadfast(io.FileIO):
    """Once nobody reads any more, or nothing can be written, the rest goes nowhere. The first is no failure."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if error.errno == errno.EPIPE:
                return memoryview(data).nbytes
            what = f"The output cannot be written: {os.strerror(error.errno or errno.EIO)}."
            raise SocialshopError(what, mend="What the command did stands. Let it print elsewhere.") from error

"""In which encoding a text really is: decided from its bytes, and refused where they do not decide."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from socialshop.errors import InputError
from socialshop.phrases import phrase

_SAMPLE_BYTES = 64 * 1024
_CHUNK_BYTES = 1024 * 1024
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_RIVALS = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp850", "mac_roman"]
_CLEARLY_TIDIER = 0.1  # of charset-normalizer's measure of mess, which reaches from 0 to 1
# What no Western European word has: a sign between two letters, a capital with an accent after a small letter, or
# four letters with accents in a row. Text of another alphabet or of an old system reads so as Windows-1252.
_NO_WESTERN_WORD = re.compile(
    r"[^\W\d_][„…†‡ˆ‰‹•›¡¢£¤¥¦§¨ª«¬¯°±²³´µ¶¸¹º»¼½¾¿×÷][^\W\d_]|[a-z][À-ÖØ-ÞŠŒŽŸ]|[À-ÖØ-öø-ÿŠŒŽšœžŸ]{4}"
)


def encoding_of(path: Path) -> str:
    """As Python names it: by the byte order mark, by UTF-16's zeros, else UTF-8 where the beginning is valid.

    Raises InputError when the beginning is in no encoding that we can tell.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in head:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    return "utf-8" if _is_utf8(head) else legacy_encoding(path)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a character that the end cuts is no fault
    except UnicodeDecodeError:
        return False
    return True


def legacy_encoding(path: Path) -> str:
    """Windows-1252, which is what spreadsheets write that do not write UTF-8.

    Raises InputError when the text cannot be that, or is more likely something else.
    """
    sample = b"\n".join(_telling_lines(path))
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _unclear(path, repr(sample[error.start : error.end])) from error
    strange = _NO_WESTERN_WORD.search(text)
    if strange or _has_tidier_rival(sample):
        raise _unclear(path, text[max(0, strange.start() - 10) : strange.end() + 10] if strange else text[:40])
    return "cp1252"


def _telling_lines(path: Path) -> Iterator[bytes]:
    """The lines with more than ASCII in them, as many as a sample takes."""
    taken = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                yield line.rstrip(b"\r\n")
                taken += len(line)
            if taken > _SAMPLE_BYTES:
                return


def _has_tidier_rival(sample: bytes) -> bool:
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=_RIVALS, threshold=1.0)
    best = matches.best()
    ours = [match.chaos for match in matches if "cp1252" in match.could_be_from_charset]
    return best is not None and (not ours or min(ours) > best.chaos + _CLEARLY_TIDIER)


def _unclear(path: Path, found: str) -> InputError:
    return InputError(
        phrase("The encoding of the text is not clear."),
        file=str(path),
        found=found,
        expected=phrase("UTF-8, UTF-16 or Windows-1252"),
        mend=phrase("Save the file as 'CSV UTF-8'."),
    )


def transcode(source: Path, encoding: str, target: Path) -> None:
    """Write the text in UTF-8 without a byte order mark. Raises InputError where it is not in `encoding`."""
    try:
        with source.open("r", encoding=encoding, newline="") as text, target.open("wb") as out:
            while chunk := text.read(_CHUNK_BYTES):
                out.write(chunk.removeprefix("\ufeff").encode() if out.tell() == 0 else chunk.encode())
    except UnicodeError as error:
        raise _unclear(source, str(error)[:80]) from error

"""The formats that the platforms document for feeds: CSV, TSV, RSS and Atom, each as it is or packed with gzip.

https://developers.facebook.com/docs/marketing-api/catalog/reference#feed-format
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from connectors.sandbox.records import Row

AUTODETECT = "AUTODETECT"
DELIMITERS = {"BAR": "|", "COMMA": ",", "SEMICOLON": ";", "TAB": "\t", "TILDE": "~"}
ENCODINGS = {
    **{"LATIN1": "latin-1", "UTF8": "utf-8-sig", "UTF16BE": "utf-16-be", "UTF16LE": "utf-16-le"},
    **{"UTF32BE": "utf-32-be", "UTF32LE": "utf-32-le"},
}
REQUIRED = frozenset({"id", "title", "price", "link", "image_link"})
"""Columns without which no row can be read."""
_MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16"} | {
    codecs.BOM_UTF16_BE: "utf-16"
}
_GZIP = b"\x1f\x8b"
_MERCHANT = "{http://base.google.com/ns/1.0}"
_ENTRIES = ("{*}item", "{*}entry")
_LISTED = "additional_image_link"


class Unreadable(ValueError):
    """The file is no feed; the message is the problem's name."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What was declared of a feed's file; `format` is CSV, TSV, XML or, where the content tells it, AUTODETECT."""

    format: str = AUTODETECT
    delimiter: str = AUTODETECT
    encoding: str = AUTODETECT
    quoted: bool = True


def read_feed(content: bytes, shape: Shape, required: frozenset[str] = REQUIRED) -> list[Row]:
    """The rows of a feed, without their empty fields. Raises Unreadable."""
    plain = _unpacked(content)
    is_xml = plain.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"
    if shape.format == "XML" or (shape.format == AUTODETECT and is_xml):
        return _entries(plain)
    return _lines(_decoded(plain, shape.encoding), shape, required)


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        raise Unreadable("FETCH_ERROR") from None


def _decoded(content: bytes, encoding: str) -> str:
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8-sig")
    try:
        return content.decode(ENCODINGS.get(encoding, marked))
    except UnicodeDecodeError:
        raise Unreadable("ENCODING_ERROR") from None


def _lines(text: str, shape: Shape, required: frozenset[str]) -> list[Row]:
    """Below the head, which comments may precede."""
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("#"):
        del lines[0]
    delimiter = DELIMITERS.get(shape.delimiter) or _frequent(lines[0] if lines else "")
    reader = csv.DictReader(
        io.StringIO("".join(lines), newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if shape.quoted else csv.QUOTE_NONE,
    )
    if not set(reader.fieldnames or ()) >= required:
        raise Unreadable("REQUIRED_COLUMNS_MISSING")
    rows = list(reader)
    if any(None in row for row in rows):
        raise Unreadable("DELIMITER_ERROR")
    return [{name: value for name, value in row.items() if value} for row in rows]


def _frequent(head: str) -> str:
    return max(DELIMITERS.values(), key=head.count)


def _entries(content: bytes) -> list[Row]:
    """Of RSS and of Atom; what stands in Google's own namespace goes before what the formats themselves name alike."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Unreadable("MALFORMED_XML") from None
    return [_row(entry) for entry in root.iter(*_ENTRIES)]


def _row(entry: etree._Element) -> Row:
    own: Row = {}
    common: Row = {}
    for name, is_own, value in _elements(entry):
        fields = own if is_own else common
        fields[name] = f"{fields[name]},{value}" if name == _LISTED and name in fields else value
    return common | own


def _elements(entry: etree._Element) -> Iterator[tuple[str, bool, str]]:
    """Name, whether it is Google's, and value of each that says something; Atom has an address in an attribute."""
    for child in entry.iterchildren(tag=etree.Element):
        value = (child.get("href") or child.text or "").strip()
        if value:
            yield etree.QName(child).localname, child.tag.startswith(_MERCHANT), value

"""Google Merchant's feed in XML, as RSS or as Atom: an entry a row, an element a column.

https://support.google.com/merchants/answer/14987622
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from socialshop.errors import InputError
from socialshop.phrases import phrase

_MERCHANT = "{http://base.google.com/ns/1.0}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_ENTRIES = ("item", f"{_ATOM}item", f"{_ATOM}entry", "entry")
_REPEATED = "additional_image_link"
_CHUNK = 50_000


def entries(path: Path, name: str) -> pl.DataFrame:
    """The feed's entries as texts. Raises InputError, which calls the file `name`, for what is no well-formed XML.

    Nothing outside of the file is read, and no entity is expanded.
    """
    frames: list[pl.DataFrame] = []
    chunk: list[dict[str, str]] = []
    try:
        for entry in _entries(path):
            chunk.append(_fields(entry))
            if len(chunk) == _CHUNK:
                frames.append(_frame(chunk))
                chunk.clear()
    except etree.XMLSyntaxError as error:
        raise InputError(
            phrase("The file is no well-formed XML."),
            file=name,
            row=error.lineno,
            found=str(error.msg)[:120],
            mend=phrase("Export it again from the shop."),
        ) from error
    return pl.concat([*frames, _frame(chunk)], how="diagonal")


def _frame(chunk: list[dict[str, str]]) -> pl.DataFrame:
    names = dict.fromkeys(name for fields in chunk for name in fields)
    return pl.DataFrame(chunk, schema=dict.fromkeys(names, pl.String))


def _entries(path: Path) -> Iterator[etree._Element]:
    """Each entry, which is forgotten when the next is asked for."""
    with path.open("rb") as file:
        for _, entry in etree.iterparse(
            file, tag=_ENTRIES, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
        ):
            yield entry
            entry.clear()
            while entry.getprevious() is not None:
                del entry.getparent()[0]


def _fields(entry: etree._Element) -> dict[str, str]:
    """Google's own elements go before those that RSS and Atom have by the same name; of a repeated one, the first."""
    own: dict[str, str] = {}
    common: dict[str, str] = {}
    for child in entry.iterchildren(tag=etree.Element):
        if next(child.iterchildren(tag=etree.Element), None) is not None:
            continue  # a table within, such as shipping
        name = etree.QName(child).localname
        fields = own if child.tag.startswith(_MERCHANT) else common
        if name == _REPEATED:
            fields[name] = ",".join(filter(None, (fields.get(name), _text(child).replace(",", "%2C"))))
        else:
            fields.setdefault(name, _text(child))
    return common | own


def _text(element: etree._Element) -> str:
    """What it says; Atom says an address in an attribute."""
    if element.tag == f"{_ATOM}link":
        return str(element.get("href", "")).strip()
    return str("".join(element.itertext())).strip()

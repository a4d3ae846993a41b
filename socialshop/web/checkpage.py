"""The check of a catalog as a page of its own: one file to open, print or send, with the products' pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog_feeds.issues import Severity
from catalog_feeds.score import COSTS, FAIR, FULL, GOOD
from socialshop.errors import InputError
from socialshop.money import Money
from socialshop.products.checking import CheckReport

_HERE = Path(__file__).parent
_MOST_ITEMS = 200  # more would be read by nobody, and --json has them all
_THUMB = 176  # pixels: twice the size on the page, for fine screens
_CHANNELS = {"meta": "Facebook and Instagram", "pinterest": "Pinterest", "google": "Google Merchant Center"}


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item on the page; `picture` is an address, or the picture itself as a data address."""

    row: int | None
    id: str
    title: str
    price: str
    link: str
    picture: str
    score: int
    issues: list[dict[str, Any]]


def write_page(report: CheckReport, path: Path, media: Path | None = None) -> None:
    """Write the page. Pictures that stand in the folder `media` go into it, all others are fetched by the reader's
    browser. Raises InputError when the file cannot be written."""
    try:
        path.write_text(render(report, media), encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"The page could not be written: {error.strerror}.", file=str(path), mend="Choose another place for it."
        ) from error


def render(report: CheckReport, media: Path | None = None) -> str:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    cards = list(_cards(report, media))
    flawed = report.items - report.ok
    flawless = report.scores.filter(score=FULL).height
    return environment.get_template("check.html").render(
        report=report,
        channel=_CHANNELS.get(report.channel, report.channel),
        name=Path(report.file).name,
        style=(_HERE / "static" / "style.css").read_text(encoding="utf-8"),
        shares=_shares(("good", flawless), ("attention", report.ok - flawless), ("wrong", flawed)),
        rules=report.rules.to_dicts(),
        cards=cards,
        more=report.items - flawless - len(cards),
        costs={severity.value: cost for severity, cost in COSTS.items()},
        error=Severity.ERROR.value,
        look=_look,
    )


def _look(score: int) -> str:
    return "good" if score >= GOOD else "attention" if score >= FAIR else "wrong"


def _shares(*counts: tuple[str, int]) -> list[tuple[str, int, float]]:
    """Each look with its count, and its share in per cent."""
    total = sum(count for _, count in counts) or 1
    return [(look, count, 100 * count / total) for look, count in counts]


def _cards(report: CheckReport, media: Path | None) -> Iterator[ItemCard]:
    worst = report.worst(_MOST_ITEMS)
    rows = worst["row"].implode()
    products = {product["source_row"]: product for product in _rows(report.products, "source_row", rows)}
    issues: dict[int | None, list[dict[str, Any]]] = {}
    for issue in _rows(report.issues, "row", rows):
        issues.setdefault(issue["row"], []).append(issue)
    for item in worst.iter_rows(named=True):
        product = products.get(item["row"], {})
        yield ItemCard(
            row=item["row"],
            id=item["item_id"] or "",
            title=product.get("title") or item["item_id"] or "An item without a name",
            price=_price(product),
            link=_web(product.get("link")),
            picture=_picture(_web(product.get("image_link")), media),
            score=item["score"],
            issues=issues.get(item["row"], []),
        )


def _rows(frame: pl.DataFrame, column: str, rows: pl.Series) -> Iterator[dict[str, Any]]:
    return frame.filter(pl.col(column).is_in(rows, nulls_equal=True)).iter_rows(named=True)


def _price(product: dict[str, Any]) -> str:
    if product.get("price") is None or not product.get("currency"):
        return ""
    return Money(product["sale_price"] or product["price"], product["currency"]).format("en")


def _web(link: str | None) -> str:
    """Only what a browser may open: a product file may hold any text."""
    return link if link and link.startswith(("http://", "https://")) else ""


def _picture(link: str, media: Path | None) -> str:
    from PIL import Image, UnidentifiedImageError

    file = media / Path(urlsplit(link).path).name if media and link else None
    if file is None or not file.is_file():
        return link
    try:
        with Image.open(file) as picture:
            picture.thumbnail((_THUMB, _THUMB))
            packed = io.BytesIO()
            picture.convert("RGB").save(packed, "JPEG", quality=82)
    except (OSError, UnidentifiedImageError):
        return link
    return "data:image/jpeg;base64," + base64.b64encode(packed.getvalue()).decode()

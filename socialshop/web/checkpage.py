"""The check of a catalog as a page of its own, with the products' pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from socialshop.products.checking import CheckedRow, CheckReport
from socialshop.web.checkview import LOOKS, CheckView, ItemCard
from socialshop.web.render import web_address
from socialshop.web.sheets import packed_picture, sheet, write_sheet

_MOST_ITEMS = 200  # more would be read by nobody, and --json has them all


def write_page(report: CheckReport, path: Path, media: Path | None = None, language: str = "en") -> None:
    """Write the page, whole or not at all. Pictures that stand in the folder `media` go into it, all others are fetched
    by the reader's browser. Raises InputError when the file cannot be written."""
    write_sheet(render(report, media, language), path)


def render(report: CheckReport, media: Path | None = None, language: str = "en") -> str:
    cards = list(_cards(report, media))
    more = report.items - report.flawless - len(cards)
    return sheet("check.html", language, check=_view(report), cards=cards, more=more, **LOOKS)


def _view(report: CheckReport) -> CheckView:
    return CheckView(
        channel=report.channel,
        name=Path(report.file).name,
        source=report.source,
        items=report.items,
        ok=report.ok,
        flawless=report.flawless,
        score=report.score,
        excluded=report.excluded_by_file,
        merchant_rules=report.merchant_rules,
        rules=report.rules.to_dicts(),
    )


def _cards(report: CheckReport, media: Path | None) -> Iterator[ItemCard]:
    for item in report.rows_of(report.worst(_MOST_ITEMS)):
        yield _card(item, media)


def _card(item: CheckedRow, media: Path | None) -> ItemCard:
    return ItemCard(
        row=item.row,
        id=item.id,
        title=item.title,
        price=item.price,
        link=web_address(item.link),
        picture=packed_picture(web_address(item.image_link), media),
        score=item.score,
        issues=item.issues,
    )

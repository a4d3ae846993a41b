"""What the channels have against the catalog, as the last push found it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from socialshop.money import Money
from socialshop.products.checks import ItemFilter, kept_checks, kept_items
from socialshop.products.model import CatalogCheck, CheckedItem
from socialshop.store import reading
from socialshop.web.checkview import LOOKS, CheckView, ItemCard
from socialshop.web.render import page, picture_address, web_address
from socialshop.web.visits import PersonVisit, RowNumber, Site, Storable

PAGE = 30
router = APIRouter(prefix="/catalog")


@router.get("")
def last_check(
    here: PersonVisit,
    channel: str = "",
    severity: str = "",
    rule: Storable = "",
    q: Storable = "",
    after: RowNumber = -1,
) -> Response:
    wanted = ItemFilter(severity if severity in LOOKS["costs"] else "", rule, q.strip())
    with Session(reading(here.site.store)) as session:
        checks = [_view(check) for check in kept_checks(session)]
        chosen = next((check for check in checks if check.channel == channel or not channel), None)
        if checks and chosen is None:
            raise HTTPException(404)
        found = kept_items(session, chosen.channel, wanted, after=after, limit=PAGE + 1) if chosen else []
    cards = [_card(item, here.site) for item in found[:PAGE]]
    older = _older(found[PAGE - 1], wanted) if len(found) > PAGE else ""
    return page(here, "catalog.html", checks=checks, check=chosen, cards=cards, filters=wanted, older=older, **LOOKS)


def _older(last: CheckedItem, wanted: ItemFilter) -> str:
    asked = {"channel": last.channel, "severity": wanted.severity, "rule": wanted.rule, "q": wanted.search}
    query = urlencode({name: value for name, value in asked.items() if value} | {"after": last.position})
    return f"/catalog?{query}#items"


def _view(check: CatalogCheck) -> CheckView:
    return CheckView(
        channel=check.channel,
        name=Path(check.file).name,
        source=check.source,
        items=check.items,
        ok=check.ok,
        flawless=check.flawless,
        score=check.score,
        excluded=json.loads(check.excluded),
        merchant_rules=json.loads(check.merchant_rules),
        rules=json.loads(check.rules),
        checked_at=check.checked_at,
    )


def _card(item: CheckedItem, site: Site) -> ItemCard:
    return ItemCard(
        row=item.source_row,
        id=item.item_id,
        title=item.title,
        price=Money(item.price, item.currency) if item.price is not None else None,
        link=web_address(item.link),
        picture=picture_address(site, item.image_link),
        score=item.score,
        issues=json.loads(item.issues),
    )

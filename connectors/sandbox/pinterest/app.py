"""The way of a call to Pinterest's API v5: route, token, rate, parameters."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from connectors.sandbox.accounts import PINTEREST_HOST, PINTEREST_ID, PINTEREST_NAME, SHOP_NAME
from connectors.sandbox.exchange import Answer, Call, json_answer
from connectors.sandbox.pinterest import boards, catalogs, feeds, groups, oauth, pins, sections
from connectors.sandbox.pinterest.context import PinterestCall, Route
from connectors.sandbox.pinterest.errors import TRIAL_CALLS_A_DAY, PinterestError, invalid, rate_headers, too_many
from connectors.sandbox.world import World


def answer(world: World, call: Call) -> Answer:
    """Answer one call to api.pinterest.com. Raises PinterestError for whatever Pinterest would refuse."""
    route, ids = _route(call)
    pinterest = PinterestCall(world, call, ids)
    if route.pattern != "/v5/oauth/token":
        oauth.bearer(pinterest)
        _check_rate(world)
    if unknown := set(call.query) - route.query:
        raise invalid(f"unknown parameter {min(unknown)}")
    return route.answer(pinterest)


def headers(world: World) -> dict[str, str]:
    """What every answer of Pinterest's API carries."""
    remaining = TRIAL_CALLS_A_DAY - world.calls_today(PINTEREST_HOST) if world.pinterest_trial else TRIAL_CALLS_A_DAY
    return rate_headers(max(0, remaining), _to_midnight(world.clock()))


def get_account(call: PinterestCall) -> Answer:
    return json_answer(
        {
            "id": PINTEREST_ID,
            "username": PINTEREST_NAME,
            "account_type": "BUSINESS",
            "business_name": SHOP_NAME,
            "board_count": len(call.world.boards),
            "pin_count": len(call.world.pins),
            "follower_count": 0,
            "following_count": 0,
            "monthly_views": 0,
        }
    )


def _route(call: Call) -> tuple[Route, dict[str, str]]:
    found = [(route, ids) for route in ROUTES if (ids := _match(route.pattern, call.path)) is not None]
    for route, ids in found:
        if route.method == call.method:
            return route, ids
    if found:
        raise PinterestError(405, 405, "Method not allowed.")
    raise PinterestError(404, 0, f"Not found: {call.path}")


def _match(pattern: str, path: str) -> dict[str, str] | None:
    match = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern), path)
    return match.groupdict() if match else None


def _check_rate(world: World) -> None:
    if world.pinterest_trial and world.calls_today(PINTEREST_HOST) >= TRIAL_CALLS_A_DAY:
        raise too_many(_to_midnight(world.clock()))


def _to_midnight(now: datetime) -> int:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int((midnight - now).total_seconds())


ROUTES = (
    Route("GET", "/v5/user_account", get_account, frozenset({"ad_account_id"})),
    *oauth.ROUTES,
    *catalogs.ROUTES,
    *feeds.ROUTES,
    *groups.ROUTES,
    *boards.ROUTES,
    *sections.ROUTES,
    *pins.ROUTES,
)

"""Tokens: https://developers.pinterest.com/docs/api/v5/oauth-token"""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta

from connectors.sandbox.accounts import PINTEREST_APP_ID, SECRETS
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.pinterest.context import PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError, invalid, unauthorized
from connectors.sandbox.world import World

ACCESS_LIFE = timedelta(days=30)
REFRESH_LIFE = timedelta(days=60)
SCOPE = "boards:read boards:write catalogs:read catalogs:write pins:read pins:write user_accounts:read"
FORM = "application/x-www-form-urlencoded"
_FIELDS = {
    "authorization_code": frozenset({"grant_type", "code", "redirect_uri", "continuous_refresh"}),
    "refresh_token": frozenset({"grant_type", "refresh_token", "scope", "continuous_refresh"}),
}


def token(call: PinterestCall) -> Answer:
    """A new access token and, as refresh tokens are continuous, a new refresh token with it."""
    _check_app(call)
    form = call.call.form
    grant = form.get("grant_type", "")
    if call.call.content_type != FORM or grant not in _FIELDS:
        raise invalid("grant_type must be authorization_code or refresh_token, as a form")
    if unknown := set(form) - _FIELDS[grant]:
        raise invalid(f"unknown field {min(unknown)}")
    if grant == "refresh_token" and not _is_refresh_token(call.world, form.get("refresh_token", "")):
        raise PinterestError(401, 283, "Your refresh token is invalid or expired.")
    if grant == "authorization_code" and not (form.get("code") and form.get("redirect_uri")):
        raise invalid("code and redirect_uri are required")
    call.world.keep_secret(form.get("code", SECRETS["PINTEREST_REFRESH_TOKEN"]))
    return json_answer(_issue(call.world, grant))


def bearer(call: PinterestCall) -> str:
    """The live access token of a call. Raises PinterestError 401 without one."""
    scheme, _, value = call.call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value.startswith("pina_") or not call.world.is_live(value):
        raise unauthorized()
    return value


def _check_app(call: PinterestCall) -> None:
    wanted = base64.b64encode(f"{PINTEREST_APP_ID}:{SECRETS['PINTEREST_APP_SECRET']}".encode()).decode()
    given = call.call.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Basic {wanted}".encode()):
        raise unauthorized()


def _is_refresh_token(world: World, value: str) -> bool:
    return value.startswith("pinr_") and world.is_live(value)


def _issue(world: World, grant: str) -> dict[str, object]:
    number = world.next_number()
    return {
        "response_type": grant,
        "access_token": world.issue(f"pina_SANDBOX0FAKE{number:032d}"),
        "refresh_token": world.issue(f"pinr_SANDBOX0FAKE{number:032d}"),
        "token_type": "bearer",
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "refresh_token_expires_in": int(REFRESH_LIFE.total_seconds()),
        "refresh_token_expires_at": int((world.clock() + REFRESH_LIFE).timestamp()),
        "scope": SCOPE,
    }


ROUTES = (Route("POST", "/v5/oauth/token", token),)

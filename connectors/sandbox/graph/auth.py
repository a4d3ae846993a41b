"""Who calls: the access token and its proof.

https://developers.facebook.com/docs/graph-api/guides/secure-requests
"""

from __future__ import annotations

import hashlib
import hmac

from connectors.sandbox.accounts import SECRETS
from connectors.sandbox.graph.context import GraphCall
from connectors.sandbox.graph.errors import GraphError, expired_token

_SHOP_KINDS = frozenset({"catalog", "product", "product_set", "product_feed", "feed_upload"})
_PAGE_KINDS = _SHOP_KINDS | {"page", "post", "photo", "comment", "thread", "visitor_post", "story"}
_INSTAGRAM_KINDS = frozenset({"ig_user", "container", "ig_media", "ig_comment", "thread", "product"})
_OF_THE_PAGE = frozenset({"conversations", "messages"})
"""Edges of the Page by which Instagram's private messages go."""
_MAY: dict[str, frozenset[str]] = {
    SECRETS["FACEBOOK_PAGE_TOKEN"]: _PAGE_KINDS,
    SECRETS["INSTAGRAM_ACCESS_TOKEN"]: _INSTAGRAM_KINDS,
}


def authenticate(call: GraphCall) -> str:
    """The token of the call. Raises GraphError when it is missing, unknown, dead or not proven."""
    token = call.text("access_token") or call.call.headers.get("authorization", "").removeprefix("Bearer ")
    if not token:
        raise GraphError(104, "An access token is required to request this resource.", status=401)
    if token not in _MAY:
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", status=401)
    if not call.world.is_live(token):
        raise expired_token()
    _check_proof(token, call.text("appsecret_proof"))
    return token


def authorize(token: str, kind: str, edge: str) -> None:
    """Raises GraphError when the token's permissions do not reach that edge of that kind of node."""
    if kind not in _MAY[token] and not (kind == "page" and edge in _OF_THE_PAGE and _MAY[token]):
        raise GraphError(10, "(#10) Application does not have permission for this action", status=403)


def _check_proof(token: str, proof: str) -> None:
    if not proof:
        message = "API calls from the server require an appsecret_proof argument"
        raise GraphError(100, message, type="GraphMethodException")
    wanted = hmac.new(SECRETS["FACEBOOK_APP_SECRET"].encode(), token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(proof.encode(), wanted.encode()):
        message = "Invalid appsecret_proof provided in the API argument"
        raise GraphError(100, message, type="GraphMethodException")

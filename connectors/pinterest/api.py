"""Pinterest's API v5: https://developers.pinterest.com/docs/api/v5"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import requests

from connectors.budget import after_seconds, window_reset_seconds
from connectors.http import IDEMPOTENT, Answer, PlatformSession, redact
from connectors.pinterest.tokens import Credentials, TokenKeeper, Tokens
from connectors.rules import limit
from socialshop.clock import Clock
from socialshop.errors import (
    AuthExpired,
    NotFound,
    OutcomeUnknown,
    Permanent,
    PlatformError,
    Retryable,
    Throttled,
    TooMuchData,
)
from socialshop.phrases import phrase
from socialshop.ports import Vault

BASE = "https://api.pinterest.com/v5"
_PAGE_SIZE = limit("pinterest.page_size")


class PinterestApi:
    """Calls with one account's token. Every method raises what `socialshop.errors` knows, and nothing else."""

    def __init__(
        self,
        channel: str,
        credentials: Credentials,
        session: PlatformSession,
        clock: Clock,
        vault: Vault | None = None,
    ) -> None:
        self._channel = channel
        self._credentials = credentials
        self._session = session
        self._clock = clock
        self._keeper = TokenKeeper(credentials, vault)
        self._tokens = self._keeper.newest()

    def get(self, path: str, **params: Any) -> Answer:
        return self._call("GET", path, params=params)

    def post(self, path: str, body: dict[str, Any] | None) -> Answer:
        return self._call("POST", path, json=body)

    def patch(self, path: str, body: dict[str, Any]) -> Answer:
        return self._call("PATCH", path, json=body)

    def delete(self, path: str) -> None:
        self._call("DELETE", path)

    def items(self, path: str) -> Iterator[dict[str, Any]]:
        """All entries of a list. Raises Permanent where the platform goes round in circles."""
        seen: set[str] = set()
        page: dict[str, Any] = {}
        while True:
            page = self.get(path, page_size=_PAGE_SIZE, **{k: page[k] for k in ("bookmark",) if page.get(k)})
            yield from page.get("items", [])
            bookmark = page.get("bookmark")
            if not bookmark:
                return
            if bookmark in seen:
                raise Permanent(phrase("Pinterest sent the same bookmark twice."), channel=self._channel)
            seen.add(bookmark)

    def has_items(self, path: str) -> bool:
        """Whether there is anything in a list."""
        return bool(self.get(path, page_size=1).get("items"))

    def _call(self, method: str, path: str, **content: Any) -> Answer:
        response = self._send(method, path, **content)
        for newer in (self._adopt, self._renew):
            if response.status_code == 401 and newer():
                response = self._send(method, path, **content)
        return self._read(response)

    def _send(self, method: str, path: str, **content: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._tokens.access}"}
        return self._session.request(method, f"{BASE}/{path}", headers=headers, **content)

    def _adopt(self) -> bool:
        """The tokens that another process renewed meanwhile; False where there are none."""
        known, self._tokens = self._tokens, self._keeper.newest()
        return self._tokens != known

    def _renew(self) -> bool:
        """New tokens, kept for the next process where there is a vault; False where no refresh token is known.

        https://developers.pinterest.com/docs/api/v5/#operation/oauth/token
        """
        known = self._credentials
        if self._tokens.refresh is None or known.app_secret is None:
            return False
        form = {"grant_type": "refresh_token", "refresh_token": self._tokens.refresh}
        basic = (known.app_id, known.app_secret.reveal())
        answer = self._session.post(f"{BASE}/oauth/token", data=form, auth=basic)
        if answer.status_code in (400, 401, 403):
            raise AuthExpired(
                phrase("Pinterest does not renew the access token any more."),
                channel=self._channel,
                code=str(answer.status_code),
                mend=phrase("Connect the account again: both tokens are new then."),
            )
        told = self._read(answer)
        self._tokens = Tokens(told["access_token"], told.get("refresh_token") or self._tokens.refresh)
        self._keeper.keep(self._tokens)
        return True

    def _read(self, response: requests.Response) -> Answer:
        body = _json(response)
        if not response.ok:
            raise self._error(response, body)
        return Answer(self._channel, {} if response.status_code == 204 else body)

    def _error(self, response: requests.Response, body: Any) -> PlatformError:
        """https://developers.pinterest.com/docs/reference/errors: the HTTP status says how one recovers."""
        said = body if isinstance(body, dict) else {}
        message = redact(str(said.get("message") or f"HTTP {response.status_code}"), (self._tokens.access,))
        status, method = response.status_code, response.request.method or ""
        kind, mend = _recovery(status, method)
        details = {"channel": self._channel, "code": f"{status}/{said.get('code', 0)}", "mend": mend}
        if kind is Throttled:
            after = after_seconds(response.headers, self._clock()) or window_reset_seconds(response.headers)
            return Throttled(f"Pinterest: {message}", after=after, **details)
        return kind(f"Pinterest: {message}", **details)


def _recovery(status: int, method: str) -> tuple[type[PlatformError], str]:
    if status >= 500:
        return (Retryable if method in IDEMPOTENT else OutcomeUnknown), _AGAIN
    return _BY_STATUS.get(status, (Permanent, phrase("Change what the message names and try again.")))


_AGAIN = phrase("Nothing to do: the next run tries again.")
_BY_STATUS: dict[int, tuple[type[PlatformError], str]] = {
    401: (AuthExpired, phrase("Connect the account again, or configure a refresh token.")),
    403: (AuthExpired, phrase("Give the app access to what the message names and connect the account again.")),
    404: (NotFound, phrase("Look whether it still stands on Pinterest.")),
    408: (Retryable, _AGAIN),
    413: (TooMuchData, phrase("Nothing to do: it is sent in smaller pieces.")),
    429: (Throttled, phrase("Nothing to do: the next run goes on.")),
}


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except requests.JSONDecodeError:
        return None

"""Sessions to the platforms: bounded in time, patient within measure, and silent about secrets."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, SSLError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

from connectors.budget import LONGEST_PAUSE_SECONDS, Budget
from connectors.redaction import RedactingFilter, redact
from socialshop.addressing import AddressedAdapter
from socialshop.clock import Clock
from socialshop.errors import OutcomeUnknown, Permanent, PlatformError, Retryable
from socialshop.phrases import phrase
from socialshop.ports import HttpSettings, Traffic

__all__ = ["IDEMPOTENT", "Answer", "PlatformSession", "RedactingFilter", "host_of", "redact", "session"]

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""What may be sent twice, by RFC 9110, section 9.2.2."""
_RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})


def session(
    channel: str, http: HttpSettings, traffic: Traffic, clock: Clock, sleep: Callable[[float], None] | None
) -> PlatformSession:
    """A requests session for one channel; what it costs is counted in `traffic`.

    It raises Retryable for a call that did not happen and OutcomeUnknown for one that may have.
    """
    return PlatformSession(channel, PlatformAdapter(http, traffic, Budget(clock), sleep or time.sleep))


def host_of(address: str) -> str:
    """The host's name, or '' of what is no address: shops write any text where one should be."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class PlatformSession(requests.Session):
    """Vendors' libraries take it for a plain session; its errors are ours."""

    def __init__(self, channel: str, adapter: PlatformAdapter) -> None:
        super().__init__()
        self._channel = channel
        self.headers["User-Agent"] = "socialshop"
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            return super().request(method, url, *args, **kwargs)
        except requests.RequestException as error:
            failure = _translate(error, self._channel, str(method))
        raise failure  # outside of the handler: the original error's text holds the address, and with it the token


class Answer(dict[str, Any]):
    """A JSON object that a platform answered. Raises Permanent for what should stand in it and does not."""

    def __init__(self, channel: str, body: Any) -> None:
        if not isinstance(body, dict):
            raise _unknown_form(channel, "a JSON object")
        super().__init__(body)
        self._channel = channel

    def __missing__(self, key: str) -> Any:
        raise _unknown_form(self._channel, repr(key))


class PlatformAdapter(AddressedAdapter):
    """Sends calls: to the addresses of the settings, no faster than allowed, again where that is safe."""

    def __init__(self, http: HttpSettings, traffic: Traffic, budget: Budget, sleep: Callable[[float], None]) -> None:
        self._traffic = traffic
        self._budget = budget
        self._sleep = sleep
        super().__init__(http, max_retries=_PatientRetry.of(http, self._wait))

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        self._pause(self._budget.due())
        self._traffic.requests += 1
        response = super().send(request, stream, timeout, verify, cert, proxies)
        self._budget.observe(response.headers)
        if response.status_code == 429:
            self._traffic.throttled += 1
        return response

    def _wait(self, seconds: float, status: int | None) -> None:
        """Between two attempts of one call."""
        self._traffic.requests += 1
        self._traffic.retries += 1
        if status == 429:
            self._traffic.throttled += 1
        self._pause(seconds)

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._traffic.waited_seconds += seconds
            self._sleep(seconds)


class _PatientRetry(Retry):
    """urllib3's retry with our own sleep, which gives up at once where the platform asks for too long a wait."""

    def __init__(self, *args: Any, wait: Callable[[float, int | None], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wait = wait

    @classmethod
    def of(cls, http: HttpSettings, wait: Callable[[float, int | None], None]) -> _PatientRetry:
        return cls(
            wait=wait,
            total=http.retries,
            allowed_methods=IDEMPOTENT,
            status_forcelist=_RETRIED_STATUS,
            backoff_factor=http.backoff,
            raise_on_status=False,
        )

    def new(self, **changes: Any) -> Self:
        return super().new(wait=self._wait, **changes)

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Self:
        if response is not None and (self.get_retry_after(response) or 0) > LONGEST_PAUSE_SECONDS:
            raise MaxRetryError(kwargs.get("_pool"), url or "")  # type: ignore[arg-type]
        return super().increment(method, url, response, *args, **kwargs)

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        asked = self.get_retry_after(response) if response is not None else None
        self._wait(asked or self._backoff(), response.status if response is not None else None)

    def _backoff(self) -> float:
        """Twice as long every time, and never in step with others who failed at the same moment."""
        return self.backoff_factor * 2.0 ** (len(self.history) - 1) * random.uniform(0.5, 1.5)  # noqa: S311


def _unknown_form(channel: str, wanted: str) -> Permanent:
    return Permanent(
        phrase("{channel} answered without {wanted}.", channel=channel, wanted=wanted),
        channel=channel,
        mend=phrase("The platform may have changed: look for an update."),
    )


def _translate(error: requests.RequestException, channel: str, method: str) -> PlatformError:
    what = phrase("{channel} could not be reached ({error}).", channel=channel, error=type(error).__name__)
    if method.upper() in IDEMPOTENT or _never_sent(error):
        return Retryable(what, channel=channel, mend=phrase("Nothing was lost; the next run tries again."))
    return OutcomeUnknown(
        phrase("{channel} took the call and did not answer ({error}).", channel=channel, error=type(error).__name__),
        channel=channel,
        mend=phrase("The next run looks whether it happened."),
    )


def _never_sent(error: requests.RequestException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    not_connected = (ConnectTimeoutError, NewConnectionError, SSLError)
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, not_connected)

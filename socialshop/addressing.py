"""Where calls over HTTP go: to the address that a host is pointed at (the sandbox's, a proxy's), or into the public."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from socialshop.ports import HttpSettings


class AddressedAdapter(HTTPAdapter):
    """Sends each call where `HttpSettings.addresses` says, within the settings' time limits."""

    def __init__(self, http: HttpSettings, **options: Any) -> None:
        self._http = http
        super().__init__(**options)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        limits = (self._http.connect_timeout, self._http.read_timeout)
        leaving = self._addressed(request)
        through = proxies if leaving is request else {}  # the environment's proxies were chosen by the host's name
        response = super().send(leaving, stream, timeout or limits, verify, cert, through)
        response.request, response.url = request, request.url or ""
        return response

    def _addressed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request as it leaves: where its host is pointed elsewhere it keeps the host's name as `Host`."""
        parts = urlsplit(request.url or "")
        address = self._http.addresses.get(parts.netloc)
        if address is None:
            return request
        base = urlsplit(address)
        pointed = request.copy()
        pointed.headers["Host"] = parts.netloc
        pointed.url = urlunsplit((base.scheme, base.netloc, base.path.rstrip("/") + parts.path, parts.query, ""))
        return pointed


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: what people configure must not lead into our own network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    reached = getattr(ip, "ipv4_mapped", None) or ip
    return reached.is_global and not reached.is_multicast


def open_session(http: HttpSettings) -> requests.Session:
    """A session for public addresses, such as the shop's own pages and pictures: nothing secret is sent."""
    session = requests.Session()
    session.headers["User-Agent"] = "socialshop"
    for scheme in ("https://", "http://"):
        session.mount(scheme, AddressedAdapter(http))
    return session

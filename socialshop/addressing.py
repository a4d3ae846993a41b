"""Where calls over HTTP go: to the address that a host is pointed at (the sandbox's, a proxy's), or into the public."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from socialshop.ports import HttpSettings

logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
"""Each attempt counts among the calls of its run, and one that failed for good is told there: urllib3's own warnings
of those that came right would only alarm."""


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


class PrivateAddress(requests.RequestException):
    """A host that was to be a public one leads into a private network."""


class PublicAdapter(AddressedAdapter):
    """Connects to hosts of the public internet alone; raises PrivateAddress for others.

    The name is looked up once, and that very address is connected to: what a name leads to may change between a check
    and its use.
    """

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> Any:
        place, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        host = place["host"]
        address = _public_address(host, place["port"] or place["scheme"])
        return place | {"host": address}, tls | {"server_hostname": host, "assert_hostname": host}

    def add_headers(self, request: requests.PreparedRequest, **_options: Any) -> None:
        """The connection knows the address alone, and the server wants to know the name."""
        request.headers["Host"] = urlsplit(request.url or "").netloc.rpartition("@")[2]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: what people configure must not lead into our own network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    reached = getattr(ip, "ipv4_mapped", None) or ip
    return reached.is_global and not reached.is_multicast


def open_session(http: HttpSettings, *, public_only: bool = False) -> requests.Session:
    """A session for the shop's own pages and pictures, and for whatever people name in files: nothing secret is sent.

    With `public_only`, PrivateAddress is raised where a call would lead into a private network; the hosts of
    `HttpSettings.addresses` may stand anywhere.
    """
    session = requests.Session()
    session.headers["User-Agent"] = "socialshop"
    for scheme in ("https://", "http://"):
        session.mount(scheme, PublicAdapter(replace(http, addresses={})) if public_only else AddressedAdapter(http))
        for host in http.addresses:
            session.mount(f"{scheme}{host}/", AddressedAdapter(http))
    return session


def _public_address(host: str, port: int | str) -> str:
    """The first address of the host; all of them are public."""
    try:
        found = [str(place[0]) for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise requests.ConnectionError(f"{host} is not known") from error
    if not all(map(is_public, found)):
        raise PrivateAddress(f"{host} leads into a private network")
    return found[0]

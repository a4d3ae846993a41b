"""A POST to an address that somebody configured, which must not lead into the shop's own network."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import certifi
import urllib3
from urllib3.exceptions import HTTPError

from socialshop.addressing import is_public

_SECONDS = 10.0


class Refused(Exception):
    """The address is not one to send to, or nobody answered; in words for the list of deliveries."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False) -> int:
    """The status of the answer; its body is not read, and no redirection is followed.

    The name is looked up once, and that very address is connected to: what a name leads to may change between a check
    and its use. Raises Refused.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(host, port, private=private)
    try:
        with _pool(parts, address, port) as pool:
            answer = pool.urlopen(
                "POST",
                parts.path + (f"?{parts.query}" if parts.query else "") or "/",
                body=body,
                headers={**headers, "Host": parts.netloc.rpartition("@")[2]},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            status: int = answer.status
            answer.close()
            return status
    except HTTPError as error:
        raise Refused(f"nobody answered: {type(error).__name__}") from error


def _pool(parts: SplitResult, address: str, port: int) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(_SECONDS)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=timeout,
        ca_certs=certifi.where(),
        server_hostname=parts.hostname,
        assert_hostname=parts.hostname,
    )


def _address(host: str, port: int, *, private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(f"{host} is not known") from error
    addresses = [str(info[4][0]) for info in found]
    if not private and not all(is_public(address) for address in addresses):
        raise Refused(f"{host} leads into a private network; set private = true where that is meant")
    return addresses[0]

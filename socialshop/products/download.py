"""Fetching a file of the shop's from its address: only where it changed, and whole or not at all.

What was fetched is kept in the user's cache, with the marks (`ETag`, `Last-Modified`; RFC 9110, section 13) by which
the server is asked next time whether it changed. Its place is named after a digest of the address, which may hold
secrets.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from catalog_feeds.writers import replacing
from socialshop.addressing import AddressedAdapter
from socialshop.config import Http
from socialshop.errors import InputError
from socialshop.phrases import phrase
from socialshop.ports import HttpSettings

_CHUNK_BYTES = 1024 * 1024
_LONGEST_PAUSE_SECONDS = 60
_PASSING_STATUS = frozenset({429, 500, 502, 503, 504})
_MARKS = "marks.json"
_CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""What an answer says of its version → how the next request asks by it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of file: its folder in the cache, the most mebibytes (1024² bytes) and the mend of a larger one, and in
    which form it may come (RFC 9110, section 12.5.3)."""

    folder: str
    most: int
    mend: str
    encoding: str


PRODUCTS = Wanted("products", 2048, phrase("Pack it with gzip, or split it."), "gzip")
PHOTO = Wanted("photos", 30, phrase("Scale it down."), "identity")


def download(address: str, name: str, http: Http, wanted: Wanted = PRODUCTS) -> Path:
    """Where the file of the address stands on this machine; `name` is the address as it may be shown.

    Raises InputError where it cannot be had, or did not arrive whole.
    """
    folder = _folder(address, wanted)
    content, marks = folder / "content", folder / _MARKS
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (
            _untold(address),
            _session(http, wanted) as session,
            session.get(address, headers=_asked(content, marks), stream=True) as answer,
        ):
            if answer.status_code != requests.codes.not_modified:
                _require_file(answer, name, wanted)
                _keep(answer, content, name, wanted)
                marks.write_text(json.dumps({mark: answer.headers.get(mark, "") for mark in _CONDITIONS}), "utf-8")
    except (requests.RequestException, HTTPError) as error:
        failure = _not_had(name, error)
    except OSError as error:
        failure = InputError(
            phrase("What was fetched cannot be kept in {folder}: {failure}.", folder=folder, failure=error.strerror),
            file=name,
        )
    else:
        return content
    raise failure  # outside of the handlers: the original error's text holds the whole address


def forget(address: str, wanted: Wanted = PRODUCTS) -> None:
    """Fetch it anew next time, whatever the server says: what came could not be read."""
    (_folder(address, wanted) / _MARKS).unlink(missing_ok=True)


def _folder(address: str, wanted: Wanted) -> Path:
    """In the user's cache, by the XDG Base Directory Specification."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "socialshop" / wanted.folder / hashlib.sha256(address.encode()).hexdigest()


@contextmanager
def _untold(address: str) -> Iterator[None]:
    """urllib3 logs each further attempt with the path and the query of the address."""
    parts = urlsplit(address)
    secret = parts.path + (f"?{parts.query}" if parts.query else "")

    def tells_nothing(record: logging.LogRecord) -> bool:
        return secret not in record.getMessage()

    log = logging.getLogger("urllib3.connectionpool")
    log.addFilter(tells_nothing)
    try:
        yield
    finally:
        log.removeFilter(tells_nothing)


def _session(http: Http, wanted: Wanted) -> requests.Session:
    """Within the time limits of the configuration, and patient within measure."""
    retry = Retry(
        total=http.retries,
        status_forcelist=_PASSING_STATUS,
        backoff_factor=0.5,
        backoff_jitter=0.5,
        retry_after_max=_LONGEST_PAUSE_SECONDS,
        raise_on_status=False,
    )
    limits = HttpSettings(
        connect_timeout=http.connect_timeout,
        read_timeout=http.read_timeout,
        retries=http.retries,
        addresses=http.addresses,
    )
    session = requests.Session()
    session.headers.update({"User-Agent": "socialshop", "Accept-Encoding": wanted.encoding})
    for scheme in ("https://", "http://"):
        session.mount(scheme, AddressedAdapter(limits, max_retries=retry))
    return session


def _asked(content: Path, marks: Path) -> dict[str, str]:
    """The conditions on which the file is wanted again; none where we do not have it whole, with its marks."""
    if not (content.is_file() and marks.is_file()):
        return {}
    try:
        known = json.loads(marks.read_text("utf-8"))
    except ValueError:  # the disk was full, or the power went
        return {}
    return {_CONDITIONS[mark]: value for mark, value in known.items() if value}


def _require_file(answer: requests.Response, name: str, wanted: Wanted) -> None:
    if answer.status_code != requests.codes.ok:
        raise InputError(
            phrase("The address gives no file."),
            file=name,
            found=f"HTTP {answer.status_code}",
            expected=f"HTTP {requests.codes.ok}",
            mend=phrase("Correct the address, or the rights that it asks for."),
        )
    length = answer.headers.get("Content-Length", "")
    _require_size(int(length) if length.isdecimal() else 0, name, wanted)


def _keep(answer: requests.Response, content: Path, name: str, wanted: Wanted) -> None:
    """The bytes as they came: what is packed is unpacked where it is read, which tells whether it is whole."""
    with replacing(content) as file:
        for chunk in answer.raw.stream(_CHUNK_BYTES, decode_content=False):
            file.write(chunk)
            _require_size(file.tell(), name, wanted)
        if not file.tell():
            raise InputError(
                phrase("The address gives an empty file."),
                file=name,
                mend=phrase("Look whether the shop's export has run."),
            )


def _require_size(size: int, name: str, wanted: Wanted) -> None:
    if size > wanted.most * 1024**2:
        raise InputError(
            phrase("The file is larger than {most} MiB.", most=f"{wanted.most:,}"), file=name, mend=wanted.mend
        )


def _not_had(name: str, error: Exception) -> InputError:
    if isinstance(error, HTTPError | requests.exceptions.ChunkedEncodingError):
        return InputError(
            phrase("The download broke off before its end; the file that was fetched before is kept."),
            file=name,
            mend=phrase("Run again; if it stays so, look at the server that gives the file."),
        )
    return InputError(
        phrase("The address gives no file: {failure}.", failure=type(error).__name__),
        file=name,
        mend=phrase("Look whether it can be opened from this machine, and run again."),
    )

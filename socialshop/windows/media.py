"""Where our own pictures stand for platforms to fetch them: a folder that is served, or a bucket.

Names bear what a picture shows, so a file is written once and never changed.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from socialshop.errors import ConfigurationError, Permanent
from socialshop.phrases import phrase
from socialshop.ports import Picture

DRAWN = "windows"
"""Folder of the shop's media, and of the store, with the drawn pictures."""
_MEND = phrase(
    "Set windows.media.public_url to where windows.media.store can be seen from outside, and see that it can."
)
_FOREVER = "public, max-age=31536000, immutable"


def local_picture(address: str, folder: Path | None) -> Path | None:
    """The file in the folder that bears the name of a picture's address; None where none does.

    Others write any text where an address should be: what no file can be called is none.
    """
    try:
        name = PurePosixPath(unquote(urlsplit(address).path)).name
        path = folder / name if folder and name else None
        return path if path and path.is_file() else None
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class MediaStore:
    """A folder's path, or the address of a bucket with a prefix, such as 's3://bucket/windows'.

    `options` gives what fsspec's filesystem of that kind needs to write: endpoint, key and secret of a bucket.
    `public_url` is where the world sees the store; without it, platforms that fetch pictures get none. `session` asks
    whether they can.
    """

    store: str
    public_url: str
    session: requests.Session = field(repr=False)
    options: Callable[[], Mapping[str, Any]] = field(default=dict, repr=False)

    def url(self, name: str) -> str:
        """Where a picture of that name is to be seen; the name alone where nobody outside sees the store."""
        return f"{self.public_url.rstrip('/')}/{name}" if self.public_url else name

    def put(self, name: str, content: bytes) -> None:
        """Write a picture that is not there yet. Raises ConfigurationError where the store cannot be written."""
        with self._opened(name) as (files, path):
            if files.exists(path):
                return
            if not self.is_bucket:  # it would be made, too, where its name is mistyped
                files.makedirs(path.rpartition("/")[0], exist_ok=True)
            kind = mimetypes.guess_type(name)[0]
            headers = {"ContentType": kind, "CacheControl": _FOREVER} if self.is_bucket else {}
            files.pipe_file(path, content, **headers)

    def holds(self, name: str) -> bool:
        """Whether a picture of that name stands there. Raises ConfigurationError where nobody can look."""
        with self._opened(name) as (files, path):
            return bool(files.exists(path))

    def files(self, folder: str) -> list[tuple[str, datetime]]:
        """The names in a folder of the store, and when each was written. Raises ConfigurationError."""
        with self._opened(folder) as (files, path):
            files.invalidate_cache()
            if not files.exists(path):
                return []
            return [(one.rpartition("/")[2], files.modified(one)) for one in files.ls(path, detail=False)]

    def remove(self, name: str) -> None:
        """Delete a picture. Raises ConfigurationError where that cannot be."""
        with self._opened(name) as (files, path):
            files.rm_file(path)

    @contextmanager
    def _opened(self, name: str) -> Iterator[tuple[Any, str]]:
        """The filesystem, and what stands under that name in it."""
        from fsspec.core import url_to_fs

        options = self.options()
        try:
            files, folder = url_to_fs(self.store, **options)
            yield files, f"{folder.rstrip('/')}/{name}"
        except Exception as error:  # noqa: BLE001 - each filesystem has errors of its own
            raise ConfigurationError(
                phrase(
                    "The pictures cannot be written to {store}: {error}.", store=self.store, error=type(error).__name__
                ),
                mend=phrase("Correct windows.media: its store, endpoint and keys, and what they are allowed to do."),
            ) from None  # the error's own text may hold a key

    @property
    def is_bucket(self) -> bool:
        return self.store.startswith(("s3://", "s3a://"))

    def publish(self, pictures: Iterable[Picture], channel: str, *, most_bytes: int) -> None:
        """Let the platform fetch these pictures: ours are put up, and each is looked at from outside.

        Raises Permanent, for `channel`, when one cannot be had there as it is, or is too large.
        """
        for picture in pictures:
            if picture.content is not None and self._is_ours(picture):
                self.put(picture.url.removeprefix(self.url("")), picture.content)
            trouble = self._trouble(picture, most_bytes)
            if trouble:
                what = phrase("{channel} cannot fetch the picture: {trouble}.", channel=channel, trouble=trouble)
                raise Permanent(what, channel=channel, mend=_MEND)

    def _is_ours(self, picture: Picture) -> bool:
        return bool(self.public_url) and picture.url.startswith(self.url(""))

    def _trouble(self, picture: Picture, most_bytes: int) -> str:
        """What hinders somebody outside from seeing it as it shall be seen; empty where nothing does."""
        if not picture.url.startswith(("https://", "http://")):
            return phrase("it has no public address")
        try:
            answer = self.session.head(picture.url, allow_redirects=True)
        except requests.RequestException as error:
            return phrase("{address} cannot be reached ({error})", address=picture.url, error=type(error).__name__)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        size = answer.headers.get("content-length", "")
        if answer.status_code != requests.codes.ok:
            return phrase("{address} answers HTTP {status}", address=picture.url, status=answer.status_code)
        if not kind.startswith("image/"):
            given = kind or phrase("something of no kind")
            return phrase("{address} gives {kind}, not an image", address=picture.url, kind=given)
        return _wrong_size(picture, int(size), most_bytes) if size.isdigit() else ""


def _wrong_size(picture: Picture, size: int, most_bytes: int) -> str:
    told = {"address": picture.url, "found": f"{size:,}"}
    if size > most_bytes:
        return phrase("{address} has {found} bytes, at most {most} are allowed", most=f"{most_bytes:,}", **told)
    if picture.content is not None and size != len(picture.content):
        wanted = f"{len(picture.content):,}"
        return phrase("{address} gives another picture: {found} bytes, not {wanted}", wanted=wanted, **told)
    return ""

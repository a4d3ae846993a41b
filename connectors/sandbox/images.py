"""Pictures are really opened, wherever they come from."""

from __future__ import annotations

import mimetypes
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import requests

from connectors.sandbox.exchange import Answer
from connectors.sandbox.records import Image
from connectors.sandbox.world import World

_FETCH_SECONDS = 10.0


def read_image(content: bytes, url: str = "") -> Image:
    """Raises ValueError when the bytes are no whole picture."""
    from PIL import Image as Pillow

    try:
        with Pillow.open(BytesIO(content)) as picture:
            picture.load()
            return Image(
                format=str(picture.format), width=picture.width, height=picture.height, bytes=len(content), url=url
            )
    except (OSError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise ValueError("not a picture") from error


def fetch_image(world: World, url: str) -> Image:
    """The picture behind a public address. Raises ValueError when nothing public stands there."""
    content = public_content(world, url)
    if content is None:
        raise ValueError(f"nothing stands at {url}")
    return read_image(content, url)


def public_content(world: World, url: str) -> bytes | None:
    """What stands at a public address; None where nothing does."""
    parts = urlsplit(url)
    bucket = world.buckets.get(parts.hostname or "")
    if bucket is not None:
        answer = requests.get(bucket + parts.path, timeout=_FETCH_SECONDS)
        return answer.content if answer.ok else None
    found = public_file(world, parts.hostname or "", parts.path)
    return found.read_bytes() if found else None


def serve_public(world: World, host: str, method: str, path: str) -> Answer:
    """The public hosts: the files of a folder, and the shop's pages, whose addresses have no suffix."""
    if method not in ("GET", "HEAD"):
        return Answer(405, b"", "text/plain", {"allow": "GET, HEAD"})
    found = public_file(world, host, path)
    if found is None and not PurePosixPath(path).suffix and path not in world.lost_pages:
        return Answer(200, b"<!doctype html><title>A page of the shop</title>", "text/html")
    if found is None:
        return Answer(404, b"not found", "text/plain")
    return Answer(200, found.read_bytes(), mimetypes.guess_type(found.name)[0] or "application/octet-stream")


def public_file(world: World, host: str, path: str) -> Path | None:
    folder = world.public.get(host)
    if folder is None:
        return None
    base = folder.resolve()
    wanted = (base / unquote(path).lstrip("/")).resolve()
    return wanted if wanted.is_file() and wanted.is_relative_to(base) else None

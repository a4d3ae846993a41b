"""Pages of their own: one file to open, print or send, without a server, with the pictures that are at hand in it."""

from __future__ import annotations

import base64
import io
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from catalog_feeds.writers import replacing
from socialshop.web.i18n import LANGUAGES, formatter
from socialshop.web.render import environment
from socialshop.windows.media import local_picture

_STATIC = Path(__file__).parent / "static"
_SHEETS = ("style.css", "check.css", "windows.css")
_THUMB = 176  # pixels: twice the size on the page, for fine screens


def sheet(template: str, language: str, zone: tzinfo = UTC, **context: Any) -> str:
    """The page in one of LANGUAGES; English for any other."""
    spoken = language if language in LANGUAGES else "en"
    common = {
        "language": spoken,
        "style": "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _SHEETS),
        "show": formatter(spoken, zone),
    }
    return environment(spoken).get_template(template).render(common | context)


def write_sheet(page: str, path: Path) -> None:
    """Write it whole or not at all. Raises InputError when the file cannot be written."""
    with replacing(path) as file:
        file.write(page.encode())


def packed_picture(link: str, media: Path | None) -> str:
    """The picture as a data address where it stands in the folder `media`; else its own address."""
    from PIL import Image, UnidentifiedImageError

    file = local_picture(link, media)
    if file is None:
        return link
    try:
        with Image.open(file) as picture:
            picture.thumbnail((_THUMB, _THUMB))
            packed = io.BytesIO()
            picture.convert("RGB").save(packed, "JPEG", quality=82)
    except (OSError, UnidentifiedImageError):
        return link
    return "data:image/jpeg;base64," + base64.b64encode(packed.getvalue()).decode()

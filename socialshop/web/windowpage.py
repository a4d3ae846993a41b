"""The preview of a window as a folder: a page to open or to send, and its pictures."""

from __future__ import annotations

from pathlib import Path

from socialshop.config import Config
from socialshop.errors import InputError
from socialshop.ports import Picture
from socialshop.web.render import web_address
from socialshop.web.sheets import sheet, write_sheet
from socialshop.windows.preview import WindowPreview

PAGE, PICTURES = "index.html", "pictures"


def write_preview(preview: WindowPreview, folder: Path, config: Config, language: str = "") -> Path:
    """Write the page and the pictures; the page. In the shop's language unless another is asked for.

    Raises InputError when the folder cannot be written.
    """
    page = sheet(
        "window_sheet.html",
        language or config.shop.language[:2],
        config.shop.zone,
        preview=preview,
        shop_name=config.shop.name,
        src=lambda picture: f"{PICTURES}/{_name(picture)}" if picture.content else web_address(picture.url),
    )
    try:
        (folder / PICTURES).mkdir(parents=True, exist_ok=True)
        for shown in preview.channels:
            for picture in shown.pictures:
                if picture.content:
                    (folder / PICTURES / _name(picture)).write_bytes(picture.content)
    except OSError as error:
        raise InputError(
            f"The folder cannot be written: {error.strerror}.", file=str(folder), mend="Choose another one with --out."
        ) from error
    write_sheet(page, folder / PAGE)
    return folder / PAGE


def _name(picture: Picture) -> str:
    return f"{picture.digest[:24]}.jpg"

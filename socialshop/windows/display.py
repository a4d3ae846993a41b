"""From a definition and today's products to the texts, links and pictures that one channel shows.

Prices stay out of the texts: a post cannot follow a price, and a wrong one is worse than none. Where a
platform knows our catalog, it shows the price itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from socialshop.ports import Display, DisplayProduct, Picture, WindowLimits
from socialshop.products.model import Product
from socialshop.windows.definition import WindowDefinition

WORDS = {
    "de": {"motive": "Warum wir es zeigen:", "shop": "Mehr davon im Laden:"},
    "en": {"motive": "Why we show it:", "shop": "More in the shop:"},
}


@dataclass(frozen=True, slots=True)
class ShopFront:
    """What every window needs to know of the shop. `media` is the folder with the pictures' files, if we have them."""

    url: str
    media: Path | None = None


def build_display(
    window: WindowDefinition, channel: str, products: Sequence[Product], front: ShopFront, limits: WindowLimits
) -> Display:
    """The window as `channel` shall show it; products beyond the platform's number of pictures are left out."""
    shown = products if limits.per_product else products[: limits.pictures[1]]
    link = tracked(front.url, window.name, channel)
    text = _short_text(window) if limits.per_product else _text(window, channel, shown, link, limits)
    room = max(limits.text - len(text) - len("\n\n"), 1)
    return Display(
        window=window.name,
        title=window.title,
        text=text,
        link=link,
        products=tuple(_product(window, channel, product, front, room) for product in shown),
    )


def tracked(link: str, window: str, channel: str, item_id: str = "") -> str:
    """The link with the UTM parameters that name the channel, the window and the product."""
    parts = urlsplit(link)
    utm = {"utm_source": channel, "utm_medium": "social", "utm_campaign": window}
    if item_id:
        utm["utm_content"] = item_id
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in utm]
    return urlunsplit(parts._replace(query=urlencode(kept + list(utm.items()))))


def local_picture(address: str, media: Path | None) -> Path | None:
    """The file behind a picture's address, when the shop has it on this machine."""
    name = unquote(PurePosixPath(urlsplit(address).path).name)
    path = media / name if media and name else None
    return path if path and path.is_file() else None


def _product(window: WindowDefinition, channel: str, product: Product, front: ShopFront, room: int) -> DisplayProduct:
    file = local_picture(product.image_link, front.media)
    return DisplayProduct(
        item_id=product.id,
        title=product.title,
        description=shorten(product.description, room),
        link=tracked(product.link, window.name, channel, product.id),
        picture=Picture(product.image_link, alt=product.title, content=file.read_bytes() if file else None),
    )


def _text(window: WindowDefinition, channel: str, products: Sequence[Product], link: str, limits: WindowLimits) -> str:
    """All of the window in one text."""
    words = WORDS[window.language]
    if limits.links:
        listed = "\n".join(f"{item.title}\n{tracked(item.link, window.name, channel, item.id)}" for item in products)
    else:
        listed = "\n".join(f"· {item.title}" for item in products)
        link = urlsplit(link).hostname or link
    parts = [window.title, window.story, _motive(window), listed, f"{words['shop']} {link}", _hashtags(window)]
    return "\n\n".join(part for part in parts if part)


def _short_text(window: WindowDefinition) -> str:
    """The reason alone, which leaves room for each product's own words."""
    return " ".join(part for part in (_motive(window), _hashtags(window)) if part)


def _motive(window: WindowDefinition) -> str:
    return f"{WORDS[window.language]['motive']} {window.motive}"


def _hashtags(window: WindowDefinition) -> str:
    return " ".join(f"#{tag}" for tag in window.hashtags)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"

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
    shown = [_product(window, channel, product, front, limits) for product in products[: limits.pictures[1]]]
    link = tracked(front.url, window.name, channel)
    return Display(
        window=window.name,
        title=window.title,
        text=_text(window, channel, shown, link),
        link=link,
        products=tuple(shown),
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


def _product(
    window: WindowDefinition, channel: str, product: Product, front: ShopFront, limits: WindowLimits
) -> DisplayProduct:
    file = local_picture(product.image_link, front.media)
    return DisplayProduct(
        item_id=product.id,
        title=product.title,
        description=shorten(f"{window.motive} {product.description}", min(limits.text, 500)),
        link=tracked(product.link, window.name, channel, product.id),
        picture=Picture(product.image_link, alt=product.title, content=file.read_bytes() if file else None),
    )


def _text(window: WindowDefinition, channel: str, products: Sequence[DisplayProduct], link: str) -> str:
    words = WORDS[window.language]
    if channel == "facebook":  # the only one of the three whose texts hold links that work
        listed = "\n".join(f"{product.title}\n{product.link}" for product in products)
    else:
        listed = "\n".join(f"· {product.title}" for product in products)
        link = urlsplit(link).hostname or link
    hashtags = " ".join(f"#{tag}" for tag in window.hashtags)
    parts = [
        window.title,
        window.story,
        f"{words['motive']} {window.motive}",
        listed,
        f"{words['shop']} {link}",
        hashtags,
    ]
    return "\n\n".join(part for part in parts if part)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"

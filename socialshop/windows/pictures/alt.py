"""What a picture shows, for those who do not see it. No price: an alt text stays when the price has changed."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list

from socialshop.windows.pictures.facts import Cover, Layout, ShownProduct, Tile

MOST = 500
"""Characters. The shortest of the platforms' limits: https://developers.pinterest.com/docs/api/v5/#operation/pins/create"""

_WORDS = {
    "de": {
        Layout.COUNTER: "{title} Zu sehen: {first} in groß, daneben {others}.",
        Layout.SHELF: "{title} Nebeneinander zu sehen: {all}.",
        Layout.CARD: "{title} Im Hintergrund: {all}.",
    },
    "en": {
        Layout.COUNTER: "{title} It shows {first} in front, and beside it {others}.",
        Layout.SHELF: "{title} Side by side: {all}.",
        Layout.CARD: "{title} In the background: {all}.",
    },
}
_ALONE = {"de": "{title} Zu sehen: {all}.", "en": "{title} It shows {all}."}


def cover_alt(cover: Cover) -> str:
    language = "de" if cover.language.startswith("de") else "en"
    title = _ended(cover.title)
    if not cover.shown:
        return _short(f"{title} {cover.line}".strip())
    form = _WORDS[language][cover.layout] if len(cover.shown) > 1 else _ALONE[language]
    return _short(
        form.format(
            title=title,
            first=cover.shown[0].title,
            others=_listed(cover.shown[1:], cover.language),
            all=_listed(cover.shown, cover.language),
        )
    )


def tile_alt(tile: Tile) -> str:
    return _short(tile.product.title)


def _ended(title: str) -> str:
    """As a sentence: with a full stop, unless it asks or exclaims."""
    title = title.rstrip(" .")
    return title if title.endswith(("!", "?", "…")) else f"{title}."


def _listed(products: Sequence[ShownProduct], language: str) -> str:
    return format_list([product.title for product in products], locale=language) if products else ""


def _short(text: str) -> str:
    return text if len(text) <= MOST else text[: MOST - 1].rsplit(" ", 1)[0].rstrip(" ,;") + "…"

"""Meta's override feeds: what of an item is different in one country, or in one language.

Columns: https://developers.facebook.com/docs/marketing-api/catalog/localized-catalog/localized-catalog-setup
Prices and availability belong in country feeds only, and the texts in language feeds, so that no field stands in both.
"""

from __future__ import annotations

import re

import polars as pl

from catalog_feeds.channels.meta import render

_COUNTRY_FIELDS = ("availability", "price", "sale_price", "sale_price_effective_date", "link")
_LANGUAGE_FIELDS = ("title", "description", "color", "size", "material", "pattern")
# Meta's own names of languages, of which those that are spoken in many countries end in XX.
_LANGUAGES = {
    **{language: f"{language}_XX" for language in ("en", "es", "fr", "ja", "nl", "pt")},
    **{language: f"{language}_{language.upper()}" for language in ("de", "fi", "it", "pl", "ro", "ru", "tr")},
    **{"ar": "ar_AR", "cs": "cs_CZ", "da": "da_DK", "el": "el_GR", "he": "he_IL", "hi": "hi_IN", "ko": "ko_KR"},
    **{"sv": "sv_SE", "uk": "uk_UA", "vi": "vi_VN", "zh": "zh_CN"},
}


def country_rows(items: pl.DataFrame, country: str) -> pl.DataFrame:
    """`country` is an ISO 3166-1 code, such as AT."""
    return _rows(items, country, _COUNTRY_FIELDS)


def language_rows(items: pl.DataFrame, language: str) -> pl.DataFrame:
    """`language` is one of Meta's, see `language_code`."""
    return _rows(items, language, _LANGUAGE_FIELDS)


def is_country(text: str) -> bool:
    return re.fullmatch(r"[A-Z]{2}", text) is not None


def language_code(text: str) -> str | None:
    """Meta's name of a language: 'de' is 'de_DE', and 'en_XX' stays; None for what is no language."""
    return text if re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", text) else _LANGUAGES.get(text)


def _rows(items: pl.DataFrame, override: str, fields: tuple[str, ...]) -> pl.DataFrame:
    return render(items).select("id", pl.lit(override).alias("override"), *fields)

"""The cheese counter's goods, and the product files that its shop would export."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from socialshop.money import Money

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")

SHOP = "https://www.kaesetheke.example"
CURRENCY = "EUR"
_DATA = Path(__file__).with_name("assortment.toml")

# https://help.shopify.com/en/manual/products/import-export/using-csv
COLUMNS = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published"),
    *("Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value"),
    *("Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty"),
    *("Variant Inventory Policy", "Variant Fulfillment Service", "Variant Price", "Variant Compare At Price"),
    *("Variant Requires Shipping", "Variant Taxable", "Variant Barcode", "Image Src", "Image Position"),
    *("Image Alt Text", "Gift Card", "SEO Title", "SEO Description"),
    "Google Shopping / Google Product Category",
    *("Google Shopping / Gender", "Google Shopping / Age Group", "Google Shopping / MPN"),
    *("Google Shopping / AdWords Grouping", "Google Shopping / AdWords Labels"),
    *("Google Shopping / Condition", "Google Shopping / Custom Product"),
    *(f"Google Shopping / Custom Label {i}" for i in range(5)),
    *("Variant Image", "Variant Weight Unit", "Variant Tax Code"),
)

# type → its name in German and English, and Google's category of 2021-09-21
_TYPES: dict[str, tuple[str, str, str]] = {
    "hard": ("Hartkäse", "Hard cheese", "429"),
    "semihard": ("Schnittkäse", "Semi-hard cheese", "429"),
    "soft": ("Weichkäse", "Soft cheese", "429"),
    "washed": ("Rotschmierkäse", "Washed-rind cheese", "429"),
    "blue": ("Blauschimmelkäse", "Blue cheese", "429"),
    "goat": ("Ziegenkäse", "Goat's cheese", "429"),
    "fresh": ("Frischkäse", "Fresh cheese", "429"),
    "set": ("Zusammenstellungen", "Selections", "136"),
    "wine": ("Wein", "Wine", "421"),
    "drink": ("Alkoholfrei", "Alcohol-free", "2887"),
    "bread": ("Brot", "Bread", "424"),
    "spread": ("Im Glas", "Preserves", "5740"),
    "tool": ("Für den Tisch", "For the table", "668"),
}
_OPTION_NAMES = {"de": ("Gewicht", "Farbe", "Länge"), "en": ("Weight", "Color", "Length")}


@dataclass(frozen=True, slots=True)
class Product:
    """One product. `price` and `was` (before a reduction) are euros of the first variant, None where they are missing.

    `grams` makes a variant of each weight; `colours` and `lengths` one of each pair. Texts by language.
    """

    handle: str
    kind: str
    type: str
    stock: int
    title: dict[Language, str]
    description: dict[Language, str]
    price: str | None = None
    was: str | None = None
    grams: tuple[int, ...] = ()
    colours: tuple[tuple[str, str], ...] = ()
    lengths: tuple[tuple[str, str], ...] = ()
    barcode: str = ""
    has_picture: bool = True
    is_html: bool = False

    @property
    def picture(self) -> str:
        return f"{self.handle}.jpg"

    @property
    def ids(self) -> list[str]:
        """The ids (SKUs) of the variants, the same in every language."""
        return [variant.sku for variant in self.variants("en")]

    def variants(self, language: Language) -> list[Variant]:
        """Its variants; a product without options has one."""
        if self.grams:
            return self._by_weight(language)
        if self.colours:
            return self._by_colour(language)
        title = self.title[language]
        only = (("Title", "Default Title"),)
        return [Variant(self.handle, only, 0, self.price or "", self.was or "", title)]

    def _by_weight(self, language: Language) -> list[Variant]:
        name, base = _OPTION_NAMES[language][0], self.grams[0]
        return [
            Variant(
                sku=f"{self.handle}-{grams}",
                options=((name, f"{grams} g"),),
                grams=grams,
                price=_scaled(self.price, grams, base),
                was=_scaled(self.was, grams, base),
                receipt_name=f"{self.title[language]} - {grams} g",
            )
            for grams in self.grams
        ]

    def _by_colour(self, language: Language) -> list[Variant]:
        _, colour, length = _OPTION_NAMES[language]
        spoken = 0 if language == "de" else 1
        return [
            Variant(
                sku=f"{self.handle}-{hue[1].lower()}-{cut[1]}",
                options=((colour, hue[spoken]), (length, cut[spoken])),
                grams=320,
                price=self.price or "",
                was=self.was or "",
                receipt_name=f"{self.title[language]} - {hue[spoken]} / {cut[spoken]}",
            )
            for hue in self.colours
            for cut in self.lengths
        ]


@dataclass(frozen=True, slots=True)
class Variant:
    """What can be bought: its options as (name, value), its price and the one before a reduction, '' where missing."""

    sku: str
    options: tuple[tuple[str, str], ...]
    grams: int
    price: str
    was: str
    receipt_name: str


def products(*, second: bool = False) -> list[Product]:
    """What the first delivery holds, or the second."""
    changes = _read()["second_delivery"]
    if not second:
        return [product for product in _all() if product.handle != changes["new"]]
    return [_changed(product, changes) for product in _all() if product.handle != changes["gone"]]


def write_products(folder: Path, language: Language) -> Path:
    """Write the shop's product export and return its path."""
    return _write(folder / f"products_{language}.csv", products(), language)


def write_second_delivery(folder: Path, language: Language) -> Path:
    """Write the next export under the same name: two prices differ, one is sold out, one is new, one gone."""
    return _write(folder / f"products_{language}.csv", products(second=True), language)


def write_broken_off_delivery(folder: Path, language: Language) -> int:
    """Write an export under the same name that ends too early; how many products it has."""
    begun = products(second=True)[:20]
    _write(folder / f"products_{language}.csv", begun, language)
    return len(begun)


@lru_cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _all() -> Iterator[Product]:
    for table in _read()["product"]:
        yield Product(
            handle=table["handle"],
            kind=table["kind"],
            type=table["type"],
            stock=table["stock"],
            title={language: table[language][0] for language in LANGUAGES},
            description={language: table[language][1] for language in LANGUAGES},
            price=table.get("price"),
            was=table.get("was"),
            grams=tuple(table.get("grams", ())),
            colours=tuple(map(tuple, table.get("colours", ()))),
            lengths=tuple(map(tuple, table.get("lengths", ()))),
            barcode=table.get("barcode", ""),
            has_picture=table.get("picture", True),
            is_html=table.get("html", False),
        )


def _changed(product: Product, changes: dict[str, Any]) -> Product:
    return replace(
        product,
        price=changes["prices"].get(product.handle, product.price),
        stock=0 if product.handle == changes["sold_out"] else product.stock,
    )


def _write(path: Path, goods: Iterable[Product], language: Language) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for product in goods:
            writer.writerows(_rows(product, language))
    return path


def _rows(product: Product, language: Language) -> Iterator[dict[str, str]]:
    head = _head(product, language)
    for number, variant in enumerate(product.variants(language)):
        row = {
            "Handle": product.handle,
            "Variant SKU": variant.sku,
            "Variant Grams": str(variant.grams),
            "Variant Inventory Tracker": "shopify",
            "Variant Inventory Qty": str(product.stock // (number + 1)),
            "Variant Inventory Policy": "deny",
            "Variant Fulfillment Service": "manual",
            "Variant Price": variant.price,
            "Variant Compare At Price": variant.was,
            "Variant Requires Shipping": "true",
            "Variant Taxable": "true",
            "Variant Barcode": product.barcode,
            "Variant Weight Unit": "g",
        }
        for place, (name, value) in enumerate(variant.options, start=1):
            row |= {f"Option{place} Name": name if number == 0 else "", f"Option{place} Value": value}
        yield head | row if number == 0 else row


def _head(product: Product, language: Language) -> dict[str, str]:
    """The columns that stand on a product's first row alone."""
    german, english, category = _TYPES[product.type]
    body = product.description[language]
    image = {
        "Image Src": f"{SHOP}/media/{product.picture}",
        "Image Position": "1",
        "Image Alt Text": product.title[language][:120],
    }
    return {
        "Title": product.title[language],
        "Body (HTML)": body if product.is_html else f"<p>{body}</p>",
        "Vendor": "Käsetheke",
        "Type": german if language == "de" else english,
        "Tags": product.type,
        "Published": "true",
        "Gift Card": "false",
        "Google Shopping / Google Product Category": category,
        "Google Shopping / Condition": "new",
        **(image if product.has_picture else {}),
    }


def _scaled(price: str | None, grams: int, base: int) -> str:
    """The price of a weight from that of the smallest; none stays none."""
    if price is None:
        return ""
    return str(Money(Money.of(price, CURRENCY).minor * grams // base, CURRENCY).amount)

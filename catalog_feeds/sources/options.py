"""What shops call the properties in which variants differ, in English and German, in small letters."""

from __future__ import annotations

OPTION_NAMES: dict[str, tuple[str, ...]] = {
    "color": ("color", "colour", "farbe"),
    "size": ("size", "größe", "grösse", "groesse", "gewicht", "weight", "menge", "inhalt", "länge", "length"),
    "material": ("material", "stoff", "fabric"),
    "pattern": ("pattern", "muster", "design"),
}

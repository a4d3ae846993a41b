"""How the shop's pictures look: its colours, fonts and name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

from socialshop.config import BrandTable
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.windows.pictures.colour import READABLE, RGB, contrast, rgb

_HEADING, _TEXT, _STRONG = "STIXGeneralBol.ttf", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"


@dataclass(frozen=True, slots=True)
class Brand:
    """Colours as RGB, fonts and logo as files. Text in `ink` can be read on `paper`: see `brand_of`."""

    name: str
    paper: RGB
    ink: RGB
    accent: RGB
    sale: RGB
    heading: Path
    text: Path
    strong: Path
    logo: Path | None = None


def brand_of(table: BrandTable, shop_name: str, folder: Path) -> Brand:
    """The configured brand, checked; fonts that are not named are those that come with matplotlib. Files that are
    named stand in `folder`.

    Raises ConfigurationError for a colour that cannot be read on another, or a file that is no font or logo.
    """
    text_font = folder / table.text_font if table.text_font else None
    brand = Brand(
        name=table.name or shop_name,
        paper=rgb(table.paper),
        ink=rgb(table.ink),
        accent=rgb(table.accent),
        sale=rgb(table.sale),
        heading=folder / table.heading_font if table.heading_font else _bundled(_HEADING),
        text=text_font or _bundled(_TEXT),
        strong=text_font or _bundled(_STRONG),
        logo=folder / table.logo if table.logo else None,
    )
    _check(brand)
    return brand


@lru_cache(maxsize=256)
def font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Basic layout: the same outlines at the same places, whatever text library a machine has."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def _check(brand: Brand) -> None:
    for file in (brand.heading, brand.text, brand.strong):
        try:
            font(file, 20)
        except OSError as error:
            raise ConfigurationError(
                phrase("windows.brand: {file} cannot be used as a font: {error}.", file=file, error=error),
                mend=phrase("Name a TrueType or OpenType file."),
            ) from error
    if brand.logo and not brand.logo.is_file():
        raise ConfigurationError(
            phrase("windows.brand.logo: there is no file {logo}.", logo=brand.logo), mend=phrase("Correct the path.")
        )
    for key, colour in (("ink", brand.ink), ("accent", brand.accent)):
        found = contrast(colour, brand.paper)
        if found < READABLE:
            raise ConfigurationError(
                phrase(
                    "windows.brand.{key}: its contrast on the paper is {found} : 1, expected at least {least} : 1.",
                    key=key,
                    found=f"{found:.1f}",
                    least=READABLE,
                ),
                mend=phrase("Choose a darker one, or a lighter paper."),
            )


def _bundled(name: str) -> Path:
    """A font of matplotlib, found without the time that importing it takes."""
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / name

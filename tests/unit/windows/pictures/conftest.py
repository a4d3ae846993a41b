"""Photos that no shop would take on purpose, and those that it does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from socialshop.config import BrandTable
from socialshop.money import Money
from socialshop.windows.pictures.brand import Brand, brand_of
from socialshop.windows.pictures.facts import ShownProduct


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def packshot(size: tuple[int, int] = (600, 600), box: tuple[int, int, int, int] = (200, 150, 320, 500)) -> Image.Image:
    """A red thing on white."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle(box, fill="#b02020")
    return image


def brand_with(folder: Path = Path(), **table: str) -> Brand:
    return brand_of(BrandTable(**table), "Käsetheke", folder)


@pytest.fixture(scope="session")
def brand() -> Brand:
    return brand_with()


@pytest.fixture
def product() -> ShownProduct:
    return ShownProduct(
        "Bergkäse vom Alpsommer", encoded(packshot()), "bergkaese.jpg", Money.of("4.50", "EUR"), Money.of("6.00", "EUR")
    )

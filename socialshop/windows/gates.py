"""What must hold before a window goes public. A refusal names the gate and the mend."""

from __future__ import annotations

import re
from dataclasses import dataclass

from socialshop.ports import Display, WindowLimits
from socialshop.products.model import Product
from socialshop.windows.definition import WindowDefinition


@dataclass(frozen=True, slots=True)
class Refusal:
    gate: str
    reason: str
    mend: str


def refused_products(window: WindowDefinition, products: dict[str, Product]) -> dict[str, Refusal]:
    """The products of the window that cannot be shown today, each with the reason."""
    refusals = {item_id: _product_gate(products.get(item_id)) for item_id in window.products}
    return {item_id: refusal for item_id, refusal in refusals.items() if refusal}


def refused_display(display: Display, limits: WindowLimits) -> Refusal | None:
    """Why the platform would not take the display as it is, or None."""
    if len(display.products) < limits.pictures[0]:
        return Refusal(
            "products",
            f"{len(display.products)} products can be shown, the platform wants {limits.pictures[0]} at least.",
            "Add products that are in stock and have a picture.",
        )
    found = {
        "characters": (len(display.text), limits.text),
        "hashtags": (len(re.findall(r"#\w+", display.text)), limits.hashtags),
        "mentions": (len(re.findall(r"(?<!\w)@\w+", display.text)), limits.mentions),
    }
    for unit, (count, most) in found.items():
        if most is not None and count > most:
            return Refusal("text", f"The text has {count} {unit}, at most {most} are allowed.", "Shorten the story.")
    return None


def _product_gate(product: Product | None) -> Refusal | None:
    if product is None:
        return Refusal("known", "The catalog has no such product.", "Correct the id, or push the catalog first.")
    if product.withdrawn_at is not None:
        return Refusal("known", "The product is no longer in the catalog.", "Take it out of the window.")
    if product.availability == "out of stock":
        return Refusal("stock", "The product is sold out.", "Show another one until it is back.")
    if not product.image_link:
        return Refusal("picture", "The product has no picture.", "Give it one in the shop.")
    return None

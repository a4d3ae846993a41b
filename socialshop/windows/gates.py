"""What must hold before a window goes public. A refusal names the gate and the mend; no setting opens a gate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from socialshop.ports import Display, Picture, PictureLimits, WindowLimits
from socialshop.products.model import Product
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.disclosure import has_consideration, word
from socialshop.windows.facts import Facts
from socialshop.windows.urgency import typed_urgency


class Gate(StrEnum):
    KNOWN = "known"
    STOCK = "stock"
    PAUSE = "pause"
    PICTURE = "picture"
    LINK = "link"
    DISCLOSURE = "disclosure"
    MOTIVE = "motive"
    URGENCY = "urgency"
    CONSENT = "consent"
    PRODUCTS = "products"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Refusal:
    gate: Gate
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"gate {self.gate}: {self.reason}"


def refused_product(product: Product | None, facts: Facts) -> Refusal | None:
    """Why the product cannot be shown today, or None."""
    if product is None:
        return Refusal(Gate.KNOWN, "The catalog has no such product.", "Correct the id, or push the catalog first.")
    if product.withdrawn_at is not None:
        return Refusal(Gate.KNOWN, "The product is no longer in the catalog.", "Take it out of the window.")
    if product.availability == "out of stock":
        return Refusal(
            Gate.STOCK, "The product is sold out.", "Name a stand-in in `next` of `products`, or wait until it is back."
        )
    if product.id in facts.paused:
        mend = f"Settle it, then run `socialshop windows resume {product.id}`."
        return Refusal(Gate.PAUSE, f"The product is paused: {facts.paused[product.id]}.", mend)
    if not product.image_link:
        return Refusal(Gate.PICTURE, "The product has no picture.", "Give it one in the shop.")
    unshowable = facts.photos.trouble(product.image_link)
    if unshowable:
        return Refusal(Gate.PICTURE, unshowable, "Give the product a picture that can be shown.")
    return refused_link(product.link, facts)


def refused_link(address: str, facts: Facts) -> Refusal | None:
    trouble = facts.links.trouble(address)
    return Refusal(Gate.LINK, f"{address} {trouble}.", "Correct the link, or the page behind it.") if trouble else None


def refused_definition(window: WindowDefinition, facts: Facts) -> Refusal | None:
    """Why the definition cannot go public on any channel, or None."""
    if not window.motive.strip():
        return Refusal(Gate.MOTIVE, "The window does not say why we show it.", "Write `motive`.")
    if window.partner and window.partner.upper() not in facts.earners:
        mend = "Correct `partner`, or name them in [[partners]] of the configuration."
        return Refusal(Gate.DISCLOSURE, f"There is no partner with the code {window.partner!r}.", mend)
    for text in window.all_texts():
        pressing = typed_urgency(text)
        if pressing:
            return Refusal(Gate.URGENCY, f"The text presses people: {pressing[0]!r}.", pressing[1])
    dead = (refused_link(extra.link, facts) for extra in window.extras)
    return next((refusal for refusal in dead if refusal), None)


def refused_display(
    window: WindowDefinition, channel: str, display: Display, limits: WindowLimits, facts: Facts
) -> Refusal | None:
    """Why the platform, or the law, would not take the display as it is, or None."""
    return next(_display_refusals(window, channel, display, limits, facts), None)


def _display_refusals(
    window: WindowDefinition, channel: str, display: Display, limits: WindowLimits, facts: Facts
) -> Iterator[Refusal]:
    label = word(window.language_on(channel), facts)
    if has_consideration(window) and not display.text.startswith(label):
        yield Refusal(Gate.DISCLOSURE, f"Somebody earns, and the text does not lead with {label!r}.", "Let it lead.")
    pictures = display.pictures or _single_pictures(display)
    if len(pictures) < limits.pictures[0]:
        yield Refusal(
            Gate.PRODUCTS,
            f"{len(pictures)} pictures can be shown, the platform wants {limits.pictures[0]} at least.",
            "Add products that are in stock and have a picture.",
        )
    for picture in pictures:
        wrong = _wrong_picture(picture, limits.picture)
        if wrong:
            yield Refusal(Gate.PICTURE, f"{picture.url}: {wrong}.", "Give it another picture.")
    yield from _text_refusals(display, limits)


def _single_pictures(display: Display) -> tuple[Picture, ...]:
    extras = (extra.picture for extra in display.extras if extra.picture)
    return (*(product.picture for product in display.products), *extras)


def _wrong_picture(picture: Picture, limits: PictureLimits | None) -> str:
    """What the platform has against a picture whose size is known."""
    if limits is None:
        return ""
    if picture.content is not None and len(picture.content) > limits.max_bytes:
        return f"{len(picture.content):,} bytes, at most {limits.max_bytes:,} are allowed"
    if not picture.width or not picture.height:
        return ""
    if picture.width < limits.min_width:
        return f"{picture.width} pixels wide, {limits.min_width} are wanted at least"
    if not limits.narrowest <= picture.width / picture.height <= limits.widest:
        return f"{picture.width} × {picture.height} pixels is no proportion that the platform takes"
    return ""


def _text_refusals(display: Display, limits: WindowLimits) -> Iterator[Refusal]:
    found = {
        "characters": (len(display.text), limits.text, "Shorten the story, or give the channel one of its own."),
        "hashtags": (len(re.findall(r"#\w+", display.text)), limits.hashtags, "Leave some of `hashtags` out."),
        "mentions": (len(re.findall(r"(?<!\w)@\w+", display.text)), limits.mentions, "Mention fewer names with @."),
    }
    for unit, (count, most, mend) in found.items():
        if most is not None and count > most:
            yield Refusal(Gate.TEXT, f"The text has {count} {unit}, at most {most} are allowed.", mend)

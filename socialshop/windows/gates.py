"""What must hold before a window goes public. A refusal names the gate and the mend; no setting opens a gate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from socialshop.phrases import phrase
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
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Refusal:
    gate: Gate
    reason: str
    mend: str

    def __str__(self) -> str:
        return phrase("gate {gate}: {reason}", gate=self.gate, reason=self.reason)


def refused_product(product: Product | None, facts: Facts) -> Refusal | None:
    """Why the product cannot be shown today, or None."""
    if product is None:
        return Refusal(
            Gate.KNOWN, phrase("The catalog has no such product."), phrase("Correct the id, or push the catalog first.")
        )
    if product.withdrawn_at is not None:
        return Refusal(
            Gate.KNOWN, phrase("The product is no longer in the catalog."), phrase("Take it out of the window.")
        )
    if product.availability == "out of stock":
        return Refusal(
            Gate.STOCK,
            phrase("The product is sold out."),
            phrase("Name a stand-in in `next` of `products`, or wait until it is back."),
        )
    if product.id in facts.paused:
        mend = phrase("Settle it, then run `socialshop windows resume {product}`.", product=product.id)
        return Refusal(Gate.PAUSE, phrase("The product is paused: {why}.", why=facts.paused[product.id]), mend)
    if not product.image_link:
        return Refusal(Gate.PICTURE, phrase("The product has no picture."), phrase("Give it one in the shop."))
    unshowable = facts.photos.trouble(product.image_link)
    if unshowable:
        return Refusal(Gate.PICTURE, unshowable, phrase("Give the product a picture that can be shown."))
    return refused_link(product.link, facts)


def refused_link(address: str, facts: Facts) -> Refusal | None:
    trouble = facts.links.trouble(address)
    if not trouble:
        return None
    reason = phrase("The link {address} {trouble}.", address=address, trouble=trouble)
    return Refusal(Gate.LINK, reason, phrase("Correct the link, or the page behind it."))


def refused_definition(window: WindowDefinition, facts: Facts) -> Refusal | None:
    """Why the definition cannot go public on any channel, or None."""
    if not window.motive.strip():
        return Refusal(Gate.MOTIVE, phrase("The window does not say why we show it."), phrase("Write `motive`."))
    if window.partner and window.partner.upper() not in facts.earners:
        mend = phrase("Correct `partner`, or name them in [[partners]] of the configuration.")
        reason = phrase("There is no partner with the code {code}.", code=repr(window.partner))
        return Refusal(Gate.DISCLOSURE, reason, mend)
    for text in window.all_texts():
        pressing = typed_urgency(text)
        if pressing:
            reason = phrase("The text presses people: {words}.", words=repr(pressing[0]))
            return Refusal(Gate.URGENCY, reason, pressing[1])
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
        reason = phrase("Somebody earns, and the text does not lead with {word}.", word=repr(label))
        yield Refusal(Gate.DISCLOSURE, reason, phrase("Let it lead."))
    pictures = display.pictures or _single_pictures(display)
    if len(pictures) < limits.pictures[0]:
        yield Refusal(
            Gate.PRODUCTS,
            phrase(
                "{number} pictures can be shown, the platform wants {least} at least.",
                number=len(pictures),
                least=limits.pictures[0],
            ),
            phrase("Add products that are in stock and have a picture."),
        )
    for picture in pictures:
        wrong = _wrong_picture(picture, limits.picture)
        if wrong:
            yield Refusal(Gate.PICTURE, f"{picture.url}: {wrong}", phrase("Give it another picture."))
    yield from _text_refusals(display, limits)


def _single_pictures(display: Display) -> tuple[Picture, ...]:
    extras = (extra.picture for extra in display.extras if extra.picture)
    return (*(product.picture for product in display.products), *extras)


def _wrong_picture(picture: Picture, limits: PictureLimits | None) -> str:
    """What the platform has against a picture whose size is known."""
    if limits is None:
        return ""
    if picture.content is not None and len(picture.content) > limits.max_bytes:
        return phrase(
            "{number} bytes, at most {most} are allowed.",
            number=f"{len(picture.content):,}",
            most=f"{limits.max_bytes:,}",
        )
    if not picture.width or not picture.height:
        return ""
    if picture.width < limits.min_width:
        return phrase(
            "{number} pixels wide, {least} are wanted at least.", number=picture.width, least=limits.min_width
        )
    if not limits.narrowest <= picture.width / picture.height <= limits.widest:
        return phrase(
            "{width} × {height} pixels is no proportion that the platform takes.",
            width=picture.width,
            height=picture.height,
        )
    return ""


def _text_refusals(display: Display, limits: WindowLimits) -> Iterator[Refusal]:
    hashtags, mentions = (len(re.findall(sign, display.text)) for sign in (r"#\w+", r"(?<!\w)@\w+"))
    shorter = phrase("Shorten the story, or give the channel one of its own.")
    found = {
        phrase("characters"): (len(display.text), limits.text, shorter),
        phrase("hashtags"): (hashtags, limits.hashtags, phrase("Leave some of `hashtags` out.")),
        phrase("mentions"): (mentions, limits.mentions, phrase("Mention fewer names with @.")),
    }
    for unit, (count, most, mend) in found.items():
        if most is not None and count > most:
            reason = phrase(
                "The text has {count} {unit}, at most {most} are allowed.", count=count, unit=unit, most=most
            )
            yield Refusal(Gate.TEXT, reason, mend)

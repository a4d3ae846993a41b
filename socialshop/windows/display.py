"""From a definition and the day's facts to the texts, links and pictures that one channel shows.

Prices stay out of the texts: a post cannot follow a price, and a wrong one is worse than none. Where a
platform knows our catalog, it shows the price itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from socialshop.ports import (
    Capability,
    Connector,
    Display,
    DisplayExtra,
    DisplayProduct,
    Picture,
    WindowLimits,
    WindowTarget,
)
from socialshop.products.model import Product
from socialshop.windows.audience import who_gets_in
from socialshop.windows.claims import Claim, ClaimKind, SaidClaim, claims_of
from socialshop.windows.definition import Extra, WindowDefinition
from socialshop.windows.disclosure import disclosure
from socialshop.windows.facts import Facts
from socialshop.windows.media import local_picture

WORDS = {
    "de": {
        "motive": "Warum wir es zeigen:",
        "shop": "Mehr davon im Laden:",
        "beside": "Passt dazu:",
        "gone": "Nachtrag: Gerade nicht zu haben:",
    },
    "en": {
        "motive": "Why we show it:",
        "shop": "More in the shop:",
        "beside": "Goes with it:",
        "gone": "Update: Not to be had at the moment:",
    },
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a window is shown. `corrects`: whether its texts can be corrected there once they are public;
    `replies_privately`: whether somebody who comments can be written to in person."""

    channel: str
    limits: WindowLimits
    corrects: bool = True
    replies_privately: bool = True

    @classmethod
    def of(cls, channel: str, target: WindowTarget | type[WindowTarget]) -> Stage:
        """Of a connector as it is configured, or of its class, which tells what it can at most."""
        corrects = any("text" in fields for fields in target.changeable.values())
        private = hasattr(target, "reply_privately")
        if private and not isinstance(target, type) and isinstance(target, Connector):
            private = Capability.PRIVATE_REPLIES in target.capabilities
        return cls(channel, target.limits, corrects, private)


def build_display(window: WindowDefinition, stage: Stage, products: Sequence[Product], facts: Facts) -> Display:
    """The window as the channel shall show it; products beyond the platform's number of pictures are left out."""
    return _Builder(window, stage, facts).display(products)


def with_gone(display: Display, gone: Sequence[str], stage: Stage) -> Display:
    """The display whose text says what its pictures show and nobody can buy, where a public text can be corrected."""
    text = f"{display.text}\n\n{WORDS[display.language]['gone']} {', '.join(gone)}."
    can_say = stage.corrects and not stage.limits.per_product and len(text) <= stage.limits.text
    return replace(display, text=text) if gone and can_say else display


def shown_claims(product: Product, window: WindowDefinition, stage: Stage, facts: Facts) -> tuple[Claim, ...]:
    """The claims that the channel may say: one that tomorrow's stock can make untrue stands only where it can be taken
    back."""
    if not window.claims:
        return ()
    return tuple(claim for claim in claims_of(product, facts) if stage.corrects or claim.kind is ClaimKind.EXPERT)


def said_claims(
    products: Sequence[Product], window: WindowDefinition, stage: Stage, facts: Facts
) -> tuple[SaidClaim, ...]:
    """Everything that the channel says of these products, each with its source."""
    language = window.language_on(stage.channel)
    return tuple(
        SaidClaim(product.id, product.title, claim.text(language), claim.source)
        for product in products
        for claim in shown_claims(product, window, stage, facts)
    )


class _Builder:
    def __init__(self, window: WindowDefinition, stage: Stage, facts: Facts) -> None:
        self._window = window
        self._stage = stage
        self._facts = facts
        self._language = window.language_on(stage.channel)
        self._texts = window.texts_on(stage.channel)
        self._words = WORDS[self._language]

    def display(self, products: Sequence[Product]) -> Display:
        limits = self._stage.limits
        shown = products if limits.per_product else products[: limits.pictures[1]]
        link = self._tracked(self._facts.front.url)
        text = self._short_text() if limits.per_product else self._text(shown, link)
        room = max(limits.text - len(text) - len("\n\n"), 1)
        return Display(
            window=self._window.name,
            title=self._texts.title,
            text=text,
            link=link,
            products=tuple(self._product(product, room) for product in shown),
            extras=tuple(self._extra(extra, number, room) for number, extra in enumerate(self._window.extras, 1)),
            language=self._language,
        )

    def _product(self, product: Product, room: int) -> DisplayProduct:
        return DisplayProduct(
            item_id=product.id,
            title=product.title,
            description=shorten("\n".join(part for part in (self._claims(product), product.description) if part), room),
            link=self._tracked(product.link, product.id),
            picture=self._picture(product.image_link, product.title),
            section=self._window.section_of(product.id),
        )

    def _extra(self, extra: Extra, number: int, room: int) -> DisplayExtra:
        return DisplayExtra(
            key=f"extra-{number}",
            title=extra.title,
            description=shorten(extra.story, room),
            link=extra.link,
            picture=self._picture(extra.picture, extra.title) if extra.picture else None,
            section=extra.section,
        )

    def _text(self, products: Sequence[Product], link: str) -> str:
        """All of the window in one text; the disclosure leads."""
        window = self._window
        listed = "\n".join(self._listed(product) for product in products)
        if window.topic and listed:
            listed = f"{self._words['beside']}\n{listed}"
        parts = [
            disclosure(window, self._language, self._facts),
            self._texts.title,
            self._texts.story,
            self._motive(),
            listed,
            "\n".join(self._listed_extra(extra) for extra in window.extras),
            who_gets_in(window, self._language, here=self._stage.replies_privately),
            f"{self._words['shop']} {link if self._stage.limits.links else urlsplit(link).hostname or link}",
            self._hashtags(),
        ]
        return "\n\n".join(part for part in parts if part)

    def _short_text(self) -> str:
        """The reason alone, which leaves room for each product's own words; the disclosure leads."""
        window, language = self._window, self._language
        parts = [
            disclosure(window, language, self._facts),
            self._motive(),
            who_gets_in(window, language, here=self._stage.replies_privately),
            self._hashtags(),
        ]
        return " ".join(part for part in parts if part)

    def _listed(self, product: Product) -> str:
        claims = self._claims(product)
        name = f"{product.title} ({claims})" if claims else product.title
        return f"{name}\n{self._tracked(product.link, product.id)}" if self._stage.limits.links else f"· {name}"

    def _listed_extra(self, extra: Extra) -> str:
        said = f"{extra.title}: {extra.story}" if extra.story else extra.title
        return f"{said}\n{extra.link}" if self._stage.limits.links else f"· {said}"

    def _claims(self, product: Product) -> str:
        claims = shown_claims(product, self._window, self._stage, self._facts)
        return ", ".join(claim.text(self._language) for claim in claims)

    def _motive(self) -> str:
        return f"{self._words['motive']} {self._texts.motive}"

    def _hashtags(self) -> str:
        return " ".join(f"#{tag}" for tag in self._window.hashtags_on(self._stage.channel))

    def _tracked(self, link: str, item_id: str = "") -> str:
        return tracked(link, self._window.name, self._stage.channel, item_id, self._window.partner.upper())

    def _picture(self, address: str, alt: str) -> Picture:
        file = local_picture(address, self._facts.front.media)
        return Picture(address, alt=alt, content=file.read_bytes() if file else None)


def tracked(link: str, window: str, channel: str, item_id: str = "", partner: str = "") -> str:
    """The link with the UTM parameters that name the channel, the window and the product, and a partner's code."""
    try:
        parts = urlsplit(link)
    except ValueError:  # it is no address: whoever opens it sees that, and the check of the catalog has said so
        return link
    marks = {"utm_source": channel, "utm_medium": "social", "utm_campaign": window}
    if item_id:
        marks["utm_content"] = item_id
    if partner:
        marks["coupon"] = partner
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in marks]
    return urlunsplit(parts._replace(query=urlencode(kept + list(marks.items()))))


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"

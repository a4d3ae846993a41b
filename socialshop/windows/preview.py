"""A window as people will see it on each platform, with everything that should be known before: nothing is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from socialshop.errors import InputError, PlatformError
from socialshop.ports import Display, ObjectKind, Picture, ProductTagging, WindowTarget
from socialshop.products.model import Product
from socialshop.windows.claims import SaidClaim
from socialshop.windows.definition import HANDFUL, WindowDefinition
from socialshop.windows.disclosure import who_earns
from socialshop.windows.display import Stage, build_display, said_claims
from socialshop.windows.gates import Gate, Refusal, refused_definition, refused_display
from socialshop.windows.planning import Planner, Window


class Advice(StrEnum):
    """What is allowed and should be thought about."""

    MANY = "many products"
    LEFT_OUT = "products left out"
    NO_ADDRESS = "pictures without an address"
    NO_PRODUCT = "no product"
    TAGS_UNKNOWN = "tags unknown"


@dataclass(frozen=True, slots=True)
class Warned:
    """Advice, with the numbers that it speaks of."""

    advice: Advice
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Untagged:
    """A product that the platform tags in no picture, and its reason."""

    item_id: str
    product: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChannelPreview:
    """`display` is None where a picture cannot be drawn. `refusals` are what keeps it from going public, and what of
    its products; each with what it is about. `due` is when it may go up. `tags`: the platform tags products in
    pictures, but for the `untagged` ones."""

    channel: str
    display: Display | None
    text_limit: int
    per_product: bool
    links: bool
    claims: tuple[SaidClaim, ...] = ()
    earns: tuple[str, ...] = ()
    warned: tuple[Warned, ...] = ()
    refusals: tuple[tuple[str, Refusal], ...] = ()
    due: datetime | None = None
    tags: bool = False
    untagged: tuple[Untagged, ...] = ()
    carousel: bool = False
    """Whether its products are cards that lead to their pages."""
    objects: tuple[tuple[ObjectKind, int], ...] = ()
    """What becomes of it there, and how many."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture that is shown, each once."""
        if self.display is None:
            return ()
        products = (product.picture for product in self.display.products)
        extras = (extra.picture for extra in self.display.extras if extra.picture)
        return tuple({picture.digest: picture for picture in (*self.display.pictures, *products, *extras)}.values())


@dataclass(frozen=True, slots=True)
class WindowPreview:
    definition: WindowDefinition
    channels: tuple[ChannelPreview, ...]
    reasons: tuple[str, ...] = ()
    """Why something else is shown than was wished for."""

    def only(self, channel: str) -> WindowPreview:
        return replace(self, channels=tuple(one for one in self.channels if one.channel == channel))

    @property
    def is_ready(self) -> bool:
        """Whether nothing keeps it from any of its channels; a product that is left out does not."""
        return all(
            channel.display is not None and about != self.definition.name
            for channel in self.channels
            for about in ["", *(about for about, _ in channel.refusals)]
        )


def preview_of(
    window: Window, stages: Sequence[Stage], planner: Planner, targets: Mapping[str, WindowTarget]
) -> WindowPreview:
    """The window on those of the stages that it is for. The `targets`, by channel, are asked what only they know; a
    channel without one does without."""
    wanted = [stage for stage in stages if stage.channel in window.definition.channels]
    shown = tuple(_on(window, stage, planner, targets.get(stage.channel)) for stage in wanted)
    return WindowPreview(window.definition, shown, tuple(window.reasons.values()))


def _on(window: Window, stage: Stage, planner: Planner, target: WindowTarget | None) -> ChannelPreview:
    definition, facts = window.definition, planner.facts
    refusals = list(window.choice.refused.items())
    closed = refused_definition(definition, facts)
    if closed:
        refusals.append((definition.name, closed))
    display: Display | None = build_display(definition, stage, window.choice.shown, facts)
    assert display is not None
    try:
        display = planner.decorate(display, definition, window.choice.shown, stage)
        refused = refused_display(definition, stage.channel, display, stage.limits, facts)
    except InputError as error:
        display, refused = None, Refusal(Gate.PICTURE, error.what, error.mend)
    if refused:
        refusals.append((definition.name, refused))
    language = definition.language_on(stage.channel)
    tagging = _Tagging.asked(target, display) if display else _Tagging()
    parts = target.parts(display) if target is not None and display is not None else ()
    return ChannelPreview(
        channel=stage.channel,
        display=display,
        text_limit=stage.limits.text,
        per_product=stage.limits.per_product,
        links=stage.limits.links,
        claims=said_claims(window.choice.shown, definition, stage, facts),
        earns=tuple(who_earns(definition, language, facts)),
        warned=(*_warnings(window.choice.shown, display), *tagging.warned),
        refusals=tuple(refusals),
        due=planner.due(window),
        tags=tagging.known,
        untagged=tagging.untagged,
        carousel=any("cards" in part.fields for part in parts),
        objects=tuple(Counter(part.kind for part in parts).items()),
    )


@dataclass(frozen=True, slots=True)
class _Tagging:
    """What the platform said of product tags; a preview does without its answer."""

    known: bool = False
    untagged: tuple[Untagged, ...] = ()
    warned: tuple[Warned, ...] = ()

    @classmethod
    def asked(cls, target: object, display: Display) -> _Tagging:
        if not isinstance(target, ProductTagging):
            return cls()
        titles = {product.item_id: product.title for product in display.products}
        try:
            found = target.untagged(list(titles))
        except PlatformError:
            return cls(warned=(Warned(Advice.TAGS_UNKNOWN),))
        return cls(True, tuple(Untagged(item_id, titles[item_id], reason) for item_id, reason in found.items()))


def _warnings(products: Sequence[Product], display: Display | None) -> Iterator[Warned]:
    if len(products) > HANDFUL:
        yield Warned(Advice.MANY, {"number": len(products), "handful": HANDFUL})
    if not products:
        yield Warned(Advice.NO_PRODUCT)
    if display is None:
        return
    left_out = len(products) - len(display.products)
    if left_out > 0:
        yield Warned(Advice.LEFT_OUT, {"number": left_out})
    if any(not picture.url.startswith("https://") for picture in display.pictures):
        yield Warned(Advice.NO_ADDRESS)

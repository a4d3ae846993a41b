"""A window goes up once, comes down once, and its refusals are said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, Permanent
from socialshop.ports import Display, ObjectKind, PublishedObject, Steps, Traffic, WindowLimits
from socialshop.products.model import Product
from socialshop.sync.runs import Action, Tally, recorded_run
from socialshop.windows.apply import Channel, WindowDresser
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.display import ShopFront
from socialshop.windows.model import Publication, PublicationState


class Wall:
    """A platform with pictures and a post, on which everything can be counted and broken."""

    limits: ClassVar[WindowLimits] = WindowLimits(
        text=2_000, pictures=(1, 10), hashtags=3, mentions=None, source="https://platform.example/limits", links=True
    )

    def __init__(self) -> None:
        self.posts: dict[str, str] = {}
        self.pictures: list[str] = []
        self.after: dict[str, Callable[[], None]] = {}
        self.cannot_withdraw: Permanent | None = None

    def publish(self, display: Display, steps: Steps) -> tuple[PublishedObject, ...]:
        for product in display.products:
            steps.run(f"picture/{product.item_id}", lambda p=product: self._upload(p.item_id), lambda _: None)  # type: ignore[misc]
        post = steps.run("post", lambda: self._post(display.text), lambda _: self._find(display.text))
        self._then("publish")
        return (PublishedObject(ObjectKind.POST, post, f"https://wall.example/{post}"),)

    def withdraw(self, published: PublishedObject) -> None:
        if self.cannot_withdraw:
            raise self.cannot_withdraw
        del self.posts[published.external_id]

    def _upload(self, item_id: str) -> str:
        self.pictures.append(item_id)
        return f"picture-{item_id}"

    def _post(self, text: str) -> str:
        name = f"post-{len(self.posts) + 1}"
        self.posts[name] = text
        self._then("post")
        return name

    def _find(self, text: str) -> str | None:
        return next((name for name, posted in self.posts.items() if posted == text), None)

    def _then(self, moment: str) -> None:
        self.after.pop(moment, lambda: None)()


class Killed(BaseException):
    pass


def die() -> None:
    raise Killed


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def window(store: Engine, clock: Clock) -> WindowDefinition:
    with Session(store) as session:
        for item_id, availability in (("gruyere", "in stock"), ("brie", "in stock"), ("feta", "out of stock")):
            session.add(
                Product(
                    id=item_id,
                    title=item_id.title(),
                    availability=availability,
                    price=990,
                    currency="EUR",
                    link=f"https://shop.example/products/{item_id}?variant=1",
                    image_link=f"https://shop.example/{item_id}.jpg",
                    updated_at=clock(),
                )
            )
        session.commit()
    return WindowDefinition(
        name="regentage",
        title="Käse für Regentage",
        story="Draußen nieselt es.",
        motive="Viele fragten danach.",
        products=("gruyere", "brie"),
        channels=("facebook",),
        language="de",
        ends=clock() + timedelta(days=7),
    )


@pytest.fixture
def apply(store: Engine, clock: Clock, wall: Wall) -> Callable[..., Tally]:
    def run(*windows: WindowDefinition) -> Tally:
        dresser = WindowDresser(store, clock, ShopFront("https://shop.example"))
        with recorded_run(store, clock, "windows apply", "anna") as log:
            dresser.apply(log, windows, [Channel("facebook", wall, Traffic())])
        return log.tallies[0]

    return run


def publications(store: Engine) -> list[tuple[str, str]]:
    with Session(store) as session:
        return [(row.external_id, row.state) for row in session.exec(select(Publication))]


def test_applied_twice_it_stands_once(
    store: Engine, wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    first, second = apply(window), apply(window)
    assert (first.counts[Action.CREATED], second.counts[Action.CREATED], second.unchanged) == (1, 0, 1)
    assert publications(store) == [("post-1", PublicationState.LIVE)]
    assert list(wall.posts) == ["post-1"]


def test_the_text_says_why_and_links_with_the_campaign(
    wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    apply(window)
    text = wall.posts["post-1"]
    assert "Warum wir es zeigen: Viele fragten danach." in text
    assert (
        "https://shop.example/products/gruyere?variant=1&utm_source=facebook&utm_medium=social"
        "&utm_campaign=regentage&utm_content=gruyere" in text
    )


@pytest.mark.parametrize("moment", ["post", "publish"])
def test_a_kill_between_sending_and_storing_doubles_nothing(
    store: Engine, wall: Wall, window: WindowDefinition, apply: Callable[..., Tally], moment: str
) -> None:
    wall.after[moment] = die
    with pytest.raises(Killed):
        apply(window)
    apply(window)
    assert list(wall.posts) == ["post-1"]
    assert wall.pictures == ["gruyere", "brie"]
    assert publications(store) == [("post-1", PublicationState.LIVE)]


def test_sold_out_and_unknown_products_are_left_out_and_said(
    wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    tally = apply(window.model_copy(update={"products": ("gruyere", "feta", "gouda")}))
    assert wall.pictures == ["gruyere"]
    assert [(entry.ref, entry.action) for entry in tally.entries[:2]] == [
        ("regentage: feta", Action.REJECTED),
        ("regentage: gouda", Action.REJECTED),
    ]


def test_a_window_beyond_the_limits_is_refused(
    wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    tally = apply(window.model_copy(update={"hashtags": ("a", "b", "c", "d")}))
    assert tally.entries[0].reason == "The text has 4 hashtags, at most 3 are allowed."
    assert wall.posts == {}


def test_a_window_with_nothing_to_show_is_refused(
    wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    tally = apply(window.model_copy(update={"products": ("feta",)}))
    assert tally.entries[-1].action == Action.REJECTED
    assert wall.posts == {}


def test_when_it_is_over_it_comes_down_once(
    store: Engine, wall: Wall, window: WindowDefinition, apply: Callable[..., Tally], clock: Clock
) -> None:
    apply(window)
    clock.advance(days=8)  # type: ignore[attr-defined]
    assert apply(window).counts[Action.DELETED] == 1
    assert apply(window).entries == []
    assert wall.posts == {}
    assert publications(store) == [("post-1", PublicationState.WITHDRAWN)]


def test_what_a_platform_cannot_take_down_is_said_once(
    store: Engine, wall: Wall, window: WindowDefinition, apply: Callable[..., Tally], clock: Clock
) -> None:
    apply(window)
    clock.advance(days=8)  # type: ignore[attr-defined]
    wall.cannot_withdraw = Permanent("The platform has no way.", channel="facebook", mend="Delete it in the app.")
    assert apply(window).entries[0].mend == "Delete it in the app."
    assert apply(window).entries == []
    assert publications(store) == [("post-1", PublicationState.LEFT)]


def test_a_withdrawn_window_can_go_up_again(
    store: Engine, clock: Clock, wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    apply(window)
    dresser = WindowDresser(store, clock, ShopFront("https://shop.example"))
    with recorded_run(store, clock, "windows withdraw", "anna") as log:
        dresser.withdraw(log, window.name, [Channel("facebook", wall, Traffic())])
    wall.posts["an earlier one"] = "anything"
    assert apply(window).counts[Action.CREATED] == 1


def test_a_changed_definition_is_said_and_not_posted_anew(
    wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    apply(window)
    tally = apply(window.model_copy(update={"story": "Die Sonne scheint."}))
    assert (tally.entries[0].action, len(wall.posts)) == (Action.REJECTED, 1)


def test_a_dead_token_ends_the_channel_and_the_next_run_goes_on(
    store: Engine, wall: Wall, window: WindowDefinition, apply: Callable[..., Tally]
) -> None:
    def expire() -> None:
        raise AuthExpired("The token is dead.", channel="facebook", mend="Connect again.")

    wall.after["post"] = expire
    assert apply(window).mend == "Connect again."
    wall.posts.clear()
    assert apply(window).counts[Action.CREATED] == 1

"""A shop with a few products, a platform in memory, and whoever dresses the windows between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine
from sqlmodel import Session, select
from typer.testing import CliRunner

import cli
from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import SECRETS
from demo.pictures import draw_product
from demo.shopfiles import write_config
from socialshop.clock import Clock
from socialshop.ports import Traffic
from socialshop.products.model import Product
from socialshop.sync.runs import Action, Tally, recorded_run
from socialshop.testing.fakes import MemoryPlatform
from socialshop.windows.apply import WindowDresser
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.facts import Facts, ShopFront
from socialshop.windows.model import Publication
from socialshop.windows.plan import Act, WindowPlan
from socialshop.windows.planning import Channel, Decorate, Planner, undecorated

HOST = "www.kaesetheke.example"
PRODUCTS = f"""\
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src
brie,Brie,<p>Weich.</p>,Käsetheke,Title,Default Title,brie,7.80,https://{HOST}/media/brie.jpg
feta,Feta,<p>Fest.</p>,Käsetheke,Title,Default Title,feta,4.80,https://{HOST}/media/feta.jpg
"""
Call = Callable[..., Result]
Make = Callable[..., WindowDefinition]


class Street:
    """One shop and one platform; `facts` are those of the day and may be changed between runs."""

    def __init__(self, store: Engine, clock: Clock, platform: MemoryPlatform) -> None:
        self.store = store
        self.clock = clock
        self.platform = platform
        self.facts: dict[str, Any] = {}
        self.decorate: Decorate = undecorated
        self._channels = [Channel("facebook", platform, Traffic())]

    def apply(self, *windows: WindowDefinition, only: str | None = None) -> Tally:
        with recorded_run(self.store, self.clock, "windows apply", "anna") as log:
            self._dresser().apply(log, windows, self._channels, only=only)
        return log.tallies[0]

    def withdraw(self, name: str) -> Tally:
        with recorded_run(self.store, self.clock, "windows withdraw", "anna") as log:
            self._dresser().withdraw(log, name, self._channels)
        return log.tallies[0]

    def plan(self, *windows: WindowDefinition) -> list[WindowPlan]:
        planner = self._planner()
        return planner.plans(planner.choose(windows), self._channels[0])

    def deliver(self, item_id: str, **changed: Any) -> None:
        """Change a product as the next delivery would, or add it."""
        with Session(self.store) as session:
            known = session.get(Product, item_id) or _product(item_id, self.clock)
            for name, value in changed.items():
                setattr(known, name, value)
            session.add(known)
            session.commit()

    def texts(self, kind: str = "post") -> list[str]:
        return [found.fields["text"] for found in self.platform.standing.values() if found.kind == kind]

    def pins(self) -> list[str]:
        return [found.fields["title"] for found in self.platform.standing.values() if found.kind == "pin"]

    def _planner(self) -> Planner:
        facts = Facts(now=self.clock(), front=ShopFront("https://shop.example"))
        return Planner(self.store, self.clock, replace(facts, **self.facts), self.decorate)

    def _dresser(self) -> WindowDresser:
        return WindowDresser(self.store, self.clock, self._planner())


def publications(street: Street) -> list[tuple[str, str]]:
    with Session(street.store) as session:
        return [(row.part, row.state) for row in session.exec(select(Publication).order_by("id"))]


def reasons(tally: Tally, action: Action) -> dict[str, str]:
    return {entry.ref: entry.reason for entry in tally.entries if entry.action is action}


def acts(street: Street, *windows: WindowDefinition) -> dict[str, Act]:
    return {step.key: step.act for plan in street.plan(*windows) for step in plan.steps if step.act is not Act.KEEP}


def _product(item_id: str, clock: Clock) -> Product:
    return Product(
        id=item_id,
        title=item_id.title(),
        availability="in stock",
        price=990,
        currency="EUR",
        link=f"https://shop.example/products/{item_id}?variant=1",
        image_link=f"https://shop.example/{item_id}.jpg",
        quantity=40,
        updated_at=clock(),
    )


@pytest.fixture
def platform(clock: Clock) -> MemoryPlatform:
    return MemoryPlatform(clock)


@pytest.fixture
def street(store: Engine, clock: Clock, platform: MemoryPlatform) -> Street:
    shop = Street(store, clock, platform)
    for item_id in ("gruyere", "brie", "comte"):
        shop.deliver(item_id)
    shop.deliver("feta", availability="out of stock")
    return shop


@pytest.fixture
def window() -> Make:
    def make(**changed: Any) -> WindowDefinition:
        table = {
            "name": "regentage",
            "title": "Käse für Regentage",
            "story": "Draußen nieselt es.",
            "motive": "Viele fragten danach.",
            "products": ["gruyere", "brie"],
            "channels": ["facebook"],
            "language": "de",
        }
        return WindowDefinition.model_validate(table | changed)

    return make


@pytest.fixture
def platforms(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(latency_polls=0, public={HOST: tmp_path}) as sandbox:
        yield sandbox


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platforms: Sandbox) -> Call:
    """Call the command in a shop with two products on the sandbox."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "media").mkdir()
    for name in ("brie", "feta"):
        draw_product(name, name, (400, 400)).save(tmp_path / "media" / f"{name}.jpg")
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    (tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    facts = {"name": "Käsetheke", "url": f"https://{HOST}", "currency": "EUR", "language": "de", "time_zone": "UTC"}
    write_config(tmp_path, platforms.addresses, shop=facts)

    def do(*words: str, answers: tuple[str, ...] = ()) -> Result:
        return CliRunner().invoke(cli.app, ["windows", *words], input="\n".join([*answers, ""]))

    begin()
    return do


def window_on(channel: str) -> str:
    """The file of a window with two cheeses on that channel alone."""
    return f'''\
title = "Käse für Regentage"
story = "Draußen nieselt es."
motive = "Viele fragten danach."
products = ["brie", "feta"]
channels = ["{channel}"]
language = "de"
'''


def begin() -> None:
    """Open the shop for the first time, or once more after its database is lost."""
    for words in (["init"], ["catalog", "push"]):
        assert CliRunner().invoke(cli.app, words).exit_code == 0

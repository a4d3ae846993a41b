"""A small shop whose command really runs, as its own process, against the sandbox."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import SECRETS
from demo.shopfiles import SESSION_KEY, write_config
from socialshop.testing.forking import Command

HOST = "www.kaesetheke.example"
SHOP = {
    "name": "Käsetheke",
    "url": f"https://{HOST}",
    "currency": "EUR",
    "language": "de",
    "time_zone": "Europe/Berlin",
}
HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src,Status\n"
)
ORDERS_HEADER = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Notes,Cancelled at,Refunded Amount\n"
)
WINDOW = """
title = "Käse für Regentage"
story = "Draußen nieselt es, drinnen schmilzt der Käse."
motive = "Viele fragten, was an nassen Abenden guttut."
products = ["gruyere", "brie"]
channels = ["facebook", "instagram", "pinterest"]
language = "de"
"""


@dataclass
class LittleShop:
    """Its folder, its platforms, and its command line."""

    folder: Path
    sandbox: Sandbox
    environment: dict[str, str] = field(default_factory=dict)

    def words(self, *words: str) -> list[str]:
        return ["--config", str(self.folder / "socialshop.toml"), *words]

    def start(self, *words: str) -> Command:
        return Command(self.folder, self.words(*words), self.environment)

    def run(self, *words: str, expected: int = 0) -> Any:
        """Run the command with --json, hold its exit code to what is expected, and return what it printed."""
        done = self.start(*words, "--json")
        assert done.wait() == expected, done.errors + done.output
        return json.loads(done.output) if done.output else None

    def write_products(self, **prices: str) -> None:
        lines = [
            f'{handle},{handle.title()},"<p>Ein {handle.title()} mit Geduld gereift.</p>",Käsetheke,Käse,true,'
            f"Title,Default Title,{handle},shopify,12,deny,{price},https://{HOST}/media/{handle}.jpg,active\n"
            for handle, price in prices.items()
        ]
        (self.folder / "products.csv").write_text(HEADER + "".join(lines), encoding="utf-8")

    def write_orders(self, *rows: str) -> None:
        (self.folder / "orders.csv").write_text(ORDERS_HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def little_shop(tmp_path: Path, store_url: str) -> Iterator[LittleShop]:
    folder = tmp_path / "shop"
    (folder / "windows").mkdir(parents=True)
    media = folder / "media"
    media.mkdir()
    for number, name in enumerate(("gruyere", "brie", "feta")):
        Image.new("RGB", (1080, 1080), (200 - 40 * number, 170, 90)).save(media / f"{name}.jpg")
    (folder / "windows" / "regentage.toml").write_text(WINDOW, encoding="utf-8")
    with Sandbox(public={HOST: folder}, latency_polls=0) as sandbox:
        config = write_config(folder, sandbox.addresses, shop=SHOP)
        config.write_text(config.read_text("utf-8") + f'\n[store]\nurl = "{store_url}"\n', encoding="utf-8")
        environment = dict(os.environ) | SECRETS | {SESSION_KEY: "a key for the tests, long enough"}
        shop = LittleShop(folder, sandbox, environment)
        shop.write_products(gruyere="24.90", brie="7.80", feta="3.90")
        shop.write_orders()
        assert shop.start("init").wait() == 0
        yield shop

"""A real merchant's file goes the whole way, and every exchange conforms to the published specs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import SECRETS
from demo.orders import COLUMNS
from demo.shopfiles import SESSION_KEY, write_config

SharedFile = Callable[..., Path]
WINDOW = """
title = "Warm layers"
story = "The first cold mornings are here."
motive = "Many asked what to wear when the morning is cold and the noon is warm."
products = ["yellow-wool-jumper", "dark-winter-jacket"]
channels = ["facebook", "instagram", "pinterest"]
language = "en"
"""


def conform(shared_file: SharedFile, har: Path) -> None:
    """The judge that is not ours finds no violation, and has found something to judge."""
    judged = subprocess.run(
        [sys.executable, str(shared_file("tools", "conform")), str(har)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


def no_secret_in(har: Path) -> None:
    written = har.read_text(encoding="utf-8")
    assert not [variable for variable, secret in SECRETS.items() if secret in written]


@pytest.fixture
def environment() -> dict[str, str]:
    return dict(os.environ) | SECRETS | {SESSION_KEY: "a key for the tests, long enough"}


def test_an_apparel_shop_on_three_platforms(
    tmp_path: Path, shared_file: SharedFile, environment: dict[str, str]
) -> None:
    source = shared_file("products", "shopify_apparel.csv")
    (tmp_path / "windows").mkdir()
    (tmp_path / "windows" / "warm-layers.toml").write_text(WINDOW, encoding="utf-8")
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in ("autumn-photographer-taking-picture_925x.jpg", "smiling-woman-on-snowy-afternoon_925x.jpg"):
        Image.new("RGB", (925, 925), "#8a9a6b").save(photos / name)
    shop = {"name": "Apparel", "url": "https://apparel.example", "currency": "USD", "language": "en"}
    har = tmp_path / "exchanges.har"
    with Sandbox(
        public={"burst.shopifycdn.com": tmp_path, "apparel.example": tmp_path}, har=har, latency_polls=0
    ) as sandbox:
        config = write_config(tmp_path, sandbox.addresses, shop=shop, products=str(source))
        (tmp_path / "orders.csv").write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
        reports = []
        for words in (("init",), ("sync", "--json"), ("sync", "--json")):
            command = [sys.executable, "-m", "cli", "--config", str(config), *words]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            reports.append(done.stdout)
        world = sandbox.world
        assert len(world.catalog_items("meta")) == len(world.catalog_items("pinterest")) == 22
        assert world.catalog_items("meta")["yellow-wool-jumper"]["price"] == "80.00 USD"
        assert (len(world.posts), len(world.pins)) == (1, 3)  # the cover is a Pin of its own
    again = {(part["step"], part["channel"]): part for part in json.loads(reports[2])["channels"]}
    assert again["catalog", "meta"]["unchanged"] == again["catalog", "pinterest"]["unchanged"] == 22
    conform(shared_file, har)
    no_secret_in(har)


def test_the_demo_as_data_conforms(tmp_path: Path, shared_file: SharedFile) -> None:
    har = tmp_path / "demo.har"
    command = [sys.executable, "-m", "cli", "demo", "--no-serve", "--json", "--har", str(har)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["standing"]["posts"], told["standing"]["albums"]) == (4, 3)
    assert told["conversations"]["states"]["open"] > 0
    assert any(part["throttled"] for run in told["runs"] for part in run["channels"])
    first, second = ({(part["step"], part["channel"]): part for part in run["channels"]} for run in told["runs"][:2])
    assert (first["catalog", "meta"]["failed"], second["catalog", "meta"]["created"]) == (2, 2)
    earned = [line["money"]["minor"] for line in told["partner"]["lines"]]
    assert earned[-1] < 0 < sum(earned)
    conform(shared_file, har)
    no_secret_in(har)

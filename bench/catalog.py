"""What the catalog's path costs: `python bench/catalog.py --items 100000`.

Measured on a Shopify export that is made up here, against Polars copying the same file (parse all of it as text,
write it again), which is the least that any reader that keeps the text could take.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from catalog_feeds.channels import REGISTRY
from catalog_feeds.sources import ShopFacts, read
from socialshop.clock import utc_now
from socialshop.products.delivery import store_delivery
from socialshop.schema import metadata
from socialshop.store import open_store
from socialshop.sync.push import push_catalog
from socialshop.sync.runs import RunLog, recorded_run
from socialshop.testing.catalog import FakeCatalog

FACTS = ShopFacts(currency="EUR", url="https://shop.example", language="en")
VARIANTS = 4  # of each product


class Platform(FakeCatalog):
    batch_size = 3_000


def write_export(path: Path, items: int) -> None:
    """Products of four variants, each with a description and a second picture on a row of its own."""
    number = pl.int_range(items, eager=True)
    product, place = number // VARIANTS, number % VARIANTS
    opens = place == 0
    body = "<p>Made of <b>raw milk</b> &amp; salt, turned by hand and ripened.</p>" + "<p>Keeps for weeks.</p>" * 8
    variants = pl.DataFrame({"product": product, "place": place, "opens": opens}).select(
        Handle=pl.format("cheese-{}", "product"),
        Title=pl.when("opens").then(pl.format("Cheese number {}", "product")),
        **{
            "Body (HTML)": pl.when("opens").then(pl.lit(body)),
            "Vendor": pl.when("opens").then(pl.lit("Dairy")),
            "Option1 Name": pl.when("opens").then(pl.lit("Weight")),
            "Option1 Value": pl.format("{} g", (pl.col("place") + 1) * 250),
            "Variant SKU": pl.format("C-{}-{}", "product", "place"),
            "Variant Price": pl.format("{}.50", pl.col("product") % 90 + 1),
            "Image Src": pl.when("opens").then(pl.format("https://cdn.example/{}.jpg", "product")),
            "Image Position": pl.when("opens").then(pl.lit("1")),
        },
    )
    pictures = variants.filter(pl.col("Title").is_not_null()).select(
        "Handle", pl.col("Image Src").str.replace(".jpg", "-b.jpg", literal=True), pl.lit("2").alias("Image Position")
    )
    pl.concat([variants, pictures], how="diagonal").write_csv(path)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(folder: Path, items: int) -> dict[str, float]:
    export = folder / "export.csv"
    write_export(export, items)
    store = open_store(f"sqlite:///{folder}/bench.db")
    metadata().create_all(store)
    platform = Platform()

    def push(run: RunLog, delivered: pl.DataFrame) -> None:
        store_delivery(store, delivered, utc_now)
        push_catalog(store, utc_now, run, platform, delivered, sleep=time.sleep)

    seconds = {"copy": timed(lambda: pl.read_csv(export, infer_schema=False).write_csv(folder / "copy.csv"))}
    project = REGISTRY[platform.catalog].project
    seconds["read and write the feed"] = timed(
        lambda: project(read(export, FACTS).items).write_csv(folder / "feed.csv")
    )
    for name in ("first push", "unchanged push"):
        with recorded_run(store, utc_now, "bench", "bench") as run:
            seconds[name] = timed(lambda run=run: push(run, read(export, FACTS).items))  # type: ignore[misc]
    store.dispose()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    items: int = parser.parse_args().items
    with tempfile.TemporaryDirectory() as folder:
        seconds = measure(Path(folder), items)
    for name, spent in seconds.items():
        print(f"{name:25} {spent:8.2f} s   {spent / seconds['copy']:6.1f} × copy")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    print(f"{'peak memory':25} {peak:8.0f} MiB")


if __name__ == "__main__":
    main()

"""A fingerprint of each row, by which what was seen before is known without looking at it again.

A digest says for ever what a row is. A fingerprint costs a hundredth of it and holds for one recipe, on one version of
Polars: where either changes, no fingerprint is known, and everything is looked at once more. So an unknown fingerprint
costs time and nothing else, and a known one says that the row is the same: that another row has it is as likely as
guessing a number of 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from types import ModuleType

import polars as pl

_SEED_BYTES = 8


def fingerprints(rows: pl.DataFrame, recipe: str = "") -> pl.Series:
    """`fingerprint` (64 bits, signed) of each row; `recipe` stands for all else that decides what is made of it."""
    told = f"{pl.__version__}\n{rows.schema}\n{recipe}"
    seed = int.from_bytes(blake2b(told.encode(), digest_size=_SEED_BYTES).digest())
    return rows.hash_rows(seed).reinterpret(signed=True).alias("fingerprint")


def recipe_of(modules: Iterable[ModuleType]) -> str:
    """What the program text of modules and packages says, so that whoever changes a rule need not think of this."""
    text = blake2b()
    for module in modules:
        file = Path(module.__file__ or "")
        for source in sorted(file.parent.rglob("*.py")) if file.name == "__init__.py" else [file]:
            text.update(source.read_bytes())
    return text.hexdigest()


def apart(items: pl.DataFrame, before: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of both that are not in the other with the same `id` and `fingerprint`.

    An id is in `before` once; one that is in `items` several times is never the same, nor is a null fingerprint.
    """
    pairs = (
        items.select("id", "fingerprint", item=pl.int_range(pl.len()))
        .join(before.select("id", "fingerprint", other=pl.int_range(pl.len())), on="fingerprint")
        .filter(pl.col("id") == pl.col("id_right"))
        .filter(pl.col("other").is_unique())
    )
    changed = items["id"].filter(_elsewhere(pairs["item"], items.height))
    same = pairs.filter(~pl.col("id").is_in(changed.implode()))
    return (
        items.filter(_elsewhere(same["item"], items.height)),
        before.filter(_elsewhere(same["other"], before.height)),
    )


def _elsewhere(places: pl.Series, length: int) -> pl.Series:
    """Of each place, whether it is none of these."""
    return pl.repeat(True, length, eager=True).scatter(places, False)

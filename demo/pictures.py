"""The pictures of the demo: every product, drawn from its kind and a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from PIL import Image

from demo.assortment import Product
from demo.drawing import breads, drinks, fresh_cheeses, hard_cheeses, jars, soft_cheeses, stage, tools
from demo.drawing.canvas import Canvas
from demo.drawing.garnish import BESIDE

SQUARE, PORTRAIT, TALL = (1080, 1080), (1080, 1350), (1000, 1500)
"""1:1, 4:5 and 2:3 in pixels: what a feed, Instagram and Pinterest show best."""

_DRAWERS: dict[str, Callable[[Canvas], None]] = {
    **hard_cheeses.DRAWERS,
    **soft_cheeses.DRAWERS,
    **fresh_cheeses.DRAWERS,
    **drinks.DRAWERS,
    **breads.DRAWERS,
    **jars.DRAWERS,
    **tools.DRAWERS,
}
KINDS = tuple(_DRAWERS)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a kind stands on, what lies beside it, and how near the camera is."""

    surfaces: tuple[Callable[[Canvas], None], ...]
    beside: tuple[str, ...] = ()
    zoom: float = 1.14
    room: Callable[[Canvas], None] = stage.room


_ANY = (stage.board, stage.slate, stage.linen)
_CHEESE = _Setting(_ANY, ("grapes", "green_grapes", "fig", "walnuts", "rosemary", "pear"))
_ON_TABLE = _Setting((), (), 1.1)
_SETTINGS: dict[str, _Setting] = {
    **dict.fromkeys(drinks.DRAWERS, _Setting((), ("grapes", "green_grapes"), 1.0)),
    **dict.fromkeys(breads.DRAWERS, _Setting((stage.board, stage.linen))),
    **dict.fromkeys(jars.DRAWERS, _Setting(_ANY, (), 1.2)),
    **dict.fromkeys(tools.DRAWERS, _ON_TABLE),
    **dict.fromkeys(("mozzarella", "burrata"), _Setting((stage.plate, stage.slate), ("tomatoes", "basil"))),
    **dict.fromkeys(("feta", "halloumi"), _Setting((stage.slate, stage.plate, stage.board), ("lemon", "tomatoes"))),
    **dict.fromkeys(("goat_roll", "crottin", "pyramid", "ricotta"), _Setting(_ANY, ("thyme", "rosemary", "fig"))),
    "cream_cheese": _Setting((stage.board, stage.linen)),
    "tete_de_moine": _Setting((stage.slate, stage.board), ("grapes", "walnuts")),
    "raclette_set": _Setting((), (), 1.3),
    "apron": _Setting((), (), 1.1, stage.wall),
    "juice": _Setting((), ("grapes",), 1.0),
    "cider": _Setting((), ("pear",), 1.0),
    "knives": _Setting((stage.slate, stage.linen)),
    "selection": _Setting((stage.board,)),
}
_BACK = (316.0, -150.0)  # where what lies beside a product leaves it in sight
_STAGES = {"apron": 0.72, **dict.fromkeys(drinks.DRAWERS, 0.70)}


def draw_product(kind: str, seed: str, size: tuple[int, int] = SQUARE) -> Image.Image:
    """Draw one picture (RGB, `size` pixels); the same arguments give the same pixels.

    Raises KeyError for a kind that is not one of KINDS.
    """
    draw = _DRAWERS[kind]
    setting = _SETTINGS.get(kind, _CHEESE)
    canvas = Canvas(size, f"{kind}/{seed}", _STAGES.get(kind, 0.66), setting.zoom)
    setting.room(canvas)
    if setting.surfaces:
        canvas.random.choice(setting.surfaces)(canvas)
    if setting.beside:
        BESIDE[canvas.random.choice(setting.beside)](canvas, *_BACK)
    draw(canvas)
    stage.finish(canvas)
    return canvas.image


def write_pictures(
    folder: Path, products: Iterable[Product], size: tuple[int, int] = SQUARE, *, processes: int = 2
) -> list[Path]:
    """Draw every product that has a picture into `folder` as JPEG, under the name its address ends with."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [product for product in products if product.has_picture]
    # Spawned and not forked: the caller may have threads, whose locks a fork would copy.
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return list(pool.map(partial(_write, folder, size), shown, chunksize=4))


def _write(folder: Path, size: tuple[int, int], product: Product) -> Path:
    path = folder / product.picture
    draw_product(product.kind, product.handle, size).save(path, quality=88)
    return path

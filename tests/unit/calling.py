"""A command that was called, as its user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CONFIG = '[shop]\nname = "Käse"\nurl = "https://x.example"\ncurrency = "EUR"\nlanguage = "de"\n'
PRODUCTS = """\
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src
brie,Brie,<p>Weich bis in die Mitte.</p>,Käsetheke,Title,Default Title,brie,7.80,https://shop.example/brie.jpg
feta,Feta,<p>Aus Schafsmilch.</p>,Käsetheke,Title,Default Title,feta,,https://shop.example/feta.jpg
"""


@dataclass(frozen=True)
class Left:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Left]
Asked = Callable[..., tuple[int, str, str]]
"""The same as exit code, output and errors."""

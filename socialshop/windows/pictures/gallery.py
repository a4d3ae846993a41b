"""The pictures of windows as files: drawn once for the same facts, then taken from the folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from socialshop.ports import Picture
from socialshop.windows.media import DRAWN, MediaStore
from socialshop.windows.pictures.alt import cover_alt, tile_alt
from socialshop.windows.pictures.brand import Brand
from socialshop.windows.pictures.drawing import MOST_BYTES, draw_cover, draw_tile
from socialshop.windows.pictures.facts import Cover, Size, Tile


@dataclass(frozen=True, slots=True)
class Gallery:
    """Draws in one brand's colours. Files stand in the folder `media`; `store` says where the world sees them.

    A picture that was drawn stays as it was, also after a new version of the program would draw it differently: what
    hangs in public changes when its facts do.
    """

    brand: Brand
    media: Path
    store: MediaStore

    def cover(self, cover: Cover, size: Size, *, most_bytes: int = MOST_BYTES) -> Picture:
        """A window's first picture. Raises InputError for a product's photo that cannot be shown."""
        name = self._name(cover, size)
        content = self._kept(name) or self._keep(name, draw_cover(cover, size, self.brand, most_bytes=most_bytes))
        return Picture(self.store.url(name), cover_alt(cover), content, *size)

    def tile(self, tile: Tile, size: Size, *, most_bytes: int = MOST_BYTES) -> Picture:
        """One product's picture, as `cover`."""
        name = self._name(tile, size)
        content = self._kept(name) or self._keep(name, draw_tile(tile, size, self.brand, most_bytes=most_bytes))
        return Picture(self.store.url(name), tile_alt(tile), content, *size)

    def _name(self, shown: Cover | Tile, size: Size) -> str:
        """The same for the same facts, on every machine."""
        facts = [type(shown).__name__, asdict(shown), size, asdict(self.brand)]
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True, default=_told).encode()).hexdigest()
        return f"{DRAWN}/{digest[:32]}.jpg"

    def _kept(self, name: str) -> bytes | None:
        path = self.media / name
        return path.read_bytes() if path.is_file() else None

    def _keep(self, name: str, content: bytes) -> bytes:
        path = self.media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.replace(path)
        return content


def _told(value: Any) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value.name if isinstance(value, Path) else str(value)

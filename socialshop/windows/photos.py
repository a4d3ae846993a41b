"""The products' photos, from the shop's folder or from their addresses; each is looked at once a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from socialshop.errors import InputError
from socialshop.phrases import phrase
from socialshop.windows.media import local_picture
from socialshop.windows.pictures.photo import open_photo

_PAPER = (255, 255, 255)


@dataclass(slots=True)
class Photos:
    """`media` is the folder with the files that the shop has on this machine; `fetch` gives the file of an address, or
    raises InputError."""

    media: Path
    fetch: Callable[[str], Path]
    _had: dict[str, bytes | InputError] = field(default_factory=dict)

    def content(self, address: str) -> bytes:
        """The photo's file. Raises InputError for one that cannot be had or shown."""
        if address not in self._had:
            try:
                self._had[address] = self._checked(address)
            except InputError as error:
                self._had[address] = error
        found = self._had[address]
        if isinstance(found, InputError):
            raise found
        return found

    def trouble(self, address: str) -> str:
        """Why the photo cannot be shown, in words; empty where it can."""
        try:
            self.content(address)
        except InputError as error:
            return error.what
        return ""

    def _checked(self, address: str) -> bytes:
        content = (local_picture(address, self.media) or self._fetched(address)).read_bytes()
        open_photo(content, address, _PAPER)
        return content

    def _fetched(self, address: str) -> Path:
        if not address.startswith(("https://", "http://")):
            raise InputError(
                phrase("There is no such file in the folder of pictures, and it is no address."),
                file=address,
                mend=phrase("Put it into {folder}, or name a public address.", folder=self.media),
            )
        return self.fetch(address)

"""The products' photos, from the shop's folder or from their addresses; each is had and looked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import requests

from socialshop.errors import InputError
from socialshop.windows.display import local_picture
from socialshop.windows.pictures.photo import open_photo

MOST_BYTES = 30_000_000
_CHUNK = 1 << 16
_PAPER = (255, 255, 255)
_MEND = "Correct the picture's address in the shop, or put the file into windows.media.folder."


@dataclass(slots=True)
class Photos:
    """`media` is the folder with the files that the shop has on this machine; all others are fetched with a session
    of `connect`."""

    media: Path
    connect: Callable[[], requests.Session]
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
        file = local_picture(address, self.media)
        content = file.read_bytes() if file else self._fetched(address)
        open_photo(content, address, _PAPER)
        return content

    def _fetched(self, address: str) -> bytes:
        content = bytearray()
        try:
            with self.connect() as session, session.get(address, stream=True) as answer:
                if answer.status_code != requests.codes.ok:
                    raise InputError(
                        "The address gives no picture.",
                        file=address,
                        found=f"HTTP {answer.status_code}",
                        expected="HTTP 200",
                        mend=_MEND,
                    )
                for chunk in answer.iter_content(_CHUNK):
                    content += chunk
                    if len(content) > MOST_BYTES:
                        raise InputError("The photo has more than 30 MB.", file=address, mend="Scale it down.")
        except requests.RequestException as error:
            raise InputError(
                f"The address gives no picture: {type(error).__name__}.", file=address, mend=_MEND
            ) from None
        return bytes(content)

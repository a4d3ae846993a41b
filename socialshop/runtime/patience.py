"""HTTP in which nobody holds a connection by a request that never ends; uvicorn by itself waits for ever, and a process
has a thousand connections or so."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0
"""In which the head of a request comes, all of it."""
BODY_SECONDS = 60.0
"""In which something more of its body comes: somebody with a large picture may have a slow line."""

_HEAD, _BODY = "IDLE", "SEND_BODY"  # what is awaited, as uvicorn's parser names it


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection on which a request was begun and does not go on, or none was begun."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        awaited = repr(self.conn.their_state)
        if awaited == _BODY:
            self._wait(BODY_SECONDS)
        elif awaited != _HEAD:
            self._stop_waiting()
        elif self._patience is None:
            self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(seconds, self._lose_patience)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        if self.flow.read_paused:  # it is we who do not read
            self._wait(BODY_SECONDS)
        else:
            self.transport.close()

"""The sandbox as a running server: uvicorn in a thread, on one port for all hosts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from connectors.sandbox.accounts import PLATFORM_HOSTS
from connectors.sandbox.app import SandboxApp
from connectors.sandbox.har import HarRecorder
from connectors.sandbox.hooks.outgoing import Webhooks
from connectors.sandbox.world import World
from socialshop.clock import Clock, utc_now
from socialshop.errors import ConfigurationError


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port), backlog=128)
    except OSError as error:
        raise ConfigurationError(
            f"The sandbox cannot listen on port {port}: {error.strerror}.", mend="Choose another --port."
        ) from error


class Sandbox:
    """The three platforms on 127.0.0.1.

    `addresses` is what `[http.addresses]` of a configuration needs; `public` are hosts whose pictures the
    platforms can fetch, each with its folder; `har` is where all exchanges are written when it stops. `live` lets
    things happen and be told of by webhook on their own; else a test says when.
    """

    def __init__(
        self,
        *,
        clock: Clock = utc_now,
        port: int = 0,
        har: Path | None = None,
        public: Mapping[str, Path] | None = None,
        latency_polls: int = 1,
        live: bool = False,
    ) -> None:
        self.world = World(clock, latency_polls=latency_polls, public=public)
        self.webhooks = Webhooks(self.world)
        self._recorder = HarRecorder(har) if har else None
        self._socket = _listen(port)
        self._connections: dict[tuple[str, int], asyncio.Transport] = {}
        self._server = uvicorn.Server(self._config())
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, name="sandbox", daemon=True)
        self._teller = Thread(target=self.webhooks.run, name="sandbox webhooks", daemon=True) if live else None
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.addresses = dict.fromkeys((*PLATFORM_HOSTS, *self.world.public), self.base_url)

    def start(self) -> None:
        """The socket listens already: a call that comes before the loop runs waits for it."""
        self._thread.start()
        if self._teller:
            self._teller.start()

    def stop(self) -> None:
        """Ends the server and writes the recording; a second call changes nothing."""
        self.webhooks.end()
        if self._teller:
            self._teller.join()
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
        if self._recorder:
            self._recorder.write()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            SandboxApp(self.world, self.webhooks, self._recorder, self._drop),
            http=self._protocol(),
            lifespan="off",
            ws="none",
            proxy_headers=False,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=1,
        )

    def _drop(self, scope: Scope) -> None:
        """ASGI has no word for cutting a connection, so the transport is asked itself."""
        transport = self._connections.get(tuple(scope["client"]))
        if transport is not None:
            transport.abort()

    def _protocol(self) -> type[H11Protocol]:
        connections = self._connections

        class Protocol(H11Protocol):
            """HTTP/1.1 that remembers its connection by the client's address."""

            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                connections[transport.get_extra_info("peername")] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    connections.pop(self.client, None)
                super().connection_lost(exc)

        return Protocol

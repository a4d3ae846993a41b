"""Writing behind: what a connection is given to write, a thread writes while the caller goes on.

SQLite and the wait for PostgreSQL leave Python's lock alone, so that reading and computing go on meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import get_ident
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

_HANDOVER = 0.0005
"""Seconds until Python lets the writer have its lock back: by default it waits for longer than a statement takes."""


class Behind:
    """The writes of one connection, in their order. After one that failed none is made until somebody was told."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "writing-behind", self._started)
        self._ident = 0
        self._last: Future[None] | None = None
        self._failure: BaseException | None = None

    def write(self, work: Callable[[], object]) -> None:
        self._last = self._thread.submit(self._do, work)

    def wait(self) -> None:
        """Until all is written. Raises what a write raised."""
        if self._last is None or get_ident() == self._ident:
            return
        self._last.result()
        self._last = None
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Until all is written, whatever came of it."""
        self._thread.shutdown()

    def _started(self) -> None:
        self._ident = get_ident()

    def _do(self, work: Callable[[], object]) -> None:
        if self._failure is None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - whoever waits is told
                self._failure = error


_BEHIND: WeakKeyDictionary[Connection, Behind] = WeakKeyDictionary()


@contextmanager
def writing_behind(connection: Connection) -> Iterator[Behind]:
    """What `later` is given for this connection is done by a thread; each statement from elsewhere waits for it.

    The end of a transaction does not: it is to be made later as well, or after `wait`.
    """
    behind, interval = Behind(), sys.getswitchinterval()
    _BEHIND[connection] = behind
    sys.setswitchinterval(_HANDOVER)
    try:
        yield behind
    finally:
        behind.close()
        sys.setswitchinterval(interval)
        del _BEHIND[connection]


def later(connection: Connection, work: Callable[[], object]) -> None:
    """Do it behind where the connection writes behind, else at once."""
    behind = _BEHIND.get(connection)
    if behind is None:
        work()
    else:
        behind.write(work)


def let_wait(engine: Engine) -> None:
    """Let each statement wait for what its connection still writes behind."""
    event.listen(engine, "before_cursor_execute", _wait)


def _wait(connection: Connection, *_: Any) -> None:
    behind = _BEHIND.get(connection)
    if behind is not None:
        behind.wait()

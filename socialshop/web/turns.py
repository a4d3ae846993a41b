"""Work that one does for all who ask for it at the same time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class Turn:
    """Whoever asks while somebody is at work leaves it to them and waits for nobody: it is done once more."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = 0
        self._done = 0
        self._at_work = False

    def do(self, work: Callable[[], object]) -> bool:
        """Do the work until it was begun after everybody asked; False where it is left to who is at it. Raises what it
        raises."""
        with self._lock:
            self._asked += 1
            if self._at_work:
                return False
            self._at_work = True
        try:
            while self._is_left():
                work()
        except BaseException:
            with self._lock:
                self._at_work = False
            raise
        return True

    def _is_left(self) -> bool:
        """Whether somebody asked since it was begun last."""
        with self._lock:
            is_left = self._done < self._asked
            self._done = self._asked
            self._at_work = is_left
            return is_left

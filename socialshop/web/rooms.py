"""What the pages ask of the rooms that need the whole shop; the composition root hands them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from socialshop.errors import InputError
from socialshop.windows.calendar import Calendar
from socialshop.windows.overview import WindowSummary
from socialshop.windows.preview import WindowPreview
from socialshop.windows.telling import PlannedWindow


class WindowRoom(Protocol):
    """The shop's windows. Every method raises InputError where their folder is not there; those that take a name raise
    it for a file that is wrong, and ConfigurationError for one that there is not."""

    def summaries(self) -> Sequence[WindowSummary]:
        """Those whose files are right."""
        ...

    def wrong_files(self) -> Sequence[InputError]:
        """What is wrong with the others."""
        ...

    def preview(self, name: str) -> WindowPreview:
        """As each platform will show it: draws what is not drawn yet."""
        ...

    def plan(self, name: str) -> Sequence[PlannedWindow]:
        """What would be done: the platforms are asked what stands there. Raises PlatformError."""
        ...

    def calendar(self, since: datetime, until: datetime) -> Calendar:
        """The platforms are asked; one that does not answer is named in it."""
        ...

"""Scripted customers: they comment on what the shop publishes and answer what it replies."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from connectors.sandbox.records import Comment, Platform
from connectors.sandbox.world import Happening, World


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a customer says, once.

    After `published` it stands under the first object of the platform whose text contains `about`; after
    `answered` it follows the shop's reply to the line that `reply_to` names. With `reply_to` it stands in
    that line's thread, where the platform has threads. `delay` is on the sandbox's clock.
    """

    key: str
    platform: Platform
    who: str
    text: str
    after: Literal["published", "answered"] = "published"
    about: str = ""
    reply_to: str = ""
    delay: timedelta = timedelta()


class Customers:
    """Plays a script in a world. Raises ValueError for a line that waits for one that is not there."""

    def __init__(self, world: World, script: Sequence[Line]) -> None:
        known = {line.key for line in script}
        if lost := [line.key for line in script if line.reply_to and line.reply_to not in known]:
            raise ValueError(f"these lines answer lines that are not in the script: {', '.join(lost)}")
        self.said: dict[str, str] = {}
        """Line key → id of its comment."""
        self._world = world
        self._waiting = list(script)
        world.watch(self._see)

    def _see(self, happening: Happening) -> None:
        for line in [line for line in self._waiting if self._is_cue(line, happening)]:
            self._waiting.remove(line)
            self._say(line, happening.object_id)

    def _is_cue(self, line: Line, happening: Happening) -> bool:
        if line.platform is not happening.platform:
            return False
        if line.after == "published":
            return happening.comment is None and line.about in happening.text
        asked = self._world.comments.get(self.said.get(line.reply_to, ""))
        return asked is not None and happening.comment is not None and self._answers(happening.comment, asked)

    def _answers(self, reply: Comment, asked: Comment) -> bool:
        """Comments on Pins have no threads for us: there, the name at the beginning says who is meant."""
        if reply.platform is Platform.PINTEREST:
            return reply.object_id == asked.object_id and reply.text.startswith(f"@{asked.author_name} ")
        return reply.parent_id == self._world.top_comment(asked)

    def _say(self, line: Line, object_id: str) -> None:
        def say() -> None:
            """What was taken down meanwhile gets no comment."""
            parent = self.said.get(line.reply_to) if line.platform is not Platform.PINTEREST else None
            with suppress(KeyError):
                self.said[line.key] = self._world.customer_comments(object_id, line.who, line.text, parent)

        self._world.at(self._world.clock() + line.delay, say)

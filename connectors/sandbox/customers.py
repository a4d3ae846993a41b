"""Scripted customers: they speak up when the shop publishes something, answer what it replies, and think again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from connectors.sandbox import directly, visitors
from connectors.sandbox.records import Comment, DirectMessage, Platform
from connectors.sandbox.world import Happening, World


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a customer does, once: they comment, write privately, post or review on the Page, mention the shop in
    their story, or edit or remove what they said before.

    After `published` it follows the first object of the platform whose text contains `about`; after `answered` the
    shop's reply to the line that `reply_to` names, publicly or privately; after `said` that line itself, which is
    what edits and removals do. With `reply_to` a comment stands in that line's thread, where the platform has
    threads. `delay` is on the sandbox's clock; `ago` dates a private message back: it is heard of late.
    """

    key: str
    platform: Platform
    who: str
    text: str
    after: Literal["published", "answered", "said"] = "published"
    about: str = ""
    reply_to: str = ""
    delay: timedelta = timedelta()
    ago: timedelta = timedelta()
    act: Literal["comments", "writes", "posts", "reviews", "mentions in story", "edits", "removes"] = "comments"


class Customers:
    """Plays a script in a world. Raises ValueError for a line that waits for one that is not there."""

    def __init__(self, world: World, script: Sequence[Line]) -> None:
        known = {line.key for line in script}
        if lost := [line.key for line in script if line.reply_to and line.reply_to not in known]:
            raise ValueError(f"these lines answer lines that are not in the script: {', '.join(lost)}")
        self.said: dict[str, str] = {}
        """Line key → id of its comment or message."""
        self._world = world
        self._waiting = list(script)
        world.watch(self._see)
        for happening in world.published():
            self._see(happening)

    def _see(self, happening: Happening) -> None:
        for line in [line for line in self._waiting if self._is_cue(line, happening)]:
            self._take(line, happening.object_id)

    def _is_cue(self, line: Line, happening: Happening) -> bool:
        if line.platform is not happening.platform or line.after == "said":
            return False
        if line.after == "published":
            return happening.is_publication and line.about in happening.text
        asked = self.said.get(line.reply_to, "")
        if happening.comment is not None and asked in self._world.comments:
            return self._answers(happening.comment, self._world.comments[asked])
        return happening.message is not None and self._answers_privately(happening.message, asked)

    def _answers(self, reply: Comment, asked: Comment) -> bool:
        """Comments on Pins have no threads for us: there, the name at the beginning says who is meant."""
        if reply.platform is Platform.PINTEREST:
            return reply.object_id == asked.object_id and reply.text.startswith(f"@{asked.author_name} ")
        return reply.parent_id == self._world.top_comment(asked)

    def _answers_privately(self, reply: DirectMessage, asked: str) -> bool:
        message = self._world.messages.get(asked)
        return reply.private_reply_to == asked or (message is not None and message.person_id == reply.person_id)

    def _take(self, line: Line, object_id: str) -> None:
        self._waiting.remove(line)

        def act() -> None:
            """Nothing is said of what was taken down meanwhile."""
            with suppress(KeyError):
                self.said[line.key] = self._act(line, object_id)
                for follower in [one for one in self._waiting if (one.after, one.reply_to) == ("said", line.key)]:
                    self._take(follower, object_id)

        self._world.at(self._world.clock() + line.delay, act)

    def _act(self, line: Line, object_id: str) -> str:
        world = self._world
        match line.act:
            case "writes":
                return directly.writes(world, line.platform, line.who, line.text, at=world.clock() - line.ago)
            case "posts":
                return visitors.posts(world, line.who, line.text)
            case "reviews":
                return visitors.reviews(world, line.who, line.text)
            case "mentions in story":
                return directly.mentions_in_story(world, line.who)
            case "comments":
                parent = self.said.get(line.reply_to) if line.platform is not Platform.PINTEREST else None
                return world.customer_comments(object_id, line.who, line.text, parent)
        self._think_again(line, self.said[line.reply_to])
        return self.said[line.reply_to]

    def _think_again(self, line: Line, before: str) -> None:
        is_private = before in self._world.messages
        if line.act == "edits":
            (directly.edits if is_private else World.customer_edits)(self._world, before, line.text)
        else:
            (directly.unsends if is_private else World.customer_removes)(self._world, before)

"""Playing the customers of a sandbox in another process: what they do beside commenting, one JSON object an act.

{"act": "message", "platform", "name", "text"}        {"act": "edit" | "unsend", "id", "text"?}
{"act": "press", "platform", "name", "text"}          {"act": "react", "id", "feeling"?, "taken_back"?}
{"act": "read", "platform", "name"}                   {"act": "post" | "post elsewhere", "name", "text"}
{"act": "answer story", "name", "text"}               {"act": "review", "name", "text", "positive"?}
{"act": "mention in story", "name"}                   {"act": "mention" | "mention in comment" | "tag", "name", "text"}

`edit` and `unsend` are of a message, a post or a review, `react` of a message or a comment.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from connectors.sandbox import directly, visitors
from connectors.sandbox.records import Platform
from connectors.sandbox.world import World


class Played(BaseModel):
    model_config = ConfigDict(extra="forbid")

    act: Literal[
        "message",
        "press",
        "read",
        "edit",
        "unsend",
        "react",
        "post",
        "post elsewhere",
        "review",
        "mention",
        "mention in comment",
        "tag",
        "answer story",
        "mention in story",
    ]
    platform: Literal[Platform.FACEBOOK, Platform.INSTAGRAM] = Platform.FACEBOOK
    id: str = ""
    name: str = ""
    text: str = ""
    feeling: str = "love"
    positive: bool = True
    taken_back: bool = False


def play(world: World, body: bytes) -> str:
    """Do one act; the id of what it made or was about. Raises ValidationError, or KeyError for what does not stand."""
    asked = Played.model_validate_json(body)
    if asked.act in ("edit", "unsend", "react"):
        return _of_something(world, asked)
    if asked.act in ("message", "press", "read", "answer story", "mention in story"):
        return _privately(world, asked)
    match asked.act:
        case "review":
            return visitors.reviews(world, asked.name, asked.text, positive=asked.positive)
        case "mention":
            return visitors.mentions(world, asked.name, asked.text)
        case "mention in comment":
            return visitors.mentions_in_comment(world, asked.name, asked.text)
        case "tag":
            return visitors.tags(world, asked.name, asked.text)
    return visitors.posts(world, asked.name, asked.text, elsewhere=asked.act == "post elsewhere")


def _privately(world: World, asked: Played) -> str:
    match asked.act:
        case "press":
            return directly.presses(world, asked.platform, asked.name, asked.text)
        case "answer story":
            return directly.answers_story(world, asked.name, asked.text)
        case "mention in story":
            return directly.mentions_in_story(world, asked.name)
        case "read":
            directly.reads(world, asked.platform, asked.name)
            return ""
    return directly.writes(world, asked.platform, asked.name, asked.text)


def _of_something(world: World, asked: Played) -> str:
    is_private = asked.id in world.messages
    match asked.act:
        case "edit":
            (directly if is_private else visitors).edits(world, asked.id, asked.text)
        case "unsend":
            directly.unsends(world, asked.id) if is_private else visitors.removes(world, asked.id)
        case _ if is_private:
            directly.reacts(world, asked.id, asked.feeling, given=not asked.taken_back)
        case _:
            visitors.reacts(world, asked.name, asked.id, asked.feeling, given=not asked.taken_back)
    return asked.id

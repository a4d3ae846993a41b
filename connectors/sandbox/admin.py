"""The sandbox's own resources, for a sandbox in another process: `/_sandbox/…` on any host.

POST /_sandbox/faults    a Fault's fields
POST /_sandbox/comments  {object_id, name, text, parent_id?} → {id}; {id, text} edits; {id, removed: true} removes
POST /_sandbox/customers {act, …} → {id}: what else customers do, see `connectors.sandbox.playing`
POST /_sandbox/hands     {id, changes: {field: value}} changes what stands; {id, deleted: true} takes it down
POST /_sandbox/pages     {path, gone} takes a page of the shop away, its answer is 404; gone: false brings it back
POST /_sandbox/webhooks  {object, callback_url, verify_token, fields?} tells of what happens from now on
GET  /_sandbox/state     how much stands where, and made by whom
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from connectors.sandbox import hands, playing
from connectors.sandbox.exchange import Answer, Call, Refusal, json_answer
from connectors.sandbox.faults import Fault
from connectors.sandbox.hooks.outgoing import NotVerified, Webhooks
from connectors.sandbox.world import World

PREFIX = "/_sandbox/"
WEBHOOKS = f"{PREFIX}webhooks"
_HOST = "sandbox.localhost"


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewComment(_Body):
    object_id: str
    name: str
    text: str
    parent_id: str | None = None


class EditedComment(_Body):
    id: str
    text: str


class RemovedComment(_Body):
    id: str
    removed: bool


class Changed(_Body):
    id: str
    changes: dict[str, str | None]


class Deleted(_Body):
    id: str
    deleted: Literal[True]


class Page(_Body):
    path: str
    gone: bool


class Subscribed(_Body):
    object: Literal["page", "instagram"]
    callback_url: str
    verify_token: str
    fields: list[str] = []


_HAND: TypeAdapter[Changed | Deleted] = TypeAdapter(Changed | Deleted)
_FAULT = TypeAdapter(Fault)
_COMMENT: TypeAdapter[NewComment | EditedComment | RemovedComment] = TypeAdapter(
    NewComment | EditedComment | RemovedComment
)


def is_asked(call: Call) -> bool:
    """Whether a call is for the sandbox itself."""
    return call.host == _HOST or call.path.startswith(PREFIX)


def answer(world: World, call: Call) -> Answer:
    """Raises Refusal with what is wrong with the call."""
    try:
        match call.method, call.path:
            case "POST", "/_sandbox/faults":
                world.faults.add(_FAULT.validate_json(call.body))
                return Answer(204)
            case "POST", "/_sandbox/comments":
                return json_answer({"id": _comment(world, call)})
            case "POST", "/_sandbox/customers":
                return json_answer({"id": playing.play(world, call.body)})
            case "POST", "/_sandbox/hands":
                _by_hand(world, _HAND.validate_json(call.body))
                return Answer(204)
            case "POST", "/_sandbox/pages":
                _lose(world, Page.model_validate_json(call.body))
                return Answer(204)
            case "GET", "/_sandbox/state":
                return json_answer(state(world))
    except ValidationError as error:
        raise Refusal(json_answer({"error": str(error)}, 400)) from None
    except hands.NoSuchField as error:
        raise Refusal(json_answer({"error": str(error)}, 400)) from None
    except KeyError as error:
        raise Refusal(json_answer({"error": f"nothing stands with the id {error.args[0]}"}, 404)) from None
    known = "faults, comments, customers, hands, pages, webhooks, state"
    raise Refusal(json_answer({"error": f"the sandbox has {known}"}, 404))


def subscribe(webhooks: Webhooks, call: Call) -> Answer:
    """Raises Refusal where the receiver does not say the challenge, or the call is not understood."""
    try:
        asked = Subscribed.model_validate_json(call.body)
        webhooks.subscribe(asked.object, asked.callback_url, asked.verify_token, asked.fields)
    except (ValidationError, NotVerified) as error:
        raise Refusal(json_answer({"error": str(error)}, 400)) from None
    return Answer(204)


def _by_hand(world: World, asked: Changed | Deleted) -> None:
    if isinstance(asked, Deleted):
        hands.delete(world, asked.id)
    else:
        hands.change(world, asked.id, **asked.changes)


def _lose(world: World, page: Page) -> None:
    with world.lock:
        (world.lost_pages.add if page.gone else world.lost_pages.discard)(page.path)


def state(world: World) -> dict[str, Any]:
    """Counts, and the objects that customers can comment on."""
    makers = Counter(f"{comment.platform}.{comment.made_by}" for comment in world.comments.values())
    return {
        "posts": len(world.posts),
        "photos": len(world.photos),
        "media": sum(media.parent_id is None for media in world.media.values()),
        "containers": len(world.containers),
        "boards": len(world.boards),
        "sections": len(world.sections),
        "pins": len(world.pins),
        "comments": dict(makers),
        "messages": dict(Counter(f"{message.platform}.{message.made_by}" for message in world.messages.values())),
        "catalog_items": {
            "meta": len(world.catalog_items("meta")),
            "pinterest": len(world.catalog_items("pinterest")),
        },
        "requests": len(world.requests),
        "objects": {
            "facebook": list(world.posts),
            "instagram": [media.id for media in world.media.values() if media.parent_id is None],
            "pinterest": list(world.pins),
        },
    }


def _comment(world: World, call: Call) -> str:
    asked = _COMMENT.validate_json(call.body)
    if isinstance(asked, NewComment):
        return world.customer_comments(asked.object_id, asked.name, asked.text, asked.parent_id)
    if isinstance(asked, EditedComment):
        world.customer_edits(asked.id, asked.text)
    else:
        world.customer_removes(asked.id)
    return asked.id

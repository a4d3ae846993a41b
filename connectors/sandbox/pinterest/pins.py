"""Pins: https://developers.pinterest.com/docs/api/v5/pins-create"""

from __future__ import annotations

import base64
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.rules import limit
from connectors.sandbox.accounts import PINTEREST_NAME
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.images import fetch_image, read_image
from connectors.sandbox.pinterest.context import PAGING, Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError
from connectors.sandbox.records import Image, Pin, Platform
from connectors.sandbox.world import Happening, World

PIXELS = 200
"""The shorter side of a picture, at least; smaller ones are not worth a Pin."""
SIZES = ("150x150", "400x300", "600x", "1200x")

Title = Annotated[str, Field(max_length=limit("pinterest.pin.title"))]
Description = Annotated[str, Field(max_length=limit("pinterest.pin.description"))]
AltText = Annotated[str, Field(max_length=limit("pinterest.pin.alt_text"))]
Link = Annotated[str, Field(max_length=limit("pinterest.pin.link"))]
Id = Annotated[str, Field(pattern=r"^\d+$")]
ContentType = Literal["image/jpeg", "image/png"]


class ImageURL(Body):
    source_type: Literal["image_url"]
    url: str
    is_standard: bool = True


class ImageBase64(Body):
    source_type: Literal["image_base64"]
    content_type: ContentType
    data: str = Field(pattern=r"^[a-zA-Z0-9+/=]+$")
    is_standard: bool = True


class URLItem(Body):
    url: str
    title: str | None = None
    description: str | None = None
    link: str | None = None


class ImagesURL(Body):
    source_type: Literal["multiple_image_urls"]
    items: list[URLItem] = Field(min_length=2, max_length=5)
    index: int = Field(0, ge=0)


class PinCreate(Body):
    board_id: Id
    media_source: Annotated[ImageURL | ImageBase64 | ImagesURL, Field(discriminator="source_type")]
    title: Title | None = None
    description: Description | None = None
    alt_text: AltText | None = None
    link: Link | None = None
    dominant_color: str | None = None
    note: str | None = None


class PinUpdate(Body):
    board_id: Id | None = None
    title: Title | None = None
    description: Description | None = None
    alt_text: AltText | None = None
    link: Link | None = None
    note: str | None = None


def create_pin(call: PinterestCall) -> Answer:
    body, world = call.body(PinCreate), call.world
    _check_board(world, body.board_id)
    number = world.next_number()
    pin = Pin(
        id=str(813_744_220_000_000_000 + number),
        number=number,
        at=world.clock(),
        board_id=body.board_id,
        title=body.title,
        description=body.description,
        link=body.link,
        alt=body.alt_text,
        images=_images(world, body.media_source),
    )
    world.pins[pin.id] = pin
    world.tell(Happening(Platform.PINTEREST, pin.id, f"{pin.title or ''}\n{pin.description or ''}"))
    return json_answer(show_pin(pin), 201)


def list_pins(call: PinterestCall) -> Answer:
    return json_answer(call.page(call.world.pins.values(), show_pin))


def get_pin(call: PinterestCall) -> Answer:
    return json_answer(show_pin(_pin(call)))


def update_pin(call: PinterestCall) -> Answer:
    pin, body = _pin(call), call.body(PinUpdate)
    if body.board_id is not None:
        _check_board(call.world, body.board_id)
        pin.board_id = body.board_id
    for name, attribute in (("title", "title"), ("description", "description"), ("link", "link"), ("alt_text", "alt")):
        if name in body.model_fields_set:
            setattr(pin, attribute, getattr(body, name))
    return json_answer(show_pin(pin))


def delete_pin(call: PinterestCall) -> Answer:
    remove_pin(call.world, _pin(call).id)
    return Answer(204)


def remove_pin(world: World, pin_id: str) -> None:
    del world.pins[pin_id]
    world.remove_comments_of(pin_id)


def show_pin(pin: Pin) -> dict[str, Any]:
    return {
        "id": pin.id,
        "board_id": pin.board_id,
        "board_owner": {"username": PINTEREST_NAME},
        "board_section_id": None,
        "parent_pin_id": None,
        "title": pin.title,
        "description": pin.description,
        "link": pin.link,
        "alt_text": pin.alt,
        "dominant_color": None,
        "created_at": pin.at.isoformat(),
        "creative_type": "CAROUSEL" if len(pin.images) > 1 else "REGULAR",
        "is_owner": True,
        "is_standard": True,
        "has_been_promoted": False,
        "media": _media(pin),
    }


def _media(pin: Pin) -> dict[str, Any]:
    if len(pin.images) == 1:
        return {"media_type": "image", "images": _sizes(pin.images[0])}
    items = [{"item_type": "image", "images": _sizes(image)} for image in pin.images]
    return {"media_type": "multiple_images", "items": items}


def _sizes(image: Image) -> dict[str, Any]:
    details = {"width": image.width, "height": image.height, "url": image.url or "https://i.sandbox.example/pin.jpg"}
    return dict.fromkeys(SIZES, details)


def _images(world: World, source: ImageURL | ImageBase64 | ImagesURL) -> tuple[Image, ...]:
    try:
        if isinstance(source, ImageBase64):
            images = [read_image(base64.b64decode(source.data, validate=True))]
        elif isinstance(source, ImageURL):
            images = [fetch_image(world, source.url)]
        else:
            images = [fetch_image(world, item.url) for item in source.items]
    except ValueError:
        raise PinterestError(400, 235, "Sorry, we could not fetch the image.") from None
    if any(min(image.width, image.height) < PIXELS for image in images):
        raise PinterestError(400, 235, f"Sorry, images must be at least {PIXELS} x {PIXELS} pixels.")
    return tuple(images)


def _pin(call: PinterestCall) -> Pin:
    pin = call.world.pins.get(call.ids["pin_id"])
    if pin is None:
        raise PinterestError(404, 50, "Pin not found.")
    return pin


def _check_board(world: World, board_id: str) -> None:
    if board_id not in world.boards:
        raise PinterestError(404, 40, "Board not found.")


_ACCOUNT = frozenset({"ad_account_id"})
_LIST = frozenset({"pin_filter", "include_protected_pins", "pin_type", "creative_types", "pin_metrics"})
ROUTES = (
    Route("POST", "/v5/pins", create_pin, _ACCOUNT),
    Route("GET", "/v5/pins", list_pins, _ACCOUNT | PAGING | _LIST),
    Route("GET", "/v5/pins/{pin_id}", get_pin, _ACCOUNT | {"pin_metrics"}),
    Route("PATCH", "/v5/pins/{pin_id}", update_pin, _ACCOUNT),
    Route("DELETE", "/v5/pins/{pin_id}", delete_pin, _ACCOUNT),
)

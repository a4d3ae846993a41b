"""Pins: https://developers.pinterest.com/docs/api/v5/pins-create"""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.rules import limit
from connectors.sandbox.accounts import PINTEREST_NAME
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.images import fetch_image, read_image
from connectors.sandbox.pinterest.context import PAGING, Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError, invalid
from connectors.sandbox.records import Image, Pin, Platform, Slot
from connectors.sandbox.world import Happening, World

PIXELS = 200
"""The shorter side of a picture, at least; smaller ones are not worth a Pin."""
FORMATS = frozenset({"JPEG", "PNG"})
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


class CarouselSlot(Body):
    title: str | None = None
    description: str | None = None
    link: str | None = None


class URLItem(CarouselSlot):
    url: str


class Base64Item(CarouselSlot):
    content_type: ContentType
    data: str = Field(pattern=r"^[a-zA-Z0-9+/=]+$")


_ITEMS = Field(min_length=limit("pinterest.carousel.min"), max_length=limit("pinterest.carousel.max"))


class ImagesURL(Body):
    source_type: Literal["multiple_image_urls"]
    items: list[URLItem] = _ITEMS
    index: int = Field(0, ge=0)


class ImagesBase64(Body):
    source_type: Literal["multiple_image_base64"]
    items: list[Base64Item] = _ITEMS
    index: int = Field(0, ge=0)


MediaSource = Annotated[ImageURL | ImageBase64 | ImagesURL | ImagesBase64, Field(discriminator="source_type")]


class PinCreate(Body):
    board_id: Id
    board_section_id: Id | None = None
    media_source: MediaSource
    title: Title | None = None
    description: Description | None = None
    alt_text: AltText | None = None
    link: Link | None = None
    dominant_color: str | None = None


class PinUpdate(Body):
    board_id: Id | None = None
    title: Title | None = None
    description: Description | None = None
    alt_text: AltText | None = None
    link: Link | None = None
    board_section_id: Id | None = None
    carousel_slots: list[CarouselSlot] | None = None


def create_pin(call: PinterestCall) -> Answer:
    body, world = call.body(PinCreate), call.world
    _check_place(world, body.board_id, body.board_section_id)
    number = world.next_number()
    pin = Pin(
        id=str(813_744_220_000_000_000 + number),
        number=number,
        at=world.clock(),
        board_id=body.board_id,
        section_id=body.board_section_id,
        title=body.title,
        description=body.description,
        link=body.link,
        alt=body.alt_text,
        images=_images(world, body.media_source),
        slots=_slots(body.media_source),
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
    _move(call.world, pin, body)
    if body.carousel_slots is not None:
        _check_slots(pin, body.carousel_slots)
        pin.slots = tuple(map(_slot, body.carousel_slots))
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
        "board_section_id": pin.section_id,
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
    items = [
        {"item_type": "image", "images": _sizes(image), **asdict(slot)}
        for image, slot in zip(pin.images, pin.slots, strict=True)
    ]
    return {"media_type": "multiple_images", "items": items}


def _sizes(image: Image) -> dict[str, Any]:
    details = {"width": image.width, "height": image.height, "url": image.url or "https://i.sandbox.example/pin.jpg"}
    return dict.fromkeys(SIZES, details)


def _slots(source: MediaSource) -> tuple[Slot, ...]:
    return tuple(map(_slot, source.items)) if isinstance(source, ImagesURL | ImagesBase64) else ()


def _slot(given: CarouselSlot) -> Slot:
    return Slot(given.title, given.description, given.link)


def _check_slots(pin: Pin, given: list[CarouselSlot]) -> None:
    if len(given) != len(pin.slots):
        raise invalid(f"carousel_slots: the Pin has {len(pin.slots)} slots")


def _move(world: World, pin: Pin, body: PinUpdate) -> None:
    """To another board, to another section, or out of its section."""
    named = body.model_fields_set & {"board_id", "board_section_id"}
    if not named:
        return
    board_id = body.board_id or pin.board_id
    stays = board_id == pin.board_id and "board_section_id" not in named
    section_id = pin.section_id if stays else body.board_section_id
    _check_place(world, board_id, section_id)
    pin.board_id, pin.section_id = board_id, section_id


def _images(world: World, source: MediaSource) -> tuple[Image, ...]:
    items = source.items if isinstance(source, ImagesURL | ImagesBase64) else [source]
    try:
        images = [
            fetch_image(world, item.url)
            if isinstance(item, URLItem | ImageURL)
            else read_image(base64.b64decode(item.data, validate=True))
            for item in items
        ]
    except ValueError:
        raise PinterestError(400, 235, "Sorry, we could not fetch the image.") from None
    if any(min(image.width, image.height) < PIXELS for image in images):
        raise PinterestError(400, 235, f"Sorry, images must be at least {PIXELS} x {PIXELS} pixels.")
    if any(image.format not in FORMATS or image.bytes > limit("pinterest.picture.bytes") for image in images):
        raise PinterestError(400, 235, "Sorry, images must be JPEG or PNG and at most 20 MB.")
    return tuple(images)


def _pin(call: PinterestCall) -> Pin:
    pin = call.world.pins.get(call.ids["pin_id"])
    if pin is None:
        raise PinterestError(404, 50, "Pin not found.")
    return pin


def _check_place(world: World, board_id: str, section_id: str | None) -> None:
    if board_id not in world.boards:
        raise PinterestError(404, 40, "Board not found.")
    if section_id is not None and (section_id not in world.sections or world.sections[section_id].board_id != board_id):
        raise PinterestError(404, 404, "Board section not found.")


_ACCOUNT = frozenset({"ad_account_id"})
_LIST = frozenset({"pin_filter", "include_protected_pins", "pin_type", "creative_types", "pin_metrics"})
ROUTES = (
    Route("POST", "/v5/pins", create_pin, _ACCOUNT),
    Route("GET", "/v5/pins", list_pins, _ACCOUNT | PAGING | _LIST),
    Route("GET", "/v5/pins/{pin_id}", get_pin, _ACCOUNT | {"pin_metrics"}),
    Route("PATCH", "/v5/pins/{pin_id}", update_pin, _ACCOUNT),
    Route("DELETE", "/v5/pins/{pin_id}", delete_pin, _ACCOUNT),
)

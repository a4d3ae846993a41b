"""Containers: uploads on their way to be published.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
and, for the errors, .../instagram-graph-api/reference/error-codes
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from connectors.rules import limit
from connectors.sandbox.faults import CONTAINER_FAULTS, FaultKind
from connectors.sandbox.graph.context import GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.graph.instagram_shopping import read_tags
from connectors.sandbox.images import fetch_image
from connectors.sandbox.records import Container, Image
from connectors.sandbox.world import World

DAY = timedelta(days=1)
ROUNDING = 0.01
"""Of a picture's proportions, which are whole pixels."""


def create_container(call: GraphCall) -> dict[str, Any]:
    """One picture, one picture of a carousel, or the carousel of those."""
    carousel = call.text("media_type") == "CAROUSEL" or "children" in call.params
    item = call.flag("is_carousel_item", False)
    if call.text("media_type") not in ("", "CAROUSEL", "IMAGE"):
        raise invalid_parameter("This sandbox takes pictures and carousels of pictures")
    _check_caption(call.text("caption"))
    if carousel and "product_tags" in call.params:
        raise invalid_parameter("Products are tagged in the pictures of a carousel, not in the carousel")
    _check_count(call.world)
    children = _children(call) if carousel else ()
    image = None if carousel else _image(call)
    return {"id": _new_container(call, image, children, item).id}


def get_container(call: GraphCall) -> dict[str, Any]:
    container = call.world.containers[call.node]
    answer = CONTAINER.render(call.world, container, call.fields)
    container.polls = max(0, container.polls - 1)
    return answer


def is_expired(world: World, container: Container) -> bool:
    life = timedelta(hours=limit("instagram.container.hours"))
    return container.media_id is None and world.clock() - container.at > life


def status_code(world: World, container: Container) -> str:
    if container.media_id is not None:
        return "PUBLISHED"
    if is_expired(world, container):
        return "EXPIRED"
    if container.polls > 0:
        return "IN_PROGRESS"
    return "ERROR" if container.failure else "FINISHED"


def _status(world: World, container: Container) -> str:
    code = status_code(world, container)
    return f"Error: {container.failure}" if code == "ERROR" else f"{code.title().replace('_', ' ')}: {container.id}"


def _container_fields(world: World, container: Container) -> dict[str, Any]:
    return {
        "id": container.id,
        "status_code": status_code(world, container),
        "status": _status(world, container),
    }


CONTAINER = FieldTable(
    "IGContainer",
    _container_fields,
    ("id",),
)


def _check_count(world: World) -> None:
    """https://developers.facebook.com/docs/instagram-platform/content-publishing"""
    since = world.clock() - DAY
    if sum(container.at > since for container in world.containers.values()) >= limit("instagram.containers"):
        raise GraphError(9, "Application request limit reached", subcode=2_207_042, status=403)


def _check_caption(caption: str) -> None:
    if len(caption) > limit("instagram.caption"):
        raise GraphError(36004, "The caption was too long", subcode=2_207_010)
    hashtags, mentions = re.findall(r"#\w", caption), re.findall(r"(?<!\w)@\w", caption)
    if len(hashtags) > limit("instagram.hashtags") or len(mentions) > limit("instagram.mentions"):
        most = f"{limit('instagram.hashtags')} hashtags and {limit('instagram.mentions')} mentions"
        raise invalid_parameter(f"A caption has at most {most}", 2_207_040)


def _children(call: GraphCall) -> tuple[str, ...]:
    children = tuple(str(child) for child in call.list("children"))
    if not limit("instagram.carousel.min") <= len(children) <= limit("instagram.carousel.max"):
        raise invalid_parameter("Your post won't work as a carousel: it needs 2 to 10 items", 2_207_028)
    for child in children:
        container = call.world.containers.get(child)
        if container is None or not container.carousel_item or container.media_id or is_expired(call.world, container):
            raise invalid_parameter(f"The child {child} is no carousel item of this account", 2_207_006)
    return children


def _image(call: GraphCall) -> Image:
    url = call.text("image_url")
    if not url:
        raise invalid_parameter("The image_url is required for an image container")
    try:
        image = fetch_image(call.world, url)
    except ValueError:
        message = "Only photo or video can be accepted as media type."
        detail = f"The media could not be fetched from this URI: {url}"
        raise GraphError(9004, message, subcode=2_207_052, user_message=detail) from None
    if image.format != "JPEG":
        raise GraphError(36001, "The image format is not supported", subcode=2_207_005)
    if image.bytes > limit("instagram.picture.bytes"):
        raise GraphError(36000, "The image is too large to download", subcode=2_207_004)
    narrowest, widest = (limit(f"instagram.picture.{name}") / 100 for name in ("narrowest", "widest"))
    if not narrowest - ROUNDING <= image.width / image.height <= widest + ROUNDING:
        raise GraphError(36003, "The aspect ratio is not supported", subcode=2_207_009)
    return image


def _new_container(call: GraphCall, image: Image | None, children: tuple[str, ...], item: bool) -> Container:
    world, number = call.world, call.world.next_number()
    fault = world.faults.take(CONTAINER_FAULTS, call.call.host, call.call.method, call.call.path)
    slow = fault.polls if fault and fault.kind is FaultKind.SLOW_CONTAINER else 0
    fails = fault is not None and fault.kind is FaultKind.CONTAINER_FAILS
    container = Container(
        id=str(17_800_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        caption=call.text("caption"),
        alt=call.text("alt_text"),
        image=image,
        tags=read_tags(call),
        children=children,
        carousel_item=item,
        polls=max([world.latency_polls + slow, *(world.containers[child].polls for child in children)]),
        failure="Media upload has failed with error code 2207053" if fails else _failure_of(world, children),
    )
    world.containers[container.id] = container
    return container


def _failure_of(world: World, children: tuple[str, ...]) -> str:
    """A carousel fails with the first of its pictures that fails."""
    return next((world.containers[child].failure for child in children if world.containers[child].failure), "")

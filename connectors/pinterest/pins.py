"""What a window pins: a Pin a product, each leading to its page in the shop, and one of the window's own pictures.

https://developers.pinterest.com/docs/api/v5/pins-create
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.parts import digests, link_lines, read_link_lines, shown
from connectors.pinterest.api import PinterestApi
from connectors.pinterest.boards import ADDRESS, Boards, Sections, moment
from connectors.rules import CLOCK_SKEW, limit
from socialshop.errors import AuthExpired, NotFound, Permanent
from socialshop.phrases import phrase
from socialshop.ports import (
    Display,
    DisplayExtra,
    DisplayProduct,
    Namesake,
    ObjectKind,
    Part,
    Picture,
    PublishedObject,
    Steps,
)

CHANGEABLE = frozenset({"title", "text", "link", "alt", "slots", "section"})
"""Of a Pin; its pictures stay what they were."""
_IMAGE_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
_NAMES = {"title": "title", "text": "description", "link": "link", "alt": "alt_text"}
"""Our fields → Pinterest's."""


def pin_parts(display: Display, board: str | None) -> Iterator[Part]:
    """The window's own pictures first, then its products and extras; `board` is the key of the window's board."""
    if display.pictures:
        yield _overview(display, board)
    for product in display.products:
        yield _pin(f"pin:{product.item_id}", product, product.picture, display, board)
    for extra in display.extras:
        if extra.picture:
            yield _pin(f"pin:{extra.key}", extra, extra.picture, display, board)


class Pins:
    def __init__(self, api: PinterestApi, channel: str, boards: Boards, sections: Sections) -> None:
        self._api = api
        self._channel = channel
        self._boards = boards
        self._sections = sections

    def create(self, part: Part, under: PublishedObject | None, steps: Steps) -> PublishedObject:
        link = part.fields["link"]
        pin = steps.run("pin", lambda: self._send(part, under), lambda since: self._find(under, link, since))
        return _published(pin, part, under)

    def namesake(self, part: Part, under: PublishedObject | None, _begun: datetime | None) -> Namesake | None:
        """The oldest Pin of the board that leads to the part's very address."""
        pins = self._linked(_board_of(under), part.fields["link"])
        oldest = min(pins, key=lambda pin: moment(pin["created_at"]), default=None)
        return Namesake(_published(str(oldest["id"]), part, under)) if oldest else None

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        try:
            pin = self._api.get(f"pins/{published.external_id}")
        except NotFound:
            return None
        said = {ours: str(pin.get(theirs) or "").strip() for ours, theirs in _NAMES.items()}
        if pin.get("board_section_id"):
            said["section"] = self._sections.names(str(pin["board_id"])).get(str(pin["board_section_id"]), "")
        items = (pin.get("media") or {}).get("items")
        slots = ((item.get("title") or "", item.get("link") or "") for item in items or ())
        return said | ({"slots": link_lines(slots)} if items else {})

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        """Raises Permanent where Pinterest has not let the app change Pins: it is a beta that apps are let into."""
        body: dict[str, Any] = {_NAMES[name]: part.fields[name] for name in fields if name in _NAMES}
        if "slots" in fields:
            body["carousel_slots"] = _slots(part)
        if "section" in fields:
            body["board_section_id"] = self._section(published, part.fields.get("section", ""))
        try:
            self._api.patch(f"pins/{published.external_id}", body)
        except AuthExpired as error:
            if not error.code.startswith("403"):
                raise
            raise Permanent(
                phrase("Pinterest does not let this app change Pins."),
                channel=self._channel,
                code=error.code,
                mend=phrase(
                    "Ask Pinterest for access to the endpoint 'Update Pin', or delete {pin}: "
                    "the next run makes it anew.",
                    pin=published.url or phrase("the Pin"),
                ),
            ) from None

    def withdraw(self, published: PublishedObject) -> None:
        try:
            self._api.delete(f"pins/{published.external_id}")
        except NotFound:
            return

    def _section(self, published: PublishedObject, name: str) -> str | None:
        board = str(self._api.get(f"pins/{published.external_id}")["board_id"])
        return next((section for section, other in self._sections.names(board).items() if other == name), None)

    def _send(self, part: Part, under: PublishedObject | None) -> str:
        body: dict[str, Any] = {theirs: part.fields[ours] for ours, theirs in _NAMES.items()}
        body["board_id"] = _board_of(under) or self._boards.shared()
        if under and under.kind is ObjectKind.SECTION:
            body["board_section_id"] = under.external_id
        return str(self._api.post("pins", body | {"media_source": _media_source(part)})["id"])

    def _find(self, under: PublishedObject | None, link: str, since: datetime) -> str | None:
        pins = self._linked(_board_of(under) or self._boards.find_shared(), link)
        ours = (str(pin["id"]) for pin in pins if moment(pin["created_at"]) >= since - CLOCK_SKEW)
        return next(ours, None)

    def _linked(self, board: str | None, link: str) -> Iterator[dict[str, Any]]:
        """The Pins of the board that lead there."""
        pins = self._api.items(f"boards/{board}/pins") if board else ()
        return (pin for pin in pins if pin.get("link") == link)


def _published(pin: str, part: Part, under: PublishedObject | None) -> PublishedObject:
    within = under.external_id if under else None
    return PublishedObject(ObjectKind.PIN, pin, f"{ADDRESS}/pin/{pin}/", part.item_id, within)


def _board_of(under: PublishedObject | None) -> str | None:
    if under is None:
        return None
    return under.under if under.kind is ObjectKind.SECTION else under.external_id


def _overview(display: Display, board: str | None) -> Part:
    """A carousel where the window has enough pictures for one."""
    seen = shown(display, limit("pinterest.carousel.max"))
    pictures = tuple(one.picture for one in seen)
    fields = _fields(display.title, display.text, display.link, pictures)
    if len(pictures) >= limit("pinterest.carousel.min"):
        behind: list[Display | DisplayProduct] = [one.product or display for one in seen]
        fields["slots"] = link_lines((one.title, one.link) for one in behind)
    return Part("pin", ObjectKind.PIN, fields, pictures, under=board)


def _pin(key: str, shows: DisplayProduct | DisplayExtra, picture: Picture, display: Display, board: str | None) -> Part:
    """The window's text comes first: what has to be disclosed stands there."""
    text = f"{display.text}\n\n{shows.description}".strip()
    fields = _fields(shows.title, text, shows.link, (picture,))
    if shows.section:
        fields["section"] = section_name(shows.section)
    under = section_key(shows.section) if shows.section else board
    item_id = shows.item_id if isinstance(shows, DisplayProduct) else None
    return Part(key, ObjectKind.PIN, fields, (picture,), item_id, under)


def section_key(name: str) -> str:
    return f"section:{name}"


def section_name(name: str) -> str:
    """As Pinterest has room for it."""
    return name[: limit("pinterest.section.name")].strip()


def _fields(title: str, text: str, link: str, pictures: tuple[Picture, ...]) -> dict[str, str]:
    return {
        "title": title[: limit("pinterest.pin.title")].strip(),
        "text": text[: limit("pinterest.pin.description")].strip(),
        "link": link,
        "alt": pictures[0].alt[: limit("pinterest.pin.alt_text")].strip(),
        "pictures": digests(pictures),
    }


def _slots(part: Part) -> list[dict[str, str]]:
    return [{"title": title, "link": link} for title, link in read_link_lines(part.fields["slots"])]


def _media_source(part: Part) -> dict[str, Any]:
    if "slots" not in part.fields:
        (picture,) = part.pictures[:1]
        return _image(picture)
    slots = _slots(part)
    images = [_image(picture) for picture in part.pictures]
    if any(image["source_type"] == "image_url" for image in images):
        items = [{"url": picture.url} | slot for picture, slot in zip(part.pictures, slots, strict=True)]
        return {"source_type": "multiple_image_urls", "items": items}
    items = [
        {"content_type": image["content_type"], "data": image["data"]} | slot
        for image, slot in zip(images, slots, strict=True)
    ]
    return {"source_type": "multiple_image_base64", "items": items}


def _image(picture: Picture) -> dict[str, Any]:
    """The file itself where we have it, its address otherwise."""
    content = picture.content
    kind = next((kind for start, kind in _IMAGE_TYPES.items() if content and content.startswith(start)), None)
    if content is None or kind is None:
        return {"source_type": "image_url", "url": picture.url}
    return {"source_type": "image_base64", "content_type": kind, "data": base64.b64encode(content).decode()}

"""Macros: written and changed on a page of their own, and put into what somebody writes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session, col, select
from starlette.responses import JSONResponse, Response

from socialshop.desk.errors import UnknownMacro
from socialshop.desk.macros import LONGEST_NAME, PLACEHOLDERS, filled, macros, remove_macro, save_macro
from socialshop.products.model import Product
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.listing import Chosen
from socialshop.web.pages.drafts import Base, keep
from socialshop.web.refusals import attempted, in_words
from socialshop.web.render import back_to, page
from socialshop.web.visits import WITH_PICTURE, PersonVisit, RowNumber, Storable, Visit

router = APIRouter()
Text = Annotated[Storable, Form()]
MacroNumber = Annotated[RowNumber, Form()]
Number = Annotated[RowNumber | None, Form()]
Yes = Annotated[bool, Form()]


@dataclass(frozen=True, slots=True)
class Writing:
    """What stood in a form that was refused; `was` is the macro's number, None of a new one."""

    was: int | None
    name: str
    text: str
    shared: bool


@router.get("/macros")
def written(here: PersonVisit) -> Response:
    return _macros_page(here)


@router.post("/macros")
def write(here: PersonVisit, name: Text = "", text: Text = "", was: Number = None, shared: Yes = False) -> Response:
    """A new one, or another text or name for the one with the number `was`."""

    def act(session: Session, actor: Actor) -> None:
        save_macro(session, actor, name, text, here.site.clock, shared=shared, macro_id=was)

    if attempted(here, act, "macro shared" if shared else "macro kept"):
        return _macros_page(here, 422, writing=Writing(was, name, text, shared))
    return back_to(here, "/macros")


@router.post("/macros/remove")
def remove(here: PersonVisit, was: MacroNumber = 0) -> Response:
    attempted(here, lambda session, actor: remove_macro(session, actor, was, here.site.clock), "macro removed")
    return back_to(here, "/macros")


@router.post("/inbox/{conversation_id}/macro", max_body_size=WITH_PICTURE)
def put_in(
    here: PersonVisit,
    conversation_id: RowNumber,
    listing: Chosen,
    macro: MacroNumber = 0,
    text: Text = "",
    mode: Text = "",
    to: Number = None,
    base: Base = "",
) -> Response:
    """Add the macro to what is written, which is kept; the way to write stays as it was chosen."""
    assert here.person
    here.person.actor.require(Permission.ANSWER)
    try:
        with Session(reading(here.site.store)) as session:
            added = filled(session, macro, conversation_id, here.person.actor).text
    except UnknownMacro as error:
        here.request.session["refusal"] = in_words(here, error)
        added = ""
    keep(here, conversation_id, f"{text.rstrip()}\n{added}".strip(), mode, base)
    chosen = {"mode": mode} | ({"to": to} if to else {})
    return back_to(here, listing.conversation(conversation_id, part="text", **chosen))


@router.put("/inbox/{conversation_id}/macro")
def fill_in(here: PersonVisit, conversation_id: RowNumber, macro: MacroNumber = 0) -> Response:
    """The macro's `text` for this conversation, for a page that puts it in by itself; '' where it is not there any
    more."""
    assert here.person
    here.person.actor.require(Permission.ANSWER)
    with Session(reading(here.site.store)) as session, suppress(UnknownMacro):
        return JSONResponse({"text": filled(session, macro, conversation_id, here.person.actor).text})
    return JSONResponse({"text": ""})


def _macros_page(here: Visit, status: int = 200, *, writing: Writing | None = None) -> Response:
    """With what somebody was `writing` still in its form."""
    assert here.person
    with Session(reading(here.site.store)) as session:
        found, examples = macros(session, here.person.actor), _examples(here, session)
    longest = {"name": LONGEST_NAME}
    return page(here, "macros.html", status, macros=found, examples=examples, writing=writing, longest=longest)


def _examples(here: Visit, session: Session) -> dict[str, str]:
    """What a preview shows in place of each placeholder."""
    assert here.person
    product = session.exec(select(Product).order_by(col(Product.id)).limit(1)).first()
    known = {
        "name": "Ida Sommer",
        "product": product.title if product else "Brie de Meaux",
        "order": "#1042",
        "link": product.link if product else "https://shop.example/brie",
        "me": here.person.name,
    }
    return {name: known[name] for name in PLACEHOLDERS}

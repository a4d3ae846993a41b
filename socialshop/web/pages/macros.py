"""Macros: written and changed on a page of their own, and put into what somebody writes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session, col, select
from starlette.responses import JSONResponse, Response

from socialshop.desk.errors import NameTaken, UnknownMacro
from socialshop.desk.macros import PLACEHOLDERS, filled, macros, remove_macro, save_macro
from socialshop.desk.model import Macro
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


@dataclass(frozen=True, slots=True)
class Writing:
    """What stood in a form that was refused; `was` is the macro's name so far, '' of a new one."""

    was: str
    name: str
    text: str


@router.get("/macros")
def written(here: PersonVisit) -> Response:
    return _macros_page(here)


@router.post("/macros")
def write(here: PersonVisit, name: Text = "", text: Text = "", was: Text = "") -> Response:
    """A new one, or `was` under its old or another name. A name that another one has is refused."""

    def act(session: Session, actor: Actor) -> None:
        if name.strip() != was and session.get(Macro, name.strip()) is not None:
            raise NameTaken(name.strip())
        save_macro(session, actor, name, text, here.site.clock)
        if was and name.strip() != was:
            remove_macro(session, actor, was, here.site.clock)

    if attempted(here, act, "macro kept"):
        return _macros_page(here, 422, writing=Writing(was, name, text))
    return back_to(here, "/macros")


@router.post("/macros/remove")
def remove(here: PersonVisit, was: Text = "") -> Response:
    attempted(here, lambda session, actor: remove_macro(session, actor, was, here.site.clock), "macro removed")
    return back_to(here, "/macros")


@router.post("/inbox/{conversation_id}/macro", max_body_size=WITH_PICTURE)
def put_in(
    here: PersonVisit,
    conversation_id: RowNumber,
    listing: Chosen,
    macro: Text = "",
    text: Text = "",
    mode: Text = "",
    to: Annotated[RowNumber | None, Form()] = None,
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
def fill_in(here: PersonVisit, conversation_id: RowNumber, macro: Text = "") -> Response:
    """The macro's `text` for this conversation, for a page that puts it in by itself; '' where it is not there any
    more."""
    assert here.person
    here.person.actor.require(Permission.ANSWER)
    with Session(reading(here.site.store)) as session, suppress(UnknownMacro):
        return JSONResponse({"text": filled(session, macro, conversation_id, here.person.actor).text})
    return JSONResponse({"text": ""})


def _macros_page(here: Visit, status: int = 200, *, writing: Writing | None = None) -> Response:
    """With what somebody was `writing` still in its form."""
    with Session(reading(here.site.store)) as session:
        found, examples = macros(session), _examples(here, session)
    return page(here, "macros.html", status, macros=found, examples=examples, writing=writing)


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

"""All labels on one page: where each leads, another name for it, two put together, or off everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk.acts import LONGEST_LABEL
from socialshop.desk.errors import LabelTaken
from socialshop.desk.labels import labels, remove_label, rename_label
from socialshop.staff.actor import Actor
from socialshop.store import reading
from socialshop.web.listing import capped
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, Storable, Visit

router = APIRouter(prefix="/labels")
Text = Annotated[Storable, Form()]
Yes = Annotated[bool, Form()]


@dataclass(frozen=True, slots=True)
class Renaming:
    """What was refused: a label and the name that it should have; `taken` where there is one of that name."""

    name: str
    new: str
    taken: bool


@router.get("")
def all_labels(here: PersonVisit) -> Response:
    return _labels_page(here)


@router.post("/rename")
def rename(here: PersonVisit, name: Text = "", new: Text = "", merge: Yes = False) -> Response:
    def act(session: Session, actor: Actor) -> None:
        rename_label(session, actor, name, new, here.site.clock, merge=merge)

    refused = attempted(here, act, "labels merged" if merge else "label renamed")
    if refused:
        taken = isinstance(refused, LabelTaken)
        if taken:
            here.request.session.pop("refusal")  # the form asks instead
        return _labels_page(here, 422, renaming=Renaming(name, " ".join(new.split()), taken))
    return back_to(here, "/labels")


@router.post("/remove")
def remove(here: PersonVisit, name: Text = "") -> Response:
    attempted(here, lambda session, actor: remove_label(session, actor, name, here.site.clock), "label removed")
    return back_to(here, "/labels")


def _labels_page(here: Visit, status: int = 200, *, renaming: Renaming | None = None) -> Response:
    with Session(reading(here.site.store)) as session:
        found = labels(session)
    return page(
        here,
        "labels.html",
        status,
        labels=found,
        renaming=renaming,
        longest=LONGEST_LABEL,
        capped=lambda number: capped(here, number),
    )

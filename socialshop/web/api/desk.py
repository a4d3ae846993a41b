"""What a program that works the inbox asks for besides: colleagues, a search through everything, the service report."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk.labels import LabelUse, labels, remove_label, rename_label
from socialshop.desk.macros import Filled, filled, macros
from socialshop.desk.report import Report
from socialshop.desk.search import Found, search
from socialshop.desk.subjects import Subjects
from socialshop.desk.trend import Trend
from socialshop.staff.model import Role
from socialshop.staff.report import user_rows
from socialshop.store import reading
from socialshop.web.api.access import Reader, done
from socialshop.web.api.problems import Problem
from socialshop.web.figures import AskedSpan, recent_figures
from socialshop.web.visits import RowNumber, Storable

router = APIRouter(tags=["desk"], responses={code: {"model": Problem} for code in (401, 403, 404, 409, 422)})


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signs in; conversations are assigned by the number."""

    id: int
    name: str
    role: Role
    teams: tuple[str, ...]


@router.get("/colleagues", summary="Who works here, by name")
def list_colleagues(call: Reader) -> list[Colleague]:
    with Session(reading(call.site.store)) as session:
        return [Colleague(one.id, one.name, Role(one.role), one.teams) for one in user_rows(session)]


@dataclass(frozen=True, slots=True)
class MacroView:
    """A text for answers with its placeholders; `shared` with all, or the token's owner's own."""

    id: int
    name: str
    text: str
    shared: bool


@router.get("/macros", summary="Texts for answers, shared and personal, by name")
def list_macros(call: Reader) -> list[MacroView]:
    with Session(reading(call.site.store)) as session:
        return [MacroView(one.id or 0, one.name, one.text, one.user_id is None) for one in macros(session, call.actor)]


@router.get("/macros/{macro_id}/for/{conversation_id}", summary="A text for answers, filled in for a conversation")
def fill_macro(call: Reader, macro_id: RowNumber, conversation_id: RowNumber) -> Filled:
    """Placeholders that nothing is known for stand in it still, and are named in `missing`."""
    with Session(reading(call.site.store)) as session:
        return filled(session, macro_id, conversation_id, call.actor)


@router.get("/labels", summary="Labels that conversations bear, by name")
def list_labels(call: Reader) -> list[LabelUse]:
    """`conversations` is how many bear it; 1,000 stands for that many or more."""
    with Session(reading(call.site.store)) as session:
        return labels(session)


class NewName(BaseModel):
    """What a label is called from now on; with `merge`, also where there is one of that name."""

    name: Storable
    merge: bool = False


@router.patch("/labels/{label:path}", status_code=204, summary="Call a label otherwise, or put two together")
def rename(call: Reader, label: Storable, new: NewName) -> Response:
    """A name that another label has is refused (409), unless `merge` is true: what bears one of both bears it then."""
    return done(
        call, lambda session: rename_label(session, call.actor, label, new.name, call.site.clock, merge=new.merge)
    )


@router.delete("/labels/{label:path}", status_code=204, summary="Take a label off all conversations")
def remove(call: Reader, label: Storable) -> Response:
    return done(call, lambda session: remove_label(session, call.actor, label, call.site.clock))


@router.get("/search", summary="Conversations, people, orders and products that have all the words")
def search_everything(call: Reader, q: Storable, before: str | None = None) -> Found:
    """People, orders and products come with the first page; `theirs` are the latest conversations of the people. Where
    there are more than 8 words, or 200 characters, the first ones are looked for, and `shortened` says so."""
    with Session(reading(call.site.store)) as session:
        return search(session, q, before=before)


@router.get("/service", summary="How fast customers were answered and helped; durations in seconds")
def report_service(call: Reader, asked: AskedSpan) -> Report:
    """Of the conversations that were opened in the days asked for, and, for comparison, in as many days `before`.
    Days are the shop's own; without any, the last 30 are told. What begins with `open_` is of the shop's open hours,
    the other durations are of elapsed time."""
    return recent_figures(call.site, asked).report


@router.get("/service/trend", summary="What came in, was answered, was resolved and waited, by day or week")
def report_trend(call: Reader, asked: AskedSpan) -> Trend:
    """Days are the shop's own, also those in which nothing happened; of more than 62, a period is a week."""
    return recent_figures(call.site, asked).trend


@router.get("/service/subjects", summary="What customers write about, and whose complaints rise")
def report_subjects(call: Reader, asked: AskedSpan) -> Subjects:
    """The products and windows with most conversations, beside the days before."""
    return recent_figures(call.site, asked).subjects

"""Many conversations at once: acts on chosen ones, saved views, and like questions answered together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk import acts, views
from socialshop.desk.acts import Bulk, each
from socialshop.desk.alike import alike
from socialshop.desk.answers import answer_together
from socialshop.desk.errors import UnknownPlaceholder
from socialshop.errors import SocialshopError
from socialshop.inbox.view import conversation
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.i18n import translations
from socialshop.web.listing import Chosen, Listing
from socialshop.web.pages.answering import sending
from socialshop.web.refusals import attempted, in_words
from socialshop.web.render import back_to, page
from socialshop.web.times import chosen_time
from socialshop.web.visits import PersonVisit, RowNumber, Storable, Visit

router = APIRouter(prefix="/inbox")
Text = Annotated[Storable, Form()]
Numbers = Annotated[list[RowNumber], Form()]


@router.post("/bulk")
def bulk(
    here: PersonVisit,
    listing: Chosen,
    act: Text,
    ids: Numbers = [],  # noqa: B006 - FastAPI copies it
    who: Annotated[RowNumber | None, Form()] = None,
    label: Text = "",
) -> Response:
    """Do one act with the chosen conversations; what refuses leaves the others done."""
    assert here.person
    actor = here.person.actor
    actor.require(Permission.ANSWER)
    with Session(here.site.store) as session:
        one = _act(here, session, actor, act, who, label)
        done = each(session, ids, one)
        session.commit()
    _tell_refused(here, done)
    return back_to(here, "/inbox" + listing.query, "" if done.refused or not ids else "bulk done")


@router.post("/views")
def save_view(here: PersonVisit, listing: Chosen, name: Text = "", shared: Annotated[bool, Form()] = False) -> Response:
    """Keep the list that the page shows."""

    def save(session: Session, actor: Actor) -> None:
        views.save_view(session, actor, name, listing.filters, here.site.clock, shared=shared)

    attempted(here, save, "view kept")
    return back_to(here, "/inbox" + listing.query)


@router.post("/views/{view_id}/remove")
def remove_view(here: PersonVisit, view_id: RowNumber, listing: Chosen) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: views.remove_view(session, actor, view_id, clock), "view removed")
    return back_to(here, "/inbox" + listing.query)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What was written for many, to whom, and why it went not to some of them, by conversation, in words."""

    text: str = ""
    ids: Sequence[int] = ()
    refused: Mapping[int, str] = field(default_factory=dict)


@router.get("/{conversation_id}/alike")
def like_questions(here: PersonVisit, conversation_id: RowNumber, listing: Chosen) -> Response:
    """The questions beneath the same post that ask for the same."""
    return _alike(here, conversation_id, listing, Unanswered())


@router.post("/{conversation_id}/alike")
def answer_like_questions(
    here: PersonVisit,
    conversation_id: RowNumber,
    listing: Chosen,
    ids: Numbers = [],  # noqa: B006 - FastAPI copies it
    text: Text = "",
) -> Response:
    """The same public answer to each of the chosen ones, each on its own way through the outbox."""
    assert here.person
    try:
        with Session(here.site.store) as session:
            connector = here.site.connectors.get(conversation(session, conversation_id, 1).channel)
            done = answer_together(session, here.person.actor, ids, text, connector, here.site.clock)
            session.commit()
    except UnknownPlaceholder as error:
        here.request.session["refusal"] = in_words(here, error)
        return _alike(here, conversation_id, listing, Unanswered(text, ids), 422)
    if done.refused:
        _tell_refused(here, done)
        refused = {id_: in_words(here, error) for id_, error in done.refused.items()}
        return sending(here, _alike(here, conversation_id, listing, Unanswered(text, ids, refused), 422))
    notice = "answered together" if done.done else ""
    return sending(here, back_to(here, f"/inbox/{conversation_id}/alike{listing.query}", notice))


def _alike(
    here: PersonVisit, conversation_id: int, listing: Listing, unanswered: Unanswered, status: int = 200
) -> Response:
    assert here.person
    here.person.actor.require(Permission.MODERATE)
    with Session(reading(here.site.store)) as session:
        talk = conversation(session, conversation_id)
        groups = alike(session, conversation_id)
    return page(here, "alike.html", status, talk=talk, groups=groups, listing=listing, unanswered=unanswered)


def _act(here: Visit, session: Session, actor: Actor, name: str, who: int | None, label: str) -> Callable[[int], None]:
    clock = here.site.clock
    known: dict[str, Callable[[int], None]] = {
        "resolve": lambda id_: acts.resolve(session, actor, id_, clock),
        "assign": lambda id_: acts.assign(session, actor, id_, who, clock),
        "label": lambda id_: acts.add_label(session, actor, id_, label, clock),
        "snooze": lambda id_: acts.snooze(session, actor, id_, chosen_time("tomorrow", clock(), here.site.zone), clock),
    }
    if name not in known:
        raise SocialshopError(
            phrase("There is no act {name}.", name=repr(name)), mend=phrase("One of: {names}.", names=", ".join(known))
        )
    return known[name]


def _tell_refused(here: Visit, done: Bulk) -> None:
    """The next page says how many refused, and why the first of them did."""
    if done.refused:
        number = len(done.refused)
        said = translations(here.language).ngettext(
            "%(number)s conversation stayed as it was: %(reason)s",
            "%(number)s conversations stayed as they were; the first because: %(reason)s",
            number,
        )
        here.request.session["refusal"] = said % {
            "number": number,
            "reason": in_words(here, next(iter(done.refused.values()))),
        }

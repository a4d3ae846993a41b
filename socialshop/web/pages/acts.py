"""What is done with a conversation besides answering it: plain forms that lead back to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk import acts, dealing
from socialshop.inbox.model import ConversationState, Priority
from socialshop.staff.actor import Actor
from socialshop.staff.model import AuditEntry
from socialshop.web.listing import Chosen, Listing
from socialshop.web.onward import keep_undo, onward
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to
from socialshop.web.times import chosen_time
from socialshop.web.visits import PersonVisit, RowNumber, Storable, Visit

router = APIRouter(prefix="/inbox/{conversation_id}")
Text = Annotated[Storable, Form()]
Someone = Annotated[RowNumber | None, Form()]


@router.post("/resolve")
def resolve(here: PersonVisit, conversation_id: RowNumber, listing: Chosen) -> Response:
    def act(session: Session, actor: Actor) -> AuditEntry | None:
        return acts.resolve(session, actor, conversation_id, here.site.clock)

    return _set_aside(here, conversation_id, listing, ConversationState.RESOLVED, act)


@router.post("/reopen")
def reopen(here: PersonVisit, conversation_id: RowNumber, listing: Chosen) -> Response:
    clock, targets = here.site.clock, here.site.targets
    attempted(here, lambda session, actor: acts.reopen(session, actor, conversation_id, clock, targets), "reopened")
    return back_to(here, listing.conversation(conversation_id))


@router.post("/snooze")
def snooze(
    here: PersonVisit, conversation_id: RowNumber, listing: Chosen, until: Text = "", own: Text = ""
) -> Response:
    """`until` is one of the times that the page offers, `own` a time of one's own."""

    def act(session: Session, actor: Actor) -> AuditEntry | None:
        at = chosen_time(until or own, here.site.clock(), here.site.zone)
        return acts.snooze(session, actor, conversation_id, at, here.site.clock)

    return _set_aside(here, conversation_id, listing, ConversationState.SNOOZED, act)


@router.post("/assign")
def assign(
    here: PersonVisit, conversation_id: RowNumber, listing: Chosen, who: Someone = None, team: Text = ""
) -> Response:
    """`who` is a user's number; empty for nobody."""

    def act(session: Session, actor: Actor) -> None:
        acts.assign(session, actor, conversation_id, who, here.site.clock)
        acts.assign_team(session, actor, conversation_id, team, here.site.clock)

    attempted(here, act, "assigned")
    return back_to(here, listing.conversation(conversation_id))


@router.post("/sort")
def sort(
    here: PersonVisit,
    conversation_id: RowNumber,
    listing: Chosen,
    topic: Text = "",
    priority: Annotated[Priority, Form()] = Priority.NORMAL,
) -> Response:
    """Topic and priority as a person says them."""

    def act(session: Session, actor: Actor) -> None:
        if topic != acts.topic_of(session, conversation_id):
            acts.set_topic(session, actor, conversation_id, topic, here.site.clock)
        acts.set_priority(session, actor, conversation_id, priority, here.site.clock)

    attempted(here, act, "sorted")
    return back_to(here, listing.conversation(conversation_id))


@router.post("/labels")
def label(here: PersonVisit, conversation_id: RowNumber, listing: Chosen, label: Text = "") -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: acts.add_label(session, actor, conversation_id, label, clock), "labelled")
    return back_to(here, listing.conversation(conversation_id))


@router.post("/labels/remove")
def unlabel(here: PersonVisit, conversation_id: RowNumber, listing: Chosen, label: Text = "") -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: acts.remove_label(session, actor, conversation_id, label, clock))
    return back_to(here, listing.conversation(conversation_id))


@router.post("/code")
def one_time_code(here: PersonVisit, conversation_id: RowNumber, listing: Chosen) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: dealing.give_code(session, actor, conversation_id, clock), "code given")
    return back_to(here, listing.conversation(conversation_id, part="details"))


@router.post("/orders/{link_id}/undo")
def undo_order_link(here: PersonVisit, conversation_id: RowNumber, link_id: RowNumber, listing: Chosen) -> Response:
    clock = here.site.clock
    attempted(
        here, lambda session, actor: dealing.undo_link(session, actor, conversation_id, link_id, clock), "unlinked"
    )
    return back_to(here, listing.conversation(conversation_id, part="details"))


def _set_aside(
    here: Visit,
    conversation_id: int,
    listing: Listing,
    state: ConversationState,
    act: Callable[[Session, Actor], AuditEntry | None],
) -> Response:
    """It leads on to the next conversation where this one leaves the list, and offers to take it back."""

    def act_once(session: Session, actor: Actor) -> None:
        entry = act(session, actor)
        if entry and entry.id:
            keep_undo(here, [entry.id], listing)

    next_ = onward(here, listing, conversation_id, state)
    refused = attempted(here, act_once, state)
    return back_to(here, listing.conversation(conversation_id) if refused else next_)

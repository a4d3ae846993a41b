"""One act with many conversations: those that were ticked, or, once it was confirmed, all of a list."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session, col, select
from starlette.responses import Response

from socialshop.desk import acts
from socialshop.desk.acts import Bulk, each
from socialshop.desk.errors import WrittenMeanwhile
from socialshop.desk.menus import menus
from socialshop.desk.undo import undo, undoable
from socialshop.errors import SocialshopError
from socialshop.inbox.model import Contact, Conversation
from socialshop.inbox.pulse import Pulse, spoken_since
from socialshop.inbox.query import MOST_COUNTED, conversations
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.staff.model import AuditEntry
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.i18n import translations
from socialshop.web.listing import Chosen, Listing
from socialshop.web.onward import keep_undo, kept_for_undo
from socialshop.web.refusals import in_words
from socialshop.web.render import back_to, page
from socialshop.web.times import chosen_time
from socialshop.web.visits import INBOX, PersonVisit, RowNumber, Storable, Visit

router = APIRouter(prefix=INBOX)
Text = Annotated[Storable, Form()]
Numbers = Annotated[list[RowNumber], Form()]

_SETS_ASIDE = ("resolve", "snooze")
_AT_ONCE = 50  # in one transaction: others write in between
_MOST_NAMED = 3


@router.post("/bulk")
def bulk(
    here: PersonVisit,
    listing: Chosen,
    act: Text,
    ids: Numbers = [],  # noqa: B006 - FastAPI copies it
    who: Annotated[RowNumber | None, Form()] = None,
    label: Text = "",
    seen: Text = "",
    every: Annotated[bool, Form()] = False,
    confirmed: Annotated[bool, Form()] = False,
) -> Response:
    """Do one act with the chosen conversations, or with `every` one of the list, which is asked for once more.

    What refuses leaves the others done. Nothing in which a customer wrote after the pulse `seen` is set aside.
    """
    assert here.person
    actor = here.person.actor
    actor.require(Permission.ANSWER)
    with Session(reading(here.site.store)) as session:
        chosen = _whole(here, session, listing) if every else sorted(set(ids))
        asked = {"act": act, "who": who, "label": label, "seen": seen}
        if every and not confirmed:
            name = menus(session, here.person.id).people.get(str(who), "")
            return page(here, "bulk.html", listing=listing, number=len(chosen), asked=asked, who=name)
        spoken = spoken_since(session, Pulse.read(seen)) if seen and act in _SETS_ASIDE else set()
    made: list[int] = []
    done = _do(here, chosen, lambda session: _act(here, session, actor, act, who, label, spoken, made))
    keep_undo(here, made, listing)
    tell_refused(here, done)
    return back_to(here, INBOX + listing.query, "" if done.refused or not chosen else "bulk done")


@router.post("/undo")
def take_back(
    here: PersonVisit,
    listing: Chosen,
    ids: Annotated[list[Storable], Form()] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """What one just did is taken back; `ids` are spans of its entries in the audit log."""
    assert here.person
    actor, site = here.person.actor, here.site
    actor.require(Permission.ANSWER)
    with Session(reading(site.store)) as session:
        made = undoable(session, actor, kept_for_undo(ids))
    done = _do(here, made, lambda session: lambda id_: undo(session, actor, made[id_], site.clock, site.targets))
    where = listing.conversation(*made) if len(made) == 1 else INBOX + listing.query
    tell_refused(here, done)
    return back_to(here, where, "undone" if done.done else "")


def tell_refused(here: Visit, done: Bulk) -> None:
    """The next page says how many refused, which, and why the first of them did."""
    if not done.refused:
        return
    catalogue, number = translations(here.language), len(done.refused)
    reason = in_words(here, next(iter(done.refused.values())))
    said = catalogue.ngettext(
        "%(number)s conversation stayed as it was (%(names)s): %(reason)s",
        "%(number)s conversations stayed as they were (%(names)s); the first because: %(reason)s",
        number,
    ) % {
        "number": number,
        "names": _names(here, done.refused),
        "reason": reason,
    }
    if done.done:
        finished = catalogue.ngettext("Done for %(number)s.", "Done for %(number)s.", len(done.done))
        said = f"{finished % {'number': len(done.done)}} {said}"
    here.request.session["refusal"] = said


def _do(here: Visit, ids: Collection[int], act: Callable[[Session], Callable[[int], None]]) -> Bulk:
    done: list[int] = []
    refused: dict[int, SocialshopError] = {}
    chosen = list(ids)
    with Session(here.site.store) as session:
        for start in range(0, len(chosen), _AT_ONCE):
            part = each(session, chosen[start : start + _AT_ONCE], act(session))
            session.commit()
            done += part.done
            refused |= part.refused
    return Bulk(tuple(done), refused)


def _act(
    here: Visit,
    session: Session,
    actor: Actor,
    name: str,
    who: int | None,
    label: str,
    spoken: Collection[int],
    made: list[int],
) -> Callable[[int], None]:
    """The act of that name, whose entries in the audit log are added to those `made`."""
    clock = here.site.clock
    known: dict[str, Callable[[int], AuditEntry | None]] = {
        "resolve": lambda id_: acts.resolve(session, actor, id_, clock),
        "assign": lambda id_: acts.assign(session, actor, id_, who, clock),
        "label": lambda id_: acts.add_label(session, actor, id_, label, clock),
        "snooze": lambda id_: acts.snooze(session, actor, id_, chosen_time("tomorrow", clock(), here.site.zone), clock),
    }
    if name not in known:
        raise SocialshopError(
            phrase("There is no act {name}.", name=repr(name)), mend=phrase("One of: {names}.", names=", ".join(known))
        )

    def one(id_: int) -> None:
        if id_ in spoken:
            raise WrittenMeanwhile
        entry = known[name](id_)
        if entry and entry.id:
            made.append(entry.id)

    return one


def _whole(here: Visit, session: Session, listing: Listing) -> list[int]:
    """All of the list, MOST_COUNTED at most."""
    found: list[int] = []
    mark, now = None, here.site.clock()
    while len(found) < MOST_COUNTED:
        part = conversations(session, listing.filters, now=now, before=mark, limit=MOST_COUNTED - len(found))
        found += [row.id for row in part.rows]
        mark = part.next
        if mark is None:
            break
    return sorted(found)


def _names(here: Visit, refused: Collection[int]) -> str:
    """Whose conversations they are, the first few."""
    say = translations(here.language).gettext
    with Session(reading(here.site.store)) as session:
        rows = session.exec(
            select(Conversation.id, Contact.name)
            .join(Contact, col(Contact.id) == col(Conversation.contact_id))
            .where(col(Conversation.id).in_(refused))
        )
        names = dict(rows.all())
    shown = [names.get(id_) or say("Somebody") for id_ in sorted(refused)[:_MOST_NAMED]]
    return ", ".join(shown) + (" …" if len(refused) > _MOST_NAMED else "")

"""Answering: what is written, and what is done with single messages, each on its way through the outbox."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, UploadFile
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from socialshop.desk import answers, message_acts, notes
from socialshop.desk.allowing import ANSWERS
from socialshop.desk.answers import Answer
from socialshop.desk.claims import claim, release
from socialshop.desk.errors import PictureNotOffered
from socialshop.desk.pictures import put_up
from socialshop.errors import SocialshopError
from socialshop.inbox.errors import EmptyReply, ReplyRefused, UnknownConversation
from socialshop.inbox.model import Message
from socialshop.inbox.resolve import existing
from socialshop.inbox.view import conversation
from socialshop.ports import Act, Attachment
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import NotPermitted, Permission
from socialshop.store import reading
from socialshop.web.listing import Chosen
from socialshop.web.pages.drafts import Base, keep, written_elsewhere
from socialshop.web.pages.inbox import conversation_page
from socialshop.web.refusals import attempted, in_words
from socialshop.web.render import back_to, page
from socialshop.web.talk import NOTE, Composing
from socialshop.web.visits import WITH_PICTURE, PersonVisit, RowNumber, Storable, Visit

router = APIRouter(prefix="/inbox/{conversation_id}")
Text = Annotated[Storable, Form()]
Number = Annotated[RowNumber | None, Form()]


@router.post("/reply", max_body_size=WITH_PICTURE)
def reply(
    here: PersonVisit,
    conversation_id: RowNumber,
    listing: Chosen,
    text: Text = "",
    mode: Text = Act.REPLY,
    to: Number = None,
    seen: Number = None,
    base: Base = "",
    picture: UploadFile | None = None,
) -> Response:
    """Answer the message `to`, or leave a note; `seen` is the last message that the page showed, `base` the mark
    of the draft that it knew."""
    chosen = picture.file.read() if picture and picture.filename else b""
    written = _Written(text, mode, to, seen, base, chosen)
    refusal = _write(here, conversation_id, written)
    if refusal:
        keep(here, conversation_id, text, mode, base)
        writing = Composing(to=to, mode=mode, refusal=refusal, lost_picture=bool(chosen))
        return conversation_page(here, conversation_id, listing, 422, composing=writing)
    if mode == NOTE:
        return back_to(here, listing.conversation(conversation_id), "noted")
    return sending(here, back_to(here, listing.conversation(conversation_id), "replied"))


@router.post("/messages/{message_id}/retry")
def retry(here: PersonVisit, conversation_id: RowNumber, message_id: RowNumber, listing: Chosen) -> Response:
    # Where it was retried in another tab, or has been sent meanwhile, the page shows which.
    refused = attempted(here, lambda session, actor: answers.retry(session, actor, message_id, here.site.clock))
    here.request.session.pop("refusal", None)
    return sending(here, back_to(here, listing.conversation(conversation_id), "" if refused else "retried"))


@router.post("/messages/{message_id}/take-back")
def take_back(here: PersonVisit, conversation_id: RowNumber, message_id: RowNumber, listing: Chosen) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: answers.take_back(session, actor, message_id, clock), "taken back")
    return back_to(here, listing.conversation(conversation_id, part="text"))


@router.get("/messages/{message_id}/delete")
def confirm_delete(here: PersonVisit, conversation_id: RowNumber, message_id: RowNumber, listing: Chosen) -> Response:
    """Nobody gets it back: it is asked for once more. Raises NotPermitted."""
    assert here.person
    here.person.actor.require(Permission.MODERATE)
    with Session(reading(here.site.store)) as session:
        talk = conversation(session, conversation_id)
    message = next((said for said in talk.messages if said.id == message_id), None)
    if message is None:
        return back_to(here, listing.conversation(conversation_id))
    return page(here, "delete.html", talk=talk, message=message, listing=listing)


@router.post("/messages/{message_id}/{act}")
def act_on_message(
    here: PersonVisit, conversation_id: RowNumber, message_id: RowNumber, act: Act, listing: Chosen
) -> Response:
    def do(session: Session, actor: Actor) -> None:
        channel = existing(session, conversation_id).channel
        message = session.get(Message, message_id)
        if message is None or message.conversation_id != conversation_id:
            raise ReplyRefused(f"Message {message_id} is not of conversation {conversation_id}.")
        message_acts.do(session, actor, message_id, act, here.site.connectors.get(channel), here.site.clock)

    attempted(here, do, "acted")
    return sending(here, back_to(here, listing.conversation(conversation_id, part=f"message-{message_id}")))


class _Written(NamedTuple):
    """What the form says; `picture` is a file's content, or empty."""

    text: str
    mode: str
    to: int | None
    seen: int | None
    base: str
    picture: bytes

    @property
    def act(self) -> Act:
        return Act(self.mode) if self.mode in ANSWERS else Act.REPLY


def _write(here: Visit, conversation_id: int, written: _Written) -> str:
    """Write it down; why it was refused in words, or ''. Raises NotPermitted and UnknownConversation."""
    try:
        with Session(reading(here.site.store)) as session:
            channel = existing(session, conversation_id).channel
        if not (written.text.strip() or written.picture):
            raise EmptyReply
        # Before anything is locked: whether the platform can see the picture is asked over the network.
        shown = _put_up(here, channel, written) if written.picture else None
        with Session(here.site.store) as session:
            _write_down(here, session, conversation_id, written, here.site.connectors.get(channel), shown)
            session.commit()
    except (NotPermitted, UnknownConversation):
        raise
    except SocialshopError as error:
        return in_words(here, error)
    return ""


def _put_up(here: Visit, channel: str, written: _Written) -> Attachment:
    assert here.person
    if written.mode == NOTE:
        raise PictureNotOffered(channel)
    connector = here.site.connectors.get(channel)
    return put_up(here.person.actor, written.picture, channel, connector, written.act, here.site.pictures)


def _write_down(
    here: Visit,
    session: Session,
    conversation_id: int,
    written: _Written,
    connector: object,
    picture: Attachment | None,
) -> None:
    assert here.person
    actor, clock = here.person.actor, here.site.clock
    other = written_elsewhere(session, actor, conversation_id, written.text, written.base)
    if written.mode == NOTE:
        notes.add_note(session, actor, conversation_id, written.text, clock)
        notes.keep_draft(session, actor, conversation_id, other, clock)
        return
    # Without scripts nothing claimed it before: whoever sends second finds this claim.
    claim(session, actor, conversation_id, here.site.claim, clock)
    given = Answer(written.text, written.act, written.to, written.seen, picture)
    answers.answer(session, actor, conversation_id, given, connector, clock)
    notes.keep_draft(session, actor, conversation_id, other, clock)
    release(session, actor, conversation_id, clock)


def sending(here: Visit, answer: Response) -> Response:
    """What is queued leaves as soon as the page has its answer."""
    if here.site.after_reply:
        answer.background = BackgroundTask(here.site.after_reply)
    return answer

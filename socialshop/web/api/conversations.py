"""The inbox for programs: what people can do at the desk, with the same permissions, claims and audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, File, Form, Query, Response, UploadFile
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from sqlmodel import Session

from socialshop.desk import acts
from socialshop.desk.answers import Answer, answer, usual_act
from socialshop.desk.notes import add_note, notes
from socialshop.desk.pictures import put_up, put_up_before
from socialshop.desk.search import search
from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Priority, Topic
from socialshop.inbox.query import ConversationRow, conversations
from socialshop.inbox.resolve import existing
from socialshop.inbox.view import ConversationView, conversation
from socialshop.ports import Act
from socialshop.store import reading
from socialshop.web.api.access import Answerer, Call, Reader
from socialshop.web.api.problems import Problem
from socialshop.web.visits import WITH_PICTURE, RowNumber, Storable, counted

router = APIRouter(
    prefix="/conversations",
    tags=["conversations"],
    responses={code: {"model": Problem} for code in (401, 403, 404, 409, 422)},
)
_DONE = 204
Content = Annotated[UploadFile, File(json_schema_extra={"format": "binary"})]  # by which clients know a file
_EPOCH, _FAR = (datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 9999))


class Body(BaseModel):
    """What a call may say, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Said(Body):
    """An answer. `seen` is the last message that its writer knew: a colleague's answer since then stops this one;
    `picture` is what the call for pictures returned. Without an `act` it is a message in a private conversation, else a
    public reply."""

    text: Storable = ""
    picture: str | None = None
    act: Act | None = None
    message_id: RowNumber | None = None
    seen: RowNumber | None = None


class Assignment(Body):
    """Who shall answer: the number of a person, or null for nobody in particular; a team, or ''."""

    user_id: RowNumber | None = None
    team: Storable | None = None


class Until(Body):
    """When a conversation that is put off comes back."""

    until: Annotated[AwareDatetime, Field(ge=_EPOCH, le=_FAR)]


class Triage(Body):
    """What is left out stays as it is."""

    topic: Topic | None = None
    priority: Annotated[Priority, BeforeValidator(counted)] | None = None
    language: Storable | None = None


class Words(Body):
    text: Storable


class Wanted(BaseModel):
    """Which conversations: what is left out leaves all."""

    state: Storable = Field("", description="open, waiting, snoozed or resolved")
    channel: Storable = ""
    assignee: Storable = Field("", description="A colleague's number, or 'none'")
    team: Storable = ""
    topic: Storable = ""
    window: Storable = Field("", description="A window's name")
    item: Storable = Field("", description="A product's id")
    label: Storable = ""
    contact: Storable = Field("", description="A contact's number")
    overdue: bool = False
    q: Storable = Field("", description="Searches for these words instead, the first 8 of them; see also /search")
    before: str | None = Field(None, description="The `next` of the page before")


@dataclass(frozen=True, slots=True)
class Page:
    conversations: tuple[ConversationRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class NoteView:
    author: str
    text: Storable
    at: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    conversation: ConversationView
    labels: list[str]
    notes: list[NoteView]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture that stands where platforms fetch it: its address."""

    picture: str


@dataclass(frozen=True, slots=True)
class Queued:
    """An answer that is written down and on its way."""

    message_id: int


@router.get("", summary="The conversations, what is overdue first; with the filters of the page")
def list_conversations(call: Reader, wanted: Annotated[Wanted, Query()]) -> Page:
    with Session(reading(call.site.store)) as session:
        if wanted.q:
            found = search(session, wanted.q, before=wanted.before)
            return Page(found.conversations, found.next)
        chosen = Filters.parsed(wanted.model_dump())
        page = conversations(session, chosen, now=call.site.clock(), before=wanted.before)
    return Page(page.rows, page.next)


@router.get("/{conversation_id}", summary="One conversation with its messages, window, product, labels and notes")
def read_conversation(call: Reader, conversation_id: RowNumber) -> Whole:
    with Session(reading(call.site.store)) as session:
        view = conversation(session, conversation_id)
        told = [NoteView(note.author, note.text, note.at) for note in notes(session, conversation_id)]
        return Whole(view, acts.labels_of(session, conversation_id), told)


@router.post("/{conversation_id}/answers", status_code=202, summary="Answer: written down, then sent once")
def reply(call: Reader, conversation_id: RowNumber, said: Said, background: BackgroundTasks) -> Queued:
    picture = put_up_before(said.picture, call.site.pictures) if said.picture else None
    with Session(call.site.store) as session:
        talk = existing(session, conversation_id)
        connector = call.site.connectors.get(talk.channel)
        given = Answer(said.text, said.act or usual_act(talk), said.message_id, said.seen, picture)
        message = answer(session, call.actor, conversation_id, given, connector, call.site.clock)
        session.commit()
        queued = Queued(message.id or 0)
    if call.site.after_reply:
        background.add_task(call.site.after_reply)
    return queued


@router.post(
    "/{conversation_id}/pictures",
    status_code=201,
    max_body_size=WITH_PICTURE,
    summary="Put up a picture for an answer of the same kind, which is to follow within a day",
)
def put_up_picture(
    call: Answerer, conversation_id: RowNumber, picture: Content, act: Annotated[Act | None, Form()] = None
) -> PictureView:
    """It is checked by what the channel takes, and freed of what the camera wrote into it."""
    site = call.site
    with Session(reading(site.store)) as session:
        talk = existing(session, conversation_id)
    content, connector = picture.file.read(), site.connectors.get(talk.channel)
    return PictureView(put_up(call.actor, content, talk.channel, connector, act or usual_act(talk), site.pictures).url)


@router.post("/{conversation_id}/notes", status_code=201, summary="Leave a note that no customer sees")
def leave_note(call: Reader, conversation_id: RowNumber, words: Words) -> NoteView:
    with Session(call.site.store) as session:
        made = add_note(session, call.actor, conversation_id, words.text, call.site.clock)
        session.commit()
        return NoteView(made.author, made.text, made.at)


@router.put("/{conversation_id}/assignment", status_code=_DONE, summary="Let a person, a team or nobody answer it")
def assign(call: Reader, conversation_id: RowNumber, to: Assignment) -> Response:
    def act(session: Session) -> None:
        if "user_id" in to.model_fields_set:
            acts.assign(session, call.actor, conversation_id, to.user_id, call.site.clock)
        if to.team is not None:
            acts.assign_team(session, call.actor, conversation_id, to.team, call.site.clock)

    return _done(call, act)


@router.patch("/{conversation_id}", status_code=_DONE, summary="Say what it is about, how urgent, in which language")
def triage(call: Reader, conversation_id: RowNumber, said: Triage) -> Response:
    def act(session: Session) -> None:
        if said.topic is not None:
            acts.set_topic(session, call.actor, conversation_id, said.topic, call.site.clock)
        if said.priority is not None:
            acts.set_priority(session, call.actor, conversation_id, said.priority, call.site.clock)
        if said.language is not None:
            acts.set_language(session, call.actor, conversation_id, said.language, call.site.clock)

    return _done(call, act)


@router.put("/{conversation_id}/labels/{label:path}", status_code=_DONE, summary="Put a label on it")
def add_label(call: Reader, conversation_id: RowNumber, label: Storable) -> Response:
    return _done(call, lambda session: acts.add_label(session, call.actor, conversation_id, label, call.site.clock))


@router.delete("/{conversation_id}/labels/{label:path}", status_code=_DONE, summary="Take a label off it")
def remove_label(call: Reader, conversation_id: RowNumber, label: Storable) -> Response:
    return _done(call, lambda session: acts.remove_label(session, call.actor, conversation_id, label, call.site.clock))


@router.post("/{conversation_id}/resolve", status_code=_DONE, summary="Done, until the customer writes anew")
def resolve(call: Reader, conversation_id: RowNumber) -> Response:
    return _done(call, lambda session: acts.resolve(session, call.actor, conversation_id, call.site.clock))


@router.post("/{conversation_id}/reopen", status_code=_DONE, summary="Back to what its messages say")
def reopen(call: Reader, conversation_id: RowNumber) -> Response:
    clock, targets = call.site.clock, call.site.targets
    return _done(call, lambda session: acts.reopen(session, call.actor, conversation_id, clock, targets))


@router.post(
    "/{conversation_id}/snooze", status_code=_DONE, summary="Put off until a time, or until the customer writes"
)
def snooze(call: Reader, conversation_id: RowNumber, to: Until) -> Response:
    until = to.until.astimezone(UTC)
    return _done(call, lambda session: acts.snooze(session, call.actor, conversation_id, until, call.site.clock))


def _done(call: Call, act: Callable[[Session], object]) -> Response:
    with Session(call.site.store) as session:
        act(session)
        session.commit()
    return Response(status_code=_DONE)

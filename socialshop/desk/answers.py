"""Answering: who holds the conversation writes, what the channel allows is queued, and every answer is audited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.acts import Bulk, each
from socialshop.desk.allowing import ANSWERS, require_allowed
from socialshop.desk.claims import require_free
from socialshop.desk.errors import AnsweredBy, AnsweredMeanwhile, PictureNotOffered, PictureOrText
from socialshop.desk.macros import fill, require_filled, require_known
from socialshop.desk.model import AnswerPicture
from socialshop.desk.notes import draft, drop_draft, keep_draft
from socialshop.desk.pictures import name_of, terms_of
from socialshop.inbox import reply
from socialshop.inbox.errors import ReplyRefused
from socialshop.inbox.model import Conversation, ConversationState, Message
from socialshop.inbox.resolve import held
from socialshop.ports import Act, Attachment, Beside
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission

_NO_LIMIT = 20_000  # characters: where a channel names none


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wants to say. `message_id` is the message that it answers, else the customer's latest; `seen` the
    last message that its writer knew, which keeps two answers from crossing; `picture` what
    `socialshop.desk.pictures.put_up` made for this act."""

    text: str
    act: Act = Act.REPLY
    message_id: int | None = None
    seen: int | None = None
    picture: Attachment | None = None


def usual_act(talk: Conversation) -> Act:
    """How it is answered where nobody says otherwise."""
    return Act.MESSAGE if talk.is_private else Act.REPLY


def answer(
    session: Session, actor: Actor, conversation_id: int, given: Answer, connector: object, clock: Clock
) -> Message:
    """Write an answer down and queue it; its draft ends. The caller commits, and sends what is queued.

    Where text and picture are two messages on the channel, the text goes first, and is what is returned; the picture
    goes once it stands. Raises UnknownConversation, NotPermitted, Claimed where somebody else answers,
    AnsweredMeanwhile where somebody did since `seen`, ActRefused where the channel does not allow it,
    PictureNotOffered, PictureOrText, ReplyRefused for an empty or too long text, and Unfilled for one with
    placeholders left.
    """
    actor.require(Permission.ANSWER)
    if given.act not in ANSWERS:
        raise ReplyRefused(f"{given.act} is no answer.")
    require_filled(given.text)
    held(session, conversation_id)
    require_free(session, actor, conversation_id, clock())
    if given.seen is not None:
        _require_nothing_new(session, conversation_id, given.seen)
    answered = reply.answered_message(session, conversation_id, given.message_id)
    allowed = require_allowed(session, connector, given.act, answered, clock)
    messages: list[Message] = []
    for words, picture in _parts(given, answered.channel, connector):
        message = reply.write_reply(
            session,
            conversation_id,
            words,
            actor.name,
            clock,
            allowed.limit or _NO_LIMIT,
            act=given.act,
            message_id=answered.id,
            picture=picture,
            after=messages[0] if messages else None,
        )
        messages.append(message)
        written: dict[str, Any] = {"message": message.id, "text": message.text}
        if message.attachments:
            written["picture"] = message.attachments[0]["url"]
            session.add(AnswerPicture(message_id=message.id or 0, name=name_of(written["picture"])))
        record(session, actor, given.act, "conversation", conversation_id, clock(), after=written)
    drop_draft(session, actor, conversation_id)
    return messages[0]


def _parts(given: Answer, channel: str, connector: object) -> list[tuple[str, Attachment | None]]:
    """The messages that it takes. Raises PictureNotOffered and PictureOrText."""
    if given.picture is None:
        return [(given.text, None)]
    terms = terms_of(connector, given.act)
    if terms is None:
        raise PictureNotOffered(channel)
    if terms.text is Beside.TOGETHER or not given.text.strip():
        return [(given.text, given.picture)]
    if terms.text is Beside.INSTEAD:
        raise PictureOrText(channel)
    return [(given.text, None), ("", given.picture)]


def answer_together(
    session: Session, actor: Actor, conversation_ids: Collection[int], text: str, connector: object, clock: Clock
) -> Bulk:
    """The same public answer to each of many like questions: each through its own outbox entry, each audited.

    Placeholders are filled for each; `text` may be addressed to '{name}'. One that refuses, such as one that was
    answered meanwhile, is told with its reason and leaves the others. The caller commits. Raises NotPermitted and
    UnknownPlaceholder.
    """
    actor.require(Permission.MODERATE)
    require_known(text)

    def one(conversation_id: int) -> None:
        _require_open(session, conversation_id)
        words = fill(session, text, conversation_id, actor).text
        answer(session, actor, conversation_id, Answer(words), connector, clock)

    return each(session, conversation_ids, one)


def retry(session: Session, actor: Actor, message_id: int, clock: Clock) -> list[Message]:
    """Queue an answer that failed again, with the text or picture that failed with it: both. The caller commits. Raises
    NotPermitted and ReplyRefused."""
    actor.require(Permission.ANSWER)
    queued = reply.retry_reply(session, message_id)
    about = queued[0].conversation_id
    record(session, actor, "retry", "conversation", about, clock(), after={"message": message_id})
    return queued


def take_back(session: Session, actor: Actor, message_id: int, clock: Clock) -> list[Message]:
    """Give an answer up that failed, with the text or picture that failed with it: both. A person's draft is its text
    again, after what that holds already. The caller commits. Raises NotPermitted and ReplyRefused."""
    actor.require(Permission.ANSWER)
    given_up = reply.take_back(session, message_id, clock)
    for message in given_up:
        picture = session.get(AnswerPicture, message.id)
        if picture is not None:
            session.delete(picture)
        if actor.user_id is not None:
            begun = draft(session, actor, message.conversation_id)
            words = "\n".join(filter(None, (begun, message.text)))
            keep_draft(session, actor, message.conversation_id, words, clock)
        done = {"message": message.id}
        record(session, actor, "take back", "conversation", message.conversation_id, clock(), after=done)
    return given_up


def _require_open(session: Session, conversation_id: int) -> None:
    """A form that is sent twice, or by two, is one answer."""
    if held(session, conversation_id).state != ConversationState.OPEN:
        raise AnsweredMeanwhile


def _require_nothing_new(session: Session, conversation_id: int, seen: int) -> None:
    """What the customer added is no reason to stop; what a colleague answered is."""
    ours = select(Message.author).where(
        Message.conversation_id == conversation_id, col(Message.is_ours), col(Message.id) > seen
    )
    author = session.exec(ours.limit(1)).first()
    if author is not None:
        raise AnsweredBy(author) if author else AnsweredMeanwhile

"""What the page of one conversation shows: the thread with its notes, the clocks, and how one may answer now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlmodel import Session

from socialshop.desk.alike import others_ask
from socialshop.desk.allowing import ANSWERS, allowances_of
from socialshop.desk.claims import ATTENDED, lately
from socialshop.desk.macros import PLACEHOLDERS, unfilled
from socialshop.desk.message_acts import UNSETTLED
from socialshop.desk.notes import BEGUN, NOTED, Begun, Noted, mark_of
from socialshop.desk.pictures import terms_of
from socialshop.inbox.model import ConversationState, Topic
from socialshop.inbox.people import AROUND, linked
from socialshop.inbox.pulse import Pulse
from socialshop.inbox.query import conversation_rows
from socialshop.inbox.said import MessageView
from socialshop.inbox.subjects import SUBJECTS
from socialshop.inbox.view import LATEST, ConversationView, conversation
from socialshop.ports import Act, Allowance, PictureTerms, Term
from socialshop.store import Together
from socialshop.store.model import OutboxState
from socialshop.sync.trouble import Trouble
from socialshop.sync.trouble import troubles as troubles_of
from socialshop.web.company import company
from socialshop.web.dealings import GIVEN, LINKED, dealings
from socialshop.web.hindrances import Hindrances, standing
from socialshop.web.history import ENCOUNTERS
from socialshop.web.refusals import why
from socialshop.web.times import snooze_times
from socialshop.web.visits import Visit

NOTE = "note"
"""What is written for colleagues alone, beside the acts that a customer reads."""

_EARLIER = 2_000  # messages that are shown where somebody asks for the earlier ones


@dataclass(frozen=True, slots=True)
class Composing:
    """What somebody is writing: to which message, in which mode, and why it was refused. The text is their draft."""

    to: int | None = None
    mode: str = ""
    refusal: str = ""
    lost_picture: bool = False
    """Whether a picture was chosen with what was refused: no browser chooses it again."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to write: an act's name or 'note', what the channel says of it, and of pictures with it."""

    name: str
    allowance: Allowance = field(default=Allowance(Term.FREE))
    pictures: PictureTerms | None = None

    @property
    def allowed(self) -> bool:
        return self.allowance.allowed


@dataclass(frozen=True, slots=True)
class Composer:
    """`answered` is the message that an answer is to, `seen` the last one that its writer knows; `text` is
    the draft and `base` its mark; `unfilled` are placeholders that stand in it."""

    modes: tuple[Mode, ...]
    mode: str
    text: str
    base: str
    answered: MessageView | None
    seen: int
    refusal: str
    unfilled: tuple[str, ...]
    lost_picture: bool

    @property
    def formats(self) -> tuple[str, ...]:
        """Of the pictures that go with any way to write that is open now, as MIME types."""
        taken = (mode.pictures.formats for mode in self.modes if mode.allowed and mode.pictures)
        return tuple(dict.fromkeys(format_ for formats in taken for format_ in formats))

    @property
    def limit(self) -> int | None:
        return next((mode.allowance.limit for mode in self.modes if mode.name == self.mode), None)


def news(pulse: Pulse, talk: ConversationView | None = None) -> dict[str, str]:
    """The pulse that the page has `seen`, and where it hears `live` of what is said later, and of what becomes of
    answers on their way."""
    seen = str(pulse)
    about: list[tuple[str, object]] = [("since", seen)]
    if talk:
        underway = [said.id for said in talk.messages if said.delivery in (OutboxState.PENDING, OutboxState.SENDING)]
        about += [("conversation", talk.id), ("channel", talk.channel), *(("underway", id_) for id_ in underway)]
    return {"seen": seen, "live": f"/live?{urlencode(about)}"}


_BESIDE = Together.of(SUBJECTS, ATTENDED, NOTED, UNSETTLED, BEGUN, LINKED, GIVEN, ENCOUNTERS, AROUND)
"""What the page tells of a conversation besides what was said."""


def talk_context(
    here: Visit,
    session: Session,
    conversation_id: int,
    composing: Composing,
    troubles: Mapping[str, Trouble],
    *,
    earlier: bool = False,
) -> dict[str, Any]:
    """What the template of a conversation needs; `troubles` are those of the connected channels. Raises
    UnknownConversation."""
    assert here.person
    now = here.site.clock()
    most = _EARLIER if earlier else LATEST
    talk = conversation(session, conversation_id, most)
    given = {"id": talk.id, "limit": most, "contact_id": talk.contact_id}
    asked = _BESIDE.ask(session, given | {"user_id": here.person.id, "now": now, "lately": lately(now)})
    allowed = allowances_of(here.site.connectors.get(talk.channel), asked[SUBJECTS], now)
    others = company(here, asked[ATTENDED])
    if talk.channel not in here.site.connectors:
        troubles = {**troubles, **troubles_of(session, [talk.channel])}
    hindered = Hindrances(troubles, ())
    return {
        "talk": talk,
        "timeline": _timeline(talk, asked[NOTED]),
        "allowed": allowed,
        "unsettled": asked[UNSETTLED],
        "composer": _composer(here, talk, allowed, composing, asked[BEGUN], is_held=bool(others.holder)),
        "placeholders": tuple(PLACEHOLDERS),
        "connected": talk.channel in here.site.connectors,
        "trouble": hindered.troubles.get(talk.channel),
        "to_connect": hindered.lost,
        "standing": standing,
        "company": others,
        "pictures_are_seen": here.site.pictures is not None and bool(here.site.pictures.public_url),
        "others_ask": _others_ask(session, talk),
        "why": lambda allowance: why(here, allowance),
        "snoozes": snooze_times(now, here.site.zone),
        "topics": tuple(Topic),
        "dealings": dealings(session, asked[LINKED]),
        "codes": asked[GIVEN],
        "encounters": conversation_rows(session, asked[ENCOUNTERS]),
        "people_links": linked(session, asked[AROUND]),
        "current": conversation_id,
    }


def _others_ask(session: Session, talk: ConversationView) -> bool:
    """Whether the same is asked beneath the same post; only who waits is answered together with others."""
    may_be = talk.state == ConversationState.OPEN and not talk.is_private
    return may_be and others_ask(session, talk.id)


class Moment(NamedTuple):
    """A message or a note."""

    at: datetime
    message: MessageView | None
    note: Noted | None


def _timeline(talk: ConversationView, kept: Sequence[Noted]) -> list[Moment]:
    """Messages and notes in one order; of earlier notes only those since the first message that is shown."""
    first = talk.messages[0].at if talk.earlier and talk.messages else None
    shown = [Moment(said.at, said, None) for said in talk.messages]
    shown += [Moment(note.at, None, note) for note in kept if first is None or note.at >= first]
    return sorted(shown, key=lambda moment: moment.at)


def _composer(
    here: Visit,
    talk: ConversationView,
    allowed: Mapping[int, Mapping[Act, Allowance]],
    composing: Composing,
    kept: Begun,
    *,
    is_held: bool,
) -> Composer:
    answered = _answered(talk, composing.to)
    connector = here.site.connectors.get(talk.channel)
    modes = (*(_ways(talk, answered, allowed, connector) if connector else ()), Mode(NOTE))
    return Composer(
        modes=modes,
        mode=_mode(modes, composing.mode or kept.mode, is_free=bool(kept.text) or not is_held),
        text=kept.text,
        base=mark_of(kept.text),
        answered=answered,
        seen=talk.messages[-1].id if talk.messages else 0,
        refusal=composing.refusal,
        unfilled=unfilled(kept.text),
        lost_picture=composing.lost_picture,
    )


def _ways(
    talk: ConversationView,
    answered: MessageView | None,
    allowed: Mapping[int, Mapping[Act, Allowance]],
    connector: object,
) -> list[Mode]:
    """How the customer may be written to, and which of the ways that one looks for here are shut."""
    wanted = (Act.MESSAGE,) if talk.is_private else (Act.REPLY, Act.PRIVATE_REPLY)
    if answered is None:
        has_written = any(not said.is_ours for said in talk.messages)
        return [Mode(wanted[0], Allowance(Term.REMOVED))] if has_written else []
    acts = allowed.get(answered.id, {})
    offered = [act for act in ANSWERS if act in acts and (act in wanted or acts[act].term is not Term.WRONG_KIND)]
    return [Mode(act, acts[act], terms_of(connector, act)) for act in offered]


def _answered(talk: ConversationView, to: int | None) -> MessageView | None:
    """The customer's message that is answered: the wanted one, else the latest that stands."""
    standing = [said for said in talk.messages if not said.is_ours and said.removed_at is None]
    wanted = [said for said in standing if said.id == to]
    return next(iter(wanted or standing[-1:]), None)


def _mode(modes: Sequence[Mode], wanted: str, *, is_free: bool) -> str:
    """The wanted mode where it can be had, else the first; only a note where it is not free, since somebody else
    answers and nothing was begun, or where what was meant for one reader would be read by all."""
    open_ = [mode.name for mode in modes if mode.allowed]
    if not is_free or (wanted == Act.PRIVATE_REPLY and wanted not in open_):
        return NOTE
    return wanted if wanted in open_ else open_[0]

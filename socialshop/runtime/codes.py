"""The single-use codes of windows of limited access: who asked, who has one, and which orders it came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from socialshop.inbox.admission import Asking, NoSeatLeft, Person, answer_privately, askings, codes, members_of, seat
from socialshop.inbox.model import Message
from socialshop.inbox.subjects import subject_of
from socialshop.orders.model import Order
from socialshop.phrases import phrase
from socialshop.ports import Act, Allowance, Answering, Connector, Term
from socialshop.runtime.shop import Shop
from socialshop.sync.runs import Action, Tally
from socialshop.windows.definition import WindowDefinition

_SHORTEST_LIMIT = 1_000
"""Characters of a private reply, where the channel names no limit: Instagram's, the shortest."""


@dataclass(frozen=True, slots=True)
class GivenCode:
    """`orders` are the numbers of those that it was used on."""

    code: str
    seat: int
    holder: str
    given_at: datetime
    conversation_id: int | None
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedForCode:
    """Somebody who asked publicly and has no code. `holder` is '' for somebody who does not belong to the window."""

    contact: str
    name: str
    holder: str
    at: datetime
    conversation_id: int


@dataclass(frozen=True, slots=True)
class WindowCodes:
    """`quota` is None for a window that is for everyone."""

    window: str
    quota: int | None
    codes: tuple[GivenCode, ...]
    asked: tuple[AskedForCode, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def codes_of(shop: Shop, window: WindowDefinition, give_to: str = "") -> WindowCodes:
    """The codes of a window, after one for `give_to`. Raises NoSeatLeft, or ConfigurationError where it gives none."""
    with Session(shop.store) as session:
        if give_to:
            seat(session, window, give_to, shop.clock)
        session.commit()
        given = codes(session, window.name)
        used = _used(session, [one.code for one in given])
        return WindowCodes(
            window.name,
            window.audience.quota,
            tuple(
                GivenCode(
                    one.code, one.seat, one.holder, one.given_at, one.conversation_id, tuple(used.get(one.code, ()))
                )
                for one in given
            ),
            tuple(
                AskedForCode(one.contact, one.name, one.holder, one.at, one.conversation_id)
                for one in _asked(session, shop, window)
            ),
        )


def admit(shop: Shop, tally: Tally, window: WindowDefinition, channel: str, connector: Connector) -> None:
    """Queue a code for everybody who asked beneath the window on the channel and belongs to it."""
    with Session(shop.store) as session:
        asked = _asked(session, shop, window)
    for one in asked:
        if one.channel != channel or not one.holder:
            continue
        ref, by_list = f"{window.name}: {one.holder}", f'`socialshop windows codes {window.name} --give "{one.holder}"`'
        with Session(shop.store) as session:
            allowed = _allowance(session, shop, one, connector)
            if not allowed.allowed:
                tally.note(
                    ref,
                    phrase("No code by private reply: {allowed}", allowed=allowed),
                    phrase("Give it in another way: {by_list}.", by_list=by_list),
                )
                continue
            try:
                given = answer_privately(session, window, one, shop.clock, allowed.limit or _SHORTEST_LIMIT)
            except NoSeatLeft as error:
                tally.note(ref, phrase("No code: {what}", what=error.what), error.mend)
                continue
            session.commit()
            if given:
                tally.record(
                    ref,
                    Action.CREATED,
                    phrase("code {seat} of {quota}, by private reply", seat=given.seat, quota=window.audience.quota),
                )


def _asked(session: Session, shop: Shop, window: WindowDefinition) -> list[Asking]:
    experts, partners = (
        [Person(one.name, one.contacts) for one in named] for named in (shop.config.experts, shop.config.partners)
    )
    return askings(session, window, members_of(window, experts, partners), shop.clock())


def _allowance(session: Session, shop: Shop, asking: Asking, connector: Connector) -> Allowance:
    if not isinstance(connector, Answering):
        return Allowance(Term.NOT_OFFERED)
    subject = subject_of(session, session.get_one(Message, asking.message_id))
    return connector.can(Act.PRIVATE_REPLY, subject, shop.clock())


def _used(session: Session, given: Sequence[str]) -> dict[str, list[str]]:
    """The orders by the code that was used on them."""
    found: dict[str, list[str]] = {}
    rows = select(Order.number, Order.discount_code).where(col(Order.discount_code).in_(given))
    for number, code in session.exec(rows.order_by(col(Order.placed_at))):
        found.setdefault(code, []).append(number)
    return found

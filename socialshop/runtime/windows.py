"""The windows of one shop: the day's facts from all rooms, and whoever plans with them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlmodel import Session

from socialshop.config import Config
from socialshop.errors import InputError
from socialshop.inbox.admission import Asking, NoSeatLeft, answer_privately, askings, members_of
from socialshop.inbox.model import Message
from socialshop.inbox.subjects import subject_of
from socialshop.inbox.voices import voices
from socialshop.ports import Act, Allowance, Answering, Connector, Term
from socialshop.products.pauses import follow_complaints, pauses
from socialshop.runtime.shop import Shop
from socialshop.sync.runs import Action, Tally
from socialshop.windows.definition import WindowDefinition, read_windows
from socialshop.windows.facts import Earner, Expert, Facts, ShopFront
from socialshop.windows.links import RememberedLinks, WebLinks
from socialshop.windows.planning import Planner
from socialshop.windows.schedule import QuietHours

_SHORTEST_LIMIT = 1_000
"""Characters of a private reply, where the channel names no limit: Instagram's, the shortest."""


def definitions(config: Config) -> list[WindowDefinition]:
    """Every window of the folder. Raises InputError for a wrong file, or one that names an unknown channel."""
    found = read_windows(config.path(config.windows.folder))
    for window in found:
        unknown = [name for name in window.channels if name not in config.channels]
        if unknown:
            raise InputError(
                "the window names a channel that is not configured.",
                file=str(config.path(config.windows.folder) / f"{window.name}.toml"),
                field="channels",
                found=unknown[0],
                expected=f"some of: {', '.join(config.channels)}",
            )
    return found


def planner(shop: Shop) -> Planner:
    """Plans with what is known now."""
    return Planner(shop.store, shop.clock, facts(shop))


def facts(shop: Shop) -> Facts:
    config = shop.config
    links = WebLinks(config.http.read_timeout, config.http.addresses)
    with Session(shop.store) as session:
        said = voices(session, shop.clock())
        follow_complaints(session, said.complaints, config.windows.complaints_that_pause, shop.clock)
        session.commit()
        paused = {one.item_id: one.why for one in pauses(session)}
    return Facts(
        now=shop.clock(),
        front=shop_front(config),
        voices=said,
        experts=[Expert(one.name, one.about, one.choice) for one in config.experts],
        earners={one.code.upper(): Earner(one.code, one.name, one.commission_percent) for one in config.partners},
        paused=paused,
        links=RememberedLinks(shop.store, shop.clock, links),
    )


def shop_front(config: Config) -> ShopFront:
    windows = config.windows
    return ShopFront(
        url=config.shop.url,
        media=config.media_folder(),
        disclosure=windows.disclosure.model_dump(),
        quiet=QuietHours(windows.quiet_hours, ZoneInfo(config.shop.time_zone)),
    )


def admit(shop: Shop, tally: Tally, window: WindowDefinition, channel: str, connector: Connector) -> None:
    """Queue a code for everybody who asked beneath the window and belongs to it."""
    experts = [contact for expert in shop.config.experts for contact in expert.contacts]
    members = members_of(window, experts)
    with Session(shop.store) as session:
        asking = askings(session, window, channel, members, shop.clock())
    for one in asking:
        with Session(shop.store) as session:
            allowed = _allowance(session, shop, one, connector)
            if not allowed.allowed:
                tally.note(f"{window.name}: {one.holder}", str(allowed))
                continue
            try:
                given = answer_privately(session, window, one, shop.clock, allowed.limit or _SHORTEST_LIMIT)
            except NoSeatLeft as error:
                tally.note(f"{window.name}: {one.holder}", error.what)
                return
            tally.record(f"{window.name}: {one.holder}", Action.CREATED, f"seat {given.seat}")
            session.commit()


def _allowance(session: Session, shop: Shop, asking: Asking, connector: Connector) -> Allowance:
    if not isinstance(connector, Answering):
        return Allowance(Term.NOT_OFFERED)
    subject = subject_of(session, session.get_one(Message, asking.message_id))
    return connector.can(Act.PRIVATE_REPLY, subject, shop.clock())

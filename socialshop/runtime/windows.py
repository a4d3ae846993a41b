"""The windows of one shop: the day's facts from all rooms, and whoever plans with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from socialshop.addressing import open_session
from socialshop.config import Config
from socialshop.errors import ConfigurationError, InputError, PlatformError
from socialshop.inbox.voices import voices
from socialshop.phrases import phrase
from socialshop.ports import Room
from socialshop.products.download import PHOTO, download
from socialshop.products.lookup import as_items, by_ids
from socialshop.products.pauses import follow_complaints, pauses
from socialshop.runtime.pictures import gallery_of
from socialshop.runtime.shop import Shop
from socialshop.store import reading
from socialshop.windows.calendar import Calendar, entries, together, went_up, will_go_up
from socialshop.windows.definition import WindowDefinition, read_window, require_channels, window_files
from socialshop.windows.display import Stage
from socialshop.windows.facts import Earner, Expert, Facts, ShopFront
from socialshop.windows.links import RememberedLinks, WebLinks
from socialshop.windows.overview import WindowSummary, summaries
from socialshop.windows.painter import Painter
from socialshop.windows.photos import Photos
from socialshop.windows.plan import WindowPlan
from socialshop.windows.planning import Channel, Planner
from socialshop.windows.preview import WindowPreview, preview_of
from socialshop.windows.schedule import QuietHours
from socialshop.windows.standing import windows_on
from socialshop.windows.telling import PlannedWindow, told


@dataclass(frozen=True, slots=True)
class Leafed:
    """The folder's windows, and what is wrong with the files that are none."""

    right: list[WindowDefinition]
    wrong: list[InputError]


def leafed(config: Config) -> Leafed:
    """Every file of the folder. Raises InputError for a folder that is not there."""
    found = Leafed([], [])
    for path in window_files(config.path(config.windows.folder)):
        try:
            found.right.append(_definition(config, path))
        except InputError as error:
            found.wrong.append(error)
    return found


def definitions(config: Config) -> list[WindowDefinition]:
    """Every window of the folder. Raises InputError for a wrong file, or one that names an unknown channel."""
    found = leafed(config)
    if found.wrong:
        raise found.wrong[0]
    return found.right


def definition_of(config: Config, name: str) -> WindowDefinition:
    """Raises InputError for its file where that is wrong, and ConfigurationError for a name that no window has."""
    files = {path.stem: path for path in window_files(config.path(config.windows.folder))}
    if name not in files:
        names = ", ".join(files) or phrase("none")
        raise ConfigurationError(
            phrase("There is no window {name}.", name=repr(name)), mend=phrase("The windows are: {names}.", names=names)
        )
    return _definition(config, files[name])


def _definition(config: Config, path: Path) -> WindowDefinition:
    window = read_window(path)
    require_channels(window, path, config.channels)
    return window


def window_summaries(shop: Shop, windows: Sequence[WindowDefinition]) -> list[WindowSummary]:
    with Session(reading(shop.store)) as session:
        return summaries(session, windows, shop.clock())


def stages(shop: Shop) -> list[Stage]:
    """The configured channels that show windows; no account is needed to know how they do."""
    known = ((name, shop.specs[name].windows) for name in shop.config.channels if name in shop.specs)
    return [Stage.of(name, target) for name, target in known if target]


def unknown_products(shop: Shop, ids: Sequence[str]) -> list[str]:
    """Those of the ids that the last delivery did not have."""
    with Session(reading(shop.store)) as session:
        known = by_ids(session, set(ids))
    return [item_id for item_id in ids if item_id not in known or known[item_id].withdrawn_at is not None]


def products_found(shop: Shop, condition: str) -> int:
    """How many products of the last delivery the condition holds for. Raises WrongCondition, a ValueError."""
    from catalog_feeds.conditions import are_met

    with Session(reading(shop.store)) as session:
        items = as_items(session)
    return int(are_met(items, condition, key="where").sum())


def planner(shop: Shop) -> Planner:
    """Plans with what is known now."""
    photos = Photos(shop.config.media_folder(), lambda address: download(address, address, shop.config.http, PHOTO))
    painter = Painter(gallery_of(shop.config), photos)
    return Planner(shop.store, shop.clock, facts(shop, photos), painter)


def facts(shop: Shop, photos: Photos) -> Facts:
    config = shop.config
    links = WebLinks(lambda: open_session(config.http_settings(), public_only=True))
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
        photos=photos,
    )


def shop_front(config: Config) -> ShopFront:
    windows = config.windows
    return ShopFront(
        url=config.shop.url,
        media=config.media_folder(),
        disclosure=windows.disclosure.model_dump(),
        quiet=QuietHours(windows.quiet_hours, ZoneInfo(config.shop.time_zone)),
    )


@dataclass(frozen=True, slots=True)
class ShopWindows:
    """The windows, as the web pages ask for them."""

    shop: Shop
    channels: Sequence[Channel]

    def summaries(self) -> list[WindowSummary]:
        """Draws the covers of windows that are new in the folder; a sync draws all others."""
        right = leafed(self.shop.config).right
        found = window_summaries(self.shop, right)
        new = {one.name for one in found if not one.picture}
        if not new:
            return found
        chosen = planner(self.shop)
        windows = chosen.choose([one for one in right if one.name in new])
        covers = {window.definition.name: chosen.cover(window, self.channels) for window in windows}
        return [replace(one, picture=covers.get(one.name, one.picture)) for one in found]

    def wrong_files(self) -> list[InputError]:
        return leafed(self.shop.config).wrong

    def preview(self, name: str) -> WindowPreview:
        chosen = planner(self.shop)
        (window,) = chosen.choose([definition_of(self.shop.config, name)])
        ready = {channel.name: channel for channel in self.channels}
        shown = [ready[one.channel].stage() if one.channel in ready else one for one in stages(self.shop)]
        return preview_of(window, shown, chosen, {name: channel.target for name, channel in ready.items()})

    def plan(self, name: str) -> list[PlannedWindow]:
        chosen = planner(self.shop)
        windows = chosen.choose([definition_of(self.shop.config, name)])
        return [told(plan) for channel in self.channels for plan in chosen.plans(windows, channel, strays=False)]

    def calendar(self, since: datetime, until: datetime) -> Calendar:
        """The platforms are asked for their quotas, and planned for what does not stand on them yet."""
        windows = leafed(self.shop.config).right
        titles = {window.name: window.title for window in windows}
        with Session(reading(self.shop.store)) as session:
            up = went_up(session, titles, since, until, self.shop.clock())
        ahead, rooms, silent = self._ahead(windows)
        due = [entry for entry in will_go_up(ahead, titles) if since <= entry.at < until]
        return Calendar(together([*entries(windows, since, until, self.shop.clock()), *up, *due]), rooms, tuple(silent))

    def _ahead(self, windows: Sequence[WindowDefinition]) -> tuple[list[WindowPlan], dict[str, Room], list[str]]:
        """The plans of windows that do not stand, on channels that answer, with the channels' quotas."""
        chosen = planner(self.shop)
        plans: list[WindowPlan] = []
        rooms: dict[str, Room] = {}
        silent: list[str] = []
        for channel in self.channels:
            standing = windows_on(self.shop.store, channel.name)
            missing = [one for one in windows if channel.name in one.channels and one.name not in standing]
            try:
                room = channel.target.room()
                plans += chosen.plans(chosen.choose(missing), channel, strays=False) if missing else []
            except PlatformError:
                silent.append(channel.name)
                continue
            rooms |= {channel.name: room} if room else {}
        return plans, rooms, silent

"""What the command line, the schedule and the web page let happen: the same functions for all three."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from socialshop.desk.message_acts import send_acts
from socialshop.desk.picture_care import release_pictures, remove_unneeded
from socialshop.errors import ConfigurationError, InputError, SocialshopError
from socialshop.inbox.presence import is_due
from socialshop.inbox.pull import check_gaps, look_for_removals, pull, pull_account, read_mentions, take_webhooks
from socialshop.inbox.sending import send_replies
from socialshop.inbox.service import ServiceTargets
from socialshop.inbox.strangers import learn_names, strangers
from socialshop.orders.clues import read_clues
from socialshop.orders.importing import import_orders
from socialshop.orders.likeness import propose_people
from socialshop.orders.links import link_orders
from socialshop.phrases import phrase
from socialshop.ports import (
    AccountSource,
    CatalogTarget,
    Connector,
    ConversationSource,
    MentionSource,
    NameSource,
    PresenceSource,
    WebhookSource,
    WindowTarget,
)
from socialshop.ports import Capability as Can
from socialshop.referrals.accrual import accrue
from socialshop.referrals.partners import sync_partners
from socialshop.runtime import care, codes, windows
from socialshop.runtime.pictures import media_store
from socialshop.runtime.shop import Shop
from socialshop.store.lease import lease
from socialshop.sync.reports import ChannelReport
from socialshop.sync.runs import REPLIES_LEASE, Action, RunLog, recorded_run, whoami
from socialshop.windows.apply import WindowDresser
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.plan import WindowPlan
from socialshop.windows.planning import Channel
from socialshop.windows.preview import WindowPreview

if TYPE_CHECKING:
    from catalog_feeds.sources import ShopFacts

Progress = Callable[[str, int, int], None]
"""Told the channel, how many items are settled, and of how many; or a step that begins, and nothing of how long it is:
`("windows: instagram", 0, 0)`."""

_ANSWERING = (Can.REPLIES, Can.PRIVATE_REPLIES, Can.MESSAGES, Can.LIKES, Can.HIDING, Can.DELETING)
_PATIENCE_SECONDS = 60.0
"""How long a run waits for replies that another process is sending."""


class Jobs:
    """The jobs of one shop, each writing what it does into a run."""

    def __init__(self, shop: Shop, progress: Progress | None = None) -> None:
        self.shop = shop
        self._progress = progress
        self._lost: set[str] = set()

    @contextmanager
    def run(self, job: str, trigger: str = "") -> Iterator[RunLog]:
        """A recorded run for the block. Raises AlreadyRunning."""
        with recorded_run(self.shop.store, self.shop.clock, job, whoami(trigger)) as log:
            if told := self._progress:
                log.begins = lambda step, channel: told(f"{step}: {channel}", 0, 0)
            yield log

    def sync(self, run: RunLog) -> None:
        """All of it once; a file that cannot be read ends its own step and nothing else.

        A channel that does not know us any more is said once and left out, and the others go on.
        """
        config = self.shop.config
        self._check_connections(run)
        steps: list[tuple[str, Callable[[RunLog], None]]] = [("inbox", self.pull_inbox), ("replies", self.send_replies)]
        if config.catalog.source:
            steps.insert(0, ("catalog", self.push_catalog))
        if config.path(config.windows.folder).is_dir():
            steps.insert(-2, ("windows", self.apply_windows))
            steps.insert(-1, ("codes", self.admit))
        if config.orders.source:
            steps.append(("orders", self.import_orders))
        if config.windows.media.public_url:
            steps.append(("pictures", self.clear_pictures))
        for name, step in steps:
            try:
                step(run)
            except InputError as error:
                with run.step(name, "file") as tally:
                    tally.error, tally.mend = error.what, error.mend

    def push_catalog(
        self,
        run: RunLog,
        file: str | None = None,
        channel: str = "all",
        *,
        given: ShopFacts | None = None,
        allow_mass_delete: bool = False,
    ) -> None:
        """Read the product file and bring every catalog channel (or one) in step with it.

        `given` says what the file may not, before the configuration does.
        """
        from socialshop.runtime import catalog

        targets, path = self._targets(channel), self._product_file(file)
        catalog.push(self.shop, run, path, targets, self._progress_of, given=given, allow_mass_delete=allow_mass_delete)

    def reconcile_catalog(
        self,
        run: RunLog,
        file: str | None = None,
        channel: str = "all",
        *,
        given: ShopFacts | None = None,
        allow_mass_delete: bool = False,
    ) -> None:
        """Read the product file and compare with it what really stands on every catalog channel (or one)."""
        from socialshop.runtime import catalog

        targets, path = self._targets(channel), self._product_file(file)
        catalog.reconcile(
            self.shop, run, path, targets, self._progress_of, given=given, allow_mass_delete=allow_mass_delete
        )

    def plan_catalog(
        self,
        file: str | None = None,
        channel: str = "all",
        *,
        given: ShopFacts | None = None,
        allow_mass_delete: bool = False,
        reconciling: bool = False,
    ) -> list[ChannelReport]:
        """What `push_catalog` would do, without a call; or `reconcile_catalog`, which asks the platforms."""
        from socialshop.runtime import catalog

        targets, path = self._targets(channel), self._product_file(file)
        plan = catalog.plan_reconcile if reconciling else catalog.plan
        return plan(self.shop, path, targets, given=given, allow_mass_delete=allow_mass_delete)

    def apply_windows(self, run: RunLog, only: str | None = None, *, adopt: bool = False) -> None:
        """Bring the platforms in line with the windows, or with one of them; `adopt`: what stands there by its name is
        its own. Raises InputError for a wrong file."""
        found = self._definitions(only)
        self._dresser().apply(run, found, self._window_channels(), only=only, adopt=adopt)

    def plan_windows(self, only: str | None = None, *, adopt: bool = False) -> list[WindowPlan]:
        """What `apply_windows` would do: the platforms are asked, and nothing is sent."""
        planner = windows.planner(self.shop)
        chosen = planner.choose(self._definitions(only))
        channels = self._window_channels()
        return [one for on in channels for one in planner.plans(chosen, on, strays=not only, adopt=adopt)]

    def preview_window(self, name: str, channel: str = "") -> WindowPreview:
        """The window as each channel, or one, will show it. Raises ConfigurationError for a name that there is not."""
        channels = windows.definition_of(self.shop.config, name).channels
        if channel and channel not in channels:
            raise ConfigurationError(
                phrase("The window {name} is not for {channel}.", name=repr(name), channel=repr(channel)),
                mend=phrase("Its channels are: {names}.", names=", ".join(channels)),
            )
        found = self.window_room().preview(name)
        return found.only(channel) if channel else found

    def window_room(self) -> windows.ShopWindows:
        """The windows, to be looked at."""
        return windows.ShopWindows(self.shop, self._window_channels())

    def withdraw_window(self, run: RunLog, name: str) -> None:
        """Take one window down everywhere and hold it down. Raises ConfigurationError for one that never stood."""
        self._dresser().withdraw(run, name, self._window_channels())

    def _definitions(self, only: str | None) -> list[WindowDefinition]:
        config = self.shop.config
        return [windows.definition_of(config, only)] if only else windows.definitions(config)

    def pull_inbox(self, run: RunLog, *, removals: bool = False) -> None:
        """Take in what webhooks left behind, then poll, then compare the two.

        Once a day, or if asked for, look as well whether what was read still stands.
        """
        store, clock = self.shop.store, self.shop.clock
        webhooks = self.webhook_sources()
        for name, source in webhooks.items():
            take_webhooks(store, clock, run, name, source)
            if isinstance(source, MentionSource):
                read_mentions(store, clock, run, name, source, self.shop.connectors[name].traffic)
        for name, connector in self._capable(Can.CONVERSATIONS):
            assert isinstance(connector, ConversationSource)
            pull(store, clock, run, name, connector, connector.traffic)
        for name, connector in self._capable(Can.ACCOUNT):
            assert isinstance(connector, AccountSource)
            pull_account(store, clock, run, name, connector, connector.traffic)
        for name, connector in self._capable(Can.CONVERSATIONS):
            assert isinstance(connector, PresenceSource)
            if is_due(store, clock, name) or removals:
                look_for_removals(store, clock, run, name, connector, connector.traffic)
        for name in webhooks:
            check_gaps(store, clock, run, name)
        for name, connector in self._capable(Can.MESSAGES):
            if isinstance(connector, NameSource) and strangers(store, name):
                with run.step("names", name, connector.traffic) as tally:
                    tally.count(Action.UPDATED, learn_names(store, clock, name, connector))
        try:
            care.tend_inbox(self.shop, learning=True)
        except SocialshopError as error:  # what was read stands, and the other steps go on
            with run.step("notices", "people") as tally:
                tally.error, tally.mend = error.what, error.mend

    def admit(self, run: RunLog) -> None:
        """Answer those who asked for a code of a window that is for them, privately."""
        limited = [window for window in windows.definitions(self.shop.config) if window.audience.is_limited]
        for name, connector in self._capable(Can.PRIVATE_REPLIES) if limited else ():
            with run.step("codes", name) as tally:
                for window in limited:
                    codes.admit(self.shop, tally, window, name, connector)

    def webhook_sources(self) -> dict[str, WebhookSource]:
        """The channels that take webhooks."""
        return {
            name: connector
            for name, connector in self.shop.connectors.items()
            if Can.WEBHOOKS in connector.capabilities and isinstance(connector, WebhookSource)
        }

    def send_replies(self, run: RunLog) -> None:
        """Send what is queued; waits while another process does."""
        store, clock, targets = self.shop.store, self.shop.clock, self._targets_of_service()
        with lease(store, clock, REPLIES_LEASE, whoami(), wait=_PATIENCE_SECONDS):
            for name, connector in self._capable(*_ANSWERING):
                send_replies(store, clock, run, name, connector, connector.traffic, targets)
                send_acts(store, clock, run, name, connector, connector.traffic)

    def _targets_of_service(self) -> ServiceTargets | None:
        try:
            return care.targets_of(self.shop.config)
        except ConfigurationError:  # who tends the inbox says so; answers leave nonetheless
            return None

    def clear_pictures(self, run: RunLog) -> None:
        """Delete the pictures of answers that nobody needs any more; the report tells of it where there were any."""
        store, clock = self.shop.store, self.shop.clock
        keep = timedelta(days=self.shop.config.inbox.keep_pictures_days)
        try:
            release_pictures(store, clock, keep)
            removed = list(remove_unneeded(store, media_store(self.shop.config), clock))
        except SocialshopError as error:
            with run.step("pictures", "answers") as tally:
                tally.error, tally.mend = error.what, error.mend
            return
        if removed:
            with run.step("pictures", "answers") as tally:
                tally.count(Action.DELETED, len(removed))

    def tend_inbox(self) -> None:
        """What time brings: wake what was put off, set due times, tell topics, tell people and programs."""
        care.tend_inbox(self.shop)

    def deliver_replies(self, trigger: str) -> None:
        """Send what is queued at once, in a run of its own beside whatever else runs."""
        with recorded_run(
            self.shop.store,
            self.shop.clock,
            "replies",
            whoami(trigger),
            lease_name=f"{REPLIES_LEASE} run",
            wait=_PATIENCE_SECONDS,
        ) as run:
            self.send_replies(run)

    def import_orders(self, run: RunLog, file: Path | None = None) -> None:
        """Import the orders, link them to conversations, and post the commissions that follow from them."""
        path = file or self._source(self.shop.config.orders.source, "orders.source")
        import_orders(self.shop.store, self.shop.clock, run, path)
        with run.step("links", "orders") as tally, Session(self.shop.store) as session:
            read_clues(self.shop.store, self.shop.clock)
            tally.count(Action.CREATED, link_orders(session, self.shop.clock))
            propose_people(session, self.shop.clock)
            session.commit()
        with run.step("commissions", "ledger") as tally, Session(self.shop.store) as session:
            sync_partners(session, self.shop.clock, self.shop.config.partners)
            tally.count(Action.CREATED, accrue(session, self.shop.clock))
            session.commit()

    def _check_connections(self, run: RunLog) -> None:
        self._lost = set(self.shop.connectors)
        for name, connector in self.shop.connectors.items():
            with run.step("connection", name, connector.traffic):
                connector.check()
                self._lost.discard(name)

    def _capable(self, *any_of: Can) -> list[tuple[str, Connector]]:
        return [
            (name, found)
            for name, found in self.shop.connectors.items()
            if found.capabilities.intersection(any_of) and name not in self._lost
        ]

    def _targets(self, channel: str) -> list[tuple[Connector, CatalogTarget]]:
        found: list[tuple[Connector, CatalogTarget]] = [
            (connector, connector)
            for _, connector in self._capable(Can.CATALOG)
            if isinstance(connector, CatalogTarget)
        ]
        chosen = [pair for pair in found if channel in ("all", pair[1].catalog)]
        if not chosen and not self._lost:
            names = ", ".join(target.catalog for _, target in found) or phrase("none is configured")
            raise ConfigurationError(
                phrase("There is no catalog channel {channel}.", channel=repr(channel)),
                mend=phrase("Choose one of: {names}.", names=names),
            )
        return chosen

    def _window_channels(self) -> Sequence[Channel]:
        return [
            Channel(name, connector, connector.traffic)
            for name, connector in self._capable(Can.WINDOWS)
            if isinstance(connector, WindowTarget)
        ]

    def _dresser(self) -> WindowDresser:
        media = media_store(self.shop.config)
        return WindowDresser(self.shop.store, self.shop.clock, windows.planner(self.shop), media)

    def _product_file(self, file: str | None) -> str:
        from socialshop.products.source import source_of

        return file or source_of(self.shop.config)

    def _source(self, configured: str, key: str) -> Path:
        if not configured:
            raise ConfigurationError(
                phrase("No file was named."), mend=phrase("Name one, or set {key} in the configuration.", key=key)
            )
        return self.shop.config.path(configured)

    def _progress_of(self, channel: str) -> Callable[[int, int], None] | None:
        told = self._progress
        return (lambda done, total: told(channel, done, total)) if told else None

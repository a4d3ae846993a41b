"""Windows go up when they start and come down when they end; doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import Permanent
from socialshop.ports import Display, ObjectKind, PublishedObject, Traffic, WindowPublisher
from socialshop.products.lookup import by_ids
from socialshop.products.model import Product
from socialshop.store.outbox import Outbox
from socialshop.sync.runs import Action, RunLog, Tally
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.display import ShopFront, build_display
from socialshop.windows.gates import refused_display, refused_products
from socialshop.windows.model import Publication, PublicationState, WindowProduct, WindowRow

STEP = "windows"


@dataclass(frozen=True, slots=True)
class Channel:
    """A connector that shows windows, under its name."""

    name: str
    target: WindowPublisher
    traffic: Traffic


class WindowDresser:
    """Brings what stands on the platforms in line with the definitions."""

    def __init__(self, store: Engine, clock: Clock, front: ShopFront) -> None:
        self._store = store
        self._clock = clock
        self._front = front
        self._outbox = Outbox(store, clock)

    def apply(self, run: RunLog, windows: Sequence[WindowDefinition], channels: Sequence[Channel]) -> None:
        """Publish what is open and withdraw what is over, channel by channel."""
        products = self._remember(windows)
        for channel in channels:
            with run.step(STEP, channel.name, channel.traffic) as tally:
                for window in windows:
                    if window.is_over(self._clock()):
                        self._withdraw(tally, channel, window.name)
                    elif window.is_open(self._clock()) and channel.name in window.channels:
                        self._publish(tally, channel, window, products)

    def withdraw(self, run: RunLog, name: str, channels: Sequence[Channel]) -> None:
        """Take one window down everywhere, at once."""
        for channel in channels:
            with run.step(STEP, channel.name, channel.traffic) as tally:
                self._withdraw(tally, channel, name)

    def _remember(self, windows: Sequence[WindowDefinition]) -> dict[str, Product]:
        """Store the definitions; the products that they name."""
        with Session(self._store, expire_on_commit=False) as session:
            named = {item_id for window in windows for item_id in window.products}
            products = by_ids(session, named)
            for window in windows:
                session.merge(self._row(window, products))
            session.flush()
            for window in windows:
                session.execute(delete(WindowProduct).where(col(WindowProduct.window) == window.name))
                session.add_all(
                    WindowProduct(window=window.name, item_id=item_id, position=position)
                    for position, item_id in enumerate(dict.fromkeys(window.products))
                )
            session.commit()
        return products

    def _row(self, window: WindowDefinition, products: Mapping[str, Product]) -> WindowRow:
        pictures = (products[item_id].image_link for item_id in window.products if item_id in products)
        return WindowRow(
            name=window.name,
            title=window.title,
            motive=window.motive,
            starts_at=window.starts,
            ends_at=window.ends,
            picture=next((picture for picture in pictures if picture), ""),
            applied_at=self._clock(),
        )

    def _publish(self, tally: Tally, channel: Channel, window: WindowDefinition, products: dict[str, Product]) -> None:
        standing = self._standing(channel.name, window.name)
        if standing:
            self._compare(tally, channel, window, standing)
            return
        refused = refused_products(window, products)
        for item_id, refusal in refused.items():
            tally.record(f"{window.name}: {item_id}", Action.REJECTED, refusal.reason, refusal.mend)
        shown = [products[item_id] for item_id in window.products if item_id not in refused]
        display = build_display(window, channel.name, shown, self._front, channel.target.limits)
        hindrance = refused_display(display, channel.target.limits)
        if hindrance:
            tally.record(window.name, Action.REJECTED, hindrance.reason, hindrance.mend)
            return
        self._send(tally, channel, window, display)

    def _send(self, tally: Tally, channel: Channel, window: WindowDefinition, display: Display) -> None:
        steps = self._outbox.steps(_prefix(window.name, channel.name), channel.name)
        try:
            published = channel.target.publish(display, steps)
        except Permanent as error:  # this window's own fault: the others go on
            tally.record(window.name, Action.FAILED, error.what, error.mend)
            return
        with Session(self._store) as session:
            session.add_all(self._publication(window, channel.name, item) for item in published)
            session.commit()
        tally.record(window.name, Action.CREATED, ", ".join(item.url or item.external_id for item in published))

    def _publication(self, window: WindowDefinition, channel: str, item: PublishedObject) -> Publication:
        return Publication(
            window=window.name,
            channel=channel,
            kind=item.kind,
            external_id=item.external_id,
            url=item.url,
            item_id=item.item_id,
            digest=window.digest,
            published_at=self._clock(),
        )

    def _compare(
        self, tally: Tally, channel: Channel, window: WindowDefinition, standing: Sequence[Publication]
    ) -> None:
        if all(publication.digest == window.digest for publication in standing):
            tally.unchanged += 1
            return
        tally.record(
            window.name,
            Action.REJECTED,
            f"The definition changed after it went public; {channel.name} still shows the earlier one.",
            f"Run `socialshop windows withdraw {window.name}`; the next run publishes it anew.",
        )

    def _withdraw(self, tally: Tally, channel: Channel, name: str) -> None:
        standing = self._standing(channel.name, name)
        for publication in standing:
            try:
                channel.target.withdraw(_published(publication))
            except Permanent as error:  # what the platform cannot take down is said once, and the rest goes on
                tally.record(f"{name}: {publication.external_id}", Action.FAILED, error.what, error.mend)
                self._mark(publication, PublicationState.LEFT)
                continue
            self._mark(publication, PublicationState.WITHDRAWN)
            tally.record(f"{name}: {publication.external_id}", Action.DELETED)
        if not self._standing(channel.name, name):
            self._outbox.forget(_prefix(name, channel.name) + "/")

    def _standing(self, channel: str, window: str) -> list[Publication]:
        with Session(self._store) as session:
            live = select(Publication).where(
                col(Publication.channel) == channel,
                col(Publication.window) == window,
                col(Publication.state) == PublicationState.LIVE,
            )
            return list(session.exec(live))

    def _mark(self, publication: Publication, state: PublicationState) -> None:
        with Session(self._store) as session:
            row = session.get_one(Publication, publication.id)
            row.state, row.withdrawn_at = state, self._clock()
            session.commit()


def _prefix(window: str, channel: str) -> str:
    return f"window:{window}:{channel}"


def _published(publication: Publication) -> PublishedObject:
    return PublishedObject(
        kind=ObjectKind(publication.kind),
        external_id=publication.external_id,
        url=publication.url,
        item_id=publication.item_id,
    )

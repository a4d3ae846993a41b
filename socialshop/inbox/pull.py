"""Polling: what was said beneath each live publication and to the account since it was last read."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, NotPermitted, PlatformError, Throttled
from socialshop.inbox.counting import IngestCount
from socialshop.inbox.deliveries import take_deliveries
from socialshop.inbox.gaps import MEND, between, new_gaps
from socialshop.inbox.ingest import ingest
from socialshop.inbox.mentions import complete_mentions
from socialshop.inbox.model import Cursor
from socialshop.inbox.presence import look_again
from socialshop.phrases import phrase
from socialshop.ports import (
    AccountSource,
    ConversationSource,
    EventPage,
    MentionSource,
    ObjectKind,
    PresenceSource,
    PublishedObject,
    Traffic,
    WebhookSource,
)
from socialshop.sync.runs import Action, RunLog, Tally
from socialshop.windows.model import Publication, PublicationState

STEP, ACCOUNT_STEP, WEBHOOK_STEP = "inbox", "account", "webhooks"
MENTION_STEP, PRESENCE_STEP, GAP_STEP = "mentions", "removals", "webhook gaps"
_NOT_PERMITTED = "not permitted: "  # of a stream's name: a mark among the cursors that this was said
_COMMENTED = (ObjectKind.POST, ObjectKind.MEDIA, ObjectKind.PIN)


def pull(
    store: Engine, clock: Clock, run: RunLog, channel: str, source: ConversationSource, traffic: Traffic | None
) -> None:
    """Read every live publication of the channel. What fails is in the run's tally; nothing of a platform is raised.

    One object's error fails that object; a dead token or a throttle ends the channel, as every other call
    would meet it too. Pages that were read stay read.
    """
    with run.step(STEP, channel, traffic) as tally:
        for published in _live(store, channel):
            cursor = _cursor(store, channel, published.external_id)
            try:
                _read(store, clock, tally, channel, published.external_id, source.events(published, cursor))
            except (AuthExpired, Throttled):
                raise
            except PlatformError as error:
                tally.record(published.external_id, Action.FAILED, error.what, error.mend)


def pull_account(
    store: Engine, clock: Clock, run: RunLog, channel: str, source: AccountSource, traffic: Traffic | None
) -> None:
    """Read what is said to the account itself. A stream that fails, fails alone; one that the token may not read is
    said once, and again when it was readable in between."""
    with run.step(ACCOUNT_STEP, channel, traffic) as tally:
        for name in source.streams:
            try:
                _read(store, clock, tally, channel, name, source.stream(name, _cursor(store, channel, name)))
                _forget(store, channel, _NOT_PERMITTED + name)
            except Throttled:
                raise
            except NotPermitted as error:
                if _is_news(store, clock, channel, _NOT_PERMITTED + name):
                    tally.note(name, phrase("This is not read: {what}", what=error.what), error.mend)
            except PlatformError as error:
                tally.record(name, Action.FAILED, error.what, error.mend)


def take_webhooks(store: Engine, clock: Clock, run: RunLog, channel: str, source: WebhookSource) -> None:
    """Take in the webhooks that were stored and, after a crash, not taken in."""
    with run.step(WEBHOOK_STEP, channel) as tally:
        _count(tally, take_deliveries(store, clock, channel, source))


def read_mentions(
    store: Engine, clock: Clock, run: RunLog, channel: str, source: MentionSource, traffic: Traffic | None
) -> None:
    """Ask for what was said in mentions of which a webhook told the ids alone."""
    with run.step(MENTION_STEP, channel, traffic) as tally:
        _count(tally, complete_mentions(store, clock, channel, source))


def look_for_removals(
    store: Engine, clock: Clock, run: RunLog, channel: str, source: PresenceSource, traffic: Traffic | None
) -> None:
    """Look once more whether what customers wrote still stands, and record what does not."""
    with run.step(PRESENCE_STEP, channel, traffic) as tally:
        look = look_again(store, clock, channel, source)
        tally.unchanged = look.looked_for - len(look.removed)
        for external_id in look.removed:
            tally.record(external_id, Action.DELETED, phrase("Its writer, or the platform, removed it."))
        if look.is_blind:
            tally.note(
                "comments",
                phrase("None of {looked_for} is to be seen: none was taken for removed.", looked_for=look.looked_for),
                phrase("Look whether the token may still read what customers write."),
            )


def check_gaps(store: Engine, clock: Clock, run: RunLog, channel: str) -> None:
    """Report what polling found since the last check, and no webhook told of."""
    with Session(store) as session:
        found = new_gaps(session, channel, clock())
        session.commit()
    if found is None:
        return
    with run.step(GAP_STEP, channel) as tally:
        tally.unchanged = found.both
        for missed in found.missed:
            tally.record(missed.external_id, Action.CREATED, phrase("No webhook told of {what}.", what=missed.what))
        if found.missed:
            first, last = between(found.missed)
            tally.note(
                "webhooks",
                phrase(
                    "What webhooks missed from {first} to {last} ({number} in all) is in the inbox, by polling.",
                    first=first,
                    last=last,
                    number=len(found.missed),
                ),
                MEND,
            )


def _read(store: Engine, clock: Clock, tally: Tally, channel: str, name: str, pages: Iterator[EventPage]) -> None:
    for page in pages:
        _count(tally, _take(store, clock, channel, name, page))


def _count(tally: Tally, count: IngestCount) -> None:
    tally.count(Action.CREATED, count.new)
    tally.count(Action.UPDATED, count.changed)
    tally.unchanged += count.unchanged + count.unsupported


def _take(store: Engine, clock: Clock, channel: str, object_id: str, page: EventPage) -> IngestCount:
    """Events and cursor in one transaction: a crash in between would lose or repeat a page."""
    with Session(store) as session:
        count = ingest(session, page.events, clock)
        session.merge(Cursor(channel=channel, object_id=object_id, value=page.cursor, read_at=clock()))
        session.commit()
    return count


def _is_news(store: Engine, clock: Clock, channel: str, what: str) -> bool:
    """Whether something is said for the first time; from now on it is known."""
    if _cursor(store, channel, what) is not None:
        return False
    with Session(store) as session:
        session.add(Cursor(channel=channel, object_id=what, value="said", read_at=clock()))
        session.commit()
    return True


def _forget(store: Engine, channel: str, what: str) -> None:
    with Session(store) as session:
        session.execute(delete(Cursor).where(col(Cursor.channel) == channel, col(Cursor.object_id) == what))
        session.commit()


def _live(store: Engine, channel: str) -> list[PublishedObject]:
    with Session(store) as session:
        publications = session.execute(
            select(Publication)
            .where(
                col(Publication.channel) == channel,
                col(Publication.state) == PublicationState.LIVE,
                col(Publication.kind).in_(_COMMENTED),
            )
            .order_by(col(Publication.id))
        ).scalars()
        return [PublishedObject(ObjectKind(p.kind), p.external_id, p.url, p.item_id) for p in publications]


def _cursor(store: Engine, channel: str, object_id: str) -> str | None:
    with Session(store) as session:
        cursor = session.get(Cursor, (channel, object_id))
        return cursor.value if cursor else None

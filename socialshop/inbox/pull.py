"""Polling: what customers wrote beneath each live publication since it was last read."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, PlatformError, Throttled
from socialshop.inbox.ingest import IngestCount, ingest
from socialshop.inbox.model import Cursor
from socialshop.ports import ConversationSource, EventPage, ObjectKind, PublishedObject, Traffic
from socialshop.sync.runs import Action, RunLog, Tally
from socialshop.windows.model import Publication, PublicationState

STEP = "inbox"
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
            try:
                _pull_object(store, clock, tally, channel, source, published)
            except (AuthExpired, Throttled):
                raise
            except PlatformError as error:
                tally.record(published.external_id, Action.FAILED, error.what, error.mend)


def _pull_object(
    store: Engine, clock: Clock, tally: Tally, channel: str, source: ConversationSource, published: PublishedObject
) -> None:
    for page in source.events(published, _cursor(store, channel, published.external_id)):
        count = _take(store, clock, channel, published.external_id, page)
        tally.count(Action.CREATED, count.new)
        tally.count(Action.UPDATED, count.changed)
        tally.unchanged += count.unchanged


def _take(store: Engine, clock: Clock, channel: str, object_id: str, page: EventPage) -> IngestCount:
    """Events and cursor in one transaction: a crash in between would lose or repeat a page."""
    with Session(store) as session:
        count = ingest(session, page.events, clock)
        session.merge(Cursor(channel=channel, object_id=object_id, value=page.cursor, read_at=clock()))
        session.commit()
    return count


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

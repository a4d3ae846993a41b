"""What of the windows stands on a channel, as it was last applied; kept part by part."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Delete, Engine, and_, delete, func, or_
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.ports import ObjectKind, Part, PublishedObject, WindowTarget
from socialshop.windows.model import Draft, Publication, PublicationState
from socialshop.windows.plan import Standing


@dataclass(frozen=True, slots=True)
class Shelf:
    """One window on one channel, in the database."""

    store: Engine
    clock: Clock
    window: str
    channel: str

    def standing(self, target: WindowTarget, wanted: Sequence[str]) -> list[Standing]:
        """What stands, in order of creation, as the platform tells it now. What it would not take down counts where
        it is wanted again."""
        with Session(self.store) as session:
            rows = session.exec(
                select(Publication)
                .where(
                    col(Publication.window) == self.window,
                    col(Publication.channel) == self.channel,
                    or_(
                        col(Publication.state) == PublicationState.LIVE,
                        and_(col(Publication.state) == PublicationState.LEFT, col(Publication.part).in_(wanted)),
                    ),
                )
                .order_by(col(Publication.id))
            ).all()
        return [
            Standing(row.id, row.part, published := published_object(row), row.fields, target.told(published))
            for row in rows
            if row.id is not None
        ]

    def drafts(self) -> list[Part]:
        """The parts whose creation was begun and not ended, as they were then, without their pictures."""
        with Session(self.store) as session:
            rows = session.exec(
                select(Draft)
                .where(Draft.window == self.window, Draft.channel == self.channel)
                .order_by(col(Draft.begun_at))
            ).all()
        return [Part(row.part, ObjectKind(row.kind), row.fields, (), row.item_id, row.under) for row in rows]

    def begun(self) -> dict[str, datetime]:
        """By key of each part whose creation was begun and not ended, when that was."""
        query = select(Draft.part, Draft.begun_at).where(Draft.window == self.window, Draft.channel == self.channel)
        with Session(self.store) as session:
            return dict(session.exec(query).all())

    def holder(self, external_id: str) -> str | None:
        """The window that an object of the channel is remembered as standing for."""
        query = select(Publication.window).where(
            Publication.channel == self.channel,
            Publication.external_id == external_id,
            Publication.state == PublicationState.LIVE,
        )
        with Session(self.store) as session:
            return session.exec(query).first()

    def begin(self, part: Part) -> None:
        """Remember that the part is about to be made."""
        with Session(self.store) as session:
            session.merge(
                Draft(
                    window=self.window,
                    channel=self.channel,
                    part=part.key,
                    kind=part.kind,
                    item_id=part.item_id,
                    under=part.under,
                    fields=dict(part.fields),
                    begun_at=self.clock(),
                )
            )
            session.commit()

    def ended(self, part: Part, published: PublishedObject) -> None:
        """Remember that the part stands: the draft becomes a publication in one transaction."""
        with Session(self.store) as session:
            session.execute(self._delete_draft(part.key))
            session.add(self._publication(part, published, part.fields))
            session.commit()

    def adopted(self, part: Part, found: Standing) -> Standing:
        """Remember that what was found stands for the part; one that came down before is remembered anew."""
        row = self._publication(part, found.object, found.remembered)
        same = Publication.channel == self.channel, Publication.external_id == row.external_id
        with Session(self.store) as session:
            session.execute(self._delete_draft(part.key))
            row.id = session.exec(select(Publication.id).where(*same)).first()
            adopted = session.merge(row)
            session.commit()
            return replace(found, id=adopted.id)

    def dropped(self, key: str) -> None:
        """Remember that a part that was begun does not stand."""
        with Session(self.store) as session:
            session.execute(self._delete_draft(key))
            session.commit()

    def changed(self, standing: Standing, part: Part, fields: Collection[str]) -> None:
        """Remember that these fields say now what the part says."""
        said = {name: part.fields.get(name, "") for name in fields}
        with Session(self.store) as session:
            row = session.get_one(Publication, standing.id)
            row.fields, row.state, row.withdrawn_at = {**row.fields, **said}, PublicationState.LIVE, None
            session.commit()

    def over(self, standing: Standing, state: PublicationState) -> None:
        with Session(self.store) as session:
            row = session.get_one(Publication, standing.id)
            row.state, row.withdrawn_at = state, self.clock()
            session.commit()

    def prefix(self, key: str) -> str:
        """Of the outbox's keys for making the part now. One that stood before and is gone is made under a new one."""
        with Session(self.store) as session:
            made = session.exec(
                select(func.count())
                .select_from(Publication)
                .where(Publication.window == self.window, Publication.channel == self.channel, Publication.part == key)
            ).one()
        return f"window:{self.window}:{self.channel}/{key}/{made + 1}"

    def _publication(self, part: Part, published: PublishedObject, says: Mapping[str, str]) -> Publication:
        return Publication(
            window=self.window,
            channel=self.channel,
            part=part.key,
            kind=published.kind,
            external_id=published.external_id,
            under=published.under,
            url=published.url,
            item_id=published.item_id,
            fields=dict(says),
            published_at=self.clock(),
        )

    def _delete_draft(self, key: str) -> Delete:
        return delete(Draft).where(
            col(Draft.window) == self.window, col(Draft.channel) == self.channel, col(Draft.part) == key
        )


def published_object(row: Publication) -> PublishedObject:
    return PublishedObject(ObjectKind(row.kind), row.external_id, row.url, row.item_id, row.under)


def windows_on(store: Engine, channel: str) -> list[str]:
    """The names of the windows of which something stands on the channel, or may stand."""
    with Session(store) as session:
        live = select(Publication.window).where(
            Publication.channel == channel, Publication.state == PublicationState.LIVE
        )
        begun = select(Draft.window).where(Draft.channel == channel)
        return sorted({*session.exec(live), *session.exec(begun)})


def made_since(store: Engine, channel: str, moment: datetime) -> list[datetime]:
    """When each of our objects on the channel was made, since then."""
    with Session(store) as session:
        query = select(Publication.published_at).where(
            Publication.channel == channel, col(Publication.published_at) > moment
        )
        return list(session.exec(query))

"""The same events into the same kind of database: by the inbox, and by dlt, which loads what it is given as it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import make_url
from sqlmodel import Session

from bench.comments import comments
from bench.measuring import seconds
from socialshop.clock import utc_now
from socialshop.inbox.ingest import ingest
from socialshop.schema import metadata
from socialshop.store import open_store

_PAGE = 10_000  # events in each commit


def fill(url: str, number: int) -> float:
    """Take so many events in; the seconds that it takes, the making of the tables not among them."""
    store = open_store(url)
    metadata().create_all(store)

    def take_in() -> None:
        events = comments(number)
        while page := list(islice(events, _PAGE)):
            with Session(store) as session:
                ingest(session, page, utc_now)
                session.commit()

    taken = seconds(take_in)
    store.dispose()
    return taken


def load_with_dlt(url: str, number: int, folder: Path) -> float:
    """Append so many events to one table: dlt neither knows an event again nor makes conversations of them."""
    os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    import dlt  # a development dependency

    pipeline = dlt.pipeline("bench", pipelines_dir=str(folder), destination=_destination(url), dataset_name="peer")
    events = dlt.resource(_records(number), name="events", write_disposition="append")
    return seconds(lambda: pipeline.run(events))


def _destination(url: str) -> Any:
    import dlt

    address = make_url(url)
    if address.drivername == "sqlite":
        return dlt.destinations.sqlalchemy(url)
    host = quote(str(address.query["host"]), safe="")  # the folder of a socket, which libpq takes so
    names = {"database": address.database, "username": address.username, "host": host, "port": 5432}
    return dlt.destinations.postgres({**names, "password": address.password or "none"})


def _records(number: int) -> Iterator[dict[str, Any]]:
    for event in comments(number):
        author = event.author
        yield {
            "channel": event.channel,
            "kind": event.kind.value,
            "external_id": event.external_id,
            "object_id": event.object_id,
            "parent_id": event.parent_id,
            "author_id": author.external_id if author else None,
            "author_name": author.name if author else None,
            "text": event.text,
            "at": event.at,
            "raw": dict(event.raw),
        }

"""The same bodies of webhooks into the same kind of database: by the inbox, and by dlt, which loads what it gets."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, make_url, text
from sqlmodel import Session

from bench.comments import BENEATH, MESSAGES, bodies, comments
from bench.measuring import Spent, spent, tell
from connectors import spec
from connectors.sandbox.accounts import CHANNELS, INSTAGRAM_ID, PAGE_ID, SECRETS
from socialshop.clock import utc_now
from socialshop.inbox.deliveries import Outcome
from socialshop.inbox.files import replay
from socialshop.inbox.filters import Filters
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import ConversationLabel, Label
from socialshop.ports import Environment, InboundEvent, WebhookSource
from socialshop.schema import metadata
from socialshop.staff.model import User
from socialshop.store import open_store

_PAGE = 50_000  # events in each commit
_US = {"facebook": PAGE_ID, "instagram": INSTAGRAM_ID}


def write_bodies(file: Path, number: int) -> None:
    """A file of so many bodies of webhooks, one a line."""
    file.write_bytes(b"\n".join(bodies(number, _US)))


def take_in(url: str, file: Path) -> Spent:
    """Take the bodies in as `socialshop inbox ingest` does; what that takes, the making of tables not counted."""
    store = open_store(url)
    metadata().create_all(store)
    sources = _sources()

    def replayed() -> None:
        refused = [one for one in replay(store, utc_now, [file], sources) if one.outcome is not Outcome.INGESTED]
        assert not refused, refused[0]

    taken = spent(replayed)
    store.dispose()
    return taken


def _sources() -> dict[str, WebhookSource]:
    os.environ |= SECRETS
    specs = {name: spec(name) for name in _US}
    built = {
        name: made.build(made.settings.model_validate(CHANNELS[name]), Environment()) for name, made in specs.items()
    }
    return {name: source for name, source in built.items() if isinstance(source, WebhookSource)}


def fill(url: str, number: int) -> None:
    """An inbox of so many messages, in which people have worked: some conversations are resolved, assigned or due."""
    store = open_store(url)
    metadata().create_all(store)
    events = comments(number, posts=max(number // MESSAGES // BENEATH, 1))
    for done in range(0, number, _PAGE):
        tell(f"{make_url(url).get_backend_name()}: {done:,} of {number:,} messages")
        _ingest(store, list(islice(events, _PAGE)))
    with Session(store) as session:
        session.add(User(id=1, email="jana@shop.example", name="Jana", password_hash="", created_at=utc_now()))
        session.flush()
        session.add(Label(name=RARE, created_at=utc_now()))
        session.flush()
        session.execute(text(_WORK))
        session.add_all(ConversationLabel(label=RARE, conversation_id=number) for number in range(1, 2_000, 100))
        session.commit()
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if store.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    store.dispose()
    tell("")


MEET_OFTEN, NEVER_MEET = Filters(assignee="1", channel="pinterest"), Filters(assignee="1", topic="order")
RARE = "rare"
# One in three conversations is somebody's, and a question; one in four is open, and most of these are overdue.
_WORK = """
    UPDATE conversations SET topic = CASE id % 3 WHEN 0 THEN 'question' WHEN 1 THEN 'order' ELSE 'praise' END,
        topic_by = 'rule', language = 'de', language_by = 'model', assignee_id = CASE WHEN id % 3 = 0 THEN 1 END,
        state = CASE WHEN state = 'waiting' AND id % 3 <> 1 THEN 'resolved' ELSE state END,
        resolved_at = CASE WHEN state = 'waiting' AND id % 3 <> 1 THEN last_at END,
        due_at = CASE WHEN id % 20 <> 0 THEN waiting_since END
"""


def _ingest(store: Engine, events: Sequence[InboundEvent]) -> None:
    with Session(store) as session:
        ingest(session, events, utc_now)
        session.commit()


def load_with_dlt(url: str, file: Path, folder: Path) -> Spent:
    """Append the bodies as they are to a table, and to others what they hold: dlt neither knows one again nor makes
    conversations of them."""
    os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    if url.startswith("sqlite"):
        os.environ["LOAD__WORKERS"] = "1"  # SQLite has but one writer, and dlt's would wait for each other
    import dlt  # a development dependency

    pipeline = dlt.pipeline("bench", pipelines_dir=str(folder), destination=_destination(url), dataset_name="peer")
    with file.open("rb") as lines:
        events = dlt.resource(map(json.loads, lines), name="events", write_disposition="append")
        return spent(lambda: pipeline.run(events))


def _destination(url: str) -> Any:
    import dlt

    address = make_url(url)
    if address.drivername == "sqlite":
        return dlt.destinations.sqlalchemy(url)
    host = quote(str(address.query["host"]), safe="")  # the folder of a socket, which libpq takes so
    names = {"database": address.database, "username": address.username, "host": host, "port": 5432}
    return dlt.destinations.postgres({**names, "password": address.password or "none"})

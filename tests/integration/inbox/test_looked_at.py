"""What PostgreSQL looks at for an answer does not grow with the inbox, as SQLite's steps and plans are tested to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert
from sqlmodel import Session, SQLModel

from socialshop.desk import gin, hits
from socialshop.desk.report import report
from socialshop.desk.search import search
from socialshop.desk.spans import Asked, span
from socialshop.inbox import paging
from socialshop.inbox import tallies as counting
from socialshop.inbox.filters import Filters
from socialshop.inbox.learning import standing
from socialshop.inbox.model import Contact, ContactLink, Conversation, ConversationLabel, Label, Message, Sameness
from socialshop.inbox.paging import Mark, Place
from socialshop.inbox.people import AROUND, linked
from socialshop.inbox.pulse import Pulse, news, pulse
from socialshop.inbox.query import conversations, counts
from socialshop.inbox.subjects import subjects_of
from socialshop.inbox.tallies import tallies
from socialshop.inbox.view import conversation
from socialshop.orders.model import Order
from socialshop.orders.record import hash_email
from socialshop.schema import metadata
from socialshop.staff.audit import Sought, entries
from socialshop.staff.model import AuditEntry, User
from socialshop.store import open_store
from socialshop.sync.alarm import alarms
from socialshop.sync.model import Run, RunChannel, RunState
from socialshop.sync.trouble import troubles
from socialshop.testing.databases import postgres_database
from socialshop.web.history import ENCOUNTERS
from tests.integration.looking import analyse, rows_looked_at

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FEW, MANY = 10_000, 30_000
ONE = 5_000
DAY = timedelta(days=1)
A_DAY_AGO = NOW - DAY
JOBS = ("catalog push", "inbox pull", "sync")


@pytest.fixture(scope="module")
def inboxes(postgres: str) -> Iterator[dict[int, Engine]]:
    with postgres_database(postgres) as few, postgres_database(postgres) as many:
        stores = {size: _filled(url, size) for size, url in ((FEW, few), (MANY, many))}
        yield stores
        for store in stores.values():
            store.dispose()


def _filled(url: str, size: int) -> Engine:
    """The latest are alike in both. Nothing that is spam is on Facebook, nothing on Pinterest is nobody's, all that is
    open is overdue. 'Bergkäse' stands in each second message, 'Wochen' in each other: never in one."""
    store = open_store(url)
    metadata().create_all(store)
    with Session(store) as session:
        session.add(User(id=1, email="anna@shop.example", name="Anna", password_hash="", created_at=NOW))
        session.add_all(Label(name=name, created_at=NOW) for name in ("rare", "common"))
        session.flush()
        numbers = range(1, size + 1)
        _insert(session, Contact, [_person(number) for number in numbers])
        _insert(session, ContactLink, [_likeness(number) for number in numbers[1:]])
        talks = [_talk(number, NOW - timedelta(minutes=size - number)) for number in numbers]
        _insert(session, Conversation, talks)
        _insert(session, Message, [_message(talk) for talk in talks])
        labelled = {"rare": (size, size - 7, size - 80), "common": numbers[::3]}
        rows = [{"label": name, "conversation_id": id_} for name, ids in labelled.items() for id_ in ids]
        _insert(session, ConversationLabel, rows)
        _insert(session, Run, [_run(number, NOW - timedelta(minutes=size - number)) for number in numbers])
        asked = {"step": "inbox", "channel": "facebook", "requests": 1}
        _insert(session, RunChannel, [asked | {"run_id": number} for number in numbers])
        _insert(session, Order, [_order(number) for number in numbers])
        _insert(session, AuditEntry, [_act(number, NOW - timedelta(minutes=size - number)) for number in numbers])
        session.commit()
    analyse(store)
    return store


def _insert(session: Session, model: type[SQLModel], rows: list[dict[str, object]]) -> None:
    session.execute(insert(model), rows)


def _person(number: int) -> dict[str, object]:
    seen = {"first_seen_at": NOW, "last_seen_at": NOW}
    return seen | {"id": number, "channel": "facebook", "external_id": f"p{number}", "name": f"Ida {number}"}


def _likeness(number: int) -> dict[str, object]:
    same = {"contact_id": number - 1, "other_id": number, "evidence": Sameness.CODE, "found": "K1", "found_at": NOW}
    return same | {"linked_by": "", "undone_by": ""}


def _act(number: int, at: datetime) -> dict[str, object]:
    of = {"subject": "conversation", "subject_id": str(number), "before": "", "after": ""}
    return of | {"at": at, "actor": "Anna", "act": "resolve"}


def _order(number: int) -> dict[str, object]:
    amounts = {"currency": "EUR", "subtotal": 1_000, "total": 1_000}
    times = {"placed_at": NOW, "imported_at": NOW}
    return {"number": f"#{number}", "email_hash": hash_email(f"ida{number}@example.org"), **amounts, **times}


def _talk(number: int, at: datetime) -> dict[str, object]:
    is_open = number % 2 == 0
    return {
        "id": number,
        "channel": ("instagram", "pinterest", "facebook")[number % 3],
        "thread_id": f"t{number}",
        "contact_id": number,
        "object_id": "",
        "state": "open" if is_open else "resolved",
        "opened_at": at,
        "last_at": at,
        "due_at": at if is_open else None,
        "topic": "order" if number % 3 == 2 else "spam",
        "topic_by": "rule",
        "assignee_id": 1 if number % 3 == 1 else None,
    }


def _message(talk: dict[str, object]) -> dict[str, object]:
    number = int(str(talk["id"]))
    words = "Ist der Bergkäse da?" if number % 2 else "Wie viele Wochen?"
    same = {"id": number, "conversation_id": number, "channel": talk["channel"], "at": talk["last_at"]}
    return same | {"external_id": f"m{number}", "text": f"{words} ({number})"}


def _run(number: int, at: datetime) -> dict[str, object]:
    job = JOBS[number % 3]
    times = {"started_at": at, "ended_at": at}
    return times | {
        "job": job,
        "lease": job,
        "started_by": "schedule",
        "state": RunState.SUCCEEDED,
        "complete": job != "sync",
    }


def _page(chosen: dict[str, str], mark: str | None = None) -> Callable[[Session], object]:
    return lambda session: conversations(session, Filters.parsed(chosen), now=NOW, before=mark)


DEEP = str(Mark(NOW).after(Place(NOW - timedelta(minutes=5_000), 0, is_overdue=False)))
VIEWS = [
    Filters.parsed(view)
    for view in (
        {},
        {"state": "open", "topic": "spam", "channel": "facebook"},
        {"assignee": "none", "overdue": "1"},
        {"label": "common", "state": "open"},
        {"label": "rare", "topic": "order"},
    )
]
QUESTIONS: dict[str, Callable[[Session], object]] = {
    "list": _page({}),
    "list, a page far back": _page({}, DEEP),
    "list of a state": _page({"state": "resolved"}),
    "list, filters that never meet": _page({"topic": "spam", "channel": "facebook"}),
    "list, nobody's on Pinterest": _page({"assignee": "none", "channel": "pinterest"}),
    "list, overdue and nobody's on Pinterest": _page({"assignee": "none", "channel": "pinterest", "overdue": "1"}),
    "list, a common label and a topic": _page({"label": "common", "topic": "order", "state": "open"}),
    "list, a rare label": _page({"label": "rare"}),
    "counts": lambda session: counts(session, NOW, 1),
    "saved views": lambda session: tallies(session, VIEWS, NOW),
    "search, a common word": lambda session: search(session, "Bergkäse"),
    "search, words that never meet": lambda session: search(session, "Bergkäse Wochen"),
    "search, an e-mail address": lambda session: search(session, f"ida{ONE}@example.org"),
    "search, a person": lambda session: search(session, f"Ida {ONE}"),
    "report of a day": lambda session: report(session, span(Asked(days=1), NOW, ZoneInfo("UTC")), NOW),
    "news": lambda session: news(session, Pulse(pulse(session).said - 10, 0)),
    "alarms": lambda session: alarms(session, NOW, 6),
    "what people decided": standing,
    "trouble": lambda session: troubles(session, ["facebook", "pinterest"]),
    "a day of the audit log": lambda session: entries(session, sought=Sought(since=A_DAY_AGO - DAY, until=A_DAY_AGO)),
    "a conversation": lambda session: conversation(session, ONE),
    "what else a customer said": lambda session: ENCOUNTERS.ask(session, {"contact_id": ONE, "id": ONE}),
    "what may be done with a message": lambda session: subjects_of(session, [ONE]),
    "who somebody else may be": lambda session: linked(session, AROUND.ask(session, {"contact_id": ONE})),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_as_many_rows_are_looked_at_in_a_large_inbox(
    inboxes: dict[int, Engine], monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    for module, name, value in (
        (paging, "_FAR", 50),
        (paging, "_FEW", 20),
        (gin, "_PARTS", 1),
        (hits, "FEW", 500),
        (counting, "_FAR", 50),
    ):
        monkeypatch.setattr(module, name, value)
    looked_at = {}
    for size, store in inboxes.items():
        with Session(store) as session:
            looked_at[size] = rows_looked_at(session, lambda: QUESTIONS[question](session))
    assert looked_at[MANY] < looked_at[FEW] + 500, looked_at

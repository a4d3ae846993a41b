"""How the configuration's hours, rules and people come together in caring for conversations."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.config import Config
from socialshop.config_inbox import Service
from socialshop.errors import ConfigurationError
from socialshop.inbox.model import Conversation, Message
from socialshop.runtime.care import service_targets, tend_inbox
from socialshop.runtime.jobs import Jobs
from socialshop.runtime.shop import Shop
from socialshop.staff.users import add_user
from socialshop.sync.reports import ChannelReport, report
from socialshop.sync.runs import RunLog

SHOP = {"name": "Käsetheke", "url": "https://x.example", "currency": "EUR", "language": "de"}
ALL_DAY = {day: ["00:00-00:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


OpenShop = Callable[..., Shop]


@pytest.fixture
def open_shop(store: Engine, clock: Clock, tmp_path: Path) -> OpenShop:
    """`open_shop(**tables)` has these tables in its configuration, and no channel."""

    def configured(**tables: object) -> Shop:
        config = Config.model_validate({"shop": SHOP, "folder": tmp_path, **tables})
        return Shop(config, store, {}, clock=clock)

    return configured


def service(**keys: object) -> Service:
    return Service.model_validate({"hours": ALL_DAY, **keys})


def due_day(settings: Service, written: datetime) -> date:
    due = service_targets(settings, "Europe/Berlin").due(written, answered_before=False)
    assert due is not None
    return due.date()


def test_public_holidays_and_closed_days_do_not_count() -> None:
    friday = datetime(2026, 10, 30, 23, 30, tzinfo=UTC)  # after it come a weekend and All Saints' Sunday
    assert due_day(service(), friday) == date(2026, 11, 2)
    assert due_day(service(closed=(date(2026, 11, 2),)), friday) == date(2026, 11, 3)
    eve = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)  # Epiphany is a holiday in Bavaria alone
    assert due_day(service(holidays="DE-BY"), eve) == date(2026, 1, 7)
    assert due_day(service(holidays="DE-BE"), eve) == date(2026, 1, 6)


def test_holidays_that_nobody_knows_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="holidays of XX are not known"):
        service_targets(service(holidays="XX"), "UTC")


@pytest.mark.parametrize("span", ["9-12", "12:00-09:00", "09:00", "09:00-25:00"])
def test_hours_that_make_no_sense_are_refused(span: str) -> None:
    with pytest.raises(ValueError, match="09:00-12:30"):
        service(hours={"monday": [span]})


def step_of(store: Engine, run: RunLog) -> ChannelReport:
    """The one that its report tells of."""
    with Session(store) as session:
        found = report(session, run.id)
    assert found
    (step,) = found.channels
    return step


def test_a_conversation_gets_its_due_time_and_topic(open_shop: OpenShop, store: Engine, clock: Clock) -> None:
    at = clock()
    with Session(store) as session:
        talk = Conversation(
            channel="facebook", thread_id="t", object_id="p", opened_at=at, last_at=at, waiting_since=at
        )
        session.add(talk)
        session.flush()
        session.add(Message(conversation_id=talk.id or 0, channel="facebook", external_id="m", text="Preis?", at=at))
        session.commit()
    tend_inbox(open_shop(inbox={"service": {"hours": ALL_DAY}, "topics": []}), learning=True)
    with Session(store) as session:
        talk = session.exec(select(Conversation)).one()
        assert (talk.topic, talk.due_at) == ("question", datetime(2026, 11, 2, 11, tzinfo=UTC))


def test_a_mail_server_that_is_away_stops_neither_reading_nor_the_other_steps(
    open_shop: OpenShop, store: Engine, clock: Clock
) -> None:
    at = clock()
    mail = {"server": "127.0.0.1", "port": 1, "encryption": "none", "sender": "inbox@x.example"}
    with Session(store) as session:
        add_user(session, "jana@x.example", "Jana", "ein-gutes-Passwort", clock)
        session.add(Conversation(channel="facebook", thread_id="t", object_id="p", opened_at=at, last_at=at, due_at=at))
        session.commit()
    jobs = Jobs(open_shop(notify={"email": mail}))
    with jobs.run("inbox pull") as run:
        jobs.pull_inbox(run)
    step = step_of(store, run)
    assert (step.step, "did not take the e-mail" in step.error) == ("notices", True)


@pytest.mark.parametrize("place", ["", "nofs://bilder"])
def test_a_sync_removes_pictures_that_nobody_sent_and_goes_on_where_it_cannot(
    open_shop: OpenShop, store: Engine, clock: Clock, place: str
) -> None:
    shop = open_shop(windows={"media": {"store": place, "public_url": "https://x.example/media"}})
    folder = shop.config.media_folder() / "answers"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(b"picture")
    os.utime(folder / "a.png", (clock().timestamp() - 90_000, clock().timestamp() - 90_000))
    jobs = Jobs(shop)
    with jobs.run("sync") as run:
        jobs.sync(run)
    step = step_of(store, run)
    assert (step.step, step.channel) == ("pictures", "answers")
    if not place:
        assert (step.deleted, step.error, list(folder.iterdir())) == (1, "", [])
    else:
        assert "cannot be written to nofs://bilder" in step.error

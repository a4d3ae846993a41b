"""A program that takes nothing for days is switched off, loses nothing by it, and is switched on by people alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.desk import deliveries as on_their_way
from socialshop.desk.deliveries import KEPT, Standing, deliver, deliveries, send_again
from socialshop.desk.errors import NotSwitchedOff, UnknownProgram
from socialshop.desk.guarded_post import Refused
from socialshop.desk.programs import programs
from socialshop.desk.silence import OFF_AFTER, fallen_silent, switch_off, switch_on, switched_off
from socialshop.desk.webhooks import Target, queue_deliveries
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries, record
from socialshop.staff.model import Role
from socialshop.staff.permissions import NotPermitted
from tests.conftest import SettableClock

CRM = Target("crm", "https://crm.example/hook", "s3cret")
JANA, MIA = Actor("Jana", Role.AGENT), Actor("Mia", Role.MANAGER)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = OFF_AFTER.days + 1
"""After which it is off: the last event of the span has to be given up."""


@dataclass
class Program:
    """One that can be away; `got` are the conversations that it was told of."""

    is_there: bool = True
    got: list[int] = field(default_factory=list)
    attempts: int = 0

    def post(self, _url: str, body: bytes, _headers: Mapping[str, str], **_: bool) -> int:
        self.attempts += 1
        if not self.is_there:
            raise Refused("nobody answers")
        self.got.append(json.loads(body)["conversation"])
        return 200


@dataclass
class Evening:
    """Time that goes by over a shop and its program."""

    store: Engine
    clock: SettableClock
    program: Program
    happened: int = 0
    target: Target = CRM

    def passes(self, span: timedelta) -> None:
        """Hour by hour; something happens at its beginning."""
        self.happens()
        end = self.clock() + span
        while self.clock() < end:
            self.care()
            self.clock.advance(seconds=HOUR.total_seconds())
        self.care()

    def happens(self) -> None:
        with Session(self.store) as session:
            self.happened += 1
            record(session, JANA, "resolve", "conversation", self.happened, self.clock())
            session.commit()

    def care(self) -> None:
        queue_deliveries(self.store, [self.target], self.clock)
        deliver(self.store, self.clock, [self.target])

    def off(self) -> list[str]:
        with Session(self.store) as session:
            return [one.name for one in switched_off(session)]


@pytest.fixture
def evening(shop: Engine, clock: SettableClock, monkeypatch: pytest.MonkeyPatch) -> Evening:
    program = Program()
    monkeypatch.setattr(on_their_way, "post", program.post)
    found = Evening(shop, clock, program)
    found.care()
    found.passes(HOUR)
    return found


def test_who_takes_nothing_for_days_is_told_nothing_any_more(evening: Evening) -> None:
    evening.program.is_there = False
    for _ in range(OFF_AFTER.days):
        assert evening.off() == []
        evening.passes(DAY)
    evening.passes(DAY)
    assert evening.off() == ["crm"]
    tried = evening.program.attempts
    evening.passes(DAY)
    assert evening.program.attempts == tried
    with Session(evening.store) as session:
        (crm,) = programs(session, ["crm"])
        assert (crm.off_since is not None, crm.waiting, crm.error) == (True, 0, "nobody answers")
        assert (crm.kept, crm.given_up) == (evening.happened - 1, 0)
        (latest, *_) = deliveries(session)
        assert (latest.standing, latest.attempts) == (Standing.HELD, 0)
        (switched, *_) = [one for one in entries(session) if one.subject == "webhook"]
        assert (switched.act, switched.actor, switched.subject_id) == ("switch off", "socialshop", "crm")


def test_switched_on_it_is_told_all_that_it_missed(evening: Evening) -> None:
    evening.program.is_there = False
    for _ in range(DAYS):
        evening.passes(DAY)
    with Session(evening.store) as session:
        with pytest.raises(NotPermitted):
            switch_on(session, JANA, "crm", evening.clock)
        assert switch_on(session, MIA, "crm", evening.clock) == evening.happened - 1
        session.commit()
        assert entries(session)[0].act == "switch on"
        with pytest.raises(NotSwitchedOff):
            switch_on(session, MIA, "crm", evening.clock)
    evening.program.is_there = True
    evening.care()
    assert evening.program.got == list(range(1, evening.happened + 1))
    assert evening.off() == []


def test_who_answers_now_and_then_is_not_switched_off(evening: Evening) -> None:
    for _ in range(OFF_AFTER.days + 3):
        evening.program.is_there = False
        evening.passes(timedelta(hours=20))
        evening.program.is_there = True
        evening.passes(timedelta(hours=4))
    assert evening.off() == []


def test_a_short_trouble_after_quiet_days_switches_nothing_off(evening: Evening) -> None:
    evening.program.is_there = False
    evening.passes(DAY)
    evening.clock.advance(days=OFF_AFTER.days)
    evening.passes(HOUR)
    evening.program.is_there = True
    evening.passes(HOUR)
    assert (evening.off(), evening.program.got[-2:]) == ([], [4, 3])


def test_one_event_is_tried_while_it_is_off_and_once(evening: Evening) -> None:
    evening.program.is_there = False
    for _ in range(DAYS):
        evening.passes(DAY)
    tried = evening.program.attempts
    with Session(evening.store) as session:
        send_again(session, MIA, deliveries(session)[0].id, evening.clock)
        session.commit()
    evening.passes(DAY)
    assert (evening.program.attempts, evening.off()) == (tried + 1, ["crm"])


def test_what_is_kept_for_it_goes_like_all_deliveries(evening: Evening) -> None:
    evening.program.is_there = False
    for _ in range(DAYS):
        evening.passes(DAY)
    evening.clock.advance(days=KEPT.days + 1)
    evening.care()
    with Session(evening.store) as session:
        assert (deliveries(session), switch_on(session, MIA, "crm", evening.clock)) == ([], 0)


def test_what_somebody_switched_off_alarms_nobody_and_misses_nothing(evening: Evening) -> None:
    evening.passes(HOUR)
    with Session(evening.store) as session:
        with pytest.raises(NotPermitted):
            switch_off(session, JANA, "crm", ["crm"], evening.clock)
        with pytest.raises(UnknownProgram, match="till"):
            switch_off(session, MIA, "till", ["crm"], evening.clock)
        for _ in range(2):
            switch_off(session, MIA, "crm", ["crm"], evening.clock)
        session.commit()
        (entry, *_) = entries(session)
        assert (entry.act, entry.actor) == ("switch off", "Mia")
        assert [one.by for one in switched_off(session)] == ["Mia"]
        assert fallen_silent(session) == []
    attempts = evening.program.attempts
    evening.passes(2 * DAY)
    assert evening.program.attempts == attempts
    with Session(evening.store) as session:
        (crm,) = programs(session, ["crm"])
        assert (crm.off_by, crm.kept > 0) == ("Mia", True)
        switch_on(session, MIA, "crm", evening.clock)
        session.commit()
    evening.passes(HOUR)
    assert sorted(set(evening.program.got)) == list(range(1, evening.happened + 1))


def test_the_configuration_says_after_how_many_days(evening: Evening) -> None:
    evening.target = replace(CRM, off_after=2 * DAY)
    evening.program.is_there = False
    for _ in range(3):
        evening.passes(DAY)
    assert evening.off() == ["crm"]


def test_a_silent_program_that_somebody_leaves_off_alarms_nobody_and_loses_nothing(evening: Evening) -> None:
    evening.program.is_there = False
    for _ in range(DAYS):
        evening.passes(DAY)
    with Session(evening.store) as session:
        (silent,) = fallen_silent(session)
        switch_off(session, MIA, "crm", ["crm"], evening.clock)
        session.commit()
        (off,) = switched_off(session)
        assert (off.by, off.off_at, off.silent_since) == ("Mia", evening.clock(), silent.silent_since)
        assert fallen_silent(session) == []
        assert switch_on(session, MIA, "crm", evening.clock) == evening.happened - 1

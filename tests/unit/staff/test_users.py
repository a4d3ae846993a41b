"""Passwords are hashed, and nobody learns who has an account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.staff import attempts, users
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.errors import TooManyAtOnce
from socialshop.staff.model import Role, User
from socialshop.staff.permissions import NotPermitted
from socialshop.staff.users import add_user, authenticate, disable, enable, named, person, set_password

PASSWORD = "ein-gutes-Passwort"
ADMIN = Actor("Greta", Role.ADMIN)


@pytest.fixture
def anna(store: Engine, clock: Clock) -> User:
    with Session(store, expire_on_commit=False) as session:
        user = add_user(session, " Anna@Kaese.example ", "Anna", PASSWORD, clock)
        session.commit()
    return user


def test_the_hash_is_argon2id(anna: User) -> None:
    assert anna.password_hash.startswith("$argon2id$")


def test_the_address_is_read_without_case_or_spaces(store: Engine, anna: User) -> None:
    somebody = authenticate(store, "ANNA@kaese.example ", PASSWORD)
    assert somebody is not None
    assert somebody.name == "Anna"


@pytest.mark.parametrize(
    ("email", "password"), [("anna@kaese.example", "falsch"), ("nobody@kaese.example", PASSWORD), ("", "")]
)
def test_a_wrong_address_or_password_is_nobody(store: Engine, anna: User, email: str, password: str) -> None:
    assert authenticate(store, email, password) is None


def test_somebody_unknown_costs_as_much_as_a_wrong_password(
    store: Engine, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    def watched(password_hash: str, password: str) -> bool:
        verified.append(password_hash)
        return False

    monkeypatch.setattr(users, "_verifies", watched)
    authenticate(store, "nobody@kaese.example", "falsch")
    authenticate(store, "anna@kaese.example", "falsch")
    parameters = [password_hash.rsplit("$", 2)[0] for password_hash in verified]
    assert len(parameters) == 2
    assert parameters[0] == parameters[1]


def test_few_are_verified_at_a_time_and_few_wait_for_their_turn(
    store: Engine, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = Event()

    class Turns(BoundedSemaphore):
        def __enter__(self) -> bool:
            came.set()
            return super().__enter__()

    monkeypatch.setattr(attempts, "_turns", Turns(1))
    monkeypatch.setattr(attempts, "_door", BoundedSemaphore(2))
    with ThreadPoolExecutor(1) as pool:
        with attempts.turn():
            came.clear()
            waiting = pool.submit(authenticate, store, anna.email, PASSWORD)
            assert came.wait(30)
            with pytest.raises(TooManyAtOnce):
                authenticate(store, anna.email, PASSWORD)
            assert not waiting.done()
        assert waiting.result(30) is not None


def test_who_is_let_in_again_signs_in_anew(store: Engine, anna: User, clock: Clock) -> None:
    with Session(store) as session:
        ben = add_user(session, "ben@x.de", "Ben", "ein-gutes-Passwort", clock)
        session.flush()
        before = person(session, ben.id or 0)
        for _ in range(2):
            disable(session, ADMIN, ben, clock)
        for _ in range(2):
            enable(session, ADMIN, ben, clock)
        again = person(session, ben.id or 0)
        assert [entry.act for entry in entries(session)][:2] == ["enable", "disable"]
        with pytest.raises(NotPermitted):
            enable(session, Actor("Jo", Role.MANAGER), ben, clock)
    assert before
    assert again
    assert before.seal != again.seal


def test_a_disabled_person_may_neither_enter_nor_stay(store: Engine, anna: User, clock: Clock) -> None:
    assert anna.id is not None
    with Session(store) as session:
        session.get_one(User, anna.id).disabled_at = clock()
        session.commit()
        assert person(session, anna.id) is None
    assert authenticate(store, anna.email, PASSWORD) is None


def test_a_short_password_and_a_taken_address_are_refused(store: Engine, anna: User, clock: Clock) -> None:
    with Session(store) as session:
        with pytest.raises(ConfigurationError, match="5 characters"):
            add_user(session, "b@kaese.example", "Bert", "short", clock)
        with pytest.raises(ConfigurationError, match=r"anna@kaese.example already"):
            add_user(session, "ANNA@kaese.example", "Anna", PASSWORD, clock)


def test_another_password_takes_an_admin_and_ends_the_old_one(store: Engine, anna: User, clock: Clock) -> None:
    before = authenticate(store, anna.email, PASSWORD)
    with Session(store) as session:
        user = named(session, anna.email)
        with pytest.raises(NotPermitted):
            set_password(session, Actor("Bert", Role.OPERATOR, 99), user, "ein ganz anderes", clock)
        with pytest.raises(ConfigurationError, match="4 characters"):
            set_password(session, Actor("root", Role.ADMIN), user, "kurz", clock)
        set_password(session, Actor("root", Role.ADMIN), user, "ein ganz anderes", clock)
        session.commit()
        assert "anderes" not in str(entries(session))
    assert authenticate(store, anna.email, PASSWORD) is None
    after = authenticate(store, anna.email, "ein ganz anderes")
    assert before
    assert after
    assert before.seal != after.seal


def test_an_old_hash_is_made_as_strong_as_todays(store: Engine, anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    entered = authenticate(store, anna.email, PASSWORD)
    assert anna.id is not None
    with Session(store) as session:
        assert "m=16,t=2" in session.get_one(User, anna.id).password_hash
        assert person(session, anna.id) == entered
    assert authenticate(store, anna.email, PASSWORD) == entered

"""People are told once of what they shall know, on the page and by e-mail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string, policy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk import acts
from socialshop.desk.mail import MailFailed, SmtpMailer, send_mails
from socialshop.desk.notices import notice_overdue, notice_woken, read, unread
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation
from socialshop.inbox.tend import tend
from socialshop.ports import Author
from socialshop.staff.users import set_language
from socialshop.web.letters import Letters
from tests.integration.inbox.conftest import People, Says
from tests.integration.inbox.test_tend import CARE

ADDRESS = "https://inbox.shop.example/"
LETTERS = Letters("Käsetheke", ADDRESS, "en", ZoneInfo("Europe/Berlin"))


class Postbox:
    """A mail server's memory."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, SmtpMailer]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, SmtpMailer("127.0.0.1", port, "none", "", "", "inbox@shop.example")
    controller.stop()


def _fall_due(session: Session, clock: Clock, says: Says) -> None:
    """Two conversations, of which one is Jana's; both fall due."""
    ingest(session, [says("c1"), says("d1", author=Author("b1", "Bert\nBcc: all"), minute=1)], clock)
    for conversation in session.exec(select(Conversation)):
        conversation.due_at = clock() + timedelta(hours=1)
    session.flush()


def test_what_falls_due_is_told_once_to_who_answers(session: Session, clock: Clock, people: People, says: Says) -> None:
    _fall_due(session, clock, says)
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    clock.advance(hours=2)  # type: ignore[attr-defined]
    assert notice_overdue(session, clock, by_mail=True) == 2
    clock.advance(hours=1)  # type: ignore[attr-defined]
    assert notice_overdue(session, clock, by_mail=True) == 0
    told = {
        name: [(n.kind, n.conversation_id) for n in unread(session, who.user_id or 0)] for name, who in people.items()
    }
    assert told == {
        "Jana": [("overdue", 2), ("overdue", 1), ("assigned", 1)],
        "Tom": [("overdue", 2)],
        "Mia": [("overdue", 2)],
        "Vera": [],
    }
    read(session, people["Jana"].user_id or 0, 1, clock)
    assert [n.conversation_id for n in unread(session, people["Jana"].user_id or 0)] == [2]


def test_each_notice_goes_out_in_one_letter_a_person_and_once(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    _fall_due(session, clock, says)
    clock.advance(hours=2)  # type: ignore[attr-defined]
    notice_overdue(session, clock, by_mail=True)
    session.commit()
    assert send_mails(shop, clock, mailer, LETTERS.write) == 3
    assert send_mails(shop, clock, mailer, LETTERS.write) == 0
    assert sorted(to for to, _ in box.letters) == [
        ["jana@shop.example"],
        ["mia@shop.example"],
        ["tom@shop.example"],
    ]
    letter = message_from_string(box.letters[0][1], policy=policy.default)
    assert letter["Subject"] == "Käsetheke: 2 conversations wait for you"
    due = "Nov 2, 2026, 11:00\u202fAM"
    assert letter.get_content().splitlines() == [
        f"Anna Öztürk (Facebook) waits for an answer that was due by {due}.",
        f"{ADDRESS}inbox/1",
        "",
        f"Bert Bcc: all (Facebook) waits for an answer that was due by {due}.",
        f"{ADDRESS}inbox/2",
        "",
        f"Each of these is told once. The inbox: {ADDRESS}inbox",
    ]


def test_a_letter_speaks_its_readers_language(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    _fall_due(session, clock, says)
    set_language(session, people["Jana"].user_id or 0, "de")
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    session.commit()
    send_mails(shop, clock, mailer, LETTERS.write)
    ((_, sent),) = box.letters
    letter = message_from_string(sent, policy=policy.default)
    assert letter["Subject"] == "Käsetheke: 1 Gespräch wartet auf Sie"
    assert letter.get_content().startswith("Anna Öztürk (Facebook): Um dieses Gespräch kümmern Sie sich.\r\n")


def test_what_is_answered_before_anybody_heard_of_it_is_not_told(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    _fall_due(session, clock, says)
    clock.advance(hours=2)  # type: ignore[attr-defined]
    notice_overdue(session, clock, by_mail=True)
    acts.resolve(session, people["Jana"], 1, clock)
    read(session, people["Tom"].user_id or 0, 2, clock)
    session.commit()
    assert [one.conversation_id for one in unread(session, people["Mia"].user_id or 0)] == [2]
    session.commit()
    assert send_mails(shop, clock, mailer, LETTERS.write) == 2
    assert sorted(to for to, _ in box.letters) == [["jana@shop.example"], ["mia@shop.example"]]
    assert all("inbox/1\r\n" not in letter for _, letter in box.letters)


def test_what_comes_late_and_is_overdue_already_is_told_once(
    session: Session, clock: Clock, people: People, says: Says
) -> None:
    assert notice_overdue(session, clock, by_mail=True) == 0
    _fall_due(session, clock, says)
    for conversation in session.exec(select(Conversation)):
        conversation.due_at = clock() - timedelta(hours=1)
    session.flush()
    assert notice_overdue(session, clock, by_mail=True) == 2
    assert notice_overdue(session, clock, by_mail=True) == 0


def test_what_was_put_off_is_told_when_its_time_has_come_and_not_as_overdue_besides(
    session: Session, clock: Clock, people: People, says: Says
) -> None:
    _fall_due(session, clock, says)
    acts.snooze(session, people["Jana"], 1, clock() + timedelta(hours=2), clock)
    acts.resolve(session, people["Jana"], 2, clock)
    clock.advance(hours=2)  # type: ignore[attr-defined]
    tended = tend(session, CARE, clock)
    notice_woken(session, tended.woken, clock, by_mail=True)
    assert notice_overdue(session, clock, by_mail=True) == 0
    for name in ("Jana", "Tom", "Mia"):
        told = unread(session, people[name].user_id or 0)
        assert [(one.kind, one.conversation_id, one.name) for one in told] == [("woken", 1, "Anna Öztürk")]
    acts.resolve(session, people["Jana"], 1, clock)
    assert unread(session, people["Tom"].user_id or 0) == []


def test_a_letter_that_nobody_took_is_sent_again(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    _fall_due(session, clock, says)
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    session.commit()
    with pytest.raises(MailFailed, match="did not take"):
        send_mails(shop, clock, SmtpMailer("127.0.0.1", 1, "none", "", "hunter2", "x@y"), LETTERS.write)
    assert send_mails(shop, clock, postbox[1], LETTERS.write) == 1

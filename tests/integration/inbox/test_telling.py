"""People are told once of what they shall know, on the page and by e-mail."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk import acts
from socialshop.desk.leaving import disable, former
from socialshop.desk.mail import MailFailed, SmtpMailer, send_mails
from socialshop.desk.model import NoticeKind
from socialshop.desk.notes import add_note
from socialshop.desk.notices import UNREAD, notice_overdue, notice_woken, read
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation
from socialshop.inbox.tend import tend
from socialshop.ports import Author, EventKind
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
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
    yield box, SmtpMailer("127.0.0.1", port, "none", "", "", "inbox@shop.example", "Käsetheke")
    controller.stop()


def _letter(sent: str) -> EmailMessage:
    letter = message_from_string(sent, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def _text(letter: EmailMessage) -> str:
    plain = letter.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).replace("\r\n", "\n")


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
        name: [(n.kind, n.conversation_id) for n in UNREAD.ask(session, {"user_id": who.user_id or 0})]
        for name, who in people.items()
    }
    assert told == {
        "Jana": [("overdue", 2), ("overdue", 1), ("assigned", 1)],
        "Tom": [("overdue", 2)],
        "Mia": [("overdue", 2)],
        "Vera": [],
    }
    read(session, people["Jana"].user_id or 0, 1, clock)
    assert [n.conversation_id for n in UNREAD.ask(session, {"user_id": people["Jana"].user_id or 0})] == [2]


def test_what_is_of_somebody_who_signs_in_no_more_is_told_to_the_others(
    session: Session, clock: Clock, people: People, says: Says
) -> None:
    _fall_due(session, clock, says)
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    jana = session.get_one(User, people["Jana"].user_id)
    assert disable(session, Actor("Greta", Role.ADMIN), jana, clock) == 1
    assert [(one.name, one.unresolved) for one in former(session)] == [("Jana", 1)]
    clock.advance(hours=2)  # type: ignore[attr-defined]
    notice_overdue(session, clock, by_mail=True)
    told = {
        name: [
            n.conversation_id
            for n in UNREAD.ask(session, {"user_id": who.user_id or 0})
            if n.kind == NoticeKind.OVERDUE
        ]
        for name, who in people.items()
    }
    assert (told["Tom"], told["Jana"]) == ([2, 1], [])


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
    letter = _letter(box.letters[0][1])
    assert letter["Subject"] == "Käsetheke: 2 conversations wait for you"
    due = "Nov 2, 2026, 11:00\u202fAM"
    assert _text(letter).splitlines() == [
        f"Anna Öztürk (Facebook) waits for an answer that was due by {due}.",
        "“Ist der Bergkäse noch da?”",
        f"{ADDRESS}inbox/1",
        "",
        f"Bert Bcc: all (Facebook) waits for an answer that was due by {due}.",
        "“Ist der Bergkäse noch da?”",
        f"{ADDRESS}inbox/2",
        "",
        f"Each of these is told once. The inbox: {ADDRESS}inbox",
    ]


def test_a_letter_is_one_that_mail_programs_take_and_show(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    ingest(session, [says("c1", "<b>Preis</b> & Porto?", author=Author("b1", "Bert <script>"))], clock)
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    session.commit()
    send_mails(shop, clock, mailer, LETTERS.write)
    letter = _letter(box.letters[0][1])
    assert str(letter["From"]) == "Käsetheke <inbox@shop.example>"
    assert letter["Date"].datetime == clock()
    assert str(letter["Message-ID"]).endswith("@shop.example>")
    assert letter["Auto-Submitted"] == "auto-generated"
    html = letter.get_body(("html",))
    assert html is not None
    assert letter.get_content_type() == "multipart/alternative"
    page = html.get_content()
    assert '<html lang="en">' in page
    assert f'href="{ADDRESS}inbox/1"' in page
    assert "&lt;b&gt;Preis&lt;/b&gt; &amp; Porto?" in page
    assert "Bert &lt;script&gt;" in page
    assert re.findall("<img|<script|<link", page) == []  # nothing that a program for mail would fetch or run


def test_one_conversation_is_named_in_the_subject_and_told_once_whatever_is_told_of_it(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    _fall_due(session, clock, says)
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    acts.resolve(session, people["Mia"], 2, clock)
    clock.advance(hours=2)  # type: ignore[attr-defined]
    notice_overdue(session, clock, by_mail=True)
    session.commit()
    send_mails(shop, clock, mailer, LETTERS.write)
    ((_, sent),) = box.letters
    letter = _letter(sent)
    assert letter["Subject"] == "Käsetheke: Anna Öztürk waits for an answer"
    assert _text(letter).count(f"{ADDRESS}inbox/1") == 1


def test_what_was_written_privately_stands_in_no_letter(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    ingest(session, [says("m1", "Meine Nummer: 0170 1234567", kind=EventKind.MESSAGE_ADDED)], clock)
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    session.commit()
    send_mails(shop, clock, mailer, LETTERS.write)
    letter = _letter(box.letters[0][1])
    assert "0170 1234567" not in letter.as_string()  # whose random Message-ID may hold any four digits
    assert "0170 1234567" not in _text(letter)
    assert "(Facebook, private)" in _text(letter)


def test_a_letter_about_a_note_does_not_show_the_customers_words_as_the_notes(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    ingest(session, [says("c1")], clock)
    add_note(session, people["Mia"], 1, "@Jana, schau bitte", clock)
    session.commit()
    send_mails(shop, clock, mailer, LETTERS.write)
    letter = _letter(box.letters[0][1])
    assert letter["Subject"] == "Käsetheke: a note about Anna Öztürk calls you"
    assert "Bergkäse" not in _text(letter)


def test_a_long_list_is_told_by_its_first_and_a_number(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    box, mailer = postbox
    asked = [says(f"c{number}", author=Author(f"a{number}", f"Kunde {number}")) for number in range(1, 24)]
    ingest(session, asked, clock)
    for number in range(1, 24):
        acts.assign(session, people["Mia"], number, people["Jana"].user_id, clock)
    session.commit()
    assert send_mails(shop, clock, mailer, LETTERS.write) == 1
    letter = _letter(box.letters[0][1])
    assert letter["Subject"] == "Käsetheke: 23 conversations wait for you"
    assert _text(letter).count(f"{ADDRESS}inbox/") == 20
    assert "3 more wait in the inbox." in _text(letter)
    assert send_mails(shop, clock, mailer, LETTERS.write) == 0


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
    letter = _letter(sent)
    assert letter["Subject"] == "Käsetheke: Um Anna Öztürk kümmern Sie sich"
    assert letter["Content-Language"] == "de"
    assert _text(letter).startswith("Anna Öztürk (Facebook): Um dieses Gespräch kümmern Sie sich.\n")


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
    assert [one.conversation_id for one in UNREAD.ask(session, {"user_id": people["Mia"].user_id or 0})] == [2]
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
        told = UNREAD.ask(session, {"user_id": people[name].user_id or 0})
        assert [(one.kind, one.conversation_id, one.name) for one in told] == [("woken", 1, "Anna Öztürk")]
    acts.resolve(session, people["Jana"], 1, clock)
    assert UNREAD.ask(session, {"user_id": people["Tom"].user_id or 0}) == []


def test_a_letter_that_nobody_took_is_sent_again(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, postbox: tuple[Postbox, SmtpMailer]
) -> None:
    _fall_due(session, clock, says)
    acts.assign(session, people["Mia"], 1, people["Jana"].user_id, clock)
    session.commit()
    with pytest.raises(MailFailed, match="did not take"):
        send_mails(shop, clock, SmtpMailer("127.0.0.1", 1, "none", "", "hunter2", "x@y", ""), LETTERS.write)
    assert send_mails(shop, clock, postbox[1], LETTERS.write) == 1

"""Notices by e-mail: one letter a person with all that is new to them, each notice once."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, make_msgid, parseaddr
from itertools import groupby
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.notices import Told, mailed, settle_mails, unmailed
from socialshop.errors import SocialshopError
from socialshop.inbox.query import ConversationRow, conversation_rows
from socialshop.phrases import phrase
from socialshop.staff.model import User

_SECONDS = 20  # for the server's answers
_MOST = 500  # notices a round


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person reads; `text` and `html` say the same, for programs that show the one or the other."""

    language: str
    subject: str
    text: str
    html: str


Writer = Callable[[str, Sequence[Told], Mapping[int, ConversationRow]], Letter]
"""Writes to one person, in their language, or '' for the shop's, of these notices and the conversations they name."""


class MailFailed(SocialshopError):
    """The server does not take it now; it is sent again next time."""


class Mailer(Protocol):
    def send(self, to: str, letter: Letter, at: datetime) -> None:
        """`at` is the date that it bears. Raises MailFailed."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Over SMTP; `encryption` is 'starttls', 'tls' or 'none'. `name` is the sender's, unless `sender` has one."""

    server: str
    port: int
    encryption: str
    user: str
    password: str
    sender: str
    name: str

    def send(self, to: str, letter: Letter, at: datetime) -> None:
        message = self._message(to, letter, at)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            # Only its kind: a server's own words may repeat what was sent to it.
            raise MailFailed(
                phrase(
                    "{server}:{port} did not take the e-mail: {failure}.",
                    server=self.server,
                    port=self.port,
                    failure=type(error).__name__,
                ),
                mend=phrase("Check [notify.email]; it is sent again with the next run."),
            ) from error

    def _message(self, to: str, letter: Letter, at: datetime) -> EmailMessage:
        name, address = parseaddr(self.sender)
        message = EmailMessage()
        message["From"], message["To"] = formataddr((name or self.name, address)), to
        message["Subject"] = letter.subject
        # Whoever takes letters in holds one without these two for unsolicited, and a program for mail sorts it wrongly.
        message["Date"] = at
        message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])  # not by this machine's own name
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answer shall come back
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        message["Content-Language"] = letter.language  # of the whole: before, it would go with the plain text alone
        return message

    def _connected(self) -> smtplib.SMTP:
        if self.encryption == "tls":
            return smtplib.SMTP_SSL(self.server, self.port, timeout=_SECONDS, context=ssl.create_default_context())
        server = smtplib.SMTP(self.server, self.port, timeout=_SECONDS)
        if self.encryption == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server


def send_mails(store: Engine, clock: Clock, mailer: Mailer, write: Writer) -> int:
    """Send what was not sent yet, as `write` puts it; how many letters.

    A letter that was taken is noted before the next one: a crash repeats at most one. Raises MailFailed.
    """
    letters = 0
    with Session(store) as session:
        settle_mails(session, clock)
        session.commit()
        waiting = [
            (session.get_one(User, user_id), list(told))
            for user_id, told in groupby(unmailed(session, _MOST), key=lambda one: one.user_id)
        ]
        named = {one.conversation_id for _, told in waiting for one in told}
        rows = {row.id: row for row in conversation_rows(session, list(named))}
        session.expunge_all()
    for user, told in waiting:
        mailer.send(user.email, write(user.language, told, rows), clock())
        with Session(store) as session:
            mailed(session, [one.id for one in told], clock)
            session.commit()
        letters += 1
    return letters

"""Notices by e-mail: one letter a person with all that is new to them, each notice once."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import groupby
from typing import Protocol
from urllib.parse import urljoin

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.model import Notice, NoticeKind
from socialshop.errors import SocialshopError
from socialshop.inbox.model import Contact, Conversation
from socialshop.staff.model import User

_SECONDS = 20  # for the server's answers
_MOST = 500  # notices a round
_TOLD = {NoticeKind.OVERDUE: "should have been answered by now", NoticeKind.ASSIGNED: "was assigned to you"}


class MailFailed(SocialshopError):
    """The server does not take it now; it is sent again next time."""


class Mailer(Protocol):
    def send(self, to: str, subject: str, text: str) -> None:
        """Raises MailFailed."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Over SMTP; `encryption` is 'starttls', 'tls' or 'none'."""

    server: str
    port: int
    encryption: str
    user: str
    password: str
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, subject
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answer shall come back
        letter.set_content(text)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            # Only its kind: a server's own words may repeat what was sent to it.
            raise MailFailed(
                f"{self.server}:{self.port} did not take the e-mail: {type(error).__name__}.",
                mend="Check [notify.email]; it is sent again with the next run.",
            ) from error

    def _connected(self) -> smtplib.SMTP:
        if self.encryption == "tls":
            return smtplib.SMTP_SSL(self.server, self.port, timeout=_SECONDS, context=ssl.create_default_context())
        server = smtplib.SMTP(self.server, self.port, timeout=_SECONDS)
        if self.encryption == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server


def send_mails(store: Engine, clock: Clock, mailer: Mailer, shop: str, address: str) -> int:
    """Send what was not sent yet; how many letters. `address` is the page's.

    A letter that was taken is noted before the next one: a crash repeats at most one. Raises MailFailed.
    """
    letters = 0
    with Session(store) as session:
        waiting = [
            (user.email, [(notice.id, _line(notice, name, address)) for _, notice, name in group])
            for user, group in groupby(_unmailed(session), key=lambda row: row[0])
        ]
    for email, lines in waiting:
        mailer.send(email, _subject(shop, len(lines)), "\n".join(line for _, line in lines) + "\n")
        with Session(store) as session:
            ids = [id_ for id_, _ in lines]
            session.execute(update(Notice).where(col(Notice.id).in_(ids)).values(mailed_at=clock()))
            session.commit()
        letters += 1
    return letters


def _unmailed(session: Session) -> Sequence[tuple[User, Notice, str | None]]:
    rows = session.exec(
        select(User, Notice, Contact.name)
        .join(Notice, col(Notice.user_id) == col(User.id))
        .join(Conversation, col(Conversation.id) == col(Notice.conversation_id))
        .outerjoin(Contact, col(Contact.id) == col(Conversation.contact_id))
        .where(col(Notice.mailed_at).is_(None), col(User.disabled_at).is_(None))
        .order_by(col(User.id), col(Notice.id))
        .limit(_MOST)
    )
    return [(user, notice, name) for user, notice, name in rows]


def _subject(shop: str, number: int) -> str:
    return f"{shop}: {number} conversation{'s' if number > 1 else ''} to answer"


def _line(notice: Notice, name: str | None, address: str) -> str:
    who = " ".join((name or "Somebody").split())
    return f"{who}: {_TOLD[NoticeKind(notice.kind)]}. {urljoin(address, f'inbox/{notice.conversation_id}')}"

"""Letters that tell people by e-mail what they shall know, each in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from socialshop.desk.mail import Letter
from socialshop.desk.model import NoticeKind
from socialshop.desk.notices import Told
from socialshop.inbox.query import ConversationRow
from socialshop.web.i18n import formatter, mark, negotiate, translations
from socialshop.web.render import environment
from socialshop.web.words import CHANNELS

_LINES: dict[str, str] = {
    NoticeKind.OVERDUE: mark("%(name)s (%(channel)s) waits for an answer that was due by %(time)s."),
    NoticeKind.WOKEN: mark("%(name)s (%(channel)s) is back: the conversation was put off until now."),
    NoticeKind.MENTIONED: mark("A colleague calls you in a note: %(name)s (%(channel)s)."),
    NoticeKind.ASSIGNED: mark("%(name)s (%(channel)s) was given to you to look after."),
}
_SUBJECTS: dict[str, str] = {
    NoticeKind.OVERDUE: mark("%(shop)s: %(name)s waits for an answer"),
    NoticeKind.WOKEN: mark("%(shop)s: %(name)s is back"),
    NoticeKind.MENTIONED: mark("%(shop)s: a note about %(name)s calls you"),
    NoticeKind.ASSIGNED: mark("%(shop)s: %(name)s was given to you"),
}
_SHOWN = 20
"""Conversations a letter: nobody reads on, and the inbox has them all."""
_LONGEST = 60
"""Characters of a name: others choose theirs."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One conversation; `said` is what the customer wrote last, where everybody can read it."""

    lines: Sequence[str]
    said: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Letters:
    """`address` is the page's, `language` the shop's, for those who have not chosen one."""

    shop: str
    address: str
    language: str
    zone: ZoneInfo

    def write(self, language: str, told: Sequence[Told], rows: Mapping[int, ConversationRow]) -> Letter:
        """One person's letter, a paragraph for each conversation, however much is told of it."""
        spoken = negotiate((language,), "", self.language)
        say = translations(spoken)
        about: dict[int, list[Told]] = {}
        for one in told:
            about.setdefault(one.conversation_id, []).append(one)
        shown = [self._paragraph(spoken, each, rows.get(id_)) for id_, each in islice(about.items(), _SHOWN)]
        rest = len(about) - len(shown)
        more = say.ngettext("%(number)s more waits in the inbox.", "%(number)s more wait in the inbox.", rest)
        more = more % {"number": rest} if rest else ""
        subject = self._subject(spoken, told, len(about))
        html = environment(spoken).get_template("letters/conversations.html")
        page = html.render(language=spoken, subject=subject, paragraphs=shown, more=more, inbox=self._inbox)
        return Letter(spoken, subject, self._text(spoken, shown, more), page)

    @property
    def _inbox(self) -> str:
        return urljoin(self.address, "inbox")

    def _subject(self, language: str, told: Sequence[Told], number: int) -> str:
        say = translations(language)
        if number == 1:
            latest = told[-1]
            return say.gettext(_SUBJECTS[latest.kind]) % {"shop": self.shop, "name": _name(language, latest)}
        return say.ngettext(
            "%(shop)s: %(number)s conversation waits for you", "%(shop)s: %(number)s conversations wait for you", number
        ) % {"shop": self.shop, "number": number}

    def _paragraph(self, language: str, told: Sequence[Told], row: ConversationRow | None) -> _Paragraph:
        is_private = row is not None and row.kind.is_private
        # Beneath a colleague's note the customer's words would pass for the note's.
        asked = any(one.kind != NoticeKind.MENTIONED for one in told)
        quoted = row is not None and row.unanswered and not is_private and asked
        return _Paragraph(
            [self._line(language, one, is_private) for one in told],
            row.preview if row and quoted else "",
            row.language if row else "",
            urljoin(self.address, f"inbox/{told[0].conversation_id}"),
        )

    def _line(self, language: str, told: Told, is_private: bool) -> str:
        say, show = translations(language), formatter(language, self.zone)
        channel = CHANNELS.get(told.channel, told.channel)
        return say.gettext(_LINES[told.kind]) % {
            "name": _name(language, told),
            "channel": f"{channel}, {say.gettext('private')}" if is_private else channel,
            "time": show.date_and_time(told.due_at) if told.due_at else "",
        }

    def _text(self, language: str, paragraphs: Sequence[_Paragraph], more: str) -> str:
        say = translations(language)
        quote, end = say.gettext("“%(text)s”"), say.gettext("Each of these is told once. The inbox: %(address)s")
        told = [
            "\n".join([*one.lines, *([quote % {"text": one.said}] if one.said else []), one.address])
            for one in paragraphs
        ]
        return "\n\n".join([*told, *([more] if more else []), end % {"address": self._inbox}]) + "\n"


def _name(language: str, told: Told) -> str:
    name = " ".join((told.name or translations(language).gettext("Somebody")).split())
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"

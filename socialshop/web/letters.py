"""Letters that tell people by e-mail what they shall know, each in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from socialshop.desk.model import NoticeKind
from socialshop.desk.notices import Told
from socialshop.web.i18n import formatter, mark, negotiate, translations
from socialshop.web.words import CHANNELS

_LINES: dict[str, str] = {
    NoticeKind.OVERDUE: mark("%(name)s (%(channel)s) waits for an answer that was due by %(time)s."),
    NoticeKind.WOKEN: mark("%(name)s (%(channel)s) is back: the conversation was put off until now."),
    NoticeKind.MENTIONED: mark("A colleague calls you in a note: %(name)s (%(channel)s)."),
    NoticeKind.ASSIGNED: mark("%(name)s (%(channel)s) was given to you to look after."),
}


@dataclass(frozen=True, slots=True)
class Letters:
    """`address` is the page's, `language` the shop's, for those who have not chosen one."""

    shop: str
    address: str
    language: str
    zone: ZoneInfo

    def write(self, language: str, told: Sequence[Told]) -> tuple[str, str]:
        """Subject and text of one person's letter, a paragraph for each notice."""
        spoken = negotiate((language,), "", self.language)
        say = translations(spoken)
        number = len({one.conversation_id for one in told})
        subject = say.ngettext(
            "%(shop)s: %(number)s conversation waits for you", "%(shop)s: %(number)s conversations wait for you", number
        )
        end = say.gettext("Each of these is told once. The inbox: %(address)s")
        paragraphs = [*(self._line(spoken, one) for one in told), end % {"address": urljoin(self.address, "inbox")}]
        return subject % {"shop": self.shop, "number": number}, "\n\n".join(paragraphs) + "\n"

    def _line(self, language: str, told: Told) -> str:
        say, show = translations(language), formatter(language, self.zone)
        line = say.gettext(_LINES[told.kind]) % {
            "name": " ".join((told.name or say.gettext("Somebody")).split()),
            "channel": CHANNELS.get(told.channel, told.channel),
            "time": show.date_and_time(told.due_at) if told.due_at else "",
        }
        return f"{line}\n{urljoin(self.address, f'inbox/{told.conversation_id}')}"

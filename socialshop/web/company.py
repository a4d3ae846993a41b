"""Who else is at a conversation, in words: the page says the same when it is made and while it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale
from babel.lists import format_list

from socialshop.desk.claims import Attendance
from socialshop.web.i18n import translations
from socialshop.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Company:
    """`holder` is who else answers it now, or ''; `text` a sentence on all who are there, or ''."""

    holder: str
    text: str

    def told(self) -> dict[str, str]:
        return {"holder": self.holder, "text": self.text}


def company(here: Visit, there: Attendance) -> Company:
    """Who is there beside the reader."""
    assert here.person
    holder = there.holder
    answering = holder.name if holder and holder.user_id != here.person.id else ""
    looking = [one.name for one in there.looking if one.user_id != here.person.id]
    return Company(answering, _sentence(here, answering, [name for name in looking if name != answering]))


def _sentence(here: Visit, answering: str, looking: Sequence[str]) -> str:
    catalogue = translations(here.language)
    names = format_list(looking, locale=Locale.parse(here.language)) if looking else ""
    sentences = []
    if answering:
        sentences.append(catalogue.gettext("%(name)s is writing an answer.") % {"name": answering})
    if names:
        sentences.append(
            catalogue.ngettext("%(names)s is looking, too.", "%(names)s are looking, too.", len(looking))
            % {"names": names}
        )
    return " ".join(sentences)

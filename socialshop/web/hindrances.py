"""What keeps the shop from its channels while somebody has a page open: channels that know us no more, overdue jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from socialshop.store import reading
from socialshop.sync.alarm import Alarm, alarms
from socialshop.sync.trouble import Trouble, troubles
from socialshop.web import words
from socialshop.web.i18n import formatter, translations
from socialshop.web.render import part
from socialshop.web.visits import Site, Visit


@dataclass(frozen=True, slots=True)
class Hindrances:
    troubles: Mapping[str, Trouble]  # by channel
    alarms: Sequence[Alarm]

    @property
    def lost(self) -> list[Trouble]:
        """The channels that a person has to connect again."""
        return [trouble for trouble in self.troubles.values() if trouble.disconnected]

    @property
    def mark(self) -> str:
        """The same for the same ones; the pages' frame writes it alike."""
        return ",".join(sorted([*(one.channel for one in self.lost), *(one.job for one in self.alarms)]))


def told(here: Visit, channel: str) -> str:
    """All that hinders us in words, with the mark that a page bears where it shows just that; and what stands above the
    form for answers of a conversation of this channel. JSON for `live.js`."""
    now = here.site.shared.get("hindrances", lambda: _hindrances(here.site))
    trouble = now.troubles.get(channel)
    html = part(here, "hindered.html", trouble=trouble) if trouble else ""
    said = {"mark": now.mark, "text": _sentences(here, now), "here": standing(trouble), "html": html}
    return json.dumps(said, ensure_ascii=False)


def standing(trouble: Trouble | None) -> str:
    """What a form for answers says of its channel, in one word; '' where nothing is in the way."""
    return "" if trouble is None else "lost" if trouble.disconnected else "hindered"


def _sentences(here: Visit, now: Hindrances) -> str:
    gettext = translations(here.language).gettext
    show = formatter(here.language, here.site.zone)
    time = here.site.clock()
    lost = [
        gettext("%(channel)s does not know us any more, since %(time)s.")
        % {"channel": words.CHANNELS.get(one.channel, one.channel), "time": show.by(one.since, time)}
        for one in now.lost
    ]
    overdue = [
        gettext("%(job)s has not succeeded since %(time)s.")
        % {"job": gettext(words.JOBS[one.job]) if one.job in words.JOBS else one.job, "time": show.by(one.since, time)}
        for one in now.alarms
    ]
    return " ".join([*lost, *overdue]) or gettext("Everything works again.")


def _hindrances(site: Site) -> Hindrances:
    with Session(reading(site.store)) as session:
        return Hindrances(troubles(session, site.connectors), alarms(session, site.clock(), site.alarm_hours))

"""German and English: catalogues read from their .po files, and dates, numbers and money as each writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_date, format_datetime, format_interval, format_time, format_timedelta, get_timezone_name
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from socialshop.money import Money

LANGUAGES = {"de": "Deutsch", "en": "English"}
FOLDER = Path(__file__).parent / "locale"
_SOON = timedelta(hours=12)


def mark(text: str) -> str:
    """Marks a text for the catalogues where it stands in data; it is translated where it is shown."""
    return text


@cache
def translations(language: str) -> GNUTranslations:
    """The catalogue of one language, compiled in memory: there is no step to forget after an edit."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def negotiate(wishes: Iterable[str], accept_language: str, default: str) -> str:
    """The first wish that we speak, else what the browser accepts, else the shop's own language."""
    spoken = [wish for wish in wishes if wish in LANGUAGES]
    if spoken:
        return spoken[0]
    accepted = negotiate_locale(_by_quality(accept_language), list(LANGUAGES), sep="-")
    return accepted or (default[:2] if default[:2] in LANGUAGES else "en")


def _by_quality(accept_language: str) -> list[str]:
    weighted = []
    for part in accept_language[:200].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weighted.append((float(quality or 1), tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]


@lru_cache(maxsize=10_000)
def _date_and_time(at: datetime, zone: tzinfo, locale: Locale) -> str:
    """Kept, since every time on a page has it, and a list stays the same from page to page."""
    day = format_date(at.astimezone(zone), "medium", locale=locale)
    return f"{day}, {format_time(at, 'short', tzinfo=zone, locale=locale)}"


@cache
def formatter(language: str, zone: tzinfo) -> Formatter:
    """For a language of ours."""
    return Formatter(Locale.parse(language), zone)


@dataclass(frozen=True, slots=True)
class Formatter:
    """Writes values as the people of one locale and time zone do."""

    locale: Locale
    zone: tzinfo

    def date_and_time(self, at: datetime) -> str:
        return _date_and_time(at, self.zone, self.locale)

    def time(self, at: datetime) -> str:
        return str(format_time(at, "short", tzinfo=self.zone, locale=self.locale))

    def day(self, at: datetime) -> str:
        return str(format_date(at.astimezone(self.zone), "long", locale=self.locale))

    def weekday(self, day: date) -> str:
        """'Mo., 23. Nov.'"""
        return str(format_date(day, _pattern(self.locale, "MMMEd"), locale=self.locale))

    def days(self, first: date, last: date) -> str:
        """'1.–28. Mai 2027'"""
        return str(format_interval(first, last, "yMMMd", locale=self.locale))

    def zone_name(self, at: datetime) -> str:
        """'Mitteleuropäische Zeit'"""
        return str(get_timezone_name(at.astimezone(self.zone), width="long", locale=self.locale))

    def ago(self, at: datetime, now: datetime) -> str:
        """'vor 5 Min.' within half a day, then the day."""
        past = max(now - at, timedelta(0))
        if past < _SOON:
            minutes = max(past, timedelta(minutes=1))
            return str(format_timedelta(-minutes, format="short", add_direction=True, locale=self.locale, threshold=1))
        skeleton = "MMMd" if at.astimezone(self.zone).year == now.astimezone(self.zone).year else "yMMMd"
        return str(format_datetime(at, _pattern(self.locale, skeleton), tzinfo=self.zone, locale=self.locale))

    def by(self, at: datetime, now: datetime) -> str:
        """The latest time for something: '14:10' today, 'Di. 14:10' within a week, else the day with it."""
        day, today = at.astimezone(self.zone).date(), now.astimezone(self.zone).date()
        if day == today:
            return self.time(at)
        if abs((day - today).days) < 7:
            return f"{format_date(day, 'EEE', locale=self.locale)} {self.time(at)}"
        return str(format_datetime(at, _pattern(self.locale, "MMMd"), tzinfo=self.zone, locale=self.locale)) + (
            f", {self.time(at)}"
        )

    def around(self, at: datetime, now: datetime) -> str:
        """'in 40 Min.', 'vor 5 Min.'"""
        span = at - now
        shown = span if abs(span) >= timedelta(minutes=1) else timedelta(minutes=1)
        return str(format_timedelta(shown, format="short", add_direction=True, locale=self.locale, threshold=1.2))

    def duration(self, seconds: float) -> str:
        """'12 Sek.', '3 Min.'; what took any time at all took a second."""
        span = timedelta(seconds=max(seconds, 1) if seconds else 0)
        return str(format_timedelta(span, format="short", locale=self.locale, threshold=1.5))

    def spans(self, spans: Iterable[timedelta]) -> str:
        """'1 Minute, 5 Minuten und 2 Stunden'"""
        told = [format_timedelta(span, threshold=1, locale=self.locale) for span in spans]
        return format_list(told, locale=self.locale)

    def language(self, code: str) -> str:
        """'Deutsch' for 'de'; the code itself where it has no name."""
        return str(self.locale.languages.get(code, code))

    def number(self, value: int) -> str:
        return str(format_decimal(value, locale=self.locale))

    def change(self, value: float, before: float) -> str:
        """'+20 %', of what it was before."""
        share = round(value / before - 1, 2)
        return ("+" if share > 0 else "−" if share < 0 else "±") + format_percent(abs(share), locale=self.locale)

    def share(self, value: float) -> str:
        """'92 %'; all and nothing are said only of all and nothing."""
        told = min(max(value, 0.01), 0.99) if 0 < value < 1 else value
        return str(format_percent(told, locale=self.locale))

    def decimal(self, value: float) -> str:
        """With one decimal."""
        return str(format_decimal(value, format="#,##0.0", locale=self.locale))

    def money(self, money: Money) -> str:
        return money.format(str(self.locale))

    def local(self, at: datetime) -> str:
        """As a form's field for date and time holds it, on the shop's clock."""
        return at.astimezone(self.zone).replace(tzinfo=None).isoformat(timespec="minutes")

    def machine(self, at: datetime) -> str:
        """For the `datetime` attribute of a <time>."""
        return at.astimezone(UTC).isoformat(timespec="seconds")


def _pattern(locale: Locale, skeleton: str) -> str:
    return str(locale.datetime_skeletons[skeleton].pattern)

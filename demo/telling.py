"""The demo in the shop's words, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from socialshop.products.checking import CheckReport
from socialshop.referrals.report import Statement
from socialshop.sync.reports import ChannelReport, RunReport
from socialshop.terminal import console, marked

_LANGUAGES = {"de": "German", "en": "English"}


class Heard(NamedTuple):
    """How many words of customers are in the inbox."""

    public: int
    private: int


class Telling:
    """Says what happened, one idea a line; silent where the demo is printed as data."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._screen = console()

    def opening(self, products: int, language: str) -> None:
        self._title("Käsetheke, a cheese counter")
        self._line(f"{products} products lie ready, described in {_LANGUAGES[language]} and drawn just now.")
        self._line("Facebook, Instagram and Pinterest are here too: a sandbox on this machine, as strict as they are.")

    def windows_went_up(self, run: RunReport, standing: Mapping[str, int], heard: Heard) -> None:
        self._title("We dress the windows")
        for channel, place in (("meta", "the Facebook and Instagram catalog"), ("pinterest", "the Pinterest catalog")):
            part = _part(run, "catalog", channel)
            self._line(f"{part.created} items go into {place} in {part.requests} calls.")
            if part.throttled:
                self._attention(f"{channel} asked us to slow down; we waited, and nothing was lost.")
        meta = _part(run, "catalog", "meta")
        rejected = [item for item in meta.items if item.action == "rejected"]
        for item in rejected:
            self._attention(f"{item.ref} stays in the drawer: {item.reason}", item.mend)
        failed = [item for item in meta.items if item.action == "failed"]
        if failed:
            self._attention(
                f"Facebook did not take {' and '.join(item.ref for item in failed)}; they go again next time."
            )
        self._line(
            f"Four windows hang: {standing['posts']} posts, {standing['albums']} albums, {standing['pins']} Pins, "
            "each with the reason why we show it."
        )
        self._line("One has a recipe beside the goods, one is for six experts alone, and says so.")
        self._line(
            f"People stop and talk: {heard.public} comments and {heard.private} private messages are in the inbox "
            "already, most of them a second after they were written, by webhook."
        )

    def second_try(self, run: RunReport) -> None:
        self._title("A quarter of an hour later")
        meta = _part(run, "catalog", "meta")
        self._line(f"{meta.created} items go again and arrive; {meta.unchanged} stayed as they were and were not sent.")

    def answered(self, run: RunReport, answers: int) -> None:
        self._title("We answer everybody, the weather too")
        sent = sum(part.created for part in run.channels if part.step == "replies")
        self._line(f"{sent} of {answers} answers stand on the platforms, each once.")

    def desk_kept(self, texts: int, notes: int, askers: int) -> None:
        self._line(f"{texts} texts for answers lie ready, {notes} notes for colleagues; one matter waits until Monday.")
        self._line("One letter from the day before yesterday is overdue, and stands at the top.")
        self._line(f"{askers} people ask for the same price beneath one album: answer them all at once.")

    def goods_and_orders_came(self, run: RunReport, partner: Statement) -> None:
        self._title("New goods, and the first orders")
        meta = _part(run, "catalog", "meta")
        self._line(f"The delivery changed: {meta.created} new, {meta.updated} changed, {meta.deleted} gone.")
        swapped = next(item for item in _part(run, "windows", "pinterest").items if item.action == "deleted")
        self._line(f"The window follows: {swapped.reason}")
        orders, links = _part(run, "orders", "shopify"), _part(run, "links", "orders")
        self._line(f"{orders.created} orders came in; {links.created} conversations belong to them, and tell why.")
        self._line("Two customers may be one person: the order says so, and you decide.")
        self._line(partner.disclosure)
        self._line(f"{partner.name} has earned {partner.lines[-1].balance} so far.")

    def delivery_broke_off(self, products: int, run: RunReport, standing: Mapping[str, int]) -> None:
        self._title("An export breaks off")
        stopped = _part(run, "catalog", "file")
        self._line(f"The next product file ends after {products} products.")
        _, _, reason = stopped.error.partition(": ")  # the file stands before it
        self._attention(reason, stopped.mend)
        self._line(
            f"Nothing was sent: {standing['meta items']} items stand on Facebook and Instagram, "
            f"{standing['pinterest items']} on Pinterest, as before."
        )

    def checked(self, check: CheckReport, page: Path) -> None:
        self._title("What could be better")
        self._line(
            f"Facebook and Instagram give our goods {check.score} of 100; "
            f"{check.items - check.ok} of {check.items} items have errors."
        )
        dearest = check.rules.row(0, named=True)
        self._line(f"Most is lost by {dearest['rule']}, at {dearest['items']} items.")
        self._line(f"Each item, with its mend: {page}")

    def partly_refunded(self, run: RunReport, partner: Statement, refund: str) -> None:
        self._title("A parcel arrived squashed")
        last = partner.lines[-1]
        self._line(
            f"{refund} EUR of order {last.order_number} go back to the customer: {-last.money} less for {partner.name}."
        )
        self._line(f"That leaves {last.balance}, to the cent.")

    def closing(self, states: Mapping[str, int], address: str, email: str, password: str) -> None:
        self._title("Your turn")
        told = ", ".join(f"{number} {state}" for state, number in states.items() if number)
        self._line(f"The inbox: {told}.")
        self._line(f"Open     {address}")
        self._line(f"Catalog  {address}catalog")
        self._line(f"Sign in  {email}")
        self._line(f"Password {password}")

    def _title(self, text: str) -> None:
        if not self._silent:
            self._screen.print(Text.assemble("\n", (text, "bold")))

    def _line(self, text: str) -> None:
        self._row("  ✓", "green", Text(text))

    def _attention(self, text: str, mend: str = "") -> None:
        self._row("  !", "yellow", Text(text))
        if mend:
            self._row("    →", "green", Text(mend, "green"))

    def _row(self, mark: str, colour: str, text: Text) -> None:
        """The text beside its mark, its further lines beneath its first."""
        if not self._silent:
            self._screen.print(marked(self._screen, mark, colour, text))


def _part(run: RunReport, step: str, channel: str) -> ChannelReport:
    return next(part for part in run.channels if (part.step, part.channel) == (step, channel))

"""`windows new`: everything that a window may have, asked in the order in which people think of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from socialshop.commands.asking import Questions, asked, known, listed, moment, number, plain, say, tags, words
from socialshop.runtime.shop import Shop as OpenShop
from socialshop.runtime.windows import products_found, unknown_products
from socialshop.windows.definition import HANDFUL, TopicKind
from socialshop.windows.pictures.facts import Layout

_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,59}$")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class Shop:
    """What the questions need to know: the folder of the windows, the configured channels and partners (their codes),
    the shop's language and time zone, which of some product ids the catalog does not have, and how many products a
    condition finds (it raises ValueError for one that is none)."""

    folder: Path
    channels: Sequence[str]
    partners: Sequence[str]
    language: str
    time_zone: str
    unknown: Callable[[Sequence[str]], Sequence[str]]
    found: Callable[[str], int]


def interviewed(shop: OpenShop, folder: Path) -> tuple[Path, dict[str, object]]:
    """Where the new file is to stand, and what is to stand in it."""
    config = shop.config
    interview = Interview(
        Shop(
            folder,
            list(config.channels),
            [one.code for one in config.partners],
            config.shop.language[:2],
            config.shop.time_zone,
            partial(unknown_products, shop),
            partial(products_found, shop),
        )
    )
    return interview.ask(), interview.answers


@dataclass(slots=True)
class Interview:
    """The questions; `answers` are the keys of the file."""

    shop: Shop
    sheet: Questions = field(default_factory=Questions)

    @property
    def answers(self) -> dict[str, object]:
        return self.sheet.answers

    def ask(self) -> Path:
        """All of it; where the file is to stand."""
        self.sheet.text("title", "Title")
        path = self._name()
        self._texts()
        self._subject()
        self._people()
        self._channels()
        self._times()
        return path

    def _name(self) -> Path:
        while True:
            name = plain("Name of its file", _slug(str(self.answers["title"])))
            path = self.shop.folder / f"{name}.toml"
            if not _NAME.fullmatch(name):
                say("lower-case letters, digits and hyphens, at most 60")
            elif path.exists():
                say(f"{path} is there already: choose another name")
            else:
                return path

    def _texts(self) -> None:
        sheet = self.sheet
        sheet.text("motive", "Why do you show it? In the customer's words")
        sheet.story("story", "Story")
        sheet.choice("language", "Language of these", _LANGUAGES, self.shop.language)
        for language in _LANGUAGES:
            if language != self.answers["language"]:
                self._further(language)

    def _further(self, language: str) -> None:
        title = plain(f"Title in the language {language} (Enter: none)")
        if title:
            inner = Questions({"title": title})
            inner.text("motive", f"Why, in the language {language}")
            inner.story("story", f"Story in the language {language}")
            self.sheet.takes("texts", {language: inner.answers})

    # --- what it shows -------------------------------------------------------------------------

    def _subject(self) -> None:
        self._products()
        self._sections()
        self._topic()
        self._extras()
        if not {"products", "topic", "extras"} & self.answers.keys():
            say("a window shows something: products, a topic, or something outside the assortment")
            self._subject()

    def _products(self) -> None:
        question = "Product ids, with spaces between, the most remarkable first (Enter: none)"
        products: dict[str, object] = {}
        if ids := self._ids(question):
            products["ids"] = ids
        if where := self._condition():
            products["where"] = where
            if most := plain(f"At most how many of them (Enter: {len(ids) or HANDFUL})"):
                products["at_most"] = int(most) if most.isdigit() else most
        if products and (stand_ins := self._ids("Ids that stand in for what cannot be shown (Enter: none)")):
            products["next"] = stand_ins
        if len(ids) > HANDFUL:
            say(f"{len(ids)} products: people remember a handful. It is written as you say.", wrong=False)
        if products and not self.sheet.takes("products", ids if products.keys() == {"ids"} else products):
            self._products()

    def _ids(self, question: str) -> list[str]:
        while True:
            ids = words(plain(question))
            strange = self.shop.unknown(ids)
            if not strange:
                return ids
            say(f"the catalog does not have {', '.join(strange)}")

    def _condition(self) -> str:
        while True:
            where = plain("Products by a condition, money in cents, such as: price < 2000 (Enter: none)")
            try:
                if where:
                    say(f"{self.shop.found(where)} products of today, the remarkable ones first", wrong=False)
                return where
            except ValueError as error:
                say(str(error))

    def _sections(self) -> None:
        sections: dict[str, object] = {}
        question = "A part of the board on Pinterest: its heading (Enter: no more)"
        while "products" in self.answers and (heading := plain(question)):
            part = {heading: self._ids("Ids of the products in it")}
            if self.sheet.takes("sections", sections | part):
                sections |= part

    def _topic(self) -> None:
        kinds = [kind.value for kind in TopicKind]
        while kind := plain(f"A topic in the foreground ({', '.join(kinds)}; Enter: none)"):
            topic = {"kind": kind}
            if kind == TopicKind.CUSTOMER:
                topic["consent"] = plain("Who agreed to its being told, when and how")
            if self.sheet.takes("topic", topic):
                if picture := plain("Its picture, a file in windows.media.folder or an address (Enter: none)"):
                    self.sheet.takes("topic", topic | {"picture": picture})
                return

    def _extras(self) -> None:
        extras: list[dict[str, object]] = []
        while title := plain("Something outside the assortment: its title (Enter: no more)"):
            extra: dict[str, object] = {"title": title, "link": plain("Its link")}
            if not self.sheet.takes("extras", [*extras, extra]):
                continue
            said = {"story": "What you say of it (Enter: nothing)", "picture": "Its picture (Enter: none)"}
            if "sections" in self.answers:
                said["section"] = "The part of the board that it stands in (Enter: none)"
            extras.append(extra | {key: given for key, question in said.items() if (given := plain(question))})
            self.sheet.takes("extras", [*extras])

    # --- for whom, where and when --------------------------------------------------------------

    def _people(self) -> None:
        self._audience()
        if self.shop.partners:
            partner = known("no code of a partner", self.shop.partners)
            question = f"A partner who earns from it ({', '.join(self.shop.partners)}; Enter: nobody)"
            self.sheet.optional("partner", question, lambda given: partner(given)[0])
        self.sheet.optional("sponsor", "Who pays for it with money or goods (Enter: nobody)")

    def _audience(self) -> None:
        while who := plain("For whom: experts, or names with commas between (Enter: everyone)"):
            audience: dict[str, object] = {"who": who if who in ("everyone", "experts") else listed(who)}
            if who != "everyone":
                asked_for = {"quota": asked("How many single-use codes", number)}
                asked_for["ends"] = asked("Until when can they be had (Enter: as long as it stands)", moment)
                audience |= {key: given for key, given in asked_for.items() if given is not None}
            if "ends" in audience:
                self.answers["time_zone"] = self.shop.time_zone
            if self.sheet.takes("audience", audience):
                return

    def _channels(self) -> None:
        sheet, channels = self.sheet, self.shop.channels
        sheet.optional("channels", "Channels", known("not configured", channels), default=" ".join(channels))
        usual = (Layout.CARD if "topic" in self.answers else Layout.COUNTER).value
        sheet.choice("layout", "Layout of the cover", [one.value for one in Layout], usual)
        sheet.optional("hashtags", "Hashtags, with spaces between (Enter: none)", tags)
        self._wording()

    def _wording(self) -> None:
        wording: dict[str, object] = {}
        while channel := plain("A channel with words of its own (Enter: no more)"):
            said = {"title": "Its title there (Enter: the same)", "story": "Its story there (Enter: the same)"}
            if "texts" in self.answers:
                said = {"language": f"Its language there ({', '.join(_LANGUAGES)}; Enter: the same)"} | said
            own: dict[str, object] = {key: given for key, question in said.items() if (given := plain(question))}
            if own_tags := tags(plain("Its hashtags there (Enter: the same)")):
                own["hashtags"] = own_tags
            if self.sheet.takes("wording", wording | {channel: own}):
                wording[channel] = own

    def _times(self) -> None:
        sheet = self.sheet
        sheet.answers.setdefault("time_zone", self.shop.time_zone)
        sheet.optional("time_zone", f"Time zone (Enter: {self.shop.time_zone})")
        sheet.optional("starts", "Starts (2026-11-27 09:00; Enter: at once)", moment)
        sheet.optional("ends", "Ends (Enter: never)", moment)
        sheet.optional("slots", "When it may go up (mon 18:00, daily 09:00; Enter: at any time)", listed)
        if not {"starts", "ends", "slots", "audience"} & sheet.answers.keys():
            del sheet.answers["time_zone"]


def _slug(title: str) -> str:
    """A name for the file: 'Käse für Regentage' → 'kaese-fuer-regentage'."""
    letters = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:60].strip("-") or "window"

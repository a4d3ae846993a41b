"""The demo: two weeks of a cheese counter in less than a minute, on the sandbox, told in the shop's words."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory, gettempdir
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from connectors.sandbox import Fault, FaultKind, Sandbox
from connectors.sandbox.customers import Customers
from connectors.sandbox.hooks.transport import Http
from demo import assortment
from demo.crowd import CROWD
from demo.customers import ANSWERS, LINES
from demo.desk import MACROS, NOTES, keep_desk
from demo.letters import ANSWERS as LETTERS_ANSWERED
from demo.letters import LETTERS, LIVE
from demo.lines import Answer
from demo.orders import COLUMNS as ORDER_COLUMNS
from demo.orders import PARTNER_CODE, REFUND, write_orders, write_orders_after_refund
from demo.pictures import write_pictures
from demo.script import script
from demo.shopfiles import set_secrets, write_config
from demo.telling import Heard, Telling
from socialshop.desk.answers import Answer as Reply
from socialshop.desk.answers import answer as reply
from socialshop.inbox.codes import give_code
from socialshop.inbox.deliveries import take_deliveries
from socialshop.inbox.model import Message
from socialshop.inbox.query import conversations, counts
from socialshop.ports import Act, ConnectorSpec
from socialshop.products.checking import CheckReport, check_file
from socialshop.products.source import facts_of, source_of
from socialshop.referrals.report import Statement, statement
from socialshop.runtime.jobs import Jobs
from socialshop.runtime.pages import beside, serve, web_app
from socialshop.runtime.setup import set_up
from socialshop.runtime.shop import Shop, open_shop
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.users import add_user
from socialshop.store import reading
from socialshop.sync.reports import RunReport, report
from socialshop.web.checkpage import write_page

HOST = "www.kaesetheke.example"
WHO = "Greta Käser"
EMAIL = "greta@kaesetheke.example"
EMIL = ("emil@kaesetheke.example", "Emil Brenner")
CHECK_PAGE = Path(gettempdir()) / f"kaesetheke-check-{os.getuid()}.html"
_SLOW_ITEMS = ("raclette-rohmilch-400", "feigenchutney")
"""The items that Facebook will not take at first."""
_ALL_ANSWERS = (*ANSWERS, *LETTERS_ANSWERED)
_PATIENCE_SECONDS = 60
"""All of it shares one machine, which may be slow: nothing is to be lost by that."""
_PACE = 8
"""The sandbox's platforms need no rest: waits are that much shorter than against the real ones."""


def run_demo(
    specs: Mapping[str, ConnectorSpec], *, language: str, serve: bool, port: int, har: Path | None, as_json: bool
) -> None:
    """Play the demo; tell it or print it as JSON; then, if asked and not as JSON, serve its page until Ctrl+C."""
    telling = Telling(silent=as_json)
    with (
        TemporaryDirectory(prefix="kaesetheke-") as name,
        opened_demo(Path(name), specs, language, port, har, telling) as demo,
    ):
        demo.play()
        if as_json:
            demo.print_json()
        elif serve:
            demo.serve()


@contextmanager
def opened_demo(
    folder: Path, specs: Mapping[str, ConnectorSpec], language: str, port: int, har: Path | None, telling: Telling
) -> Iterator[Demo]:
    """The cheese counter in a folder, with everything written, drawn and started, and nothing played yet."""
    chosen: Literal["de", "en"] = "en" if language == "en" else "de"
    products = assortment.write_products(folder, chosen)
    write_pictures(
        folder / "media",
        {item.handle: item for second in (False, True) for item in assortment.products(second=second)}.values(),
    )
    copytree(Path(__file__).with_name("windows"), folder / "windows")
    (folder / "orders.csv").write_text(",".join(ORDER_COLUMNS) + "\n", encoding="utf-8")
    set_secrets()
    with Sandbox(har=har, public={HOST: folder}, live=True) as sandbox:
        shop = {
            "name": "Käsetheke",
            "url": f"https://{HOST}",
            "currency": assortment.CURRENCY,
            "language": chosen,
            "time_zone": "Europe/Berlin",
        }
        config = write_config(folder, sandbox.addresses, shop=shop, products=products.name, port=port)
        list(set_up(folder, str(config), specs))
        with open_shop(config, specs, sleep=lambda seconds: time.sleep(seconds / _PACE)) as opened:
            yield Demo(opened, sandbox, folder, chosen, telling)


class Demo:
    """One evening at the counter, played on an open shop."""

    def __init__(
        self, shop: Shop, sandbox: Sandbox, folder: Path, language: Literal["de", "en"], telling: Telling
    ) -> None:
        self.shop = shop
        self.world = sandbox.world
        self._webhooks = sandbox.webhooks
        self._webhooks.transport = Http(_PATIENCE_SECONDS)
        self._folder = folder
        self._language = language
        self._telling = telling
        self._jobs = Jobs(shop)
        self._customers = Customers(sandbox.world, script((*CROWD, *LINES, *LETTERS), folder / "windows"))
        self._codes: dict[str, str] = {}
        self._began = datetime.now(UTC)
        self.password = secrets.token_urlsafe(9)
        self.reports: list[RunReport] = []

    def play(self) -> None:
        """The story, in its order; what customers say comes by webhook, to a page that is there for the time."""
        with beside(web_app(self.shop)) as address:
            self._webhooks.expect(address)
            self._webhooks.deliver()
            self._play()

    def _play(self) -> None:
        tell = self._telling
        self._let_people_in()
        tell.opening(len(assortment.products()), self._language)
        self._let_things_go_wrong()
        tell.windows_went_up(self._sync(), self._standing(), self._heard())
        tell.second_try(self._sync())
        for answer in _ALL_ANSWERS:
            self._answer(answer)
        tell.answered(self._sync(), len(_ALL_ANSWERS))
        self._keep_desk()
        tell.desk_kept(len(MACROS), len(NOTES), len(CROWD))
        assortment.write_second_delivery(self._folder, self._language)
        write_orders(self._folder, self._codes, self._began)
        tell.goods_and_orders_came(self._sync(), self._statement())
        tell.delivery_broke_off(
            assortment.write_broken_off_delivery(self._folder, self._language), self._sync(), self._standing()
        )
        assortment.write_second_delivery(self._folder, self._language)
        write_orders_after_refund(self._folder, self._codes, self._began)
        tell.partly_refunded(self._sync(), self._statement(), REFUND)
        tell.checked(self._check(), CHECK_PAGE)
        tell.closing(self._conversations(), self.shop.config.web.address, EMAIL, self.password)

    def serve(self) -> None:
        """The page, where customers go on writing: what they say is there at once, by webhook."""
        self._webhooks.expect(self.shop.config.web.address)
        Customers(self.world, script(LIVE, self._folder / "windows"))
        serve(self.shop, scheduled=True)

    def print_json(self) -> None:
        from socialshop.terminal import print_json

        with Session(reading(self.shop.store)) as session:
            rows = [asdict(row) for row in conversations(session).rows]
        print_json(
            {
                "runs": [found.to_json() for found in self.reports],
                "standing": self._standing(),
                "conversations": {"states": self._conversations(), "latest": rows},
                "partner": asdict(self._statement()),
                "check": str(CHECK_PAGE),
                "web": {"address": self.shop.config.web.address, "email": EMAIL, "password": self.password},
            }
        )

    def _let_things_go_wrong(self) -> None:
        faults = self.world.faults
        faults.add(Fault(FaultKind.PINTEREST_429, method="POST", path="catalogs/items/batch", after=4))
        faults.add(Fault(FaultKind.FAILING_ITEMS, path="items_batch", items=_SLOW_ITEMS))

    def _sync(self) -> RunReport:
        with self._jobs.run("sync", "demo") as run:
            self._jobs.sync(run)
        with Session(reading(self.shop.store)) as session:
            found = report(session, run.id)
        assert found is not None
        self.reports.append(found)
        self._listen()
        return found

    def _listen(self) -> None:
        """Let all that customers said by now be told and taken in."""
        self._webhooks.deliver()
        for name, source in self._jobs.webhook_sources().items():
            take_deliveries(self.shop.store, self.shop.clock, name, source)

    def _answer(self, answer: Answer) -> None:
        with Session(self.shop.store) as session:
            asked = self._asked(session, answer.line)
            text = answer.text
            if answer.gives_code:
                self._codes[answer.line] = give_code(session, asked.conversation_id, self.shop.clock)
                text = text.format(code=self._codes[answer.line])
            given = Reply(text, Act.MESSAGE if asked.is_private else Act.REPLY, asked.id)
            connector = self.shop.connectors[asked.channel]
            reply(session, self._greta, asked.conversation_id, given, connector, self.shop.clock)
            session.commit()

    def _asked(self, session: Session, line: str) -> Message:
        """The message that a line became."""
        said = self._customers.said[line]
        return session.exec(select(Message).where(Message.external_id == said)).one()

    def _check(self) -> CheckReport:
        """What Meta's rules say of the goods, written as a page that stays when the demo is over."""
        config = self.shop.config
        report = check_file(source_of(config), "meta", facts_of(config), config.catalog)
        write_page(report, CHECK_PAGE, config.media_folder(), self._language)
        return report

    def _let_people_in(self) -> None:
        """Greta, and Emil, who does not sign in this evening."""
        with Session(self.shop.store) as session:
            greta = add_user(session, EMAIL, WHO, self.password, self.shop.clock)
            emil = add_user(session, *EMIL, secrets.token_urlsafe(), self.shop.clock)
            self._greta, self._emil = (Actor(one.name, Role(one.role), one.id) for one in (greta, emil))
            session.commit()

    def _keep_desk(self) -> None:
        zone = ZoneInfo(self.shop.config.shop.time_zone)
        with Session(self.shop.store) as session:

            def find(line: str) -> int:
                return self._asked(session, line).conversation_id

            keep_desk(session, self._greta, self._emil, find, self.shop.clock, zone)
            session.commit()

    def _statement(self) -> Statement:
        with Session(reading(self.shop.store)) as session:
            return statement(session, PARTNER_CODE, "en")

    def _conversations(self) -> dict[str, int]:
        with Session(reading(self.shop.store)) as session:
            return {state.value: number for state, number in counts(session, self.shop.clock()).states.items()}

    def _heard(self) -> Heard:
        """What customers said, as it stands in the inbox."""
        with Session(reading(self.shop.store)) as session:
            said = session.exec(select(Message).where(~col(Message.is_ours))).all()
        private = sum(message.is_private for message in said)
        return Heard(len(said) - private, private)

    def _standing(self) -> dict[str, int]:
        """The platforms' own count of what stands there."""
        world = self.world
        with world.lock:
            return {
                "meta items": len(world.catalog_items("meta")),
                "pinterest items": len(world.catalog_items("pinterest")),
                "posts": len(world.posts),
                "albums": sum(media.parent_id is None for media in world.media.values()),
                "pins": len(world.pins),
                "comments": len(world.comments),
            }

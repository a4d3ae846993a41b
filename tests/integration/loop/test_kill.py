"""Kill -9 at any step, then run again: nothing lost, nothing twice, by the platforms' own count."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from connectors.sandbox import dispatch
from connectors.sandbox.records import Maker
from socialshop.inbox.model import Message
from socialshop.orders.model import OrderLink
from socialshop.products.model import ChannelItem
from socialshop.referrals.model import LedgerEntry, LedgerTransaction
from socialshop.store import open_store
from socialshop.sync.model import Run, RunState
from socialshop.windows.model import Publication

if TYPE_CHECKING:
    from connectors.sandbox.exchange import Answer, Call
    from connectors.sandbox.faults import Fault
    from connectors.sandbox.hooks.outgoing import Webhooks
    from connectors.sandbox.world import World
    from socialshop.testing.forking import Command
    from tests.integration.loop.conftest import LittleShop

WRITING_POINTS = [
    "POST graph.facebook.com/.*/items_batch",
    "GET graph.facebook.com/.*/check_batch_request_status",
    "POST api.pinterest.com/v5/catalogs/items/batch",
    "POST graph.facebook.com/.*/photos",
    "POST graph.facebook.com/.*/feed",
    "POST graph.facebook.com/.*/media$",
    "POST graph.facebook.com/.*/media_publish",
    "POST api.pinterest.com/v5/boards",
    "POST api.pinterest.com/v5/pins",
]
READING_POINTS = [
    r"GET graph.facebook.com/.*_\d+/comments",
    r"GET graph.facebook.com/.*/comments",
    "GET www.pinterest.com/resource/AggregatedCommentFeedResource/get",
]
REPLY_POINTS = [
    r"POST graph.facebook.com/.*/comments",
    r"POST graph.facebook.com/.*/replies",
    "POST www.pinterest.com/resource/AggregatedCommentResource/create",
]


class Reaper:
    """Kills the running command right after an effect on the platform, before its answer is out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._answer = dispatch.answer
        self._point = ""
        self.victim: Command | None = None
        monkeypatch.setattr(dispatch, "answer", self)

    def __call__(self, world: World, webhooks: Webhooks, call: Call, fault: Fault | None) -> Answer:
        said = self._answer(world, webhooks, call, fault)
        if self._point and self.victim and re.match(self._point, f"{call.method} {call.host}{call.path}"):
            self._point = ""
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait()
        return said

    def kill(self, shop: LittleShop, point: str, *words: str) -> None:
        """Run the command and see it die at the point."""
        self.victim = None
        self._point = point
        self.victim = shop.start(*words)
        assert self.victim.wait() == -signal.SIGKILL, f"never came to {point}: {self.victim.errors}"


@pytest.fixture
def reaper(monkeypatch: pytest.MonkeyPatch) -> Reaper:
    return Reaper(monkeypatch)


def count(store_url: str, table: type) -> int:
    store = open_store(store_url)
    with Session(store) as session:
        number = session.execute(select(func.count()).select_from(table)).scalar_one()
    store.dispose()
    return int(number)


def test_killed_after_every_kind_of_write(little_shop: LittleShop, store_url: str, reaper: Reaper) -> None:
    world = little_shop.sandbox.world
    for point in WRITING_POINTS:
        reaper.kill(little_shop, point, "sync")
    little_shop.run("sync")

    assert set(world.catalog_items("meta")) == set(world.catalog_items("pinterest")) == {"gruyere", "brie", "feta"}
    albums = [media for media in world.media.values() if media.parent_id is None]
    assert (len(world.posts), len(albums), len(world.boards), len(world.pins)) == (1, 1, 1, 3)
    assert count(store_url, Publication) == 8
    assert count(store_url, ChannelItem) == 6
    states = Counter(run["state"] for run in little_shop.run("reports", "list"))
    assert states == {RunState.ABANDONED: len(WRITING_POINTS), RunState.SUCCEEDED: 1}
    assert count(store_url, Run) == len(WRITING_POINTS) + 1


def test_killed_while_reading_and_while_answering(little_shop: LittleShop, store_url: str, reaper: Reaper) -> None:
    world = little_shop.sandbox.world
    little_shop.run("sync")
    albums = [media for media in world.media.values() if media.parent_id is None]
    shown = [*world.posts, albums[0].id, next(iter(world.pins))]
    for number, object_id in enumerate(shown):
        world.customer_comments(object_id, f"Klara {number}", "Schmeckt der auch Kindern?")

    for point in READING_POINTS:
        reaper.kill(little_shop, point, "sync")
    little_shop.run("sync")
    assert count(store_url, Message) == 3

    conversations = {row["channel"]: row["id"] for row in little_shop.run("inbox", "list")["conversations"]}
    for channel, point in zip(("facebook", "instagram", "pinterest"), REPLY_POINTS, strict=True):
        reaper.kill(little_shop, point, "inbox", "reply", str(conversations[channel]), "Ja, am liebsten auf Brot.")
    little_shop.run("sync")
    ours = [comment for comment in world.comments.values() if comment.made_by is Maker.SHOP]
    assert Counter(comment.platform for comment in ours) == {"facebook": 1, "instagram": 1, "pinterest": 1}
    assert count(store_url, Message) == 6
    for conversation in conversations.values():
        shown_messages = little_shop.run("inbox", "show", str(conversation))["messages"]
        assert [message["delivery"] for message in shown_messages] == [None, "sent"]


KILLED_IN = """
import os, signal, sys
from importlib import import_module

room, name = sys.argv.pop(1).rsplit(".", 1)
module = import_module(room)
original = getattr(module, name)

def die(*arguments, **named):
    result = original(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(module, name, die)
import cli
cli.main()
"""


def test_killed_between_order_link_and_commission(little_shop: LittleShop, store_url: str) -> None:
    world = little_shop.sandbox.world
    little_shop.run("sync")
    world.customer_comments(next(iter(world.posts)), "Klara", "Meine Bestellung #1001 ist da, danke!")
    little_shop.run("inbox", "pull")
    little_shop.write_orders(
        "#1001,klara@example.org,paid,,EUR,40.00,5.00,0.00,45.00,ANNA10,4.00,"
        "2026-11-02 10:00:00 +0100,2,Brie,20.00,brie,,,0.00"
    )
    for point in ("import_orders", "link_orders", "accrue"):
        words = little_shop.words("orders", "import")
        command = [sys.executable, "-c", KILLED_IN, f"socialshop.runtime.jobs.{point}", *words]
        killed = subprocess.run(command, env=little_shop.environment, timeout=600, check=False)
        assert killed.returncode == -signal.SIGKILL
    little_shop.run("sync")

    assert (count(store_url, OrderLink), count(store_url, LedgerTransaction), count(store_url, LedgerEntry)) == (
        1,
        1,
        2,
    )
    assert little_shop.run("partners", "show", "ANNA10")["lines"][-1]["balance"]["minor"] == 300

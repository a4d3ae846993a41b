"""What an operator sees at three in the morning: what failed, on which channel, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors.sandbox import Fault, FaultKind
from connectors.sandbox.accounts import SECRETS

if TYPE_CHECKING:
    from tests.integration.loop.conftest import LittleShop


def parts(report: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(part["step"], part["channel"]): part for part in report["channels"]}


def test_a_dead_token_is_said_once_and_the_other_channels_go_on(little_shop: LittleShop) -> None:
    world = little_shop.sandbox.world
    world.expire(SECRETS["INSTAGRAM_ACCESS_TOKEN"])
    report = little_shop.run("sync", expected=1)
    said = [part for part in report["channels"] if part["error"]]
    assert [(part["step"], part["channel"]) for part in said] == [("connection", "instagram")]
    assert said[0]["mend"]
    assert (len(world.posts), len(world.media), len(world.pins)) == (1, 0, 3)


def test_all_channels_away_is_no_crash(little_shop: LittleShop) -> None:
    little_shop.sandbox.world.faults.add(Fault(FaultKind.UNAVAILABLE, times=50))
    report = little_shop.run("sync", expected=1)
    assert {key for key, part in parts(report).items() if part["error"]} == {
        ("connection", name) for name in ("facebook", "instagram", "pinterest")
    }


def test_an_answer_that_never_came_is_looked_up_by_the_next_run(little_shop: LittleShop) -> None:
    world = little_shop.sandbox.world
    world.faults.add(Fault(FaultKind.DROP_AFTER, method="POST", path="/feed$"))
    first = parts(little_shop.run("sync", expected=1))
    assert "did not answer" in first["windows", "facebook"]["error"]
    second = parts(little_shop.run("sync"))
    assert second["windows", "facebook"]["created"] == 2  # the post and the product set
    assert len(world.posts) == 1


def test_a_wrong_product_file_ends_its_step_alone(little_shop: LittleShop) -> None:
    (little_shop.folder / "products.csv").write_text("Handle,Title\nbrie,Brie\n", encoding="utf-8")
    report = parts(little_shop.run("sync", expected=1))
    assert "products.csv" in report["catalog", "file"]["error"]
    assert report["inbox", "facebook"]["error"] == ""
    little_shop.run("catalog", "push", expected=2)

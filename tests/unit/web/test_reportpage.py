"""A run's report as a file: whole without a server, with pictures, mends and the words of its language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.config import Config, Media, Shop, Windows
from socialshop.errors import InputError
from socialshop.ports import Traffic
from socialshop.products.model import Product
from socialshop.sync.reports import RunReport, report
from socialshop.sync.runs import Action, recorded_run
from socialshop.web.reportpage import write_report


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "media").mkdir()
    Image.new("RGB", (900, 600), "#b5651d").save(tmp_path / "media" / "brie.jpg")
    shop = Shop(name="Käsetheke", url="https://shop.example", currency="EUR", language="de", time_zone="Europe/Berlin")
    return Config(shop=shop, windows=Windows(media=Media(folder="media")), folder=tmp_path)


@pytest.fixture
def run(store: Engine, clock: Any) -> RunReport:
    traffic = Traffic()
    with recorded_run(store, clock, "catalog push", "anna") as log, log.step("catalog", "meta", traffic) as tally:
        tally.merchant_rules = {"no feta": 3}
        tally.record("brie", Action.REJECTED, "no <b>price</b>", "Give it one.")
        traffic.throttled, traffic.waited_seconds = 2, 90.0
    with Session(store) as session:
        link = "https://shop.example/media/brie.jpg"
        session.add(
            Product(
                id="brie",
                title="Brie & Co",
                availability="in stock",
                price=1,
                currency="EUR",
                link="",
                image_link=link,
                updated_at=clock(),
            )
        )
        session.commit()
        found = report(session, log.id)
    assert found is not None
    return found


def written(store: Engine, run: RunReport, config: Config, **options: Any) -> str:
    path = config.folder / "report.html"
    with Session(store) as session:
        write_report(session, run, path, config, **options)
    return path.read_text("utf-8")


def test_it_stands_by_itself_and_tells_all(store: Engine, run: RunReport, config: Config) -> None:
    page = written(store, run, config, language="en")
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", page)
    assert "no &lt;b&gt;price&lt;/b&gt;" in page
    assert "Give it one." in page
    assert "Brie &amp; Co" in page
    assert 'src="data:image/jpeg;base64,' in page
    assert "no feta (3)" in page
    assert "Meta asked us to slow down; we waited 2 min." in page
    assert "10:00" in page  # the shop's time, not UTC


def test_it_speaks_the_shops_language_unless_another_is_asked_for(
    store: Engine, run: RunReport, config: Config
) -> None:
    assert '<html lang="de">' in written(store, run, config)
    assert "Ihre eigenen Regeln: no feta" in written(store, run, config)
    assert '<html lang="en">' in written(store, run, config, language="en")


def test_where_it_cannot_stand_is_said_and_the_old_page_stays(
    store: Engine, run: RunReport, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = written(store, run, config)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with Session(store) as session:
        with pytest.raises(InputError, match="No such file"):
            write_report(session, run, config.folder / "absent" / "report.html", config)
        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(InputError, match="No space left"):
            write_report(session, run, config.folder / "report.html", config, language="en")
    assert (config.folder / "report.html").read_text("utf-8") == old
    assert list(config.folder.glob(".report*")) == []

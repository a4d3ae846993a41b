"""A database that fails is told in words, and keeps what was stored before."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from socialshop.errors import ConfigurationError, StoreUnavailable
from socialshop.referrals.model import Partner
from socialshop.runtime.setup import set_up
from socialshop.runtime.shop import open_shop

CONFIG = """
[shop]
name = "Käsetheke"
url = "https://www.kaesetheke.example"
currency = "EUR"
language = "de"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "socialshop.toml"
    path.write_text(CONFIG, encoding="utf-8")
    list(set_up(tmp_path, str(path), {}))
    return path


def fill_up(config: Path) -> None:
    with open_shop(config, {}, connected=False) as shop, Session(shop.store) as session:
        session.add(Partner(code="ANNA10", name="Anna", commission_bp=750))
        session.commit()
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        session.add(Partner(code="BERT10", name="B" * 1_000_000, commission_bp=750))
        session.commit()


def test_a_full_disk_is_told_in_words_and_what_stood_before_stands(config: Path) -> None:
    with pytest.raises(StoreUnavailable, match="is full") as error:
        fill_up(config)
    assert error.value.mend
    with open_shop(config, {}, connected=False) as shop, Session(shop.store) as session:
        assert session.exec(select(Partner.code)).all() == ["ANNA10"]


def test_setting_up_again_keeps_everything(config: Path, tmp_path: Path) -> None:
    told = list(set_up(tmp_path, str(config), {}))
    assert "stays as it is" in told[0]
    assert config.read_text(encoding="utf-8") == CONFIG


def test_a_database_without_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "socialshop.toml"
    path.write_text(CONFIG, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no tables yet"), open_shop(path, {}, connected=False):
        pass


def test_a_key_for_kept_tokens_must_be_there_and_be_one(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text(CONFIG + '[store]\nkey = "STORE_KEY"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"store\.key"), open_shop(config, {}):
        pass
    monkeypatch.setenv("STORE_KEY", "none")
    with pytest.raises(ConfigurationError, match="holds no key"), open_shop(config, {}):
        pass
    with open_shop(config, {}, connected=False):
        pass

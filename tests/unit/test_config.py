"""The configuration file: read strictly, and everything wrong with it said at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from connectors import REGISTRY, spec
from socialshop.config import Config, load, locate, require_secrets
from socialshop.errors import ConfigurationError
from socialshop.ports import Secret
from socialshop.validation import problems

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.toml"
MODELS = {name: spec(name).settings for name in REGISTRY}
SHOP = '[shop]\nname = "Käsetheke"\nurl = "https://shop.example"\ncurrency = "EUR"\nlanguage = "de"\n'
PASTED = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=80)


@pytest.fixture
def config_of(tmp_path: Path) -> Any:
    """The configuration with these lines after a sufficient [shop]."""

    def make(lines: str = "", shop: str = SHOP) -> Config:
        path = tmp_path / "socialshop.toml"
        path.write_text(f"{shop}{lines}\n", encoding="utf-8")
        return load(path, MODELS)

    return make


def test_the_example_can_be_used_and_has_every_channel() -> None:
    config = load(EXAMPLE, MODELS)
    assert list(config.channels) == list(REGISTRY)
    assert [partner.commission_percent for partner in config.partners] == [750]


def test_the_example_is_the_one_that_is_installed() -> None:
    assert EXAMPLE.read_bytes() == (ROOT / "socialshop" / "config.example.toml").read_bytes()


def test_what_the_example_leaves_as_it_is_is_the_default() -> None:
    config = load(EXAMPLE, MODELS)
    defaults = Config(shop=config.shop, folder=config.folder)
    for table in ("store", "windows", "orders", "http", "schedule", "web"):
        assert repr(getattr(config, table)) == repr(getattr(defaults, table))


def test_a_shop_alone_is_a_whole_configuration(config_of: Any) -> None:
    assert config_of().channels == {}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('[schedule]\nsync = "hourly"', "schedule.sync: found 'hourly'; expected: five fields"),
        ('[store]\nurl = "mysql://db"', "store.url: found 'mysql://db'"),
        ('[catalog.sets.a]\ntitle = "A"', "catalog.sets.a: found {'title': 'A'}; expected: one of category,"),
        ('[catalog.sets.a]\ntitle = "A"\nwhen = "1"\nids = ["b"]', "found when and ids"),
        ('[catalog.sets.a]\ntitle = "A"\nlabel = { brand = "b" }', "catalog.sets.a.label.brand"),
        ('[catalog.sets."A b"]\ntitle = "A"\ncategory = "b"', "catalog.sets.A b"),
        ("[http]\nretries = 11", "http.retries: found 11; expected: 10 at most"),
        ("[web]\nsecure_cookies = 1", "web.secure_cookies: found 1"),
        ('[[partners]]\ncode = "A"\nname = "Anna"\ncommission_percent = "7.5"', "partners.0.code"),
        (
            '[[partners]]\ncode = "ANNA"\nname = "Anna"\ncommission_percent = 7.5',
            "partners.0.commission_percent: found 7.5; expected: a text such as '7.5', in per cent",
        ),
        (
            '[[partners]]\ncode = "ANNA"\nname = "Anna"\ncommission_percent = "101"',
            "partners.0.commission_percent: found '101'; expected: a share between 0 and 100 per cent",
        ),
        ('[channels.facebook]\npage_id = "1"', "channels.facebook.page_token: missing"),
        ("[channels.pinterest]\ncountry = 3", "channels.pinterest.country: found 3"),
        ("[partners]\n", "partners: found {}"),
        ("[colours]\n", "colours: unknown key"),
    ],
)
def test_each_wrong_key_is_told_with_what_was_found(config_of: Any, lines: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        config_of(lines)
    assert told in refused.value.what
    assert "socialshop.toml" in refused.value.what


def test_all_wrong_keys_are_told_at_once(config_of: Any) -> None:
    with pytest.raises(ConfigurationError) as refused:
        config_of("[http]\nretries = -1\n[web]\nport = 70000\n[channels.facebook]\npage_id = 1")
    assert [
        key for key in ("http.retries", "web.port", "channels.facebook.page_id") if key not in refused.value.what
    ] == []


def test_channels_that_are_no_table_are_refused(config_of: Any) -> None:
    with pytest.raises(ConfigurationError, match="channels: found 3"):
        config_of(shop="channels = 3\n" + SHOP)


def test_the_password_within_a_wrong_address_is_not_repeated(config_of: Any) -> None:
    with pytest.raises(ConfigurationError) as refused:
        config_of('[store]\nurl = "postgresql://greta:gouda-in-may@db.example/shop"')
    assert "gouda-in-may" not in str(refused.value)
    assert "db.example" in str(refused.value)


class Table(BaseModel):
    model_config = ConfigDict(strict=True)
    token: Secret


@given(PASTED.filter(lambda text: text.upper() != text or text[:1].isdigit()))
def test_whatever_is_no_name_of_a_variable_is_never_repeated(pasted: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Table.model_validate({"token": pasted})
    assert problems(refused.value, "channels.x.") == [
        "channels.x.token: found a text that is no such name; expected the name of an environment variable"
    ]


def test_a_relative_database_stands_beside_the_file(config_of: Any, tmp_path: Path) -> None:
    assert config_of().store_url() == f"sqlite:///{tmp_path}/socialshop.db"


@pytest.mark.parametrize("url", ["sqlite:////srv/shop.db", "postgresql+psycopg://greta@db.example/shop"])
def test_an_absolute_database_is_where_it_says(config_of: Any, url: str) -> None:
    assert config_of(f'[store]\nurl = "{url}"').store_url() == url


def test_paths_start_at_the_folder_of_the_file(config_of: Any, tmp_path: Path) -> None:
    config = config_of('[catalog]\nsource = "export/products.csv"')
    assert config.path(config.catalog.source) == tmp_path / "export" / "products.csv"


def test_a_given_file_goes_before_the_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("given.toml", "environment.toml", "socialshop.toml"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOCIALSHOP_CONFIG", "environment.toml")
    assert locate("given.toml").name == "given.toml"
    assert locate(None).name == "environment.toml"
    monkeypatch.delenv("SOCIALSHOP_CONFIG")
    assert locate(None) == tmp_path / "socialshop.toml"


def test_an_empty_secret_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.setenv("FULL", "moon")
    with pytest.raises(ConfigurationError) as refused:
        require_secrets(Path("shop.toml"), {"web": {"key": Secret("EMPTY"), "other": Secret("FULL")}})
    assert "web.key" in refused.value.what
    assert "web.other" not in refused.value.what


def test_a_secret_shows_its_name_and_never_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGE_TOKEN", "the moon is made of gouda")
    secret = Secret("PAGE_TOKEN")
    assert secret.reveal() == "the moon is made of gouda"
    assert "gouda" not in f"{secret!r} {secret}"

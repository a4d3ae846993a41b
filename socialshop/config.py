"""The configuration: one TOML file, strictly read; secrets are names of environment variables."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    model_validator,
)

from socialshop.config_inbox import Inbox, Notify, Webhook
from socialshop.config_table import Listed, Table, TimeZone
from socialshop.errors import ConfigurationError
from socialshop.money import minor_digits
from socialshop.ports import ChannelSettings, HttpSettings, Secret
from socialshop.validation import form, problems

FILE_NAME = "socialshop.toml"
VARIABLE = "SOCIALSHOP_CONFIG"


def _currency(code: str) -> str:
    minor_digits(code)
    return code


def _cron(expression: str) -> str:
    if len(expression.split()) != 5:
        raise ValueError("five fields of a cron expression, such as '*/15 * * * *'")
    return expression


def _basis_points(percent: str) -> int:
    from socialshop.money import Money

    if not isinstance(percent, str):
        raise ValueError("a text such as '7.5', in per cent")
    points = Money.of(percent, "EUR").minor
    if not 0 <= points <= 10_000:
        raise ValueError("a share between 0 and 100 per cent")
    return points


class Shop(Table):
    name: str
    url: Annotated[str, form(r"^https?://[^\s/]+(/[^\s]*)?$", "a web address, such as https://shop.example")]
    currency: Annotated[str, AfterValidator(_currency)]
    language: Annotated[str, form(r"^[a-z]{2}(-[A-Z]{2})?$", "a language such as de, or de-AT")]
    time_zone: TimeZone = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Store(Table):
    url: Annotated[
        str, form(r"^(sqlite|postgresql\+psycopg)://", "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
    ] = "sqlite:///socialshop.db"
    key: Secret | None = None
    """Encrypts the tokens that platforms renew; without it they are forgotten when the process ends."""


class CatalogRule(Table):
    """As `catalog_feeds.merchant_rules.MerchantRule`."""

    name: str
    when: str = ""
    exclude: bool = False
    set: dict[str, str | int] = {}
    replace: dict[str, dict[str, str]] = {}
    map: dict[str, dict[str, str]] = {}


class CatalogSet(Table):
    """A product set of the catalog: `title`, and its items by exactly one of the other keys."""

    title: str
    category: str = ""
    """A product type with ' > ' between its levels: it and all beneath it."""
    label: dict[Annotated[str, form(r"^custom_label_[0-4]$", "custom_label_0 to custom_label_4")], str] = {}
    """One custom label and its value."""
    when: str = ""
    """SQL, as in `CatalogRule`."""
    ids: Annotated[tuple[str, ...], Listed] = ()

    @model_validator(mode="after")
    def _has_one_selection(self) -> Self:
        given = [name for name in ("category", "label", "when", "ids") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(f"one of category, label, when, ids; found {' and '.join(given) or 'none'}")
        if len(self.label) > 1:
            raise ValueError("one label; found " + " and ".join(self.label))
        return self


SetName = Annotated[str, form(r"^[a-z0-9][a-z0-9_-]{0,60}$", "a name of lower-case letters, digits and hyphens")]


class Utm(Table):
    """Marks of a channel in the items' links; an empty one is left out."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    term: str = ""
    content: str = ""


class Catalog(Table):
    source: str = ""
    """The product file, a path or an address; empty: `catalog push FILE` names it each time."""
    decimal_mark: Literal["", ".", ","] = ""
    """Of amounts that may be read in two ways, such as 1.234."""
    columns: dict[str, str] = {}
    """A field of the item → the name of its column, for a file of no known kind."""
    rules: Annotated[tuple[CatalogRule, ...], Listed] = ()
    sets: dict[SetName, CatalogSet] = {}
    """Product sets on the channels, by our name for each."""
    utm: dict[str, Utm] = {}
    """By catalog channel, such as meta."""
    most_deletions_percent: Annotated[int, Field(ge=0, le=100)] = 20
    """A larger share of deletions stops a push before anything is sent."""
    feeds: str = "feeds"
    """Folder of the feed files, for channels whose `delivery` is "feed"."""
    feeds_address: Annotated[
        str, form(r"^(https?://[^\s/]+(/[^\s]*)?)?$", "a web address, such as https://shop.example")
    ] = ""
    """Where the platforms find that folder; Pinterest needs it."""
    renamed: dict[str, str] = {}
    """An item's old id → its new one in the product file: on the channels it keeps the old one."""


class Orders(Table):
    source: str = ""
    """The orders file; empty: `orders import FILE` names it each time."""


class Media(Table):
    """Pictures: the products', where the shop has them on this machine, and those that are drawn for windows."""

    folder: str = "media"
    store: Annotated[str, form(r"^([a-z0-9]+://\S+)?$", "an address such as s3://bucket/folder")] = ""
    """A bucket from which platforms fetch the drawn ones, such as s3://bucket/prefix; empty: the folder itself."""
    public_url: Annotated[str, form(r"^(https?://\S+)?$", "a web address, such as https://shop.example")] = ""
    """Where the world sees the folder, or the bucket."""
    endpoint: Annotated[str, form(r"^(https?://\S+)?$", "a web address, such as https://shop.example")] = ""
    """Of a bucket that is not Amazon's."""
    key: Secret | None = None
    secret: Secret | None = None

    def secrets(self) -> dict[str, Secret]:
        return {name: value for name, value in (("key", self.key), ("secret", self.secret)) if value}


Colour = Annotated[str, form(r"^#[0-9A-Fa-f]{6}$", "a colour such as #b3261e")]


class BrandTable(Table):
    """How the windows' pictures look; what is empty is as `socialshop.windows.pictures.brand` has it."""

    name: str = ""
    paper: Colour = "#FBF6EC"
    ink: Colour = "#2E241C"
    accent: Colour = "#1F4A3A"
    sale: Colour = "#A8321F"
    heading_font: str = ""
    text_font: str = ""
    logo: str = ""


class Disclosure(Table):
    """The word that leads what is said for consideration, by language: a hashtag or a smaller word is none."""

    de: Literal["Werbung", "Anzeige"] = "Werbung"
    en: Literal["Advertisement", "Ad"] = "Advertisement"


class Windows(Table):
    folder: str = "windows"
    media: Media = Media()
    brand: BrandTable = BrandTable()
    quiet_hours: Annotated[
        str, form(r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$", "a span such as 22:00-07:00")
    ] = ""
    """In the shop's time zone, such as '21:00-08:00': nothing new goes public then."""
    disclosure: Disclosure = Disclosure()
    complaints_that_pause: Annotated[int, Field(ge=0)] = 3
    """Open complaints about a product that pause it in all windows; 0: never."""


class Http(Table):
    connect_timeout: Annotated[int, Field(ge=1, le=60)] = 5
    read_timeout: Annotated[int, Field(ge=1, le=600)] = 30
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    addresses: dict[str, Annotated[str, form(r"^https?://", "a web address, such as https://shop.example")]] = {}


class Schedule(Table):
    sync: Annotated[str, AfterValidator(_cron)] = "*/15 * * * *"
    """All of it, in one run."""
    alarm_hours: Annotated[int, Field(ge=0)] = 6
    """How long a job may go without success before it is told everywhere; 0: for ever."""


class Web(Table):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8700
    session_key: Secret = Secret("SOCIALSHOP_SESSION_KEY")
    secure_cookies: bool = False
    """Set to true behind HTTPS."""

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}/"


class ExpertTable(Table):
    """Somebody whose choice counts for something, and why."""

    name: str
    about: str
    choice: Annotated[tuple[str, ...], Listed] = ()
    """Ids of the products that they chose."""
    contacts: Annotated[tuple[str, ...], Listed] = ()
    """How the channels know them, such as 'facebook:1234'."""


class PartnerTable(Table):
    code: Annotated[str, form(r"^[A-Za-z0-9_-]{2,40}$", "2 to 40 letters, digits and hyphens, such as ANNA10")]
    name: str
    commission_percent: Annotated[int, BeforeValidator(_basis_points)]
    """Written as a text in per cent, such as '7.5'; kept as basis points."""
    contacts: Annotated[tuple[str, ...], Listed] = ()
    """How the channels know them, such as 'facebook:1234'."""


class Config(Table):
    shop: Shop
    store: Store = Store()
    catalog: Catalog = Catalog()
    windows: Windows = Windows()
    orders: Orders = Orders()
    http: Http = Http()
    schedule: Schedule = Schedule()
    web: Web = Web()
    inbox: Inbox = Inbox()
    notify: Notify = Notify()
    webhooks: Annotated[tuple[Webhook, ...], Listed] = ()
    channels: dict[str, Any] = {}
    """Settings of each configured connector, by the connector's own model."""
    partners: tuple[PartnerTable, ...] = ()
    experts: Annotated[tuple[ExpertTable, ...], Listed] = ()
    folder: Path
    """Where the file stands: relative paths start here."""

    def path(self, relative: str) -> Path:
        return self.folder / relative

    def media_folder(self) -> Path:
        """Where the drawn pictures are, and the products' if the shop has them on this machine."""
        return self.path(self.windows.media.folder)

    def http_settings(self) -> HttpSettings:
        return HttpSettings(
            connect_timeout=self.http.connect_timeout,
            read_timeout=self.http.read_timeout,
            retries=self.http.retries,
            addresses=self.http.addresses,
        )

    def store_url(self) -> str:
        """The database's address; a relative SQLite path starts beside the file."""
        prefix = "sqlite:///"
        url = self.store.url
        if url.startswith(prefix) and not url.startswith(prefix + "/"):
            return prefix + str(self.folder / url.removeprefix(prefix))
        return url


def locate(given: str | None) -> Path:
    """The file that is meant: the given one, the environment's, or the working directory's.

    Raises ConfigurationError when there is none.
    """
    name = given or os.environ.get(VARIABLE)
    path = Path(name) if name else Path.cwd() / FILE_NAME
    if not path.is_file():
        raise ConfigurationError(
            f"No configuration at {path}.",
            mend="Make one with `socialshop init`, or name yours with --config FILE or SOCIALSHOP_CONFIG.",
        )
    return path


def load(path: Path, channel_models: Mapping[str, type[ChannelSettings]]) -> Config:
    """Read and check the file.

    Raises ConfigurationError naming the file and every wrong key, with what was found and what is expected.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}.", mend="Correct that place.") from error
    channels = raw.get("channels", {})
    wrong = ["folder: unknown key; the folder is the file's own"] if "folder" in raw else []
    settings: dict[str, ChannelSettings] = {}
    for name, table in channels.items() if isinstance(channels, dict) else ():
        model = channel_models.get(name)
        if model is None:
            wrong.append(f"channels.{name}: unknown channel, expected one of {', '.join(channel_models)}")
            continue
        try:
            settings[name] = model.model_validate(table)
        except ValidationError as error:
            wrong.extend(problems(error, f"channels.{name}."))
    try:
        # Partners come as a list from TOML; strict mode wants the tuple that keeps the configuration immutable.
        partners = raw.get("partners", [])
        raw |= {"partners": tuple(partners) if isinstance(partners, list) else partners}
        raw |= {"channels": settings if isinstance(channels, dict) else channels}
        config = Config.model_validate(raw | {"folder": path.resolve().parent})
    except ValidationError as error:
        wrong.extend(problems(error))
    if wrong:
        listed = "\n  ".join(wrong)
        raise ConfigurationError(f"{path} cannot be used:\n  {listed}\n", mend="Correct these keys and run again.")
    return config


def require_secrets(path: Path, tables: Mapping[str, Mapping[str, Secret]]) -> None:
    """Raises ConfigurationError listing every secret whose environment variable is not set."""
    missing = [
        f"{table}.{key}: the environment variable {secret.variable} is not set, expected the secret itself"
        for table, secrets in tables.items()
        for key, secret in secrets.items()
        if not secret.is_set
    ]
    if missing:
        listed = "\n  ".join(missing)
        raise ConfigurationError(
            f"{path} names secrets that are not there:\n  {listed}\n",
            mend="Set them, or take out the tables of what you do not use, and run again.",
        )

"""The product file of the shop, wherever it is: on this machine or at an address."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests

from catalog_feeds.merchant_rules import MerchantRule, apply_rules
from catalog_feeds.sources import Reading, ShopFacts, read
from socialshop.config import Catalog, Config, Http
from socialshop.errors import ConfigurationError, InputError

_CHUNK_BYTES = 1024 * 1024
_LARGEST_BYTES = 2 * 1024**3


def facts_of(config: Config, given: ShopFacts | None = None) -> ShopFacts:
    """What the configuration says about the shop; the currency, url and language that are given go before it."""
    shop, said = config.shop, given or ShopFacts()
    return ShopFacts(
        currency=said.currency or shop.currency,
        url=said.url or shop.url,
        language=said.language or shop.language,
        time_zone=shop.time_zone,
        decimal_mark=config.catalog.decimal_mark,
    )


def read_products(
    source: str | Path, facts: ShopFacts, catalog: Catalog | None = None, http: Http | None = None
) -> Reading:
    """Read the product file at a path or an http(s) address, by the mapping of `catalog`, and apply its rules.

    Raises InputError when it cannot be had or read, ConfigurationError for a rule or a mapping that is wrong.
    """
    settings = catalog or Catalog()
    with _fetched(str(source), http or Http()) as (path, name):
        reading = read(path, facts, settings.columns, name=name)
    return apply_rules(reading, [MerchantRule(**dict(rule)) for rule in settings.rules])


def tags_of(catalog: Catalog, channel: str) -> dict[str, str]:
    """The marks for the links on a catalog channel, as `catalog_feeds.utm.tagged` takes them."""
    utm = catalog.utm.get(channel)
    return {name: value for name, value in dict(utm or ()).items() if value}


def source_of(config: Config) -> str:
    """The configured path or address. Raises ConfigurationError when there is none."""
    source = config.catalog.source
    if not source:
        raise ConfigurationError("No file was named.", mend="Name one, or set catalog.source in the configuration.")
    return source if is_address(source) else str(config.path(source))


def is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def shown(source: str) -> str:
    """The source as it may be shown: names, passwords and keys stand before an address's host and in its query."""
    if not is_address(source):
        return source
    parts = urlsplit(source)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


@contextmanager
def _fetched(source: str, http: Http) -> Iterator[tuple[Path, str]]:
    """Where the file stands on this machine, and what to call it."""
    if not is_address(source):
        yield Path(source), source
        return
    name = shown(source)
    with tempfile.TemporaryDirectory(prefix="socialshop-") as folder:
        path = Path(folder) / "products"
        try:
            _download(source, path, http, name)
        except requests.RequestException as error:
            raise InputError(
                f"The address gives no file: {type(error).__name__}.",
                file=name,
                mend="Look whether it can be opened from this machine, and run again.",
            ) from None  # the error's own text holds the whole address
        yield path, name


def _download(address: str, path: Path, http: Http, name: str) -> None:
    timeouts = (http.connect_timeout, http.read_timeout)
    with requests.get(address, stream=True, timeout=timeouts) as answer, path.open("wb") as file:
        if answer.status_code != requests.codes.ok:
            raise InputError(
                "The address gives no file.",
                file=name,
                found=f"HTTP {answer.status_code}",
                expected="HTTP 200",
                mend="Correct the address, or the rights that it asks for.",
            )
        for chunk in answer.iter_content(_CHUNK_BYTES):
            file.write(chunk)
            if file.tell() > _LARGEST_BYTES:
                raise InputError("The file is larger than 2 GiB.", file=name, mend="Pack it with gzip, or split it.")

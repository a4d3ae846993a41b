"""The product file of the shop, wherever it is: on this machine or at an address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from catalog_feeds.merchant_rules import MerchantRule, apply_rules
from catalog_feeds.sources import Reading, ShopFacts, read
from socialshop.config import Catalog, Config, Http
from socialshop.errors import ConfigurationError, InputError
from socialshop.phrases import phrase


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
    if is_address(str(source)):
        reading = _read_at(str(source), facts, settings, http or Http())
    else:
        reading = read(Path(source), facts, settings.columns)
    return apply_rules(reading, [MerchantRule(**dict(rule)) for rule in settings.rules])


def tags_of(catalog: Catalog, channel: str) -> dict[str, str]:
    """The marks for the links on a catalog channel, as `catalog_feeds.utm.tagged` takes them."""
    utm = catalog.utm.get(channel)
    return {name: value for name, value in dict(utm or ()).items() if value}


def source_of(config: Config) -> str:
    """The configured path or address. Raises ConfigurationError when there is none."""
    source = config.catalog.source
    if not source:
        raise ConfigurationError(
            phrase("No file was named."), mend=phrase("Name one, or set catalog.source in the configuration.")
        )
    return source if is_address(source) else str(config.path(source))


def is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def shown(source: str) -> str:
    """The source as it may be shown: names, passwords and keys stand before an address's host and in its query."""
    if not is_address(source):
        return source
    parts = urlsplit(source)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _read_at(address: str, facts: ShopFacts, settings: Catalog, http: Http) -> Reading:
    from socialshop.products.download import download, forget

    name = shown(address)
    path = download(address, name, http)
    try:
        return read(path, facts, settings.columns, name=name)
    except InputError:
        forget(address)
        raise

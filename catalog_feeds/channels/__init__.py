"""The channels that take a catalog: per channel its rules and its rows. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from catalog_feeds.channels import google, meta, pinterest
from catalog_feeds.channels.rules import Kind, Rule

__all__ = ["REGISTRY", "Channel", "Kind", "Rule"]


@dataclass(frozen=True, slots=True)
class Channel:
    """`project` makes of canonical items the text columns that are sent, a column a field of the channel's feed;
    `render` the same without leaving anything out, for the check."""

    rules: tuple[Rule, ...]
    render: Callable[[pl.DataFrame], pl.DataFrame]
    project: Callable[[pl.DataFrame], pl.DataFrame]


REGISTRY: dict[str, Channel] = {
    "meta": Channel(meta.RULES, meta.render, meta.project),
    "pinterest": Channel(pinterest.RULES, pinterest.render, pinterest.project),
    "google": Channel(google.RULES, google.render, google.project),
}

"""A connector, its settings, and what it is built from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

from socialshop.clock import Clock, utc_now
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.ports.windows import WindowTarget
from socialshop.validation import VARIABLE_NAME


class Capability(StrEnum):
    CATALOG = "catalog"
    FEED = "feed"
    SETS = "sets"
    WINDOWS = "windows"
    CONVERSATIONS = "conversations"
    ACCOUNT = "account"
    WEBHOOKS = "webhooks"
    REPLIES = "replies"
    MENTIONS = "mentions"
    """Where others mention us is answered, too, as a public reply."""
    PRIVATE_REPLIES = "private_replies"
    MESSAGES = "messages"
    PICTURES = "pictures"
    LIKES = "likes"
    HIDING = "hiding"
    DELETING = "deleting"


class Secret:
    """The NAME of an environment variable; the value is read when it is needed and never shown."""

    def __init__(self, variable: str) -> None:
        self.variable = variable

    @property
    def is_set(self) -> bool:
        return bool(os.environ.get(self.variable))

    def reveal(self) -> str:
        value = os.environ.get(self.variable, "")
        if not value:
            raise ConfigurationError(
                phrase("The environment variable {variable} is not set or empty.", variable=self.variable),
                mend=phrase("Set it to the secret, for example with `export {variable}=…`.", variable=self.variable),
            )
        return value

    def __repr__(self) -> str:
        return f"Secret({self.variable})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(pattern=VARIABLE_NAME, strict=True)
        )


class ChannelSettings(BaseModel):
    """Base of every connector's settings: one table `[channels.NAME]` of the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def secrets(self) -> dict[str, Secret]:
        """The secrets that are configured, by key; those of a table within as 'table.key'."""
        return _secrets(self)


def _secrets(table: BaseModel) -> dict[str, Secret]:
    found: dict[str, Secret] = {}
    for key, value in table:
        if isinstance(value, Secret):
            found[key] = value
        elif isinstance(value, BaseModel):
            found |= {f"{key}.{inner}": secret for inner, secret in _secrets(value).items()}
    return found


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How calls leave this machine.

    `addresses` points a platform's host at another address, such as
    `{"graph.facebook.com": "http://127.0.0.1:8750"}` for the sandbox or a proxy.
    """

    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    retries: int = 3
    backoff: float = 0.5
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Traffic:
    """What a connector's calls cost, counted by its session; the run report reads it."""

    requests: int = 0
    retries: int = 0
    throttled: int = 0
    waited_seconds: float = 0.0


class Vault(Protocol):
    """Keeps the secrets that a platform gives us, encrypted, over restarts and for every process."""

    def read(self, name: str) -> str | None: ...

    def keep(self, name: str, secret: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Environment:
    """What the composition root hands to every connector."""

    http: HttpSettings = field(default_factory=HttpSettings)
    clock: Clock = utc_now
    sleep: Callable[[float], None] | None = None
    """Replaces time.sleep in tests; None is the real one."""
    vault: Vault | None = None
    """None: what a platform gives us lives as long as the process."""


@runtime_checkable
class Connector(Protocol):
    """One platform. `name` is the channel's name in the configuration, the database and the CLI."""

    name: ClassVar[str]
    traffic: Traffic

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do as it is configured."""
        ...

    def check(self) -> str:
        """Ask the platform who we are: the account's name. Raises AuthExpired for a dead token."""
        ...


@dataclass(frozen=True, slots=True)
class ConnectorSpec:
    """What the REGISTRY holds of a connector: its settings and how to build it from them."""

    name: str
    settings: type[ChannelSettings]
    build: Callable[[Any, Environment], Connector]
    windows: type[WindowTarget] | None = None
    """The connector's class, where it shows windows: how it shows them is known without an account."""

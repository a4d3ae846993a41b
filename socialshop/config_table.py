"""What every table of the configuration has in common."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}: expected an IANA name such as Europe/Berlin") from error
    return name


def _immutable(listed: object) -> object:
    """TOML has lists; strict mode wants the tuple that keeps the configuration immutable."""
    return tuple(listed) if isinstance(listed, list) else listed


TimeZone = Annotated[str, AfterValidator(_time_zone)]
"""An IANA name."""
Listed = BeforeValidator(_immutable)

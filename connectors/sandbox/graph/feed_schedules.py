"""When Meta fetches a product feed by itself.

https://developers.facebook.com/docs/marketing-api/reference/product-feed-schedule
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.sandbox.graph.context import GraphCall
from connectors.sandbox.graph.errors import invalid_parameter

_STEPS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)} | {
    "MONTHLY": timedelta(days=30)
}
_DAYS = Literal["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"]


class Schedule(BaseModel):
    """At most hourly. The time of day is taken and not kept: the sandbox counts from when it was told."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(pattern=r"^(https?|ftp|sftp)://[^/]+")]
    interval: Literal["HOURLY", "DAILY", "WEEKLY", "MONTHLY"]
    interval_count: Annotated[int, Field(ge=1)] = 1
    hour: Annotated[int, Field(ge=0, le=23)] | None = None
    minute: Annotated[int, Field(ge=0, le=59)] | None = None
    day_of_week: _DAYS | None = None
    day_of_month: Annotated[int, Field(ge=1, le=31)] | None = None
    timezone: str | None = None
    username: str | None = None
    password: Annotated[str | None, Field(exclude=True)] = None

    @property
    def step(self) -> timedelta:
        return _STEPS[self.interval] * self.interval_count

    def shown(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True)


def read_schedule(call: GraphCall, name: str) -> Schedule | None:
    if not call.text(name):
        return None
    try:
        return Schedule.model_validate_json(call.text(name))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise invalid_parameter(f"Param {name} is wrong: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None

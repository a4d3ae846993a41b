"""A shop window as marketing writes it: one TOML file a window, in a folder that git can keep."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from socialshop.errors import InputError
from socialshop.validation import problems

Text = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Text, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)]


class WindowDefinition(BaseModel):
    """What a window shows, why, where and when. `name` is the file's stem and stays for good."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    title: Text
    story: Text
    motive: Text
    """Why we show it, in the customer's words."""
    products: Annotated[Names, Field(min_length=1, max_length=10)]
    channels: Annotated[Names, Field(min_length=1)]
    language: Literal["de", "en"]
    starts: AwareDatetime | None = None
    ends: AwareDatetime | None = None
    hashtags: Names = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> WindowDefinition:
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValueError(f"`ends` after `starts` ({self.starts.isoformat()})")
        return self

    def is_open(self, now: datetime) -> bool:
        return (self.starts is None or self.starts <= now) and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return self.ends is not None and self.ends <= now

    @property
    def digest(self) -> str:
        """Changes when what people see of the definition changes; its times and channels are not part of it."""
        seen = self.model_dump_json(exclude={"starts", "ends", "channels"})
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


def read_window(path: Path) -> WindowDefinition:
    """Read one file. Raises InputError naming the file and every wrong key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return WindowDefinition.model_validate(table | {"name": path.stem})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}.", file=str(path), mend="Correct that place.") from error
    except ValidationError as error:
        listed = "\n  ".join(problems(error))
        raise InputError(f"\n  {listed}\n", file=str(path), mend="Correct these keys and run again.") from error


def read_windows(folder: Path) -> list[WindowDefinition]:
    """All windows of a folder by name; a folder that is not there is an error, an empty one is none."""
    if not folder.is_dir():
        raise InputError("there is no such folder.", file=str(folder), mend="Make it, or set windows.folder.")
    return [read_window(path) for path in sorted(folder.glob("*.toml"))]

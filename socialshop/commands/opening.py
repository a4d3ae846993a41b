"""What every command starts from: the configuration that is meant, and the shop opened for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

if TYPE_CHECKING:
    from sqlmodel import Session

    from catalog_feeds.sources import ShopFacts
    from socialshop.config import Config
    from socialshop.ports import ConnectorSpec
    from socialshop.runtime.jobs import Jobs
    from socialshop.runtime.shop import Shop
    from socialshop.sync.reports import RunReport
    from socialshop.sync.runs import RunLog

Shown = Literal["to_json", "catalogs"]
"""Which of a RunReport's forms a command prints."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How the shop of this call is opened. `specs` gives the connectors, which only the composition root knows."""

    config_file: str | None
    specs: Callable[[], Mapping[str, ConnectorSpec]]

    @contextmanager
    def shop(self, *, connected: bool = True, lenient: bool = False, serving: bool = False) -> Iterator[Shop]:
        """The shop, with its connectors and their secrets if `connected`, or, if `lenient`, those that have theirs; and
        with the page's secret too if `serving`."""
        from socialshop.config import locate, require_secrets
        from socialshop.runtime.shop import open_shop

        path = locate(self.config_file)
        with open_shop(path, self.specs(), connected=connected, lenient=lenient) as shop:
            if serving:
                require_secrets(path, {"web": {"session_key": shop.config.web.session_key}})
            yield shop

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A database session that only reads."""
        from sqlmodel import Session

        from socialshop.store import reading

        with self.shop(connected=False) as shop, Session(reading(shop.store)) as session:
            yield session

    @contextmanager
    def job(self, name: str, as_json: bool, *, show: Shown = "to_json") -> Iterator[tuple[Jobs, RunLog]]:
        """A recorded run for the block; then its report, and the exit code that it deserves."""
        from socialshop.runtime.jobs import Jobs
        from socialshop.terminal import progress_bar

        with self.shop() as shop:
            with progress_bar() as progress:
                jobs = Jobs(shop, progress)
                with jobs.run(name) as run:
                    yield jobs, run
            print_run(shop, run.id, as_json, show)
            if not run.flawless:
                raise typer.Exit(1)

    def product_file(self, file: str | None, given: ShopFacts) -> tuple[str, ShopFacts, Config | None]:
        """The file that is meant, what it may not say (what is given, else the configuration's), and the
        configuration.

        Who names the file needs none.
        """
        from socialshop.config import FILE_NAME, VARIABLE, load, locate
        from socialshop.products.source import facts_of, source_of

        is_configured = self.config_file or os.environ.get(VARIABLE) or Path(FILE_NAME).is_file()
        if file and not is_configured:
            return file, given, None
        config = load(locate(self.config_file), {name: spec.settings for name, spec in self.specs().items()})
        return file or source_of(config), facts_of(config, given), config


def opened(ctx: typer.Context) -> Opening:
    """What the composition root put into the call's context."""
    opening: Opening = ctx.obj
    return opening


def stored_report(session: Session, run_id: int) -> RunReport:
    """Raises ConfigurationError when there is no such run."""
    from socialshop.errors import ConfigurationError
    from socialshop.sync.reports import report

    found = report(session, run_id)
    if found is None:
        raise ConfigurationError(f"There is no run {run_id}.", mend="List them with `socialshop reports list`.")
    return found


def told_alarms(shop: Shop) -> list[str]:
    """What has not succeeded for too long, and which programs are told nothing any more, in words."""
    from sqlmodel import Session

    from socialshop.desk.silence import fallen_silent
    from socialshop.store import reading
    from socialshop.sync.alarm import alarms

    with Session(reading(shop.store)) as session:
        late = [str(alarm) for alarm in alarms(session, shop.clock(), shop.config.schedule.alarm_hours)]
        configured = {hook.name for hook in shop.config.webhooks}
        return late + [str(one) for one in fallen_silent(session) if one.name in configured]


def print_run(shop: Shop, run_id: int, as_json: bool, show: Shown = "to_json") -> None:
    from dataclasses import replace

    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.store import reading

    with Session(reading(shop.store)) as session:
        found = replace(stored_report(session, run_id), alarms=tuple(told_alarms(shop)))
    terminal.print_json(getattr(found, show)()) if as_json else terminal.print_report(found)

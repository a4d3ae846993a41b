"""A run's report as a page of its own: what ran, what came of it, what failed and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from socialshop.config import Config
from socialshop.sync.alarm import Alarm
from socialshop.sync.reports import RunReport
from socialshop.web.render import web_address
from socialshop.web.reportview import failure_count, failures_of
from socialshop.web.sheets import packed_picture, sheet, write_sheet


def write_report(
    session: Session, report: RunReport, path: Path, config: Config, *, language: str = "", alarms: Sequence[Alarm] = ()
) -> None:
    """Write the page, whole or not at all; in the shop's language unless another is asked for.

    Raises InputError when the file cannot be written.
    """
    media = config.media_folder()
    page = sheet(
        "report_sheet.html",
        language or config.shop.language[:2],
        config.shop.zone,
        run=report.run,
        channels=report.channels,
        failures=failures_of(session, report),
        total=failure_count(report),
        alarms=alarms,
        shop_name=config.shop.name,
        picture=lambda link: packed_picture(web_address(link), media),
    )
    write_sheet(page, path)

"""What the pages show of a run: each failure with its mend, and with its product where it is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from socialshop.products.lookup import by_ids
from socialshop.sync.model import RunChannel
from socialshop.sync.reports import RunReport, RunSummary
from socialshop.sync.runs import Action

FAILURES_SHOWN = 200
_FAILED = {Action.REJECTED, Action.FAILED}


@dataclass(frozen=True, slots=True)
class Failure:
    """Something to mend; `ref` is empty where a whole step failed, `title` and `image_link` where it is no product."""

    step: str
    channel: str
    ref: str
    reason: str
    mend: str
    title: str = ""
    image_link: str = ""


def failures_of(session: Session, report: RunReport) -> list[Failure]:
    """The first FAILURES_SHOWN of them."""
    found = list(islice(_failures(report), FAILURES_SHOWN))
    products = by_ids(session, {failure.ref for failure in found})
    return [
        replace(failure, title=product.title, image_link=product.image_link)
        if (product := products.get(failure.ref))
        else failure
        for failure in found
    ]


def failure_count(report: RunReport) -> int:
    return sum(bool(sums.error) + sums.rejected + sums.failed for sums in report.channels)


def failure_counts(session: Session, runs: Sequence[RunSummary]) -> Counter[int]:
    """How many things each run left to mend; none, where it did not come to a step."""
    number = case((col(RunChannel.error) != "", 1), else_=0) + col(RunChannel.rejected) + col(RunChannel.failed)
    counted = select(RunChannel.run_id, func.sum(number)).group_by(col(RunChannel.run_id))
    return Counter(dict(session.exec(counted.where(col(RunChannel.run_id).in_([run.id for run in runs]))).all()))


def _failures(report: RunReport) -> Iterator[Failure]:
    for sums in report.channels:
        if sums.error:
            yield Failure(sums.step, sums.channel, "", sums.error, sums.mend)
        for item in sums.items:
            if item.action in _FAILED:
                yield Failure(sums.step, sums.channel, item.ref, item.reason, item.mend)

"""What customers write about: the products and windows with the most conversations, and whose complaints rise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.desk.report import opened_in
from socialshop.desk.spans import Span
from socialshop.inbox.model import Topic
from socialshop.products.model import Product
from socialshop.windows.model import WindowRow

if TYPE_CHECKING:
    import polars as pl

_MOST = 10
_FEWEST_COMPLAINTS = 2
"""Fewer say nothing of a product."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A product or window, by its id or name, and how many conversations were opened about it: of all topics,
    `questions` and `complaints`; in the days before, too. `title` is '' where the shop no longer has it."""

    kind: str  # 'item' or 'window', as the filters of the inbox call it
    name: str
    conversations: int
    questions: int
    complaints: int
    conversations_before: int
    questions_before: int
    complaints_before: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Those with the most conversations, and those with more complaints than before, the steepest rise first."""

    items: tuple[Subject, ...]
    windows: tuple[Subject, ...]
    rising: tuple[Subject, ...]


def subjects_of(session: Session, talks: pl.DataFrame, span: Span) -> Subjects:
    """Of what `read_talks` gave, since the span before."""
    import polars as pl

    counted = {kind: _counted(talks, kind, span) for kind in ("item", "window")}
    rise = pl.col("complaints") - pl.col("complaints_before")
    risen = counted["item"].filter(pl.col("complaints") >= _FEWEST_COMPLAINTS, rise > 0)
    return Subjects(
        _named(session, _first(counted["item"], pl.col("conversations"))),
        _named(session, _first(counted["window"], pl.col("conversations"))),
        _named(session, _first(risen, rise)),
    )


def _counted(talks: pl.DataFrame, kind: str, span: Span) -> pl.DataFrame:
    """A row for each subject of either span."""
    import polars as pl

    counts = {"conversations": pl.lit(True)} | {
        name: pl.col("topic") == str(topic)
        for name, topic in (("questions", Topic.QUESTION), ("complaints", Topic.COMPLAINT))
    }
    spans = {"": opened_in(span), "_before": opened_in(span.before())}
    sums = [
        (which & what).sum().cast(pl.Int64).alias(name + end)
        for end, which in spans.items()
        for name, what in counts.items()
    ]
    return talks.drop_nulls(kind).group_by(name=kind).agg(*sums).with_columns(kind=pl.lit(kind))


def _first(counted: pl.DataFrame, by: pl.Expr) -> list[Subject]:
    """Those with most of it in the span."""
    import polars as pl

    told = counted.filter(pl.col("conversations") > 0).sort(by, "name", descending=[True, False]).head(_MOST)
    return [Subject(**row) for row in told.iter_rows(named=True)]


def _named(session: Session, subjects: list[Subject]) -> tuple[Subject, ...]:
    names, titles = {"item": Product.id, "window": WindowRow.name}, {"item": Product.title, "window": WindowRow.title}
    found: dict[str, str] = {}
    for kind in {subject.kind for subject in subjects}:
        sought = col(names[kind]).in_([subject.name for subject in subjects])
        rows = session.execute(select(col(names[kind]), col(titles[kind])).where(sought))
        found |= dict(row for row in rows)
    return tuple(replace(subject, title=found.get(subject.name, "")) for subject in subjects)

"""How many rows a database looks at for an answer: they, and not the time that it takes, tell whether that grows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Engine, event, text
from sqlmodel import Session


def analyse(store: Engine) -> None:
    """What the autovacuum of PostgreSQL does after a while."""
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def rows_looked_at(session: Session, call: Callable[[], object]) -> int:
    """By PostgreSQL, for all statements of the call, planned as for tables that are too large to be read whole."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    session.execute(text("SET LOCAL enable_seqscan = off"))
    store = session.get_bind()
    event.listen(store, "before_cursor_execute", note)
    call()
    event.remove(store, "before_cursor_execute", note)
    return sum(_looked_at(session, *one) for one in asked)


def _looked_at(session: Session, statement: str, parameters: Any) -> int:
    explained = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar()
    plan = explained if isinstance(explained, list) else json.loads(str(explained))
    return int(sum(_rows(node) for node in _nodes(plan[0]["Plan"]) if "Relation Name" in node or "Index Name" in node))


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _rows(node: Mapping[str, Any]) -> float:
    """Those that a scan gave, and those that it read in vain."""
    in_vain = [value for name, value in node.items() if name.startswith("Rows Removed by")]
    return float((node["Actual Rows"] + sum(in_vain)) * node["Actual Loops"])

"""Asking several small questions at once: each way to the server and back takes longer than such an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import JSON, Boolean, Integer, ScalarSelect, Select, String, func, select
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.types import NullType, TypeEngine
from sqlmodel import Session

from socialshop.store.asking import ask
from socialshop.store.types import UtcDateTime, read_in_utc

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Rows = Iterable[Sequence[Any]]
Given = Mapping[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Question(Generic[T_co]):
    """What makes the statement, whose parameters are left open, and what reads its rows, column by column.

    The columns are numbers, texts, times, and what is either true or false.
    """

    statement: Callable[[], SelectBase]
    read: Callable[[Rows], T_co]

    def ask(self, session: Session, given: Given) -> T_co:
        """By itself."""
        return self.read(ask(session, cast("Select[*tuple[Any, ...]]", self.statement()), given))


class Answers:
    """What was asked together, each by its question."""

    def __init__(self, answers: Mapping[Question[Any], Any]) -> None:
        self._answers = answers

    def __getitem__(self, question: Question[T]) -> T:
        answer: T = self._answers[question]
        return answer


@dataclass(frozen=True, slots=True)
class Together:
    """Questions that one statement asks; parameters of the same name are the same."""

    questions: tuple[Question[Any], ...]
    _made: dict[str, tuple[Select[*tuple[Any, ...]], list[_Reader]]] = field(default_factory=dict)

    @classmethod
    def of(cls, *questions: Question[Any]) -> Together:
        return cls(questions)

    def ask(self, session: Session, given: Given) -> Answers:
        dialect = session.get_bind().dialect.name
        if dialect not in self._made:
            self._made[dialect] = _statement(self.questions, _JSON[dialect])
        statement, readers = self._made[dialect]
        found = ask(session, statement, given).one()
        return Answers(
            {
                question: question.read(read(rows or ()))
                for question, read, rows in zip(self.questions, readers, found, strict=True)
            }
        )


_Reader = Callable[[Rows], Rows]
_JSON = {
    "postgresql": (func.json_agg, func.json_build_array),
    "sqlite": (func.json_group_array, func.json_array),
}
"""What makes a list of rows, and a list of a row's columns."""


def _statement(
    questions: Iterable[Question[Any]], as_json: tuple[Any, Any]
) -> tuple[Select[*tuple[Any, ...]], list[_Reader]]:
    statements = [question.statement() for question in questions]
    asked = select(*(_rows(statement, *as_json) for statement in statements))
    return asked, [_reader([column.type for column in statement.selected_columns]) for statement in statements]


def _rows(statement: SelectBase, of_rows: Any, of_columns: Any) -> ScalarSelect[Any]:
    """All rows as one list, in their order."""
    rows = statement.subquery()
    return select(of_rows(of_columns(*rows.c), type_=JSON)).select_from(rows).scalar_subquery()


def _reader(types: Sequence[TypeEngine[Any]]) -> _Reader:
    """What JSON does not know is made of what it has instead."""
    made = [(place, made) for place, type_ in enumerate(types) if (made := _maker(type_))]

    def read(rows: Rows) -> Rows:
        for row in rows:
            row = cast("list[Any]", row)
            for place, make in made:
                if row[place] is not None:
                    row[place] = make(row[place])
            yield row

    return read


def _maker(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(type_, UtcDateTime):
        return _time
    if isinstance(type_, Boolean):
        return bool
    assert isinstance(getattr(type_, "impl", type_), Integer | String | NullType), (
        f"{type_!r} is not asked for together with others"
    )
    return None


def _time(text: str) -> datetime:
    return read_in_utc(datetime.fromisoformat(text))

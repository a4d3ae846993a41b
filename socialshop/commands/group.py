"""How a group of commands and each of its commands explain themselves: in plain text, as narrow as the terminal is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from shutil import get_terminal_size
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

EXIT_CODES = "Exit codes: 0 all well, 1 something failed or was refused, 2 it could not run."
_LIMITS = re.compile(r"(?:x>=(\d+)|(\d+)<=x<=(\d+))(?=\]$)")
"""As Typer tells them: [x>=1], [1<=x<=500]."""
_WIDEST = 100
_NARROWEST = 32
_Act = TypeVar("_Act", bound=Callable[..., Any])


class Group(typer.Typer):
    """Commands that belong together."""

    def __init__(self, told: str = "", **more: Any) -> None:
        if told:
            more["help"] = told
        super().__init__(cls=_Group, no_args_is_help=True, rich_markup_mode=None, **more)

    def command(
        self, name: str | None = None, *, examples: Sequence[str] = (), may_fail: bool = False, **more: Any
    ) -> Callable[[_Act], _Act]:
        """`examples` are what stands behind `socialshop`; `may_fail` is whether it may leave with 1."""
        end = epilog(examples, EXIT_CODES if may_fail else "")
        return super().command(name, cls=_Command, epilog=end or None, **more)


def epilog(examples: Sequence[str], *paragraphs: str) -> str:
    """What stands beneath the options. The sign \\b keeps the lines of a paragraph as they are."""
    shown = "\n".join(["\b", "Examples:", *(f"  socialshop {one}" for one in examples)]) if examples else ""
    return "\n\n".join(part for part in (shown, *paragraphs) if part)


class _Command(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.width = _width()
        super().format_help(ctx, formatter)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        arguments = [one for one in self.get_params(ctx) if one.param_type_name == "argument"]
        return ["[OPTIONS]", *map(shown_argument, arguments)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Without the types of arguments, which Python knows and nobody else asks for."""
        params: list[Any] = self.get_params(ctx)
        arguments = [(shown_argument(one), one.help) for one in params if one.param_type_name == "argument"]
        _write_rows(formatter, "Arguments", arguments)
        _write_rows(formatter, "Options", _options(params, ctx))


class _Group(TyperGroup):
    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return ["[OPTIONS]", "COMMAND"]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.width = _width()
        super().format_help(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_rows(formatter, "Options", _options(self.get_params(ctx), ctx))
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Each with its first sentence: none is cut off."""
        _write_rows(formatter, "Commands", [(name, first_sentence(one.help)) for name, one in self.commands.items()])


def shown_argument(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    return name if argument.required else f"[{name}]"


def first_sentence(told: str | None) -> str:
    return " ".join((told or "").partition("\n\n")[0].split()).partition(". ")[0].rstrip(".") + "."


def _options(params: Iterable[Any], ctx: Any) -> list[tuple[str, str]]:
    records = [one.get_help_record(ctx) for one in params if one.param_type_name == "option"]
    return [(names, _LIMITS.sub(_in_words, told)) for names, told in records]


def _in_words(limits: re.Match[str]) -> str:
    alone, least, most = limits.groups()
    return f"at least {alone}" if alone else f"{least} to {most}"


def _write_rows(formatter: Any, heading: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(heading):
            formatter.write_dl(rows, col_max=min(30, formatter.width // 3))


def _width() -> int:
    return max(_NARROWEST, min(_WIDEST, get_terminal_size().columns) - 2)

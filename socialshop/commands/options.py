"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal

import typer

from socialshop.commands.completing import channels, one_of


def bearable(given: Any) -> Any:
    """A number, several or none. One that no row can bear is refused before a database breaks over it."""
    from socialshop.store.numbers import LARGEST_NUMBER

    for number in given if isinstance(given, list) else [given or 0]:
        if abs(number) > LARGEST_NUMBER:
            raise typer.BadParameter(f"Nothing has the number {number}.")
    return given


def given(ctx: typer.Context, *, but: Collection[str]) -> Iterator[str]:
    """The options that a list was asked for with, as they are written, to ask for its next page."""
    options = {param.name: param for param in ctx.command.params if param.param_type_name == "option"}
    for name, value in ctx.params.items():
        if value and name in options and name not in (*but, "json") and value != options[name].default:
            yield from options[name].opts[:1] if value is True else (options[name].opts[0], str(value))


AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and errors too.")]
ActingAs = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="EMAIL",
        help="In the name of this colleague, with what they may do; default: the system's user, who may do all.",
    ),
]
Conversation = Annotated[
    int, typer.Argument(metavar="CONVERSATION", help="Its number in `inbox list`.", callback=bearable)
]
Conversations = Annotated[
    list[int], typer.Argument(metavar="CONVERSATION…", help="Their numbers in `inbox list`.", callback=bearable)
]
Channel = Annotated[
    str,
    typer.Option(metavar="CHANNEL", help="facebook, instagram or pinterest; default: all.", autocompletion=channels),
]
Mark = Annotated[str | None, typer.Option(metavar="MARK", help="Go on where a page ended, by the mark that it told.")]
Before = Annotated[
    int | None,
    typer.Option("--before", metavar="NUMBER", help="Go on after the one with this number.", callback=bearable),
]
Email = Annotated[str, typer.Argument(help="What they sign in with, such as jana@shop.example.")]
ProductFile = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE",
        help="The product file: a path or an http(s) address; default: catalog.source of the configuration.",
    ),
]
CatalogChannel = Annotated[
    str,
    typer.Option(
        "--channel",
        metavar="CHANNEL",
        help="meta, pinterest or all.",
        autocompletion=one_of("meta", "pinterest", "all"),
    ),
]
RuleChannel = Annotated[
    Literal["meta", "pinterest", "google"],
    typer.Option(
        "--channel", metavar="CHANNEL", help="Whose rules: meta (Facebook and Instagram), pinterest or google."
    ),
]
Currency = Annotated[
    str,
    typer.Option(
        metavar="CODE", help="Of the prices, where the file does not say it, such as EUR; default: the configuration's."
    ),
]
ShopUrl = Annotated[
    str,
    typer.Option(
        metavar="URL", help="The shop's address, where the file does not say it; default: the configuration's."
    ),
]
Language = Annotated[
    str,
    typer.Option(
        metavar="CODE",
        help="Of the texts, where the file does not say it, such as de-DE; default: the configuration's.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done: nothing is sent.")]
MassDelete = Annotated[
    bool,
    typer.Option(
        "--allow-mass-delete",
        help="Go on though a large part of the items would vanish; without it, nothing is sent then.",
    ),
]

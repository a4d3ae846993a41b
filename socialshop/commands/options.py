"""Options and arguments that several commands share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer


def bearable(given: Any) -> Any:
    """A number, several or none. One that no row can bear is refused before a database breaks over it."""
    from socialshop.store.numbers import LARGEST_NUMBER

    for number in given if isinstance(given, list) else [given or 0]:
        if abs(number) > LARGEST_NUMBER:
            raise typer.BadParameter(f"Nothing has the number {number}.")
    return given


AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
ActingAs = Annotated[
    str,
    typer.Option("--as", metavar="EMAIL", help="Of the colleague in whose name; default: the system's user."),
]
Conversation = Annotated[int, typer.Argument(help="Its number in `inbox list`.", callback=bearable)]
Conversations = Annotated[list[int], typer.Argument(help="Their numbers in `inbox list`.", callback=bearable)]
Email = Annotated[str, typer.Argument(help="What they sign in with.")]
ProductFile = Annotated[
    str | None, typer.Argument(help="A path or an http(s) address; default: catalog.source of the configuration.")
]
CatalogChannel = Annotated[str, typer.Option("--channel", help="meta, pinterest or all.")]
RuleChannel = Annotated[Literal["meta", "pinterest", "google"], typer.Option("--channel", help="Whose rules hold.")]
Currency = Annotated[str, typer.Option(help="ISO 4217, for a file that does not say it; default: the configuration's.")]
ShopUrl = Annotated[str, typer.Option(help="The shop's address, for a file that does not say it; likewise.")]
Language = Annotated[str, typer.Option(help="BCP 47, of the product texts; likewise.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
MassDelete = Annotated[
    bool, typer.Option("--allow-mass-delete", help="Go on where a guard would stop: see `how a push works`.")
]

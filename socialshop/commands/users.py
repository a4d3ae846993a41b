"""Who may sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from socialshop.commands.opening import opened

app = typer.Typer(no_args_is_help=True, help="Who may sign in to the web page.")


@app.command("add")
def users_add(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="What they sign in with.")],
    name: Annotated[str, typer.Option(help="As colleagues and customers shall read it.")],
    password: Annotated[
        str,
        typer.Option(
            help="At least 10 characters.",
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
            envvar="SOCIALSHOP_PASSWORD",
        ),
    ],
) -> None:
    """Let somebody sign in."""
    from sqlmodel import Session

    from socialshop.staff.users import add_user
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = add_user(session, email, name, password, shop.clock)
        session.commit()
        console().print(f"{user.name} can sign in as {user.email}.")

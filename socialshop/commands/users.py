"""Who may sign in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson, Email

RoleName = Literal["viewer", "agent", "manager", "operator", "admin"]

Password = Annotated[
    str,
    typer.Option(
        help="At least 10 characters.",
        prompt=True,
        hide_input=True,
        confirmation_prompt=True,
        envvar="SOCIALSHOP_PASSWORD",
    ),
]

app = typer.Typer(no_args_is_help=True, help="Who may sign in to the web page.")


@app.command("add")
def users_add(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="What they sign in with.")],
    name: Annotated[str, typer.Option(help="As colleagues and customers shall read it.")],
    password: Password,
    role: Annotated[
        RoleName | None, typer.Option(help="What they may do; default: admin for the first one, else agent.")
    ] = None,
) -> None:
    """Let somebody sign in."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.staff.model import Role
    from socialshop.staff.users import add_user
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = add_user(session, email, name, password, shop.clock, Role(role) if role else None, acting(session))
        session.commit()
        console().print(f"{user.name} can sign in as {user.email}, with the role {user.role}.")


@app.command("list")
def users_list(
    ctx: typer.Context,
    disabled: Annotated[bool, typer.Option("--disabled", help="Those who may not any more instead.")] = False,
    json: AsJson = False,
) -> None:
    """Who may sign in, with role, teams and, as JSON, their programs' tokens."""
    from socialshop import terminal, terminal_people
    from socialshop.desk.leaving import former
    from socialshop.staff.report import user_rows

    with opened(ctx).reading() as session:
        rows, gone = user_rows(session), former(session) if disabled else []
    if disabled:
        terminal.print_json([asdict(one) for one in gone]) if json else terminal_people.print_former(gone)
        return
    terminal.print_json([asdict(row) for row in rows]) if json else terminal_people.print_people(rows)


@app.command("role")
def users_role(
    ctx: typer.Context,
    email: Email,
    role: Annotated[RoleName, typer.Argument(help="viewer, agent, manager, operator or admin.")],
) -> None:
    """Let somebody do more or less."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.staff.model import Role
    from socialshop.staff.users import named, set_role
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = named(session, email)
        set_role(session, acting(session), user, Role(role), shop.clock)
        session.commit()
        console().print(f"{user.name} has the role {user.role}.")


@app.command("password")
def users_password(ctx: typer.Context, email: Email, password: Password) -> None:
    """Let somebody sign in with another password; wherever they are signed in, they are no more."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.staff.users import named, set_password
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = named(session, email)
        set_password(session, acting(session), user, password, shop.clock)
        session.commit()
        console().print(f"{user.name} has another password.")


@app.command("sign-out")
def users_sign_out(ctx: typer.Context, email: Email) -> None:
    """Sign somebody out wherever they are signed in; their programs keep their tokens."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.staff.users import end_sessions, named
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = named(session, email)
        end_sessions(session, acting(session), user, shop.clock)
        session.commit()
        console().print(f"{user.name} is signed out everywhere.")


@app.command("disable")
def users_disable(ctx: typer.Context, email: Email, json: AsJson = False) -> None:
    """Let somebody sign in no more, nor their programs; what is assigned to them stays so, and is told."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.desk.leaving import disable
    from socialshop.staff.users import named
    from socialshop.terminal import print_json
    from socialshop.terminal_people import print_disabled

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = named(session, email)
        unresolved = disable(session, acting(session), user, shop.clock)
        session.commit()
        if json:
            print_json({"email": user.email, "unresolved": unresolved})
        else:
            print_disabled(user.name, user.email, unresolved)


@app.command("enable")
def users_enable(ctx: typer.Context, email: Email) -> None:
    """Let somebody sign in again, with the password, role, teams and tokens that they had."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.staff.users import enable, named
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = named(session, email)
        enable(session, acting(session), user, shop.clock)
        session.commit()
        console().print(f"{user.name} can sign in again as {user.email}, with the role {user.role}.")


@app.command("team")
def users_team(
    ctx: typer.Context,
    email: Email,
    team: Annotated[str, typer.Argument(help="Its name; a team is whoever answers for it.")],
    leave: Annotated[bool, typer.Option("--leave", help="No longer.")] = False,
) -> None:
    """Let somebody answer for a team."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.staff.users import named, set_team
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = named(session, email)
        set_team(session, acting(session), user, team, shop.clock, member=not leave)
        session.commit()
        console().print(f"{user.name} {'left' if leave else 'answers for'} {team}.")


@app.command("token")
def users_token(
    ctx: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option(help="For which program.")],
    role: Annotated[RoleName, typer.Option(help="The most that it may do; never more than its owner.")] = "viewer",
    revoke: Annotated[bool, typer.Option("--revoke", help="End the program's tokens instead.")] = False,
) -> None:
    """Make a token for a program that acts in somebody's name; it is shown this once."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting
    from socialshop.staff.model import Role
    from socialshop.staff.tokens import make_token, revoke_tokens
    from socialshop.staff.users import named
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        user = named(session, email)
        if revoke:
            revoke_tokens(session, acting(session), user, name, shop.clock)
            session.commit()
            console().print(f"{name} acts in {user.name}'s name no more.")
            return
        token = make_token(session, acting(session), user, name, Role(role), shop.clock)
        session.commit()
        console().print(token, soft_wrap=True)

"""Who may sign in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson, Email

if TYPE_CHECKING:
    from sqlmodel import Session

    from socialshop.clock import Clock
    from socialshop.staff.actor import Actor
    from socialshop.staff.model import User

RoleName = Literal["viewer", "agent", "manager", "operator", "admin"]


def _password(ctx: typer.Context, given: str) -> str:
    """Raises ConfigurationError where nobody can be asked."""
    from socialshop.errors import ConfigurationError

    if given or ctx.resilient_parsing:
        return given
    if not sys.stdin.isatty():
        raise ConfigurationError(
            "A password is needed, and nobody can be asked for it.", mend="Set SOCIALSHOP_PASSWORD, or use a terminal."
        )
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


Password = Annotated[
    str,
    typer.Option(
        metavar="TEXT",
        help="At least 10 characters; default: SOCIALSHOP_PASSWORD, else it is asked for.",
        callback=_password,
        envvar="SOCIALSHOP_PASSWORD",
        show_envvar=False,
    ),
]

app = Group("Say who may sign in to the web page, and what they may do.")


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the people of the shop are changed, and by whom."""

    session: Session
    actor: Actor
    clock: Clock

    def named(self, email: str) -> User:
        from socialshop.staff.users import named

        return named(self.session, email)


@contextmanager
def _at_the_desk(ctx: typer.Context) -> Iterator[_Desk]:
    """All of the block or nothing of it."""
    from sqlmodel import Session

    from socialshop.commands.acting import acting

    with opened(ctx).shop(connected=False) as shop, Session(shop.store, expire_on_commit=False) as session:
        yield _Desk(session, acting(session), shop.clock)
        session.commit()


def _changed(ctx: typer.Context, as_json: bool, change: Callable[[_Desk], tuple[User, str]]) -> None:
    """Change one of the people, and print them as they are now, or a sentence."""
    from socialshop.staff.report import user_row
    from socialshop.terminal import console, print_json

    with _at_the_desk(ctx) as desk:
        user, told = change(desk)
        row = user_row(desk.session, user)
    print_json(asdict(row)) if as_json else console().print(told, soft_wrap=True)


@app.command(
    "add", examples=("users add jana@shop.example --name Jana", "users add tom@shop.example --name Tom --role viewer")
)
def users_add(
    ctx: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option(metavar="NAME", help="As colleagues and customers shall read it.")],
    password: Password = "",
    role: Annotated[
        RoleName | None,
        typer.Option(
            metavar="ROLE",
            help="viewer, agent, manager, operator or admin; default: admin for the first one, else agent.",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Let somebody sign in."""

    def change(desk: _Desk) -> tuple[User, str]:
        from socialshop.staff.model import Role
        from socialshop.staff.users import add_user

        user = add_user(desk.session, email, name, password, desk.clock, Role(role) if role else None, desk.actor)
        return user, f"{user.name} can sign in as {user.email}, with the role {user.role}."

    _changed(ctx, json, change)


@app.command("list", examples=("users list", "users list --disabled"))
def users_list(
    ctx: typer.Context,
    disabled: Annotated[bool, typer.Option("--disabled", help="Those who may not sign in any more instead.")] = False,
    json: AsJson = False,
) -> None:
    """List who may sign in, with role and teams."""
    from socialshop import terminal, terminal_people
    from socialshop.desk.leaving import former
    from socialshop.staff.report import user_rows

    with opened(ctx).reading() as session:
        rows, gone = user_rows(session), former(session) if disabled else []
    if disabled:
        terminal.print_json([asdict(one) for one in gone]) if json else terminal_people.print_former(gone)
        return
    terminal.print_json([asdict(row) for row in rows]) if json else terminal_people.print_people(rows)


@app.command("role", examples=("users role jana@shop.example manager",))
def users_role(
    ctx: typer.Context,
    email: Email,
    role: Annotated[RoleName, typer.Argument(help="viewer, agent, manager, operator or admin.")],
    json: AsJson = False,
) -> None:
    """Let somebody do more or less."""

    def change(desk: _Desk) -> tuple[User, str]:
        from socialshop.staff.model import Role
        from socialshop.staff.users import set_role

        user = desk.named(email)
        set_role(desk.session, desk.actor, user, Role(role), desk.clock)
        return user, f"{user.name} has the role {user.role}."

    _changed(ctx, json, change)


@app.command("password", examples=("users password jana@shop.example",))
def users_password(ctx: typer.Context, email: Email, password: Password = "", json: AsJson = False) -> None:
    """Give somebody another password.

    They are signed out wherever they are signed in.
    """

    def change(desk: _Desk) -> tuple[User, str]:
        from socialshop.staff.users import set_password

        user = desk.named(email)
        set_password(desk.session, desk.actor, user, password, desk.clock)
        return user, f"{user.name} has another password."

    _changed(ctx, json, change)


@app.command("sign-out", examples=("users sign-out jana@shop.example",))
def users_sign_out(ctx: typer.Context, email: Email, json: AsJson = False) -> None:
    """Sign somebody out everywhere.

    They can sign in again, and their programs keep their tokens.
    """

    def change(desk: _Desk) -> tuple[User, str]:
        from socialshop.staff.users import end_sessions

        user = desk.named(email)
        end_sessions(desk.session, desk.actor, user, desk.clock)
        return user, f"{user.name} is signed out everywhere."

    _changed(ctx, json, change)


@app.command("disable", examples=("users disable tom@shop.example --to jana@shop.example",))
def users_disable(
    ctx: typer.Context,
    email: Email,
    to: Annotated[
        str,
        typer.Option(
            metavar="EMAIL",
            help="Who takes over their unresolved conversations; none: nobody in particular; default: they stay.",
        ),
    ] = "",
    json: AsJson = False,
) -> None:
    """Let somebody sign in no more, nor their programs."""
    from socialshop.desk.leaving import disable, hand_over
    from socialshop.inbox.filters import UNASSIGNED
    from socialshop.staff.users import colleague
    from socialshop.terminal import print_json
    from socialshop.terminal_people import print_disabled

    with _at_the_desk(ctx) as desk:
        user, heir, handed_over = desk.named(email), None, 0
        unresolved = disable(desk.session, desk.actor, user, desk.clock)
        if to:
            heir = None if to == UNASSIGNED else colleague(desk.session, to)
            handed_over = hand_over(desk.session, desk.actor, user, heir.id if heir else None, desk.clock)
    left = unresolved - handed_over
    if json:
        print_json({"email": user.email, "unresolved": left, "handed_over": handed_over})
    else:
        print_disabled(user.name, user.email, left, handed_over, heir.name if heir else "")


@app.command("enable", examples=("users enable jana@shop.example",))
def users_enable(ctx: typer.Context, email: Email, json: AsJson = False) -> None:
    """Let somebody sign in again.

    With the password, role, teams and tokens that they had.
    """

    def change(desk: _Desk) -> tuple[User, str]:
        from socialshop.staff.users import enable

        user = desk.named(email)
        enable(desk.session, desk.actor, user, desk.clock)
        return user, f"{user.name} can sign in again as {user.email}, with the role {user.role}."

    _changed(ctx, json, change)


@app.command("team", examples=("users team jana@shop.example orders", "users team jana@shop.example orders --leave"))
def users_team(
    ctx: typer.Context,
    email: Email,
    team: Annotated[str, typer.Argument(help="Its name; a new one is made.")],
    leave: Annotated[bool, typer.Option("--leave", help="Let them leave it instead.")] = False,
    json: AsJson = False,
) -> None:
    """Let somebody answer for a team, or no longer."""

    def change(desk: _Desk) -> tuple[User, str]:
        from socialshop.staff.users import set_team

        user = desk.named(email)
        set_team(desk.session, desk.actor, user, team, desk.clock, member=not leave)
        return user, f"{user.name} {'left' if leave else 'answers for'} {team}."

    _changed(ctx, json, change)


@app.command(
    "token",
    examples=(
        "users token jana@shop.example --name crm --role agent",
        "users token jana@shop.example --name crm --revoke",
    ),
)
def users_token(
    ctx: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option(metavar="NAME", help="Which program it is for, such as crm.")],
    role: Annotated[
        RoleName,
        typer.Option(metavar="ROLE", help="The most that the program may do; never more than its owner."),
    ] = "viewer",
    revoke: Annotated[bool, typer.Option("--revoke", help="End the program's tokens instead.")] = False,
    json: AsJson = False,
) -> None:
    """Make a token for a program that acts in somebody's name.

    It is shown this once: keep it like a password.
    """
    from socialshop.staff.model import Role
    from socialshop.staff.tokens import make_token, revoke_tokens
    from socialshop.terminal import console, print_json

    with _at_the_desk(ctx) as desk:
        user, token = desk.named(email), None
        if revoke:
            revoke_tokens(desk.session, desk.actor, user, name, desk.clock)
        else:
            token = make_token(desk.session, desk.actor, user, name, Role(role), desk.clock)
    told = token or f"{name} acts in {user.name}'s name no more."
    print_json({"email": user.email, "name": name, "token": token}) if json else console().print(told, soft_wrap=True)

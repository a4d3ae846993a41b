"""Who may do what: the one table that pages, programs and commands ask."""

from __future__ import annotations

from enum import StrEnum

from socialshop.errors import SocialshopError
from socialshop.phrases import phrase
from socialshop.staff.model import Role


class Permission(StrEnum):
    READ = "read"  # conversations, reports and runs
    ANSWER = "answer"  # claim, reply, note, draft, label, assign, snooze, resolve
    MODERATE = "moderate"  # hide and delete what customers wrote; answer many at once
    ARRANGE = "arrange"  # macros, labels and views of all; read the audit log
    OPERATE = "operate"  # start runs, publish windows, push the catalog
    ADMINISTER = "administer"  # people, roles, teams and tokens


_LEAST: dict[Permission, Role] = {
    Permission.READ: Role.VIEWER,
    Permission.ANSWER: Role.AGENT,
    Permission.MODERATE: Role.AGENT,
    Permission.ARRANGE: Role.MANAGER,
    Permission.OPERATE: Role.OPERATOR,
    Permission.ADMINISTER: Role.ADMIN,
}
_RANKS = {role: rank for rank, role in enumerate(Role)}


class NotPermitted(SocialshopError):
    """The role does not reach."""

    def __init__(self, role: Role, permission: Permission) -> None:
        least = _LEAST[permission]
        super().__init__(
            phrase(
                "The role {role} may not {permission}: that takes the role {least}.",
                role=role,
                permission=permission,
                least=least,
            ),
            mend=phrase("Ask an admin: `socialshop users role EMAIL {least}`.", least=least),
        )
        self.least = least


def may(role: Role, permission: Permission) -> bool:
    return _RANKS[role] >= _RANKS[_LEAST[permission]]


def lesser(one: Role, other: Role) -> Role:
    """The one of two roles that may less."""
    return min(one, other, key=_RANKS.__getitem__)

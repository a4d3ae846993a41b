"""Who acts: somebody who is signed in, a program with a token, or the command line."""

from __future__ import annotations

from dataclasses import dataclass

from socialshop.staff.model import Role
from socialshop.staff.permissions import NotPermitted, Permission, may


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is how colleagues and the audit log know them; `user_id` is None for the command line and the program."""

    name: str
    role: Role
    user_id: int | None = None

    def require(self, permission: Permission) -> None:
        """Raises NotPermitted where the role does not reach."""
        if not may(self.role, permission):
            raise NotPermitted(self.role, permission)

"""Which conversations a list shows, as links, saved views and programs say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, null
from sqlmodel import select

from socialshop.errors import SocialshopError
from socialshop.inbox.fold import clean
from socialshop.inbox.model import Conversation, ConversationLabel, ConversationState
from socialshop.phrases import phrase
from socialshop.store import row_number

UNASSIGNED = "none"


@dataclass(frozen=True, slots=True)
class Filters:
    """An empty one leaves all. `assignee` is a user's number or 'none'; `contact` a contact's number."""

    state: str = ""
    channel: str = ""
    assignee: str = ""
    team: str = ""
    topic: str = ""
    window: str = ""
    item: str = ""
    label: str = ""
    contact: str = ""
    overdue: bool = False

    @classmethod
    def parsed(cls, given: Mapping[str, object]) -> Filters:
        """From the parameters of an address or a saved view; what is no filter is left out.

        Raises SocialshopError for a state or number that is none.
        """
        known = {name: clean(str(given.get(name) or "")) for name in cls.__dataclass_fields__ if name != "overdue"}
        filters = cls(**known, overdue=str(given.get("overdue") or "").lower() in ("1", "true", "yes"))
        if filters.state and filters.state not in set(ConversationState):
            raise SocialshopError(
                phrase("There is no state {state}.", state=repr(filters.state)),
                mend=phrase("One of: {names}.", names=", ".join(ConversationState)),
            )
        for name, value in (("assignee", filters.assignee), ("contact", filters.contact)):
            if value and row_number(value) is None and (name, value) != ("assignee", UNASSIGNED):
                raise SocialshopError(
                    phrase("{value} is no number of a person.", value=repr(value)),
                    mend=phrase("Leave {name} out or give a number.", name=name),
                )
        return filters

    def chosen(self) -> dict[str, str]:
        """Only those that are set, as `parsed` reads them."""
        values = ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        return {name: "1" if value is True else str(value) for name, value in values if value}

    @property
    def states(self) -> tuple[str, ...]:
        return (self.state,) if self.state else tuple(ConversationState)

    def conditions(self, of: type[Conversation]) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
        """All but state and time: the one whose index the list is read along, the narrowest, and those that are asked
        of each row then. No index serves these, so that no planner takes another one and sorts what it finds."""
        mine = self.assignee and self.assignee != UNASSIGNED
        wanted: list[tuple[Any, object]] = [
            (of.item_id, self.item),
            (of.window, self.window),
            (of.contact_id, self.contact and int(self.contact)),
            (of.team, self.team),
            (of.assignee_id, mine and int(self.assignee)),
            (of.topic, self.topic),
            (of.assignee_id, None if self.assignee == UNASSIGNED else ""),
            (of.channel, self.channel),
        ]
        chosen = [(column, value) for column, value in wanted if value not in ("", False)]
        lead = [condition for column, value in chosen[:1] for condition in _led(column, value)]
        rest = [func.coalesce(column, null()) == value for column, value in chosen[1:]]
        return lead, [*rest, *([_bears(of, self.label)] if self.label else [])]


def _led(column: Any, value: object) -> list[ColumnElement[bool]]:
    """SQLite uses an index of those that have a team or a topic only where it reads that they have one."""
    has_one = [column != literal_column("''")] if column.key in ("team", "topic") else []
    return [column == value, *has_one]


def _bears(of: type[Conversation], label: str) -> ColumnElement[bool]:
    """Asked of one conversation at a time: of an IN or EXISTS a planner makes a walk through all that bear it."""
    row = select(ConversationLabel.label).where(
        ConversationLabel.label == label, ConversationLabel.conversation_id == of.id
    )
    return row.scalar_subquery().is_not(None)

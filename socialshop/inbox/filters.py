"""Which conversations a list shows, as links, saved views and programs say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from socialshop.errors import SocialshopError
from socialshop.inbox.fold import clean
from socialshop.inbox.model import Conversation, ConversationLabel, ConversationState
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
                f"There is no state {filters.state!r}.", mend=f"One of: {', '.join(ConversationState)}."
            )
        for name, value in (("assignee", filters.assignee), ("contact", filters.contact)):
            if value and row_number(value) is None and (name, value) != ("assignee", UNASSIGNED):
                raise SocialshopError(
                    f"{value!r} is no number of a person.", mend=f"Leave {name} out or give a number."
                )
        return filters

    def chosen(self) -> dict[str, str]:
        """Only those that are set, as `parsed` reads them."""
        return {name: "1" if value is True else str(value) for name, value in asdict(self).items() if value}

    @property
    def states(self) -> tuple[str, ...]:
        return (self.state,) if self.state else tuple(ConversationState)

    def conditions(self) -> list[ColumnElement[bool]]:
        """All but state and time, which the list enters its indexes by."""
        plain = {
            Conversation.channel: self.channel,
            Conversation.team: self.team,
            Conversation.topic: self.topic,
            Conversation.window: self.window,
            Conversation.item_id: self.item,
        }
        found: list[ColumnElement[bool]] = [col(column) == value for column, value in plain.items() if value]
        if self.assignee == UNASSIGNED:
            found.append(col(Conversation.assignee_id).is_(None))
        elif self.assignee:
            found.append(col(Conversation.assignee_id) == int(self.assignee))
        if self.contact:
            found.append(col(Conversation.contact_id) == int(self.contact))
        if self.label:
            found.append(_labelled(self.label))
        return found


def _labelled(label: str) -> ColumnElement[bool]:
    labelled = select(col(ConversationLabel.conversation_id)).where(col(ConversationLabel.label) == label)
    return col(Conversation.id).in_(labelled)

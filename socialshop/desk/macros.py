"""Macros: texts for answers that come up again, with placeholders that the conversation fills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.errors import NameMissing, Unfilled, UnknownMacro, UnknownPlaceholder
from socialshop.desk.model import Macro
from socialshop.inbox.model import Contact
from socialshop.inbox.resolve import existing
from socialshop.orders.model import OrderLink
from socialshop.products.model import Product
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission

PLACEHOLDERS = {
    "name": "the customer's name",
    "product": "the title of the product that it is about",
    "order": "the number of the order that came of it",
    "link": "the product's page in the shop",
    "me": "the name of who answers",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def save_macro(session: Session, actor: Actor, name: str, text: str, clock: Clock) -> Macro:
    """Make a macro or change it; the caller commits.

    Raises NotPermitted, NameMissing for an empty one, and UnknownPlaceholder for a placeholder that there is not.
    """
    actor.require(Permission.ARRANGE)
    name, text = name.strip(), text.strip()
    if not name or not text:
        raise NameMissing("A macro has a name and a text.", mend="Give both.")
    require_known(text)
    macro = session.get(Macro, name)
    before = {"text": macro.text} if macro else None
    macro = session.merge(Macro(name=name, text=text, updated_at=clock()))
    session.flush()
    record(session, actor, "save macro", "macro", name, clock(), before=before, after={"text": text})
    return macro


def remove_macro(session: Session, actor: Actor, name: str, clock: Clock) -> None:
    """The caller commits. Raises NotPermitted."""
    actor.require(Permission.ARRANGE)
    macro = session.get(Macro, name)
    if macro is not None:
        session.delete(macro)
        record(session, actor, "remove macro", "macro", name, clock(), before={"text": macro.text})


def macros(session: Session) -> list[Macro]:
    """All macros, by name."""
    return list(session.exec(select(Macro).order_by(col(Macro.name))))


@dataclass(frozen=True, slots=True)
class Filled:
    """A text for one conversation; what nobody knows here stands in it still, and is named in `missing`."""

    text: str
    missing: tuple[str, ...]


def filled(session: Session, macro_name: str, conversation_id: int, actor: Actor) -> Filled:
    """The macro's text for this conversation. Raises UnknownConversation, and UnknownMacro."""
    macro = session.get(Macro, macro_name)
    if macro is None:
        raise UnknownMacro(f"There is no macro {macro_name!r}.", mend="Choose one of the list.")
    return fill(session, macro.text, conversation_id, actor)


def fill(session: Session, text: str, conversation_id: int, actor: Actor) -> Filled:
    """The text with what is known of the conversation in place of its placeholders. Raises UnknownConversation."""
    asked = unfilled(text)
    known = _values(session, conversation_id, actor) if asked else {}
    missing = tuple(name for name in asked if not known.get(name))
    return Filled(_PLACEHOLDER.sub(lambda found: known.get(found[1]) or found[0], text), missing)


def unfilled(text: str) -> tuple[str, ...]:
    """The placeholders that stand in a text, each once."""
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name in PLACEHOLDERS))


def require_known(text: str) -> None:
    """What is written for many is filled in for each: '{nmae}' would be read by all. Raises UnknownPlaceholder."""
    unknown = [found for found in _PLACEHOLDER.findall(text) if found not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS)
        raise UnknownPlaceholder(f"There is no placeholder {{{unknown[0]}}}.", mend=f"There are {known}.")


def require_filled(text: str) -> None:
    """No customer shall read '{order}'. Raises Unfilled."""
    left = unfilled(text)
    if left:
        raise Unfilled(left)


def _values(session: Session, conversation_id: int, actor: Actor) -> Mapping[str, str]:
    conversation = existing(session, conversation_id)
    contact = session.get(Contact, conversation.contact_id) if conversation.contact_id else None
    product = session.get(Product, conversation.item_id) if conversation.item_id else None
    linked = select(OrderLink.order_number).where(
        OrderLink.conversation_id == conversation_id, col(OrderLink.undone_at).is_(None)
    )
    order = session.exec(linked.order_by(col(OrderLink.score).desc(), col(OrderLink.id).desc())).first()
    return {
        "name": contact.name if contact else "",
        "product": product.title if product else "",
        "order": order or "",
        "link": product.link if product else "",
        "me": actor.name,
    }

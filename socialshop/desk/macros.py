"""Macros: texts for answers that come up again, everybody's or one's own, with placeholders that the conversation
fills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from socialshop.clock import Clock
from socialshop.desk.errors import NameMissing, NameTaken, Unfilled, UnknownMacro, UnknownPlaceholder, WrongLength
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
LONGEST_NAME, LONGEST_TEXT = 60, 5_000
"""Characters."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def save_macro(
    session: Session,
    actor: Actor,
    name: str,
    text: str,
    clock: Clock,
    *,
    shared: bool = False,
    macro_id: int | None = None,
) -> Macro:
    """Make a macro of one's own or, as a manager, a shared one; or change the one with that number. The caller commits.

    Raises NotPermitted, UnknownMacro, NameMissing for an empty one, WrongLength for a very long one, NameTaken where
    another one of them is called so, and UnknownPlaceholder for a placeholder that there is not.
    """
    macro = _existing(session, actor, macro_id) if macro_id is not None else None
    _require_may_write(actor, shared=shared or (macro is not None and macro.user_id is None))
    assert shared or actor.user_id is not None
    owner, name, text = None if shared else actor.user_id, " ".join(name.split()), text.strip()
    _require_sound(name, text)
    _require_free_name(session, owner, name, macro_id)
    before = _kept(macro) if macro else None
    macro = macro or Macro(name=name, text=text, updated_at=clock())
    macro.user_id, macro.name, macro.text, macro.updated_at = owner, name, text, clock()
    session.add(macro)
    session.flush()
    record(session, actor, "save macro", "macro", name, clock(), before=before, after=_kept(macro))
    return macro


def remove_macro(session: Session, actor: Actor, macro_id: int, clock: Clock) -> None:
    """Nothing happens to one that is not there, or a colleague's own. The caller commits. Raises NotPermitted."""
    actor.require(Permission.ANSWER)
    try:
        macro = _existing(session, actor, macro_id)
    except UnknownMacro:
        return
    _require_may_write(actor, shared=macro.user_id is None)
    session.delete(macro)
    record(session, actor, "remove macro", "macro", macro.name, clock(), before=_kept(macro))


def macros(session: Session, actor: Actor) -> list[Macro]:
    """One's own and the shared ones, by name."""
    seen = select(Macro).where(or_(Macro.user_id == actor.user_id, col(Macro.user_id).is_(None)))
    return list(session.exec(seen.order_by(col(Macro.name), col(Macro.id))))


def _existing(session: Session, actor: Actor, macro_id: int) -> Macro:
    macro = session.get(Macro, macro_id)
    if macro is None or macro.user_id not in (None, actor.user_id):
        raise UnknownMacro(f"There is no macro {macro_id}.", mend="Choose one of the list.")
    return macro


def _require_may_write(actor: Actor, *, shared: bool) -> None:
    actor.require(Permission.ARRANGE if shared else Permission.ANSWER)


def _require_sound(name: str, text: str) -> None:
    if not name or not text:
        raise NameMissing("A macro has a name and a text.", mend="Give both.")
    if len(name) > LONGEST_NAME:
        raise WrongLength("A macro's name", len(name), LONGEST_NAME)
    if len(text) > LONGEST_TEXT:
        raise WrongLength("A macro", len(text), LONGEST_TEXT)
    require_known(text)


def _require_free_name(session: Session, owner: int | None, name: str, macro_id: int | None) -> None:
    called_so = session.exec(select(Macro.id).where(Macro.user_id == owner, Macro.name == name)).first()
    if called_so not in (None, macro_id):
        raise NameTaken(name)


def _kept(macro: Macro) -> dict[str, Any]:
    return {"name": macro.name, "text": macro.text, "shared": macro.user_id is None}


@dataclass(frozen=True, slots=True)
class Filled:
    """A text for one conversation; what nobody knows here stands in it still, and is named in `missing`."""

    text: str
    missing: tuple[str, ...]


def filled(session: Session, macro_id: int, conversation_id: int, actor: Actor) -> Filled:
    """The macro's text for this conversation. Raises UnknownConversation, and UnknownMacro."""
    return fill(session, _existing(session, actor, macro_id).text, conversation_id, actor)


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

"""How the demo's inbox is kept: texts for answers, who looks after what, what is put off, noted and done."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.acts import add_label, assign, resolve, set_priority, snooze
from socialshop.desk.macros import save_macro
from socialshop.desk.notes import add_note
from socialshop.desk.views import save_view
from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Priority
from socialshop.staff.actor import Actor
from socialshop.web.times import snooze_times

MACROS = {
    "Danke": "Guten Tag {name}, das freut uns sehr, und wir lesen es morgen früh an der Theke vor. Herzlich, {me}",
    "Nicht gut angekommen": "Guten Tag {name}, das tut uns leid: So soll bei Ihnen nichts ankommen. Was in {order} "
    "nicht gut war, ersetzen wir Ihnen; zurückschicken müssen Sie nichts. Herzlich, {me}",
    "Preis und Gewicht": "Guten Tag {name}, {product} gibt es in mehreren Größen, mit Preis und Gewicht hier: {link} "
    "Wenn Sie sagen, wie viele am Tisch sitzen, rechnen wir gern mit.",
    "Aufbewahren": "Guten Tag {name}, {product} bleibt am besten in seinem Papier, ganz unten im Kühlschrank. Eine "
    "Stunde vor dem Essen herausnehmen, dann schmeckt er nach etwas.",
}

NOTES = {
    "missing-mustard": "Der Birnensenf stand noch im Regal. Emil legt ihn heute dem Paket nach Ulm bei.",
    "tasting-how": "Am Montag entscheidet die Runde über neue Experten, danach antworten.",
    "brie-twice": "Ist das die Frau Aldinger mit dem weichen Brie? Die Bestellung ist dieselbe.",
}
LABELS = {
    "missing-mustard": "Nachlieferung",
    "brie-too-soft": "Erstattet",
    "munster-recipe": "Rezept",
    "fondue-wine": "Rezept",
}
HERS, HIS = ("first-visit", "wines-for-wedding"), ("missing-mustard", "fondue-wine")
PUT_OFF = "tasting-how"
DONE = ("primer-thanks", "shipping-uk", "raclette-lactose")
"""Each by the key of the line that it began with."""


def keep_desk(
    session: Session, greta: Actor, emil: Actor, find: Callable[[str], int], clock: Clock, zone: ZoneInfo
) -> None:
    """Do what the two would do in an evening; `find` tells the conversation of a line. The caller commits."""
    for name, text in MACROS.items():
        save_macro(session, greta, name, text, clock, shared=True)
    for key, note in NOTES.items():
        add_note(session, greta, find(key), note, clock)
    for key, label in LABELS.items():
        add_label(session, greta, find(key), label, clock)
    for actor, keys in ((greta, HERS), (emil, HIS)):
        for key in keys:
            assign(session, greta, find(key), actor.user_id, clock)
    set_priority(session, greta, find("missing-mustard"), Priority.HIGH, clock)
    snooze(session, greta, find(PUT_OFF), snooze_times(clock(), zone)["monday"], clock)
    for key in DONE:
        resolve(session, greta, find(key), clock)
    save_view(session, greta, "Rezepte", Filters(label="Rezept"), clock, shared=True)

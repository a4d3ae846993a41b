"""All labels: listed, renamed, put together and taken off everywhere, on both databases."""

from __future__ import annotations

import json

import pytest
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.acts import LONGEST_LABEL, add_label, labels_of
from socialshop.desk.errors import LabelTaken, UnknownLabel, WrongLength
from socialshop.desk.labels import LabelUse, labels, remove_label, rename_label
from socialshop.desk.menus import menus
from socialshop.desk.views import SEEN, save_view
from socialshop.inbox.filters import Filters
from socialshop.inbox.ingest import ingest
from socialshop.staff.audit import entries
from socialshop.staff.permissions import NotPermitted
from tests.integration.inbox.conftest import People, Says


@pytest.fixture
def labelled(session: Session, clock: Clock, people: People, says: Says) -> None:
    """Three conversations: one with two labels, one with one of them, one with neither."""
    ingest(session, [says("c1", "Rezept?"), says("c2", "Preis?"), says("c3", "Danke")], clock)
    for conversation_id, label in ((1, "Rezept"), (1, "rezepte"), (2, "Rezept")):
        add_label(session, people["Jana"], conversation_id, label, clock)


def test_each_tells_how_many_bear_it(session: Session, labelled: None) -> None:
    assert set(labels(session)) == {LabelUse("Rezept", 2), LabelUse("rezepte", 1)}


def test_a_new_name_is_borne_by_all_and_looked_for_by_views(
    session: Session, clock: Clock, people: People, labelled: None
) -> None:
    mia = people["Mia"]
    save_view(session, mia, "Rezepte", Filters(label="Rezept"), clock)
    save_view(session, mia, "Offen", Filters(state="open"), clock)
    assert rename_label(session, mia, "Rezept", "  Kochen und   Backen ", clock) == LabelUse("Kochen und Backen", 2)
    assert labels_of(session, 1) == ["Kochen und Backen", "rezepte"]
    assert labels_of(session, 2) == ["Kochen und Backen"]
    assert "Rezept" not in menus(session, mia.user_id or 0).labels
    assert {view.name: view.filters for view in SEEN.ask(session, {"user_id": mia.user_id})} == {
        "Offen": Filters(state="open"),
        "Rezepte": Filters(label="Kochen und Backen"),
    }
    (entry,) = entries(session, subject="label", limit=1)
    assert (entry.act, entry.subject_id, json.loads(entry.before)) == (
        *("rename label", "Rezept"),
        {"label": "Rezept", "conversations": 2},
    )
    assert rename_label(session, mia, "rezepte", "rezepte", clock) is None


def test_two_become_one_only_where_that_is_meant(
    session: Session, clock: Clock, people: People, labelled: None
) -> None:
    with pytest.raises(LabelTaken, match="'Rezept' already"):
        rename_label(session, people["Mia"], "rezepte", "Rezept", clock)
    assert labels_of(session, 1) == ["Rezept", "rezepte"]
    assert rename_label(session, people["Mia"], "rezepte", "Rezept", clock, merge=True) == LabelUse("Rezept", 2)
    assert (labels_of(session, 1), labels_of(session, 2), labels_of(session, 3)) == (["Rezept"], ["Rezept"], [])
    assert entries(session, subject="label", limit=1)[0].act == "merge labels"


def test_one_is_taken_off_everywhere_and_may_be_put_on_anew(
    session: Session, clock: Clock, people: People, labelled: None
) -> None:
    assert remove_label(session, people["Mia"], "Rezept", clock) == 2
    assert labels(session) == [LabelUse("rezepte", 1)]
    with pytest.raises(UnknownLabel, match="'Rezept'"):
        remove_label(session, people["Mia"], "Rezept", clock)
    add_label(session, people["Jana"], 3, "Rezept", clock)
    assert LabelUse("Rezept", 1) in labels(session)


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_LABEL + 1)])
def test_a_name_has_a_length(session: Session, clock: Clock, people: People, labelled: None, name: str) -> None:
    with pytest.raises(WrongLength):
        rename_label(session, people["Mia"], "Rezept", name, clock)


def test_it_takes_a_manager(session: Session, clock: Clock, people: People, labelled: None) -> None:
    with pytest.raises(NotPermitted):
        rename_label(session, people["Jana"], "Rezept", "Kochen", clock)
    with pytest.raises(NotPermitted):
        remove_label(session, people["Jana"], "Rezept", clock)

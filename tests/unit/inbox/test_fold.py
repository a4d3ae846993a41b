"""A comment's state does not depend on the order in which its events arrive, nor on how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from socialshop.inbox.fold import clean, fold, name_of
from socialshop.inbox.raw import from_json, to_json
from socialshop.ports import Author, EventKind, InboundEvent

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
ADDED, EDITED, REMOVED = EventKind.COMMENT_ADDED, EventKind.COMMENT_EDITED, EventKind.COMMENT_REMOVED


def event(
    kind: EventKind = ADDED,
    minute: int = 0,
    text: str = "Hallo",
    *,
    author: Author | None = None,
    parent: str | None = None,
) -> InboundEvent:
    return InboundEvent("facebook", kind, "c1", "post", parent, author, text, START + timedelta(minutes=minute))


events = st.builds(
    event,
    st.sampled_from(EventKind),
    st.integers(0, 9),
    st.text(max_size=4),
    author=st.none() | st.builds(Author, st.sampled_from("ab"), st.just("Anna")),
    parent=st.sampled_from([None, "c0", "c1", "post"]),
)
histories = st.lists(events, min_size=1, max_size=6, unique_by=lambda event: (event.kind, event.at))


@given(histories, st.randoms(use_true_random=False), st.data())
def test_any_order_and_any_repetition_gives_the_same_state(
    history: list[InboundEvent], random: object, data: st.DataObject
) -> None:
    arrived = data.draw(st.permutations(history + data.draw(st.lists(st.sampled_from(history)))))
    assert fold(arrived) == fold(history)


@given(st.floats(-86_400, 86_400), st.floats(0, 0.999), st.booleans(), st.permutations(range(4)))
def test_no_clock_that_is_wrong_undoes_an_edit(skew: float, fraction: float, removed: bool, order: list[int]) -> None:
    """Told to the second by polling and to the millisecond by a webhook; the edit by a clock of its own."""
    added, precise = event(text="Käs"), replace(event(text="Käs"), at=START + timedelta(seconds=fraction))
    edited = replace(event(EDITED, text="Käse"), at=START + timedelta(seconds=skew))
    last = replace(event(REMOVED if removed else ADDED, text="Käs"), at=START - timedelta(seconds=skew))
    told = [added, precise, edited, last]
    comment = fold([told[number] for number in order])
    assert comment == fold(told)
    assert comment is not None
    assert (comment.text, comment.edited_at, comment.removed_at) == ("Käse", edited.at, last.at if removed else None)


@given(histories)
def test_nothing_undoes_a_removal(history: list[InboundEvent]) -> None:
    comment = fold([*history, event(REMOVED, minute=5), event(ADDED, minute=20)])
    assert comment is not None
    assert comment.removed_at is not None


def test_the_latest_edit_counts_and_the_time_stays_that_of_the_first_word() -> None:
    comment = fold([event(EDITED, 3, "drei"), event(ADDED, 0, "null"), event(EDITED, 2, "zwei")])
    assert comment is not None
    assert (comment.text, comment.at, comment.edited_at) == ("drei", START, START + timedelta(minutes=3))


def test_an_edit_outranks_the_addition_though_its_clock_runs_behind() -> None:
    comment = fold([event(ADDED, 5, "alt"), event(EDITED, 4, "neu")])
    assert comment is not None
    assert comment.text == "neu"


def test_author_and_parent_are_taken_from_whichever_event_tells_them() -> None:
    anna = Author("a1", "Anna")
    comment = fold([event(EDITED, 1), event(EDITED, 2, author=anna, parent="c0")])
    assert comment is not None
    assert (comment.author, comment.parent_id) == (anna, "c0")


def test_of_a_removal_alone_nothing_can_be_shown() -> None:
    assert fold([event(REMOVED)]) is None


@given(st.text(), st.text())
def test_what_is_stored_raw_reads_back_word_for_word(text: str, name: str) -> None:
    told = event(text=text + "\x00\ud800", author=Author("a1", name))
    stored = to_json(told)
    assert stored.isascii()
    assert "\x00" not in stored
    assert from_json("facebook", stored) == told


@pytest.mark.parametrize(
    ("borne", "known"),
    [
        ("Ida Sommer", "Ida Sommer"),
        (" Ida\r\n\tSommer ", "Ida Sommer"),
        ("🧀", "🧀"),
        ("\u202eevil", "\u202eevil"),
        ("Zoe\u0301\u0301", "Zoe\u0301\u0301"),
        ("👨\u200d👩", "👨\u200d👩"),
        (" \t\n", ""),
        ("\u200b\u200d\ufeff\xad", ""),
        ("\u2800\u3164 \U000e0041", ""),
        ("", ""),
    ],
)
def test_a_name_is_one_line_and_none_where_nothing_is_to_be_seen(borne: str, known: str) -> None:
    assert name_of(Author("a1", borne)) == known


@given(st.text(st.characters()))
def test_a_cleaned_text_fits_into_both_databases(text: str) -> None:
    kept = clean(text + "\x00\udfff")
    kept.encode("utf-8")
    assert "\x00" not in kept
    assert len(kept) == len(text) + 2

"""Finding conversations, people, orders and products, however they are written and whatever is typed."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update
from sqlalchemy import text as text_of
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk import hits
from socialshop.desk.search import Found, OrderHit, ProductHit, search
from socialshop.errors import SocialshopError
from socialshop.inbox.identities import merge_by_hand
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Message
from socialshop.inbox.search_index import index_new
from socialshop.orders.clues import read_clues
from socialshop.orders.links import link_orders
from socialshop.orders.model import Order
from socialshop.orders.record import hash_email
from socialshop.ports import Author, EventKind
from socialshop.store import open_store
from socialshop.store.migrate import upgrade
from tests.integration.inbox.conftest import Says


def previews(found: Found) -> list[str]:
    return [row.preview for row in found.conversations]


@pytest.mark.parametrize("sought", ["Bergkäse", "bergkaese", "BERGKA", "a\u0308rg", "noch bergkäse", "straße"])
def test_umlauts_case_and_beginnings_do_not_matter(session: Session, clock: Clock, says: Says, sought: str) -> None:
    said = "Ärger in der Hauptstrasse, Strasse 4: ist der BERGKÄSE noch da?"
    ingest(session, [says("c1", said), says("d1", "Guten Morgen", minute=1)], clock)
    assert previews(search(session, sought)) == [said]


@pytest.mark.parametrize("sought", ["Bergkäse Brie", "käse", "ergkäse", "kein"])
def test_all_words_must_be_there_from_their_beginning(session: Session, clock: Clock, says: Says, sought: str) -> None:
    ingest(session, [says("c1", "Der Bergkäse, bitte"), says("d1", "Der Brie, bitte", minute=1)], clock)
    assert previews(search(session, sought)) == []


def test_edited_texts_are_found_as_they_are_and_removed_ones_not_at_all(
    session: Session, clock: Clock, says: Says
) -> None:
    ingest(session, [says("c1", "Gouda"), says("d1", "Comté", minute=1)], clock)
    ingest(session, [says("c1", "Emmentaler", minute=2, kind=EventKind.COMMENT_EDITED)], clock)
    ingest(session, [says("d1", "", minute=2, kind=EventKind.COMMENT_REMOVED)], clock)
    assert previews(search(session, "Gouda")) == previews(search(session, "Comté")) == []
    assert previews(search(session, "emmentaler")) == ["Emmentaler"]


def test_a_very_long_search_says_that_its_first_words_were_looked_for(
    session: Session, clock: Clock, says: Says
) -> None:
    ingest(session, [says("c1", "Ist der Bergkäse aus Rohmilch und wie lange reift er?")], clock)
    eight = "der bergkaese aus rohmilch und wie lange reift"
    found = [search(session, sought) for sought in (eight, f"{eight} nirgends", f"bergkaese {' ' * 200} nirgends")]
    assert [(len(one.conversations), one.shortened) for one in found] == [(1, False), (1, True), (1, True)]


def test_what_is_erased_is_not_found(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Gouda")], clock)
    session.delete(session.get_one(Message, 1))
    session.flush()
    assert search(session, "Gouda") == Found()


def test_far_away_messages_are_found_with_the_newest_first(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Gouda 1")], clock)
    numbers = (4_095, 4_096, 70_000, 1_200_000)  # in several parts of what PostgreSQL asks for at a time
    for number in numbers:
        ingest(session, [says(f"c{number}", f"Gouda {number}", minute=number % 1_000)], clock)
        latest = session.exec(select(Message).where(Message.external_id == f"c{number}")).one()
        session.exec(update(Message).where(col(Message.id) == latest.id).values(id=number))
        if session.get_bind().dialect.name == "sqlite":  # its index follows texts; numbers never change
            session.connection().exec_driver_sql("DELETE FROM message_search")
            index_new(session)
    assert previews(search(session, "gouda")) == [f"Gouda {number}" for number in reversed((1, *numbers))]
    assert previews(search(session, "Gouda 70000")) == ["Gouda 70000"]
    first = search(session, "gouda", limit=2)
    assert previews(search(session, "gouda", before=first.next, limit=2)) == ["Gouda 4096", "Gouda 4095"]


@pytest.fixture
def scattered(session: Session, clock: Clock, says: Says, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Sixty messages whose numbers lie far apart, half of them on Gouda, half on Brie, the twentieth ones on both; the
    words are as common as if there were thousands of each."""
    texts = ["Gouda und Brie" if n % 20 == 0 else "reifer Gouda" if n % 2 else "junger Brie" for n in range(1, 61)]
    people = [Author(f"a{n}", f"Gast {n}") for n in range(60)]
    ingest(session, [says(f"c{n}", f"{text} {n}", author=people[n]) for n, text in enumerate(texts)], clock)
    session.execute(text_of("UPDATE messages SET id = id * 1000 WHERE id > 0"))
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("DELETE FROM message_search")
        index_new(session)
    else:
        session.execute(text_of("ANALYZE messages"))
    monkeypatch.setattr(hits, "FEW", 6)
    monkeypatch.setattr(hits, "FURTHER", 2)
    return session


@pytest.mark.parametrize("sought", ["gouda brie", "brie goud", "reifer junger", "gouda", "bri", "gouda und brie", "39"])
def test_common_words_are_sought_so_far_a_page_and_all_found_in_the_end(scattered: Session, sought: str) -> None:
    *words, last = sought.split()
    texts = [text for (text,) in scattered.execute(select(Message.text).order_by(col(Message.id).desc()))]
    with_all = [
        text
        for text in texts
        if {*words} <= {*text.lower().split()} and any(word.startswith(last) for word in text.lower().split())
    ]
    seen, marks = [], [None]
    while len(marks) == 1 or marks[-1]:
        page = search(scattered, sought, before=marks[-1], limit=4)
        seen += previews(page)
        marks.append(page.next)
    assert seen == with_all


def test_a_page_of_words_that_never_come_together_ends_before_the_first_message(scattered: Session) -> None:
    first = search(scattered, "reifer junger")
    assert (first.conversations, first.next is not None) == ((), True)
    assert int(first.next or 0) > 30_000
    following = search(scattered, "reifer junger", before=first.next)
    assert int(following.next or 0) < int(first.next or 0)


def test_a_conversation_comes_once_a_page_and_pages_follow_one_another(
    session: Session, clock: Clock, says: Says
) -> None:
    events = [says(f"c{n}", "Brie?", minute=n, author=Author(f"a{n}", f"Gast {n}")) for n in range(7)]
    more = [says(f"r{n}", "Brie!", parent="c6", minute=20 + n, author=Author("a6", "Gast 6")) for n in range(5)]
    ingest(session, [*events, *more], clock)
    seen, mark = [], None
    for _ in range(3):
        page = search(session, "brie", before=mark, limit=3)
        seen += [row.contact_name for row in page.conversations]
        mark = page.next
    assert mark is None
    assert seen == [f"Gast {n}" for n in (6, 5, 4, 3, 2, 1, 0)]


def test_people_are_found_by_their_name_also_after_it_changed(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", author=Author("m1", "Jörg Müller"))], clock)
    (hit,) = search(session, "joerg mull").people
    assert (hit.name, hit.channel) == ("Jörg Müller", "facebook")
    ingest(session, [says("c2", minute=1, author=Author("m1", "Jörg Schäfer"))], clock)
    assert search(session, "müller").people == ()
    assert [hit.name for hit in search(session, "schaefer").people] == ["Jörg Schäfer"]


def test_whoever_is_found_comes_with_the_latest_of_what_they_wrote_on_every_channel(
    session: Session, clock: Clock, says: Says
) -> None:
    mueller, same = Author("m1", "Jörg Müller"), Author("i1", "kaesejoerg")
    ingest(session, [says(f"c{n}", f"Gouda {n}", minute=n, author=mueller) for n in range(3)], clock)
    ingest(session, [says("i1", "Und per Instagram", minute=9, author=same, channel="instagram")], clock)
    assert [row.preview for row in search(session, "müller").theirs] == ["Gouda 2", "Gouda 1", "Gouda 0"]
    merge_by_hand(session, 1, 2, because="told us", by="Anna", clock=clock)
    assert search(session, "müller").theirs[0].preview == "Und per Instagram"


def test_a_conversation_that_words_find_is_not_listed_again_for_its_person(
    session: Session, clock: Clock, says: Says
) -> None:
    writer = Author("m1", "Brie Larson")
    ingest(session, [says("c1", "Ein Brie, bitte", author=writer), says("d1", "Gouda", minute=1, author=writer)], clock)
    found = search(session, "brie")
    assert (previews(found), [row.preview for row in found.theirs]) == (["Ein Brie, bitte"], ["Gouda"])


def test_orders_are_found_by_their_number_with_the_conversation_they_came_of(
    shop: Engine, session: Session, clock: Clock, says: Says
) -> None:
    ingest(session, [says("c1", "Meine Bestellung #1001 ist nicht da")], clock)
    for number in ("#1001", "#1002"):
        session.add(_order(number, clock()))
    session.commit()
    read_clues(shop, clock)
    link_orders(session, clock)
    assert search(session, "1001").orders == search(session, "#1001").orders == (OrderHit("#1001", 1),)
    assert search(session, "#1002").orders == (OrderHit("#1002", None),)


def test_orders_are_found_among_other_words_and_by_the_address_they_were_placed_with(
    session: Session, clock: Clock
) -> None:
    for number in ("#1001", "KT-1002"):
        session.add(_order(number, clock()))
    session.flush()
    session.get_one(Order, "#1001").email_hash = hash_email("jana@example.org")
    assert search(session, "Bestellung #1001 Brie").orders == (OrderHit("#1001", None),)
    assert search(session, "kt-1002").orders == (OrderHit("KT-1002", None),)
    assert search(session, "Jana@Example.org").orders == (OrderHit("#1001", None),)
    assert search(session, "jana@example.com").orders == search(session, "11001").orders == ()


@pytest.mark.parametrize("sought", ['"noch da"', "„NOCH da“ brie", "“ist der Brie noch” da"])
def test_what_is_quoted_is_found_as_it_stands(session: Session, clock: Clock, says: Says, sought: str) -> None:
    ingest(session, [says("c1", "Ist der Brie noch da?"), says("d1", "Da ist der noch gute Brie", minute=1)], clock)
    assert previews(search(session, sought)) == ["Ist der Brie noch da?"]


def test_pages_of_a_phrase_follow_one_another(session: Session, clock: Clock, says: Says) -> None:
    texts = ["Ist er noch da?" if number % 3 else "Da noch einer" for number in range(12)]
    ingest(session, [says(f"c{number}", text, minute=number) for number, text in enumerate(texts)], clock)
    found, mark = 0, None
    for _ in range(12):
        page = search(session, '"noch da"', before=mark, limit=2)
        found, mark = found + len(page.conversations), page.next
        if mark is None:
            break
    assert (found, mark) == (8, None)


def test_a_product_is_found_by_a_part_of_its_word(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Ist der Bergkäse reif?")], clock)
    assert search(session, "käse").products == (ProductHit("BERG-1", "Bergkäse, 12 Monate gereift"),)


def test_products_that_somebody_spoke_of_are_found(session: Session, clock: Clock, says: Says) -> None:
    ingest(session, [says("c1", "Ist der Brie reif?"), says("d1", "Wie schön", minute=1)], clock)
    assert search(session, "meaux").products == (ProductHit("BRIE-1", "Brie de Meaux"),)
    assert search(session, "brie-1").products == (ProductHit("BRIE-1", "Brie de Meaux"),)
    assert search(session, "Bergkäse").products == ()  # nobody spoke of it


HOSTILE = ["%", "_", "*", '"', '"" OR 1', "NEAR(a b)", "-brie", "words:brie", "'; DROP TABLE messages; --", "a:*&!|"]


@pytest.mark.parametrize("sought", ["", "   ", *HOSTILE, "\x00", "\ud800", "🧀", "x" * 100_000, "AND", "NOT brie OR"])
def test_whatever_is_typed_is_harmless(session: Session, clock: Clock, says: Says, sought: str) -> None:
    ingest(session, [says("c1", "Gouda")], clock)
    assert search(session, sought).conversations == ()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(max_size=80), sought=st.text(max_size=40))
def test_no_text_breaks_the_index_or_the_search(
    session: Session, clock: Clock, says: Says, said: str, sought: str
) -> None:
    ingest(session, [says("c1", said)], clock)
    search(session, sought)
    search(session, said)
    session.rollback()


@pytest.mark.parametrize("mark", ["", "x", "-1", "9" * 40, "1; DROP"])
def test_a_forged_mark_is_refused(session: Session, mark: str) -> None:
    with pytest.raises(SocialshopError, match="no such page"):
        search(session, "brie", before=mark)


def test_a_migrated_database_finds_what_it_held_before(store_url: str, clock: Clock, says: Says) -> None:
    store = open_store(store_url)
    upgrade(store)
    with Session(store) as session:
        ingest(session, [says("c1", "Der Bergkäse, bitte")], clock)
        assert previews(search(session, "bergkaese bitte")) == ["Der Bergkäse, bitte"]
        assert [hit.name for hit in search(session, "öztürk").people] == ["Anna Öztürk"]
    store.dispose()


def _order(number: str, now: datetime) -> Order:
    return Order(number=number, placed_at=now, currency="EUR", subtotal=1, total=1, imported_at=now)

"""What messages name is read once, and found whatever comes first: the message, its edit, the order or the code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact, ContactLink, Conversation, ConversationCode, Message
from socialshop.orders import clues
from socialshop.orders.clues import read_clues
from socialshop.orders.likeness import propose_people
from socialshop.orders.mentions import mentions
from socialshop.orders.model import ChangedText, Clue, Order, OrderLink
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.schema import metadata
from socialshop.store import open_store, settled
from tests.integration.orders.linking import link_all

START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SHOP = Author("page", "Käsetheke", is_us=True)
_runs = count(9001)
Act = Callable[[Session], object]


def comment(
    mark: str,
    id_: str,
    minute: int,
    who: str,
    text: str = "",
    *,
    parent: str | None = None,
    kind: EventKind = EventKind.COMMENT_ADDED,
) -> InboundEvent:
    author = SHOP if who == "shop" else Author(mark + who, who)
    above = mark + parent if parent else None
    return InboundEvent(
        "facebook", kind, mark + id_, "post", above, author, text, START + timedelta(minutes=minute), {"id": id_}
    )


def story(run: int, clock: Clock) -> list[Act]:
    """Two orders, a code, and all that may happen to the messages that name them."""
    mark, code, first, second = f"{run}-", f"K-{run:08}", f"#{run}001", f"#{run}002"
    edited, removed = EventKind.COMMENT_EDITED, EventKind.COMMENT_REMOVED
    told = [
        comment(mark, "a1", 1, "Anna", f"Wo bleibt {first}?"),
        comment(mark, "a2", 2, "Anna", f"Und Bestellung {run}002?", parent="a1"),
        comment(mark, "a3", 3, "Anna", "Danke!", parent="a2"),  # before its parents: a thread of its own at first
        comment(mark, "b1", 4, "Bert", "Hallo"),
        comment(mark, "b1", 5, "Bert", f"Hallo, ich habe {code.lower()} und {second}", kind=edited),
        comment(mark, "c1", 6, "Cleo", "Guten Tag"),
        comment(mark, "c1", 7, "Cleo", f"Meine ist {first}", kind=removed),
        comment(mark, "d1", 8, "shop", f"Es geht um {first} und {code}", parent="b1"),
    ]

    def arrives(one: InboundEvent) -> Act:
        return lambda session: ingest(session, [one], clock)

    def ordered(number: str) -> Act:
        return lambda session: session.add(_order(number, clock))

    return [*map(arrives, told), ordered(first), ordered(second), lambda session: _give(session, mark, code)]


def arrive(store: Engine, clock: Clock, *events: InboundEvent) -> None:
    with Session(store) as session:
        ingest(session, events, clock)
        session.commit()


def _order(number: str, clock: Clock) -> Order:
    placed = {"placed_at": START, "imported_at": clock()}
    return Order(number=number, email_hash=number[:-3], currency="EUR", subtotal=1, total=1, **placed)


def _give(session: Session, mark: str, code: str) -> None:
    """In a conversation of its own, whose customer somebody else turns out to be."""
    at = {"first_seen_at": START, "last_seen_at": START}
    contact = Contact(channel="instagram", external_id=f"{mark}Gisa", name="Gisa", **at)
    session.add(contact)
    session.flush()
    thread = {"thread_id": f"{mark}g", "object_id": "", "opened_at": START, "last_at": START}
    talk = Conversation(channel="instagram", contact_id=contact.id, **thread)
    session.add(talk)
    session.flush()
    session.add(ConversationCode(code=code, conversation_id=talk.id or 0, given_at=START))


def found(store: Engine, run: int) -> list[tuple[str, ...]]:
    """The links and proposals of one run, without its mark; not what proposals rested on when they were made."""
    mark = f"{run}-"
    with Session(store) as session:
        links = session.execute(
            select(OrderLink.order_number, Conversation.thread_id, OrderLink.evidence, OrderLink.found, OrderLink.score)
            .join(Conversation, col(Conversation.id) == col(OrderLink.conversation_id))
            .where(col(Conversation.thread_id).startswith(mark))
        ).all()
        names = dict(session.execute(select(Contact.id, Contact.external_id)).all())
        proposals = session.execute(select(ContactLink.contact_id, ContactLink.other_id, ContactLink.evidence)).all()
    pairs = [(*sorted((names[one], names[other])), evidence) for one, other, evidence in proposals]
    rows = [*links, *(pair for pair in pairs if pair[0].startswith(mark))]
    return sorted(tuple(str(value).replace(mark, "").replace(str(run), "N") for value in row) for row in rows)


def killed(store: Engine, clock: Clock) -> None:
    """A process that ends before it commits what it read."""
    with patch.object(Session, "commit", side_effect=KeyboardInterrupt), suppress(KeyboardInterrupt):
        read_clues(store, clock)


def twice_at_once(store: Engine, clock: Clock) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: read_clues(store, clock), range(2)))


def linked(store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        link_all(session, clock)
        propose_people(session, clock)
        session.commit()


def nothing(_store: Engine, _clock: Clock) -> None:
    pass


Meanwhile = Callable[[Engine, Clock], None]
BETWEEN: list[Meanwhile] = [nothing, read_clues, killed, twice_at_once, linked]


def _happen(store: Engine, clock: Clock, acts: Sequence[Act], between: Sequence[Meanwhile]) -> None:
    for act, meanwhile in zip(acts, between, strict=True):
        with Session(store) as session:
            act(session)
            session.commit()
        meanwhile(store, clock)
    linked(store, clock)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_same_is_found_for_every_order_of_arrival(store: Engine, clock: Clock, data: st.DataObject) -> None:
    run = next(_runs)
    acts = data.draw(st.permutations(story(run, clock)))
    some = st.lists(st.sampled_from(BETWEEN), min_size=len(acts), max_size=len(acts))
    with patch.object(clues, "_SLICE", 3):
        _happen(store, clock, acts, data.draw(some))
    assert found(store, run) == [
        ("#N001", "a1", "order number", "#N001", "80"),
        ("#N002", "a1", "order number", "Bestellung N002", "80"),
        ("#N002", "b1", "order number", "#N002", "80"),
        ("Anna", "Bert", "order e-mail"),
        ("Bert", "Gisa", "code"),
    ]


def test_words_that_are_no_more_there_are_no_evidence(store: Engine, clock: Clock) -> None:
    arrive(store, clock, comment("", "a1", 1, "Anna", "#1001"))
    read_clues(store, clock)
    arrive(store, clock, comment("", "a1", 2, "Anna", "Ich meinte #1002", kind=EventKind.COMMENT_EDITED))
    with Session(store) as session:
        session.add_all(_order(number, clock) for number in ("#1001", "#1002"))
        link_all(session, clock)
        assert session.exec(select(OrderLink.order_number)).all() == ["#1002"]
        assert session.exec(select(ChangedText)).all() == []


def test_a_message_that_turns_out_to_be_ours_is_no_evidence(store: Engine, clock: Clock) -> None:
    arrive(store, clock, comment("", "a1", 1, "Anna", "#1001"))
    read_clues(store, clock)
    with Session(store) as session:
        session.execute(update(Message).values(is_ours=True))
        session.commit()
        read_clues(store, clock)
        assert session.exec(select(Clue)).all() == []


def test_each_message_is_read_once(store: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(clues, "mentions", lambda text: texts.append(text) or mentions(text))
    arrive(store, clock, *(comment("", f"a{number}", number, "Anna", f"#{number}") for number in range(9)))
    monkeypatch.setattr(clues, "_SLICE", 4)
    read_clues(store, clock)
    arrive(store, clock, comment("", "b1", 9, "Bert", "#9"))
    arrive(store, clock, comment("", "a3", 10, "Anna", "#10", kind=EventKind.COMMENT_EDITED))
    arrive(store, clock, comment("", "a5", 11, "Anna", kind=EventKind.COMMENT_HIDDEN))  # says the same as before
    read_clues(store, clock)
    read_clues(store, clock)
    assert sorted(texts) == sorted([*(f"#{number}" for number in range(10)), "#10"])


def test_what_a_slow_writer_commits_later_is_read_later(
    postgres_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL gives numbers before it commits: a message may appear behind one that was read."""
    monkeypatch.setattr(settled, "_PATIENCE_MS", 50)
    store = open_store(postgres_url)
    metadata().create_all(store)
    with Session(store) as slow:
        ingest(slow, [comment("", "a1", 1, "Anna", "#1001")], clock)
        quick = replace(comment("", "b1", 1, "Bert", "#1002"), channel="instagram")
        arrive(store, clock, quick)
        read_clues(store, clock)
        slow.commit()
    read_clues(store, clock)
    with Session(store) as session:
        assert sorted(session.exec(select(Clue.name))) == ["1001", "1002"]
    store.dispose()


@pytest.mark.parametrize("text", ["#" + "1" * 3_000, "K-" + "A" * 3_000, "#1 " * 3_000, "K-İİİ", "#١٠٠١"])
def test_hostile_words_name_nothing_that_a_database_refuses(store: Engine, clock: Clock, text: str) -> None:
    arrive(store, clock, comment("", "a1", 1, "Anna", text), comment("", "a2", 2, "Anna", "#1001"))
    read_clues(store, clock)
    with Session(store) as session:
        assert "1001" in session.exec(select(Clue.name)).all()

"""What the inbox shows, what it refuses, and that nobody's words become markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import html
from sqlalchemy import Engine
from sqlmodel import Session, select, update

from socialshop.inbox import paging
from socialshop.inbox.model import Contact, Conversation, ConversationCode, ConversationState, Message
from socialshop.inbox.search_index import index_new
from socialshop.orders.model import EvidenceKind, Order, OrderLink
from socialshop.products.model import Product
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.windows.model import WindowRow
from tests.unit.web.conftest import ask

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def talk(store: Engine, clock: Any) -> int:
    """A conversation in which every text of somebody else is an attack."""
    with Session(store) as session:
        session.add(
            Product(
                id="P",
                title=SCRIPT,
                availability="in stock",
                price=100,
                currency="EUR",
                link="https://shop.example",
                image_link='https://shop.example/"onerror="alert(1).png',
                updated_at=clock(),
            )
        )
        session.add(WindowRow(name="w", title=SCRIPT, motive=SCRIPT, picture="javascript:alert(1)", applied_at=clock()))
        session.commit()
    return ask(store, clock, f"Hallo {SCRIPT}", name=SCRIPT, about={"window": "w", "item_id": "P"})


def test_an_empty_inbox_says_what_will_come(colleague: Any) -> None:
    assert "Still quiet" in colleague.get("/inbox").text
    assert "No conversation is like that" in colleague.get("/inbox?state=open&channel=facebook").text


def test_an_inbox_where_all_is_answered_says_so(colleague: Any, talk: int) -> None:
    colleague.get(f"/inbox/{talk}")
    colleague.post(f"/inbox/{talk}/resolve")
    shown = colleague.get("/inbox?state=open").text
    assert "stands in the other lists" in shown
    assert "Nobody waits for you" in shown


def test_whoever_is_sought_by_name_is_found_with_what_they_wrote(colleague: Any, store: Engine, talk: int) -> None:
    with Session(store) as session:
        session.exec(update(Contact).values(name="Ida Sommer"))
        index_new(session)
        session.commit()
    shown = colleague.get("/inbox?q=sommer").text
    assert "With people of that name" in shown
    assert f'data-row="{talk}"' in shown


def test_a_page_that_found_nothing_so_far_leads_further_back(
    colleague: Any, talk: int, store: Engine, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(store) as session:
        now = clock()
        for number in range(3):
            later = now + timedelta(minutes=number + 1)
            about = {"channel": "pinterest", "thread_id": f"t{number}", "object_id": "", "topic": "order"}
            session.add(Conversation(**about, opened_at=now, last_at=later))
        session.get_one(Conversation, talk).topic = "order"
        session.commit()
    monkeypatch.setattr(paging, "_FAR", 1)
    page = colleague.get("/inbox?topic=order&channel=instagram").text
    assert "Nothing found so far" in page
    (link,) = html.fromstring(page).xpath("//a[text()='Look further back']/@href")
    assert f'href="/inbox/{talk}' in colleague.get(str(link)).text


@pytest.mark.parametrize(("known", "marked"), [("fr", ["fr"] * 3), ("", [])])
def test_what_a_customer_says_is_marked_with_its_language_for_whoever_translates_it(
    colleague: Any, store: Engine, clock: Any, known: str, marked: list[str]
) -> None:
    number = ask(store, clock, "Livrez-vous à Lyon ?")
    with Session(store) as session:
        session.get_one(Conversation, number).language = known
        session.commit()
    page = html.fromstring(colleague.get(f"/inbox/{number}").text)
    said = page.xpath("//bdi | //p[@class='bubble'] | //textarea[@id='text']")
    assert [one.get("lang") for one in said if one.get("lang")] == marked
    assert page.get("lang") == "en"


@pytest.mark.parametrize("address", ["/inbox", "/inbox/{}"])
def test_nobodys_words_become_markup(colleague: Any, talk: int, address: str) -> None:
    text = colleague.get(address.format(talk)).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert 'onerror="' not in text
    assert "javascript:alert" not in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [("comment", "Instagram"), ("message", "Instagram · private"), ("review", "Instagram · Recommendation")],
)
def test_list_and_conversation_say_who_reads_it(
    colleague: Any, store: Engine, clock: Any, kind: str, said: str
) -> None:
    talk = ask(store, clock, "Hallo!", about={"kind": kind})
    page = html.fromstring(colleague.get(f"/inbox/{talk}").text)
    shown = [page.xpath(path)[0] for path in ("//*[@class='foot']", "//article//div[@class='who']/p")]
    assert [" ".join(line.text_content().split()) for line in shown] == [said, f"{said} · Open"]


def test_a_very_long_name_leaves_room_to_write(colleague: Any, store: Engine, clock: Any) -> None:
    talk = ask(store, clock, "Hallo!", name="x" * 200)
    assert f'placeholder="Write to {"x" * 31}… …"' in colleague.get(f"/inbox/{talk}").text


def test_a_reply_is_queued_shown_and_sent_in_the_background(
    visit: Callable[..., Any], anna: None, talk: int, store: Engine
) -> None:
    sent: list[str] = []
    colleague = visit(after_reply=lambda: sent.append("now"))
    colleague.sign_in()
    colleague.get("/inbox")
    answer = colleague.post(f"/inbox/{talk}/reply?state=open", {"text": "Danke!\r\nBis bald."}, follow_redirects=False)
    assert answer.headers["location"] == f"/inbox/{talk}?state=open#latest"
    assert sent == ["now"]
    with Session(store) as session:
        message = session.exec(select(Message).where(Message.is_ours)).one()
        assert (message.text, message.author) == ("Danke!\nBis bald.", "Anna Berger")
        assert session.exec(select(OutboxEntry)).one().state == OutboxState.PENDING
    assert "Your reply is on its way." in colleague.get(f"/inbox/{talk}").text
    assert "Your reply is on its way." not in colleague.get(f"/inbox/{talk}").text


@pytest.mark.parametrize(
    ("text", "words"),
    [("x" * 41, "41 of 40 characters"), (" \n ", "write something first"), ("🧀" * 41, "41 of 40 characters")],
    ids=["long", "blank", "long in emoji"],
)
def test_a_refused_reply_says_why_and_keeps_the_text(
    colleague: Any, talk: int, store: Engine, text: str, words: str
) -> None:
    answer = colleague.post(f"/inbox/{talk}/reply", {"text": text})
    assert answer.status_code == 422
    assert words in answer.text
    assert text.strip() in answer.text
    with Session(store) as session:
        assert session.exec(select(Message).where(Message.is_ours)).all() == []


def test_the_limit_counts_characters_as_people_do(colleague: Any, talk: int) -> None:
    assert colleague.post(f"/inbox/{talk}/reply", {"text": "🧀" * 40}).status_code == 200


def test_where_all_was_deleted_there_is_nothing_to_answer(colleague: Any, talk: int, store: Engine, clock: Any) -> None:
    with Session(store) as session:
        session.exec(select(Message)).one().removed_at = clock()
        session.commit()
    assert "Deleted on Instagram" in colleague.get(f"/inbox/{talk}").text
    assert "no comment left" in colleague.post(f"/inbox/{talk}/reply", {"text": "Danke"}).text


def test_on_a_channel_that_is_not_connected_nobody_can_be_answered(
    visit: Callable[..., Any], anna: None, talk: int, store: Engine
) -> None:
    colleague = visit(connectors={})
    colleague.sign_in()
    page = colleague.get(f"/inbox/{talk}").text
    assert "Instagram is not connected" in page
    assert 'value="reply"' not in page
    assert colleague.post(f"/inbox/{talk}/reply", {"text": "Danke"}).status_code == 422
    with Session(store) as session:
        assert session.exec(select(OutboxEntry)).all() == []


def test_resolve_and_reopen(colleague: Any, talk: int, store: Engine) -> None:
    states = []
    for action in ("resolve", "reopen"):
        colleague.post(f"/inbox/{talk}/{action}")
        with Session(store) as session:
            states.append(session.get_one(Conversation, talk).state)
    assert states == [ConversationState.RESOLVED, ConversationState.OPEN]


def test_a_one_time_code_is_given_and_shown(colleague: Any, talk: int, store: Engine) -> None:
    text = colleague.post(f"/inbox/{talk}/code").text
    with Session(store) as session:
        code = session.exec(select(ConversationCode)).one().code
    assert code in text


def test_a_failed_reply_is_tried_again_once(colleague: Any, talk: int, store: Engine) -> None:
    colleague.post(f"/inbox/{talk}/reply", {"text": "Danke"})
    with Session(store) as session:
        entry = session.exec(select(OutboxEntry)).one()
        entry.state, entry.error = OutboxState.FAILED, "The comment takes no answers."
        message_id = session.exec(select(Message).where(Message.is_ours)).one().id
        session.commit()
    assert "The comment takes no answers." in colleague.get(f"/inbox/{talk}").text
    assert "tried again" in colleague.post(f"/inbox/{talk}/messages/{message_id}/retry").text
    assert "tried again" not in colleague.post(f"/inbox/{talk}/messages/{message_id}/retry").text


def test_a_queued_reply_says_that_it_is_tried_again_and_spares_the_platforms_words(
    colleague: Any, talk: int, store: Engine
) -> None:
    colleague.post(f"/inbox/{talk}/reply", {"text": "Danke"})
    with Session(store) as session:
        session.exec(select(OutboxEntry)).one().error = "OAuthException 190"
        session.commit()
    page = colleague.get(f"/inbox/{talk}").text
    assert "Queued: it is tried again by itself" in page
    assert "OAuthException" not in page


def test_a_failed_reply_is_taken_back_into_the_form(colleague: Any, talk: int, store: Engine) -> None:
    colleague.post(f"/inbox/{talk}/reply", {"text": "Danke fürs Nachfragen"})
    with Session(store) as session:
        session.exec(select(OutboxEntry)).one().state = OutboxState.FAILED
        message_id = session.exec(select(Message).where(Message.is_ours)).one().id
        session.commit()
    colleague.post(f"/inbox/{talk}/draft", {"text": "Und noch etwas"})
    page = colleague.post(f"/inbox/{talk}/messages/{message_id}/take-back").text
    assert "What you wrote stands in the form again" in page
    assert "Und noch etwas\nDanke fürs Nachfragen</textarea>" in page
    assert page.count("Danke fürs Nachfragen") == 1
    assert "Deleted on" not in page
    for act in ("take-back", "retry"):
        assert "form again" not in colleague.post(f"/inbox/{talk}/messages/{message_id}/{act}").text
    with Session(store) as session:
        assert session.exec(select(OutboxEntry)).one().state == OutboxState.FAILED


def test_why_a_reply_failed_is_said_in_german_too(colleague: Any, talk: int, store: Engine) -> None:
    colleague.post(f"/inbox/{talk}/reply", {"text": "Danke"})
    with Session(store) as session:
        entry = session.exec(select(OutboxEntry)).one()
        entry.state, entry.error = OutboxState.FAILED, "The text that it goes with was refused."
        session.commit()
    colleague.client.headers["accept-language"] = "de"
    assert "Der Text dazu wurde abgelehnt." in colleague.get(f"/inbox/{talk}").text


def test_a_wrong_order_link_is_undone(colleague: Any, talk: int, store: Engine, clock: Any) -> None:
    with Session(store) as session:
        session.add(
            Order(number="#7", placed_at=clock(), currency="EUR", subtotal=1, total=1, refunded=1, imported_at=clock())
        )
        session.flush()
        link = OrderLink(
            order_number="#7",
            conversation_id=talk,
            evidence=EvidenceKind.ORDER_NUMBER,
            found="order 7",
            score=80,
            linked_at=clock(),
        )
        session.add(link)
        session.commit()
        link_id = link.id
    before = colleague.get(f"/inbox/{talk}").text
    assert "<q>order 7</q>" in before
    assert "80 per cent sure" in before
    assert "€0.01 refunded" in before
    assert "<q>order 7</q>" not in colleague.post(f"/inbox/{talk}/orders/{link_id}/undo").text


def test_the_list_is_filtered_and_paged(colleague: Any, store: Engine, clock: Any) -> None:
    with Session(store) as session:
        for number in range(60):
            at = clock() - timedelta(hours=number)
            session.add(
                Conversation(
                    channel="facebook" if number % 2 else "pinterest",
                    thread_id=str(number),
                    object_id="o",
                    state=ConversationState.WAITING if number == 1 else ConversationState.OPEN,
                    opened_at=at,
                    last_at=at,
                )
            )
        session.commit()
    assert colleague.get("/inbox?channel=facebook&state=waiting").text.count("data-row") == 1
    page, rows = colleague.get("/inbox").text, []
    while older := re.search('class="older" href="([^"]+)"', page):
        rows.append(page.count("data-row"))
        page = colleague.get(older[1].replace("&amp;", "&")).text
    assert [*rows, page.count("data-row")] == [25, 25, 10]
    assert colleague.get("/inbox?state=unheard-of").status_code == 404


def test_every_text_of_ours_can_be_read_in_german(visit: Callable[..., Any], anna: None, talk: int) -> None:
    colleague = visit()
    colleague.sign_in()
    text = colleague.get(f"/inbox/{talk}?lang=de").text
    assert '<html lang="de">' in text
    assert "Erledigen" in text
    assert "1,00\xa0€" in text


@pytest.mark.parametrize(
    ("is_ours", "language", "told"),
    [(False, "de", "Schickt einen Sticker"), (False, "en", "Sent a sticker"), (True, "de", "Sticker")],
)
def test_a_line_without_words_says_what_came(
    colleague: Any, store: Engine, question: int, is_ours: bool, language: str, told: str
) -> None:
    with Session(store) as session:
        message = session.exec(select(Message)).one()
        message.text, message.attachments, message.is_ours = "", [{"kind": "sticker"}], is_ours
        session.commit()
    page = colleague.get("/inbox", headers={"accept-language": language}).text
    assert f"<i>{told}</i>" in page


@pytest.mark.parametrize(
    ("language", "who", "what"),
    [
        ("de", "Wir, auf Instagram selbst", "Nur auf Instagram selbst zu sehen"),
        ("en", "We, on Instagram itself", "Only to be seen on Instagram itself"),
    ],
)
def test_what_was_answered_or_sent_elsewhere_says_where(
    colleague: Any, store: Engine, question: int, language: str, who: str, what: str
) -> None:
    with Session(store) as session:
        message = session.exec(select(Message)).one()
        message.is_ours, message.author, message.contact_id = True, "", None
        message.attachments = [{"kind": "other", "title": "not handed out by the platform"}]
        session.commit()
    page = colleague.get(f"/inbox/{question}", headers={"accept-language": language}).text
    assert f"<b>{who}</b>" in page
    assert what in page
    assert "not handed out" not in page


def test_the_one_to_begin_with_has_waited_longest(colleague: Any, store: Engine, question: int, clock: Any) -> None:
    with Session(store) as session:
        first = session.get_one(Conversation, question)
        first.waiting_since = clock()
        early = clock() - timedelta(days=2)
        late = Contact(channel="facebook", external_id="2", name="Vera", first_seen_at=early, last_seen_at=early)
        session.add(late)
        session.flush()
        session.add(
            Conversation(
                channel="facebook",
                thread_id="d",
                object_id="o",
                contact_id=late.id,
                opened_at=early,
                last_at=early,
                waiting_since=early,
                due_at=early,
            )
        )
        session.commit()
    assert "Begin with Vera, who has waited longest" in colleague.get("/inbox").text


def test_a_message_shows_what_it_answers_and_leads_there(colleague: Any, store: Engine, clock: Any, talk: int) -> None:
    with Session(store) as session:
        for minute, (id_, parent, text) in enumerate(
            [("c1", "c", "Ja, gern."), ("c2", "c", "Und Brot?"), ("c3", "c1", "Danke!")]
        ):
            said = {"external_id": id_, "parent_id": parent, "text": text, "at": clock() + timedelta(minutes=minute)}
            ours = {"is_ours": True, "author": "Jana"} if id_ == "c1" else {}
            session.add(Message(conversation_id=talk, channel="instagram", **said, **ours))
        session.commit()
    shown = colleague.get(f"/inbox/{talk}").text
    assert shown.count('class="quoted') == 1
    assert re.search(r'<a href="#message-\d+">In answer to Jana</a> <q dir="auto">Ja, gern.</q>', shown)

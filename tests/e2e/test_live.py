"""What customers say while somebody reads: it announces itself and waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Message
from socialshop.ports import Author, EventKind, InboundEvent
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.users import end_sessions, named
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.sync.model import Run, RunChannel
from tests.e2e.shop import EMAIL, NOW

Enter = Callable[..., Page]


def _say(store: Engine, text: str, *, under: str | None = None) -> None:
    event = InboundEvent(
        channel="pinterest",
        kind=EventKind.COMMENT_ADDED,
        external_id=f"live-{text}",
        object_id="pinterest-kalte-abende",
        parent_id=under,
        author=Author("u-live", "Ida Sommer"),
        text=text,
        at=NOW,
    )
    with Session(store) as session:
        ingest(session, [event], lambda: NOW)
        session.commit()


def test_a_new_conversation_is_announced_and_shown_when_the_reader_wants(store: Engine, enter: Enter) -> None:
    page = enter("de")
    before = page.locator(".row").count()
    _say(store, "Gibt es morgen Brot?")
    announced = page.get_by_role("link", name="Neues in 1 Gespräch")
    expect(announced).to_be_visible()
    assert page.title().startswith("(1) ")
    assert page.locator(".row").count() == before
    announced.click()
    expect(page.locator(".row").first).to_contain_text("Gibt es morgen Brot?")


def test_the_open_conversation_says_that_somebody_went_on(store: Engine, enter: Enter) -> None:
    page = enter("en")
    page.goto("/inbox/5")
    page.locator("textarea").fill("Ein trockener Riesling.")
    _say(store, "Oder doch ein Bier?", under="c5")
    announced = page.get_by_role("link", name="Something new was said here")
    expect(announced).to_be_visible()
    assert page.locator("textarea").input_value() == "Ein trockener Riesling."
    assert page.get_by_text("Oder doch ein Bier?").count() == 0


@pytest.mark.parametrize("path", ["/inbox", "/inbox/5"])
def test_who_is_signed_out_everywhere_reads_no_further(store: Engine, enter: Enter, path: str) -> None:
    page = enter("de")
    with page.expect_response("**/live*"):
        page.goto(path)
    with Session(store) as session:
        user = named(session, EMAIL)
        end_sessions(session, Actor(user.name, Role.ADMIN, user.id), user, lambda: NOW)
        session.commit()
    expect(page.locator("#password")).to_be_visible()


def test_the_news_are_for_those_who_are_signed_in(visit: Callable[..., Page]) -> None:
    page = visit("de")
    answer = page.request.get("/live?since=0-0", max_redirects=0)
    assert answer.status == 303
    stream = page.request.get("/live?since=0-0", max_redirects=0, headers={"accept": "text/event-stream"})
    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert stream.text().startswith("event: signed-out")


def test_what_becomes_of_an_answer_shows_where_it_stands(store: Engine, enter: Enter) -> None:
    def stands(state: OutboxState, error: str = "", external_id: str | None = None) -> None:
        with Session(store) as session:
            entry = session.exec(select(OutboxEntry).where(OutboxEntry.key == "reply:talk7-1")).one()
            entry.state, entry.error = state, error
            session.exec(select(Message).where(Message.outbox_key == entry.key)).one().external_id = external_id
            session.commit()

    stands(OutboxState.PENDING)
    page = enter("de")
    page.goto("/inbox/7")
    page.locator("textarea").fill("Noch etwas:")
    line = page.locator(".delivery")
    expect(line).to_have_text("Wartet auf Versand")
    stands(OutboxState.SENDING)
    expect(line).to_contain_text("Wird gesendet")
    stands(OutboxState.FAILED, "Der Kommentar nimmt keine Antworten an.")
    expect(line).to_contain_text("nimmt keine Antworten an")
    expect(line.get_by_role("button", name="Noch einmal senden")).to_be_visible()
    stands(OutboxState.SENT, external_id="ours-1")
    expect(line).to_have_text("Gesendet")
    assert page.locator("textarea").input_value() == "Noch etwas:", "nothing was loaded anew"


def _lose(store: Engine, channel: str, *, again: bool = False) -> None:
    """The channel knows us no more, or does again."""
    with Session(store) as session:
        run = Run(job="sync", lease="sync", started_by="test", started_at=NOW)
        session.add(run)
        session.flush()
        assert run.id
        how = {"requests": 1} if again else {"error": "190", "disconnected": True}
        session.add(RunChannel(run_id=run.id, step="connection", channel=channel, **how))
        session.commit()


def test_a_channel_that_is_lost_is_told_without_loading_and_moves_nothing(store: Engine, enter: Enter) -> None:
    page = enter("de")
    first = page.locator(".row").first
    stands = first.bounding_box()
    _lose(store, "facebook")
    announced = page.get_by_role("link", name="Facebook kennt uns nicht mehr")
    expect(announced).to_be_visible()
    assert first.bounding_box() == stands
    announced.click()
    expect(page.locator(".list > .trouble")).to_have_count(1)
    _lose(store, "facebook", again=True)
    expect(page.get_by_role("link", name="Alles läuft wieder.")).to_be_visible()


def test_where_one_answers_a_lost_channel_is_told_beneath_what_was_said(store: Engine, enter: Enter) -> None:
    page = enter("de", phone=True)
    page.goto("/inbox/8")
    page.locator("textarea").fill("Ja, auch im Laden.")
    said = page.locator("#latest .bubble").bounding_box()
    _lose(store, "instagram")
    told = page.locator(".reply .trouble")
    expect(told).to_contain_text("Instagram kennt uns nicht mehr")
    box = told.bounding_box()
    assert box
    assert box["height"] < 844 / 10
    assert page.locator("#latest .bubble").bounding_box() == said
    expect(page.locator("textarea")).to_have_value("Ja, auch im Laden.")
    told.locator("summary").click()
    expect(told.get_by_role("link", name="Erstellen Sie ein neues Zugriffstoken")).to_be_visible()
    _lose(store, "instagram", again=True)
    expect(told).to_have_count(0)

"""The API: what tokens open, what they do not, and that everything is said in JSON."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.model import Draft
from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Conversation, Message
from socialshop.inbox.search_index import index_new
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role, User
from socialshop.staff.tokens import make_token, revoke_token, tokens_of
from socialshop.staff.users import add_user
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.testing.talking import TAKEN, TalkingChannel, public_store
from socialshop.web.app import create_app
from tests.conftest import SettableClock
from tests.unit.web.conftest import ask

PROGRAM = Actor("the test", Role.ADMIN)


class Channel:
    """A channel that takes short public replies."""

    reply_limit = 40

    def reply(self, *_: object) -> str:
        raise AssertionError("nothing is sent while it is written down")

    find_reply = reply


@pytest.fixture
def talk(store: Engine, clock: Clock) -> int:
    number = ask(store, clock, "Ist der Bergkäse da?", name="Öztürk")
    with Session(store) as session:
        index_new(session)
        session.commit()
    return number


@pytest.fixture
def sent() -> list[str]:
    return []


@pytest.fixture
def api(store: Engine, options: dict[str, Any], sent: list[str]) -> Iterator[TestClient]:
    app = create_app(
        store, **(options | {"connectors": {"instagram": Channel()}}), after_reply=lambda: sent.append("now")
    )
    with TestClient(app, base_url="http://testserver/api", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def token(store: Engine, clock: Clock) -> Callable[[Role], dict[str, str]]:
    """The headers of a program of a person with that role."""

    def make(role: Role) -> dict[str, str]:
        with Session(store) as session:
            owner = add_user(session, f"{role}@kaese.example", role.title(), "ein-gutes-Passwort", clock)
            owner.role = role
            session.flush()
            key = make_token(session, PROGRAM, owner, "till", role, clock)
            session.commit()
        return {"authorization": f"Bearer {key}"}

    return make


Token = Callable[[Role], dict[str, str]]


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer sst_wrong"}, {"authorization": "Basic YTpi"}])
def test_without_a_token_nothing_opens(api: TestClient, talk: int, headers: dict[str, str]) -> None:
    answer = api.get("conversations", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "no token that opens" in answer.json()["what"]


def test_a_visitors_cookie_opens_nothing(visit: Callable[..., Any], anna: None, talk: int) -> None:
    colleague = visit()
    colleague.sign_in()
    assert colleague.client.get("/api/conversations").status_code == 401


def test_a_revoked_token_opens_no_more(api: TestClient, token: Token, store: Engine, clock: Clock) -> None:
    headers = token(Role.AGENT)
    assert api.get("conversations", headers=headers).status_code == 200
    with Session(store) as session:
        owner = session.exec(select(User)).one()
        assert owner.id
        (row,) = tokens_of(session, owner.id)
        assert row.id
        assert revoke_token(session, PROGRAM, row.id, clock)
        session.commit()
    assert api.get("conversations", headers=headers).status_code == 401


def test_the_list_is_filtered_searched_and_paged(api: TestClient, token: Token, talk: int) -> None:
    headers = token(Role.VIEWER)
    page = api.get("conversations", headers=headers).json()
    assert [row["contact_name"] for row in page["conversations"]] == ["Öztürk"]
    assert page["next"] is None
    assert api.get("conversations?channel=facebook", headers=headers).json()["conversations"] == []
    assert len(api.get("conversations?q=bergkaese", headers=headers).json()["conversations"]) == 1
    wrong = api.get("conversations?before=never", headers=headers)
    assert (wrong.status_code, wrong.json()["mend"]) == (422, "Begin with the first page.")


def test_a_search_finds_people_and_their_conversations_too(api: TestClient, token: Token, talk: int) -> None:
    found = api.get("search?q=oztürk", headers=token(Role.VIEWER)).json()
    assert [person["name"] for person in found["people"]] == ["Öztürk"]
    assert [row["id"] for row in found["theirs"]] == [talk]
    assert (found["conversations"], found["next"]) == ([], None)


def test_colleagues_are_told_by_the_numbers_that_conversations_are_assigned_by(
    api: TestClient, token: Token, talk: int
) -> None:
    headers = token(Role.AGENT)
    (agent,) = api.get("colleagues", headers=headers).json()
    assert (agent["name"], agent["role"], agent["teams"]) == ("Agent", "agent", [])
    assigned = api.put(f"conversations/{talk}/assignment", json={"user_id": agent["id"]}, headers=headers)
    assert assigned.status_code == 204
    mine = api.get(f"conversations?assignee={agent['id']}&state=open&overdue=false", headers=headers).json()
    assert [row["id"] for row in mine["conversations"]] == [talk]


def test_the_service_report_counts_what_came_in_the_last_days(
    api: TestClient, token: Token, talk: int, clock: SettableClock
) -> None:
    clock.advance(hours=1)
    headers = token(Role.VIEWER)
    report = api.get("service?days=7", headers=headers).json()
    everything = next(line for line in report["lines"] if line["by"] == "all")
    assert (everything["conversations"], everything["answered"]) == (1, 0)
    assert (report["before"]["until"], report["before"]["lines"]) == (report["since"], [])
    day = f"{clock():%Y-%m-%d}"
    assert api.get(f"service?from={day}&to={day}", headers=headers).json()["lines"] == report["lines"]
    assert api.get("service?span=today", headers=headers).json()["lines"] == report["lines"]


def test_days_that_are_none_are_told_with_their_mend(api: TestClient, token: Token) -> None:
    wrong = api.get("service?from=2026-02-30", headers=token(Role.VIEWER))
    assert (wrong.status_code, wrong.json()["mend"]) == (422, "Write it as 2026-11-05.")


def test_proposals_end_with_where_to_go_on(api: TestClient, token: Token) -> None:
    assert api.get("people", headers=token(Role.VIEWER)).json() == {"proposals": [], "next": None}


def test_one_conversation_comes_whole(api: TestClient, token: Token, talk: int) -> None:
    headers = token(Role.AGENT)
    assert api.put(f"conversations/{talk}/labels/Käse%2FBrot%3F", headers=headers).status_code == 204
    assert api.post(f"conversations/{talk}/notes", json={"text": "Stammkundin"}, headers=headers).status_code == 201
    whole = api.get(f"conversations/{talk}", headers=headers).json()
    assert whole["conversation"]["messages"][0]["text"] == "Ist der Bergkäse da?"
    assert whole["labels"] == ["Käse/Brot?"]
    assert [(note["author"], note["text"]) for note in whole["notes"]] == [("Agent (till)", "Stammkundin")]
    assert api.delete(f"conversations/{talk}/labels/Käse%2FBrot%3F", headers=headers).status_code == 204
    assert api.get(f"conversations/{talk}", headers=headers).json()["labels"] == []
    assert api.get("conversations/4711", headers=headers).status_code == 404


def test_an_answer_is_written_down_and_sent(
    api: TestClient, token: Token, talk: int, store: Engine, sent: list[str]
) -> None:
    headers = token(Role.AGENT)
    answer = api.post(f"conversations/{talk}/answers", json={"text": "Ja, bis Samstag."}, headers=headers)
    assert answer.status_code == 202
    assert sent == ["now"]
    with Session(store) as session:
        message = session.get_one(Message, answer.json()["message_id"])
        assert (message.text, message.author) == ("Ja, bis Samstag.", "Agent (till)")
        assert session.exec(select(OutboxEntry)).one().state == OutboxState.PENDING


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "x" * 41}, {"text": "a", "act": "shout"}, {"txt": "a"}, []])
def test_an_answer_that_cannot_be_is_refused_with_words(api: TestClient, token: Token, talk: int, body: Any) -> None:
    answer = api.post(f"conversations/{talk}/answers", json=body, headers=token(Role.AGENT))
    assert answer.status_code == 422
    assert answer.json()["what"]


def test_what_was_answered_meanwhile_is_not_answered_twice(api: TestClient, token: Token, talk: int) -> None:
    headers = token(Role.AGENT)
    first = api.post(f"conversations/{talk}/answers", json={"text": "Ja.", "seen": 1}, headers=headers)
    second = api.post(f"conversations/{talk}/answers", json={"text": "Ja!", "seen": 1}, headers=headers)
    assert (first.status_code, second.status_code) == (202, 409)


def test_it_is_assigned_triaged_put_off_and_done(
    api: TestClient, token: Token, talk: int, store: Engine, clock: Clock
) -> None:
    headers = token(Role.AGENT)
    until = (clock() + timedelta(hours=2)).isoformat()
    calls = [
        ("put", "assignment", {"user_id": 1, "team": "Theke"}),
        ("patch", "", {"topic": "question", "priority": 3, "language": "de"}),
        ("post", "snooze", {"until": until}),
    ]
    for method, path, body in calls:
        answer = api.request(method, f"conversations/{talk}/{path}".rstrip("/"), json=body, headers=headers)
        assert answer.status_code == 204, answer.text
    with Session(store) as session:
        row = session.get_one(Conversation, talk)
        assert (row.assignee_id, row.team, row.topic, row.priority, row.language) == (1, "Theke", "question", 3, "de")
        assert row.state == "snoozed"
    for act, state in (("resolve", "resolved"), ("reopen", "open")):
        assert api.post(f"conversations/{talk}/{act}", headers=headers).status_code == 204
        with Session(store) as session:
            assert session.get_one(Conversation, talk).state == state


def test_a_viewer_reads_and_changes_nothing(api: TestClient, token: Token, talk: int) -> None:
    headers = token(Role.VIEWER)
    for answer in (
        api.post(f"conversations/{talk}/resolve", headers=headers),
        api.post(f"conversations/{talk}/answers", json={"text": "Ja."}, headers=headers),
        api.get("audit", headers=headers),
    ):
        assert answer.status_code == 403
        assert "role" in answer.json()["what"]


def test_managers_read_who_did_what(api: TestClient, token: Token, talk: int) -> None:
    headers = token(Role.MANAGER)
    api.post(f"conversations/{talk}/resolve", headers=headers)
    acts = api.get("audit", headers=headers).json()["acts"]
    assert (acts[0]["actor"], acts[0]["act"]) == ("Manager (till)", "resolve")
    assert "resolved" in acts[0]["after"]


def test_runs_are_listed_and_an_unknown_one_is_refused(api: TestClient, token: Token) -> None:
    headers = token(Role.VIEWER)
    assert api.get("runs", headers=headers).json() == {"runs": [], "next": None, "alarms": []}
    assert "no run 7" in api.get("runs/7", headers=headers).json()["what"]


def test_what_there_is_not_is_said_in_json(api: TestClient, token: Token) -> None:
    answer = api.get("weather", headers=token(Role.ADMIN))
    assert (answer.status_code, "openapi.json" in answer.json()["mend"]) == (404, True)


def test_it_describes_itself(api: TestClient) -> None:
    described = api.get("openapi.json").json()
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert {"/conversations", "/conversations/{conversation_id}/answers", "/runs/{run_id}"} <= described["paths"].keys()
    filters = {one["name"] for one in described["paths"]["/conversations"]["get"]["parameters"]}
    assert filters == {*Filters.__dataclass_fields__, "q", "before"}


def failed_answer(api: TestClient, store: Engine, talk: int, headers: dict[str, str]) -> int:
    queued = api.post(f"conversations/{talk}/answers", json={"text": "Gern!"}, headers=headers).json()
    number = int(queued["message_id"])
    with Session(store) as session:
        entry = session.get_one(OutboxEntry, f"reply:{number}")
        entry.state, entry.error = OutboxState.FAILED, "It is too long. Shorten it."
        session.commit()
    return number


def test_an_answer_that_failed_is_listed_and_sent_again(
    api: TestClient, token: Token, talk: int, store: Engine, sent: list[str]
) -> None:
    agent, viewer = token(Role.AGENT), token(Role.VIEWER)
    number = failed_answer(api, store, talk, agent)
    (one,) = api.get("answers?failed=true", headers=viewer).json()["unsent"]
    assert (one["id"], one["conversation_id"], one["state"], one["text"]) == (number, talk, "failed", "Gern!")
    assert (one["contact_name"], one["why"]) == ("Öztürk", "It is too long. Shorten it.")
    assert api.post(f"answers/{number}/retry", headers=viewer).status_code == 403
    sent.clear()
    again = api.post(f"answers/{number}/retry", headers=agent)
    assert (again.status_code, again.json(), sent) == (202, {"message_ids": [number]}, ["now"])
    assert [one["state"] for one in api.get("answers", headers=viewer).json()["unsent"]] == ["pending"]
    assert api.get("answers?failed=true", headers=viewer).json()["unsent"] == []
    with Session(store) as session:
        (latest, *_) = entries(session)
        assert (latest.act, latest.actor) == ("retry", "Agent (till)")


def test_an_answer_that_failed_is_given_up_and_its_words_are_a_draft(
    api: TestClient, token: Token, talk: int, store: Engine
) -> None:
    agent = token(Role.AGENT)
    number = failed_answer(api, store, talk, agent)
    assert api.post(f"answers/{number}/take-back", headers=token(Role.VIEWER)).status_code == 403
    given_up = api.post(f"answers/{number}/take-back", headers=agent)
    assert (given_up.status_code, given_up.json()) == (200, [{"message_id": number, "text": "Gern!"}])
    assert api.get("answers", headers=agent).json()["unsent"] == []
    with Session(store) as session:
        assert session.exec(select(Draft.text)).one() == "Gern!"


@pytest.mark.parametrize("act", ["retry", "take-back"])
def test_only_what_failed_is_sent_again_or_given_up(api: TestClient, token: Token, talk: int, act: str) -> None:
    agent = token(Role.AGENT)
    number = api.post(f"conversations/{talk}/answers", json={"text": "Gern!"}, headers=agent).json()["message_id"]
    for wrong in (number, 99_999):
        refused = api.post(f"answers/{wrong}/{act}", headers=agent)
        assert (refused.status_code, refused.json()["what"]) == (422, f"Message {wrong} is no answer that failed.")
    assert api.post(f"answers/{10**30}/{act}", headers=agent).status_code == 422


def test_the_page_of_programs_tells_every_call(visit: Callable[..., Any], anna: None, api: TestClient) -> None:
    colleague = visit()
    colleague.sign_in()
    told = colleague.get("/programs").text
    described = api.get("openapi.json").json()
    for path, methods in described["paths"].items():
        assert f"/api{path}" in told
        assert all(call["summary"] in told for call in methods.values())
    assert "integer or null" in told


def test_a_picture_is_put_up_first_and_goes_with_the_answer(
    store: Engine, options: dict[str, Any], token: Callable[[Role], dict[str, str]], talk: int, tmp_path: Path
) -> None:
    made = io.BytesIO()
    Image.new("RGB", (9, 9), "#b5651d").save(made, "PNG")
    given = options | {"connectors": {"instagram": TalkingChannel(pictures=TAKEN)}, "pictures": public_store(tmp_path)}
    with TestClient(create_app(store, **given), base_url="http://testserver/api") as api:
        calls = {"headers": token(Role.AGENT)}
        path = f"/conversations/{talk}/pictures"
        assert api.post(path, **calls, files={"picture": b"%PDF-1.7"}).json()["what"].startswith("The file is no pict")
        picture = api.post(path, **calls, files={"picture": made.getvalue()}, data={"act": "reply"}).json()["picture"]
        assert picture.startswith("https://shop.example/media/answers/")
        queued = api.post(f"/conversations/{talk}/answers", **calls, json={"text": "Ja.", "picture": picture})
        with Session(store) as session:
            message = session.get_one(Message, queued.json()["message_id"])
            assert message.attachments is not None
            assert (message.text, message.attachments[0]["url"]) == ("Ja.", picture)
        for wrong in (picture.replace(picture[-5], "g"), "https://elsewhere.example/a.png", "../../etc/passwd"):
            refused = api.post(f"/conversations/{talk}/answers", **calls, json={"picture": wrong})
            assert (refused.status_code, refused.json()["mend"]) == (422, "Put it up again.")


def test_generated_clients_have_a_name_for_every_call_and_one_for_each_form(api: Any) -> None:
    described = api.get("openapi.json").json()
    calls = [call["operationId"] for path in described["paths"].values() for call in path.values()]
    assert "list_conversations" in calls
    assert len(set(calls)) == len(calls)
    forms = [form["title"] for form in described["components"]["schemas"].values()]
    assert len(set(forms)) == len(forms)
    uploaded = described["components"]["schemas"]["Body_put_up_picture"]["properties"]["picture"]
    assert uploaded["format"] == "binary"  # else a client sends a picture as text

"""Whatever comes in: nothing breaks, nothing becomes markup, a header or a formula, and nothing leaks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.report import as_csv, report
from socialshop.desk.spans import Span
from socialshop.inbox.filters import Filters
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, Message
from socialshop.inbox.search_index import index_new
from socialshop.ports import Attachment, AttachmentKind, Author, EventKind, InboundEvent
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
from socialshop.staff.tokens import make_token
from socialshop.staff.users import add_user
from socialshop.web.app import ROOMS
from socialshop.web.visits import HOME, MOST_BYTES

SCRIPT = "<script>alert('x')</script>"
TEXTS = {
    "script": SCRIPT,
    "attribute": '"onmouseover="alert(1)',
    "template": "{{ 7 * 7 }}{% include 'base.html' %}",
    "placeholder": "100 % {name} %(number)s",
    "nul": "a\x00b",
    "right to left": "\u202egnp.exe\u2066",
    "nothing to see": "\u200b\u200d\ufeff\u00ad",
    "combining flood": "Z" + "\u0301\u0489" * 400,
    "family": "👨‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "last sign": "\U0010ffff\uffff",
    "sql": "' OR 1=1; DROP TABLE messages --",
    "wildcards": "%_*?[a-z]",
    "search operators": 'NEAR("a" b, 2) OR col:x* ^y -z & | ! <-> ((',
    "formula": "=HYPERLINK(A1)",
    "header": "a\r\nX-Evil: 1",
    "path": "../../../../etc/passwd",
    "long": "x" * 20_000,
    "number": "9" * 30,
    "other digits": "²٣",
    "time": "9999-12-31T23:59-14:00",
    "blank": " \t\n ",
}
SEARCHES = {"%": False, "_": False, "*": False, '"': False, "(": False, "wein OR brot": False, "wein* | brot": False}
SEARCHES |= {"NOT wein": False, "brot": True, '"brot': True, "-brot": True, "brot:*": True, "%brot%": True, "br": False}
NUMBERS = ["-1", "0", str(2**31), str(2**63), "9" * 30, "1.5", "²", "x", "%00", "..%2f..%2f"]
FIELDS = {"act": "resolve", "ids": "1", "text": "Ja!", "name": "n", "label": "l", "role": "agent", "team": "t"}


@pytest.fixture
def inside(colleague: Any, question: int, store: Engine, clock: Clock) -> Iterator[Any]:
    """Anna, signed in, with a colleague to whom things are done. One event loop serves all that she asks."""
    with Session(store) as session:
        add_user(session, "lena@kaese.example", "Lena", "ein-gutes-Passwort", clock)
        session.commit()
    with colleague.client:
        yield colleague


def routes(*methods: str) -> list[tuple[str, Any]]:
    """(method, route) of all pages, those aside that end the session or never end themselves."""
    return [
        (method, route)
        for room in ROOMS
        for route in room.router.routes
        for method in route.methods
        if method in methods and route.path not in ("/sign-out", "/live")
    ]


def filled(path: str, value: str = "1") -> str:
    values = {"by": "channel", "act": "like", "name": "herbst", "user_id": "2"}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], value), path)


def harm(answer: Any) -> str:
    """What is wrong with an answer, or ''."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    if "x-evil" in answer.headers:
        return "a header"
    is_page = "html" in answer.headers.get("content-type", "")  # nothing else is run by a browser
    marks = ("root:x:0:", *((SCRIPT, '"onmouseover="') if is_page else ()))
    return next((mark for mark in marks if mark in answer.text), "")


@pytest.mark.both_databases
def test_no_number_in_an_address_breaks(inside: Any) -> None:
    broken = {}
    for method, route in routes("GET", "POST", "PUT"):
        named = re.findall(r"\{(\w+)\}", route.path)
        for number in NUMBERS if named else ():
            form = None if method == "GET" else FIELDS | {"csrf": inside.token}
            address = re.sub(r"\{\w+\}", number, route.path)
            broken[method, address] = harm(inside.client.request(method, address, data=form, follow_redirects=False))
        for parameter in route.dependant.query_params:
            for number in NUMBERS:
                address = f"{filled(route.path)}?{parameter.alias}={number}"
                if method == "GET":
                    broken[method, address] = harm(inside.client.get(address, follow_redirects=False))
    assert {where: what for where, what in broken.items() if what} == {}


@pytest.mark.both_databases
def test_no_field_of_a_form_breaks(inside: Any) -> None:
    broken = {}
    for method, route in routes("POST", "PUT"):
        for field in route.dependant.body_params:
            for name, text in TEXTS.items():
                form = FIELDS | {"csrf": inside.token, field.alias: text}
                answer = inside.client.request(method, filled(route.path), data=form, follow_redirects=False)
                broken[method, route.path, field.alias, name] = harm(answer)
    for address in ("/inbox", "/inbox/1", "/people", "/audit", "/service"):
        broken["GET", address, "", ""] = harm(inside.get(address))
    assert {where: what for where, what in broken.items() if what} == {}


@pytest.mark.both_databases
def test_no_question_in_an_address_breaks(inside: Any) -> None:
    broken = {}
    checked = {"state", "assignee", "contact"}  # one that is refused hides what the others would do
    asked = [("/inbox", {name}) for name in (*checked, "q", "before")]
    asked += [("/inbox", {*Filters.__dataclass_fields__} - checked), ("/inbox/1", {"macro", "lang", "earlier"})]
    asked += [("/catalog", {"channel", "severity", "rule", "q"}), ("/sign-in", {"next"})]
    for address, names in asked:
        for kind in ("script", "placeholder", "nul", "sql", "search operators", "number", "other digits", "header"):
            answer = inside.client.get(address, params=dict.fromkeys(names, TEXTS[kind]), follow_redirects=False)
            broken[address, *names, kind] = harm(answer)
    assert {where: what for where, what in broken.items() if what} == {}


@pytest.mark.both_databases
def test_no_call_breaks(inside: Any, store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        anna = session.exec(select(User).where(User.name == "Anna Berger")).one()
        key = make_token(session, Actor("the test", Role.ADMIN), anna, "till", Role.ADMIN, clock)
        session.commit()
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    texts: dict[str, Any] = TEXTS | {"half a sign": "\ud800", "huge": 10**30, "negative": -1, "nothing": None}
    bodies = [("POST", "answers", "text"), ("POST", "notes", "text"), ("PUT", "assignment", "team")]
    bodies += [("PATCH", "", "language"), ("PATCH", "", "topic"), ("POST", "snooze", "until")]
    bodies += [("PUT", "assignment", "user_id"), ("POST", "answers", "seen"), ("POST", "answers", "message_id")]
    broken = {}
    for method, part, field in bodies:
        for name, given in texts.items():
            for value in (given, [given]):
                body = json.dumps({"text": "Ja!", field: value} if part == "answers" else {field: value})
                answer = inside.client.request(
                    method, f"/api/conversations/1/{part}".rstrip("/"), content=body, headers=headers
                )
                broken[method, part, field, name] = answer.status_code if answer.status_code >= 500 else 0
    for name, text in TEXTS.items():
        label = quote(text[:2000], safe="")
        for method in ("PUT", "DELETE"):
            answer = inside.client.request(method, f"/api/conversations/1/labels/{label}", headers=headers)
            broken[method, "labels", "", name] = answer.status_code if answer.status_code >= 500 else 0
        for address in ("conversations?q=", "conversations?before=", "runs?before=", "audit?before=", "runs/"):
            answer = inside.client.get(f"/api/{address}{label}", headers=headers)
            broken["GET", address, "", name] = answer.status_code if answer.status_code >= 500 else 0
    for content in (b"", b"\xff\xfe", b"{", b'{"text": "\x00"}', b"null", b"[" * 100_000):
        answer = inside.client.post("/api/conversations/1/notes", content=content, headers=headers)
        broken["POST", "notes", "", repr(content[:9])] = answer.status_code if answer.status_code >= 500 else 0
    assert {where: what for where, what in broken.items() if what} == {}


@pytest.mark.both_databases
def test_whatever_customers_write_is_shown_as_text(inside: Any, store: Engine, clock: Clock) -> None:
    texts = TEXTS | {"empty": "", "giant": "Käse " * 200_000, "half a sign": "\ud800"}
    said = [
        InboundEvent("instagram", EventKind.COMMENT_ADDED, name, "post", None, Author(name, text[:300]), text, clock())
        for name, text in texts.items()
    ]
    with Session(store) as session:
        ingest(session, said, clock)
        session.commit()
        numbers = session.exec(select(Conversation.id)).all()
        assert len(session.exec(select(Message)).all()) == len(texts) + 1
    broken = {address: harm(inside.get(address)) for address in ("/inbox", *(f"/inbox/{id_}" for id_ in numbers))}
    assert {where: what for where, what in broken.items() if what} == {}
    assert len(inside.get("/inbox").text) < 200_000  # of the giant, the list shows a line


def test_no_address_that_came_with_a_message_breaks(
    visit: Any, anna: None, store: Engine, clock: Clock, tmp_path: Path
) -> None:
    addresses = (*TEXTS.values(), "https://[", "//[::1", "https://x.example/" + "a" * 300, "javascript:alert(1)")
    parts = tuple(Attachment(kind, address) for address in addresses for kind in AttachmentKind)
    said = [
        InboundEvent(
            "instagram", EventKind.COMMENT_ADDED, name, "post", parent, author, "Hier!", clock(),
            attachments=parts, links=addresses,
        )
        for name, parent, author in (("c", None, Author("u", "Ida")), ("d", "c", Author("we", "Käsetheke", is_us=True)))
    ]  # fmt: skip
    with Session(store) as session:
        ingest(session, said, clock)
        session.commit()
    visitor = visit(media=tmp_path)
    visitor.sign_in()
    answer = visitor.get("/inbox/1")
    assert (answer.status_code, harm(answer)) == (200, "")
    led_to = re.findall(r'(?:href|src)="([^"]*)"', answer.text)
    assert [address for address in led_to if not address.startswith(("/", "#", "?", "https://"))] == []


@pytest.mark.both_databases
def test_signs_in_a_search_mean_nothing(inside: Any, store: Engine) -> None:
    with Session(store) as session:
        index_new(session)
        session.commit()
    found = {sought: "data-row" in inside.get("/inbox", params={"q": sought}).text for sought in SEARCHES}
    assert found == SEARCHES


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_name_in_a_table_is_no_formula(store: Engine, clock: Clock, question: int, name: str) -> None:
    with Session(store) as session:
        talk = session.get_one(Conversation, question)
        talk.answered_at, talk.answered_by = clock(), name
        session.flush()
        later = clock() + timedelta(days=1)
        told = as_csv(report(session, Span(clock(), later, 1, ZoneInfo("Europe/Berlin")), later))
    assert f"'{name}" in [row["what"] for row in csv.DictReader(io.StringIO(told, newline=""))]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/sign-in", 413), ("/api/conversations/1/notes", 413), ("/inbox/1/reply", 400)],
    ids=["form", "call", "form that a picture may come with"],
)
def test_more_than_anybody_writes_is_not_read(inside: Any, address: str, status: int) -> None:
    answer = inside.client.post(address, data={"text": "x" * MOST_BYTES})
    assert answer.status_code == status
    if address.startswith("/api/"):
        assert answer.json()["mend"] == "Send a shorter text, or a smaller picture."


def test_after_sign_in_nobody_is_led_elsewhere_by_a_header(visitor: Any, anna: None) -> None:
    answer = visitor.sign_in(next="/inbox\r\nX-Evil: 1")
    assert answer.headers["location"] == HOME
    assert "x-evil" not in answer.headers


def test_a_session_that_somebody_else_began_is_worth_nothing_after_sign_in(visit: Any, anna: None) -> None:
    victim, attacker = visit(), visit()
    attacker.get("/sign-in")
    victim.client.cookies.update(attacker.client.cookies)
    assert victim.sign_in().status_code == 303
    assert attacker.get("/inbox", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "path", ["..%2fsecret.txt", "%2e%2e/secret.txt", "..\\secret.txt", "%2fetc%2fpasswd", "%00", "a/../../secret.txt"]
)
def test_media_ends_at_its_folder(visit: Any, tmp_path: Any, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    media = tmp_path / "media"
    media.mkdir()
    answer = visit(media=media).client.get(f"/media/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text

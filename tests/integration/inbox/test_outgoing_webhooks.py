"""Programs of the shop are told once of what they asked for, signed, and again where they did not take it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from email.message import Message as Letter
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk import acts, guarded_post
from socialshop.desk.deliveries import BACKOFF, KEPT, Standing, deliver, deliveries, ping, send_again, signature
from socialshop.desk.errors import UnknownDelivery
from socialshop.desk.guarded_post import Refused, post
from socialshop.desk.model import WebhookDelivery
from socialshop.desk.webhooks import Target, queue_deliveries
from socialshop.inbox.ingest import ingest
from socialshop.ports import InboundEvent
from socialshop.schema import metadata
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.model import Role
from socialshop.staff.permissions import NotPermitted
from socialshop.store import open_store, settled
from tests.integration.inbox.conftest import People, Says


class Receiver:
    """A program of the shop's."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[Letter, bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.headers, body))
                self.send_response(receiver.status)
                self.send_header("Location", "http://169.254.169.254/")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.close()


@pytest.fixture
def queue(shop: Engine, session: Session, clock: Clock) -> Callable[..., None]:
    """Let what is said be told to the programs, which know nothing of what was before."""

    def queue(targets: Sequence[Target], *said: InboundEvent) -> None:
        queue_deliveries(shop, targets, clock)
        ingest(session, said, clock)
        session.commit()
        queue_deliveries(shop, targets, clock)

    return queue


def test_acts_and_arrivals_are_told_signed_and_once(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, receiver: Receiver
) -> None:
    target = Target("crm", receiver.url, "s3cret", private=True)
    ingest(session, [says("c1", "Vor der Zeit")], clock)
    session.commit()
    assert queue_deliveries(shop, [target], clock) == 0
    ingest(session, [says("c2", "Hallo?", minute=1)], clock)
    acts.resolve(session, people["Jana"], 1, clock)
    session.commit()
    assert queue_deliveries(shop, [target], clock) == 2
    assert queue_deliveries(shop, [target], clock) == 0
    assert deliver(shop, clock, [target]) == 2
    assert deliver(shop, clock, [target]) == 0
    told = [json.loads(body) for _, body in receiver.got]
    assert [(one["event"], one.get("by"), one.get("text")) for one in told] == [
        ("resolve", "Jana", None),
        ("message.received", None, "Hallo?"),
    ]
    for headers, body in receiver.got:
        expected = f"sha256={signature('s3cret', headers['X-Socialshop-Timestamp'], body)}"
        assert headers["X-Socialshop-Signature"] == expected


def test_a_program_is_told_only_what_it_asked_for(
    shop: Engine, session: Session, clock: Clock, people: People, says: Says, receiver: Receiver
) -> None:
    target = Target("crm", receiver.url, "s", ("resolve",), private=True)
    queue_deliveries(shop, [target], clock)
    ingest(session, [says("c1")], clock)
    acts.set_topic(session, people["Jana"], 1, "praise", clock)
    acts.resolve(session, people["Jana"], 1, clock)
    session.commit()
    assert queue_deliveries(shop, [target], clock) == 1


def test_what_commits_out_of_order_is_not_skipped(
    postgres_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL gives numbers before it commits: the first to begin may be the last to be seen."""
    monkeypatch.setattr(settled, "_PATIENCE_MS", 50)
    store, target = open_store(postgres_url), Target("crm", "https://crm.example/", "s")
    metadata().create_all(store)
    queue_deliveries(store, [target], clock)
    with Session(store) as slow, Session(store) as quick:
        record(slow, Actor("Jana", Role.AGENT), "resolve", "conversation", 1, clock())
        record(quick, Actor("Tom", Role.AGENT), "resolve", "conversation", 2, clock())
        quick.commit()
        assert queue_deliveries(store, [target], clock) == 0, "who knows what the slow one still brings"
        slow.commit()
    assert queue_deliveries(store, [target], clock) == 2
    with Session(store) as session:
        told = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id)))
        assert [json.loads(one.body)["conversation"] for one in told] == [1, 2]
    store.dispose()


def test_what_is_not_taken_is_sent_again_later_and_later_and_then_given_up(
    shop: Engine, session: Session, clock: Clock, says: Says, receiver: Receiver, queue: Callable[..., None]
) -> None:
    target = Target("crm", receiver.url, "s", private=True)
    queue([target], says("c1"))
    receiver.status = 302  # a redirection is not followed
    for wait in (timedelta(0), *BACKOFF):
        clock.advance(seconds=wait.total_seconds())  # type: ignore[attr-defined]
        deliver(shop, clock, [target])
        deliver(shop, clock, [target])  # not before its time
    assert len(receiver.got) == 1 + len(BACKOFF)
    session.expire_all()
    delivery = session.exec(select(WebhookDelivery)).one()
    assert (delivery.next_at, delivery.delivered_at, delivery.error) == (None, None, "answered 302")


def test_a_program_that_does_not_answer_holds_up_no_other(
    shop: Engine,
    session: Session,
    clock: Clock,
    says: Says,
    receiver: Receiver,
    queue: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("socialshop.desk.deliveries._ROUND", 5)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    broken = Target("broken", f"http://127.0.0.1:{port}/", "s", private=True)
    targets = [broken, Target("crm", receiver.url, "s", private=True)]
    queue(targets, *(says(f"c{n}", minute=n) for n in range(5)))
    assert deliver(shop, clock, targets) == 5
    attempts = [one.attempts for one in deliveries(session) if one.webhook == "broken"]
    assert sorted(attempts) == [0, 0, 1, 1, 1]


def test_programs_are_told_at_the_same_time(
    shop: Engine, clock: Clock, says: Says, queue: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = threading.Barrier(2)

    def answer_together(*_: object, **__: object) -> int:
        met.wait(60)
        return 200

    monkeypatch.setattr("socialshop.desk.deliveries.post", answer_together)
    targets = [Target(name, "https://shop.example/hook", "s") for name in ("crm", "till")]
    queue(targets, says("c1"))
    assert deliver(shop, clock, targets) == 2


def test_the_list_says_what_became_of_each_and_one_that_was_given_up_is_told_again(
    shop: Engine,
    session: Session,
    clock: Clock,
    people: People,
    says: Says,
    receiver: Receiver,
    queue: Callable[..., None],
) -> None:
    target = Target("crm", receiver.url, "s", private=True)
    queue([target], says("c1"))
    deliver(shop, clock, [])
    (given_up,) = deliveries(session, failed=True)
    assert (given_up.standing, given_up.error) == (Standing.GIVEN_UP, "the webhook is not configured any more")
    with pytest.raises(NotPermitted):
        send_again(session, people["Jana"], given_up.id, clock)
    send_again(session, people["Mia"], given_up.id, clock)
    session.commit()
    assert deliver(shop, clock, [target]) == 1
    session.expire_all()
    assert [one.standing for one in deliveries(session)] == [Standing.DELIVERED]
    assert deliveries(session, failed=True) == []
    with pytest.raises(UnknownDelivery):
        send_again(session, people["Mia"], given_up.id, clock)


def test_what_is_done_is_forgotten_after_its_time_and_what_waits_is_not(
    shop: Engine, session: Session, clock: Clock, says: Says, receiver: Receiver, queue: Callable[..., None]
) -> None:
    target = Target("crm", receiver.url, "s", private=True)
    queue([target], says("c1"))
    clock.advance(seconds=KEPT.total_seconds() + 1)  # type: ignore[attr-defined]
    assert deliver(shop, clock, [target]) == 1, "however long it waited"
    deliver(shop, clock, [target])
    assert deliveries(session) == []


def test_a_ping_says_whether_the_program_takes_it(clock: Clock, receiver: Receiver) -> None:
    target = Target("crm", receiver.url, "s", private=True)
    assert ping(target, clock) == ""
    assert json.loads(receiver.got[0][1])["event"] == "ping"
    receiver.status = 500
    assert ping(target, clock) == "answered 500"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8700/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://224.0.0.1/",
    ],
)
def test_an_address_within_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="private network"):
        post(url, b"", {})


def test_a_program_that_answers_letter_by_letter_is_left_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_post, "_MOST_SECONDS", 0.2)
    left = threading.Event()

    def dribble(door: socket.socket) -> None:
        caller, _ = door.accept()
        with caller:
            caller.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not left.wait(0.02):
                caller.sendall(b"a")

    with socket.create_server(("127.0.0.1", 0)) as door:
        program = threading.Thread(target=dribble, args=(door,))
        program.start()
        try:
            with pytest.raises(Refused, match="nobody answered: Timeout"):
                post(f"http://127.0.0.1:{door.getsockname()[1]}/", b"{}", {}, private=True)
        finally:
            left.set()
            program.join()
            for thread in threading.enumerate():
                if thread.name == "outgoing webhook":
                    thread.join()


def test_the_secret_of_a_target_is_not_shown() -> None:
    assert "s3cret" not in repr(Target("crm", "https://x.example", "s3cret"))

"""A picture with an answer, as the page takes it: without scripts, and refused in words that keep what was written."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.desk.model import Draft
from socialshop.inbox.model import Message
from socialshop.ports import Beside
from socialshop.testing.talking import TAKEN, TalkingChannel, public_store
from socialshop.web.visits import WITH_PICTURE

Open = Callable[..., Any]


def png(size: int = 40) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (size, size), "#b5651d").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def counter(anna: None, visit: Open, tmp_path: Path, question: int) -> Open:
    """Anna at a shop whose Instagram takes these pictures, and which the world sees."""

    def open_counter(pictures: Any = TAKEN, **changed: Any) -> Any:
        channel = TalkingChannel(pictures=pictures)
        store = public_store(tmp_path)
        visitor = visit(media=tmp_path, **({"connectors": {"instagram": channel}, "pictures": store} | changed))
        visitor.sign_in()
        visitor.get("/inbox")
        return visitor

    return open_counter


def send(visitor: Any, conversation: int, content: bytes, name: str = "photo.png", **fields: str) -> Any:
    data = {"text": "So sieht es aus.", "mode": "reply"} | fields
    return visitor.post(f"/inbox/{conversation}/reply", data, files={"picture": (name, content)})


def ours(store: Engine) -> list[Message]:
    with Session(store) as session:
        return list(session.exec(select(Message).where(col(Message.is_ours)).order_by(col(Message.id))).all())


def test_it_is_queued_with_its_text_and_shown_from_our_own_files(counter: Open, question: int, store: Engine) -> None:
    visitor = counter()
    assert 'accept="image/jpeg,image/png,image/gif"' in visitor.get(f"/inbox/{question}").text
    shown = send(visitor, question, png())
    (message,) = ours(store)
    assert message.attachments
    address = message.attachments[0]["url"]
    assert (message.text, address.startswith("https://shop.example/media/answers/")) == ("So sieht es aus.", True)
    local = address.removeprefix("https://shop.example")
    assert f'<img src="{local}"' in shown.text
    assert visitor.get(local).status_code == 200


def test_where_the_channel_parts_them_text_goes_first(counter: Open, question: int, store: Engine) -> None:
    send(counter(replace(TAKEN, text=Beside.APART)), question, png())
    assert [(one.text, bool(one.attachments)) for one in ours(store)] == [("So sieht es aus.", False), ("", True)]


def test_a_picture_may_go_alone_and_no_file_is_none(counter: Open, question: int, store: Engine) -> None:
    visitor = counter()
    send(visitor, question, png(), text="")
    send(visitor, question, b"", name="")
    assert [(one.text, bool(one.attachments)) for one in ours(store)] == [("", True), ("So sieht es aus.", False)]


@pytest.mark.parametrize(
    ("content", "fields", "reason"),
    [
        (b"%PDF-1.7", {}, "The file is no picture that can be opened, whatever it is called."),
        (png() + b"x" * 2_000_000, {}, "Instagram takes a picture of 2 MB at most."),
        (png(), {"mode": "note"}, "On Instagram, no picture goes with this way to write."),
        (png(), {"mode": "private_reply"}, "On Instagram, no picture goes with this way to write."),
    ],
)
def test_a_refusal_names_its_reason_and_keeps_the_text(
    counter: Open, question: int, store: Engine, content: bytes, fields: dict[str, str], reason: str
) -> None:
    answer = send(counter(), question, content, name="photo.jpg", **fields)
    assert (answer.status_code, reason in answer.text) == (422, True)
    assert "What you wrote is kept; please choose the picture again." in answer.text
    assert ours(store) == []
    with Session(store) as session:
        assert session.exec(select(Draft)).one().text == "So sieht es aus."


def test_a_shop_that_nobody_sees_says_what_to_configure(anna: None, visit: Open, question: int, store: Engine) -> None:
    visitor = visit(connectors={"instagram": TalkingChannel(pictures=TAKEN)})
    visitor.sign_in()
    said = "Pictures have no public address yet: set windows.media.public_url in the configuration."
    page = visitor.get(f"/inbox/{question}").text
    assert (said in page, "data-picture>" in page) == (True, False)
    assert said in send(visitor, question, png()).text
    assert ours(store) == []


def test_a_private_reply_has_a_text_or_a_picture(counter: Open, question: int, store: Engine) -> None:
    either = TalkingChannel(pictures=TAKEN, private_pictures=replace(TAKEN, text=Beside.INSTEAD))
    visitor = counter(connectors={"instagram": either})
    said = "Instagram takes either a text or a picture with: Reply privately"
    assert said in visitor.get(f"/inbox/{question}").text
    refused = send(visitor, question, png(), mode="private_reply")
    assert "On Instagram, this way to write takes one message: a picture or a text." in refused.text
    assert ours(store) == []
    send(visitor, question, png(), mode="private_reply", text="")
    assert [(one.text, one.is_private, bool(one.attachments)) for one in ours(store)] == [("", True, True)]


def test_a_channel_that_takes_none_says_so(counter: Open, question: int) -> None:
    page = counter(pictures=None).get(f"/inbox/{question}").text
    assert "Instagram takes no picture with: Reply publicly, Reply privately" in page
    assert 'type="file"' not in page


def test_more_than_any_channel_takes_is_not_read(counter: Open, question: int) -> None:
    assert send(counter(), question, b"x" * WITH_PICTURE).status_code == 413

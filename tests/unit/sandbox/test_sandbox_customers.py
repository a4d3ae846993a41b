from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.sandbox import directly
from connectors.sandbox.customers import Customers, Line
from connectors.sandbox.records import Maker, Pin, Platform, Post
from connectors.sandbox.world import Happening, World


@pytest.fixture
def world(clock: Any) -> World:
    return World(clock)


def publish(world: World, post_id: str, text: str) -> None:
    world.posts[post_id] = Post(id=post_id, number=world.next_number(), at=world.clock(), message=text)
    world.tell(Happening(Platform.FACEBOOK, post_id, text))
    world.settle()


def texts(world: World) -> list[str]:
    return [comment.text for comment in world.comments.values() if comment.made_by is Maker.CUSTOMER]


def test_a_customer_comments_on_what_the_line_is_about(world: World) -> None:
    Customers(world, [Line("a", Platform.FACEBOOK, "Anna", "Mine!", about="Gruyère")])
    publish(world, "1_1", "Brie today")
    publish(world, "1_2", "Gruyère today")
    publish(world, "1_3", "Gruyère again")
    assert [(comment.object_id, comment.author_name) for comment in world.comments.values()] == [("1_2", "Anna")]


def test_a_line_of_another_platform_waits(world: World) -> None:
    Customers(world, [Line("a", Platform.PINTEREST, "Anna", "Mine!")])
    publish(world, "1_1", "Brie today")
    assert texts(world) == []


def test_a_line_comes_when_the_clock_gets_there(world: World, clock: Any) -> None:
    Customers(world, [Line("a", Platform.FACEBOOK, "Anna", "Mine!", delay=timedelta(minutes=5))])
    publish(world, "1_1", "Brie today")
    assert texts(world) == []
    clock.advance(minutes=5)
    world.settle()
    (comment,) = world.comments.values()
    assert (comment.text, comment.at) == ("Mine!", clock())


def test_a_customer_answers_the_shops_reply_in_the_thread(world: World) -> None:
    script = [
        Line("question", Platform.FACEBOOK, "Anna", "Is it fresh?"),
        Line("thanks", Platform.FACEBOOK, "Anna", "Thank you!", after="answered", reply_to="question"),
    ]
    customers = Customers(world, script)
    publish(world, "1_1", "Brie today")
    assert texts(world) == ["Is it fresh?"]
    world.shop_comments(Platform.FACEBOOK, "1_1", "It is.", customers.said["question"])
    world.settle()
    assert texts(world) == ["Is it fresh?", "Thank you!"]
    assert world.comments[customers.said["thanks"]].parent_id == customers.said["question"]


def test_a_reply_to_somebody_else_is_no_cue(world: World) -> None:
    script = [
        Line("question", Platform.FACEBOOK, "Anna", "Is it fresh?"),
        Line("thanks", Platform.FACEBOOK, "Anna", "Thank you!", after="answered", reply_to="question"),
    ]
    Customers(world, script)
    publish(world, "1_1", "Brie today")
    other = world.customer_comments("1_1", "Ben", "Nice")
    world.shop_comments(Platform.FACEBOOK, "1_1", "Thanks!", other)
    world.settle()
    assert texts(world) == ["Is it fresh?", "Nice"]


def test_what_was_taken_down_gets_no_comment(world: World, clock: Any) -> None:
    Customers(world, [Line("a", Platform.FACEBOOK, "Anna", "Mine!", delay=timedelta(minutes=5))])
    publish(world, "1_1", "Brie today")
    del world.posts["1_1"]
    clock.advance(minutes=5)
    world.settle()
    assert texts(world) == []


def test_a_script_that_answers_nobody_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="thanks"):
        Customers(world, [Line("thanks", Platform.FACEBOOK, "Anna", "Thank you!", "answered", reply_to="question")])


def test_on_pinterest_the_name_says_who_is_answered(world: World, clock: Any) -> None:
    pin = Pin(id="5", number=1, at=clock(), board_id="1", title="", description="", link="", alt="", images=())
    world.pins["5"] = pin
    script = [
        Line("question", Platform.PINTEREST, "Cleo", "Is it fresh?"),
        Line("thanks", Platform.PINTEREST, "Cleo", "Thank you!", after="answered", reply_to="question"),
    ]
    Customers(world, script)
    world.tell(Happening(Platform.PINTEREST, "5", "Brie"))
    world.settle()
    world.shop_comments(Platform.PINTEREST, "5", "@Ben It is.")
    world.settle()
    assert texts(world) == ["Is it fresh?"]
    world.shop_comments(Platform.PINTEREST, "5", "@Cleo It is.")
    world.settle()
    assert texts(world) == ["Is it fresh?", "Thank you!"]


def test_a_customer_writes_privately_thinks_again_and_thanks(world: World) -> None:
    script = [
        Line("question", Platform.FACEBOOK, "Anna", "Halo?", act="writes"),
        Line("better", Platform.FACEBOOK, "Anna", "Hallo?", after="said", reply_to="question", act="edits"),
        Line("thanks", Platform.FACEBOOK, "Anna", "Thank you!", after="answered", reply_to="question", act="writes"),
    ]
    Customers(world, script)
    publish(world, "1_1", "Brie today")
    world.settle()
    assert [message.text for message in world.messages.values()] == ["Hallo?"]
    directly.answers(world, Platform.FACEBOOK, "Anna", "Good day!")
    world.settle()
    assert [message.text for message in world.messages.values()] == ["Hallo?", "Good day!", "Thank you!"]


def test_a_private_reply_to_a_comment_answers_it(world: World) -> None:
    script = [
        Line("question", Platform.FACEBOOK, "Anna", "Is it fresh?"),
        Line("thanks", Platform.FACEBOOK, "Anna", "Thank you!", after="answered", reply_to="question", act="writes"),
    ]
    customers = Customers(world, script)
    publish(world, "1_1", "Brie today")
    asked = customers.said["question"]
    person = (world.comments[asked].author_id, "Anna")
    directly.add_message(world, Platform.FACEBOOK, person, "It is.", Maker.SHOP, asked)
    world.settle()
    assert [message.text for message in world.messages.values()] == ["It is.", "Thank you!"]


def test_customers_take_back_what_they_said(world: World) -> None:
    script = [
        Line("anger", Platform.FACEBOOK, "Udo", "Never again!"),
        Line("regret", Platform.FACEBOOK, "Udo", "", after="said", reply_to="anger", act="removes"),
        Line("praise", Platform.FACEBOOK, "Ida", "Lovely", act="posts"),
        Line("stars", Platform.FACEBOOK, "Ida", "Good cheese", act="reviews"),
        Line("story", Platform.FACEBOOK, "ida", "", act="mentions in story"),
    ]
    Customers(world, script)
    publish(world, "1_1", "Brie today")
    world.settle()
    assert texts(world) == []
    assert [post.message for post in world.visitor_posts.values()] == ["Lovely"]
    assert [review.text for review in world.reviews.values()] == ["Good cheese"]
    assert [message.story is not None for message in world.messages.values()] == [True]


def test_whoever_comes_late_speaks_of_what_stands_already(world: World) -> None:
    publish(world, "1_1", "Brie today")
    Customers(world, [Line("late", Platform.FACEBOOK, "Anna", "Mine!", about="Brie")])
    world.settle()
    assert texts(world) == ["Mine!"]

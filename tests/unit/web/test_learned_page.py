"""Whether learning does what it shall: told to managers, who can set it aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.acts import set_topic
from socialshop.inbox.model import Conversation, Decider, TopicModel
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role

Learn = Callable[[float], None]


@pytest.fixture
def learn(store: Engine, clock: Clock) -> Learn:
    """Learned from 240 decisions, of which it met so many; the rules met 81 %."""

    def do(accuracy: float) -> None:
        with Session(store) as session:
            session.add(
                TopicModel(
                    trained_at=clock(),
                    decisions=240,
                    accuracy=accuracy,
                    rules_accuracy=0.81,
                    topics=["order", "praise"],
                    weights=b"",
                )
            )
            session.commit()

    return do


def test_before_anything_is_learned_it_says_what_it_takes(colleague: Any) -> None:
    told = colleague.get("/learned").text
    assert "Not in use" in told
    assert "It begins with 60 decisions, 8 of each of two topics." in told
    assert "Set aside" not in told


@pytest.mark.parametrize(("accuracy", "standing"), [(0.92, "In use"), (0.81, "Not in use"), (0.5, "Not in use")])
def test_how_it_was_proven_is_told(colleague: Any, learn: Learn, accuracy: float, standing: str) -> None:
    learn(accuracy)
    told = colleague.get("/learned").text
    assert f"{standing}</span>" in told
    for figure in (f"{accuracy:.0%}", "81%", "240", "288"):
        assert f"<dd>{figure}</dd>" in told
    assert "Order, Praise." in told


def test_what_was_decided_last_leads_to_its_conversation(
    colleague: Any, store: Engine, clock: Clock, question: int
) -> None:
    with Session(store) as session:
        talk = session.get_one(Conversation, question)
        talk.topic, talk.topic_by = "question", Decider.RULE
        session.flush()
        set_topic(session, Actor("<b>Mara</b>", Role.AGENT), question, "complaint", clock)
        session.commit()
    told = colleague.get("/learned").text
    assert f'href="/inbox/{question}"' in told
    assert 'Question <span class="small quiet">by a rule</span> → Complaint' in told
    assert "&lt;b&gt;Mara" in told


def test_it_is_set_aside_and_taken_up_again_and_both_are_audited(colleague: Any, store: Engine, learn: Learn) -> None:
    learn(0.92)
    colleague.get("/learned")
    told = colleague.post("/learned/aside").text
    assert "Anna Berger set aside what was learned" in told
    assert "There is nothing learned to do that with." in colleague.post("/learned/aside").text
    assert "In use</span>" in colleague.post("/learned/again").text
    with Session(store) as session:
        assert [entry.act for entry in entries(session, subject="topic model")] == ["take up", "set aside"]
        assert session.exec(select(TopicModel)).one().set_aside_by == ""

"""What becomes of one object that says something else than it shall."""

from __future__ import annotations

import pytest

from socialshop.ports import ObjectKind, Part, PublishedObject
from socialshop.windows.definition import Unchangeable
from socialshop.windows.plan import Act, PlanStep, Standing, compare

CHANGEABLE = {ObjectKind.PIN: frozenset({"text", "alt", "publish_at"})}
STOOD = {"text": "Munster", "alt": "Ein Munster", "pictures": "m"}


def step(wanted: dict[str, str], unchangeable: Unchangeable, **told: str) -> PlanStep:
    """What becomes of a Pin that says STOOD, and of which the platform tells its words."""
    standing = Standing(
        1, "pin", PublishedObject(ObjectKind.PIN, "1"), STOOD, {"text": "Munster", "alt": "Ein Munster", **told}
    )
    (found,) = compare([Part("pin", ObjectKind.PIN, wanted)], [standing], CHANGEABLE, unchangeable)
    return found


def fields(found: PlanStep) -> set[str]:
    return {one.field for one in found.differences}


def test_what_is_said_of_a_picture_stays_with_the_picture() -> None:
    wanted = {"text": "Senf", "alt": "Ein Senf", "pictures": "s"}
    left = step(wanted, Unchangeable.LEAVE)
    assert (left.act, fields(left)) == (Act.CHANGE, {"text"})
    anew = step(wanted, Unchangeable.REPLACE)
    assert (anew.act, fields(anew)) == (Act.REPLACE, {"text", "alt", "pictures"})


def test_with_nothing_but_the_picture_it_stands_as_it_is_and_is_told() -> None:
    left = step({**STOOD, "alt": "Ein Senf", "pictures": "s"}, Unchangeable.LEAVE)
    assert (left.act, fields(left)) == (Act.LEAVE, {"alt", "pictures"})
    assert "made anew" in left.mend


def test_what_a_person_has_to_mend_is_left_and_says_how() -> None:
    standing = Standing(1, "pin", PublishedObject(ObjectKind.PIN, "1"), STOOD, {"text": "Senf"})

    def left(**wanted: str) -> PlanStep:
        part = Part("pin", ObjectKind.PIN, STOOD | wanted)
        (found,) = compare([part], [standing], CHANGEABLE, mend_by_hand=_unsay)
        return found

    assert (left().act, fields(left()), left().mend) == (Act.LEAVE, {"text"}, "Unsay Senf for Munster.")
    assert "made anew" in left(pictures="s").mend, "with the picture, the text would go as well"


def test_an_alt_text_that_reads_the_same_is_the_same() -> None:
    """So what was published with 'Senf?.' is not told at every run when 'Senf?' is what is wanted."""
    assert step({**STOOD, "alt": "Ein «Munster»!"}, Unchangeable.LEAVE).act is Act.KEEP
    assert step({**STOOD, "alt": "Ein\nMunster"}, Unchangeable.LEAVE).act is Act.CHANGE


def _unsay(_kind: ObjectKind, field: str, before: str, after: str) -> str:
    return f"Unsay {before} for {after}." if field == "text" else ""


def test_tags_stay_with_the_pictures_that_they_are_in() -> None:
    left = step({**STOOD, "pictures": "s", "products": "senf"}, Unchangeable.LEAVE, products="munster")
    assert (left.act, fields(left)) == (Act.LEAVE, {"pictures", "products"})


def test_the_words_of_the_same_picture_are_changed() -> None:
    found = step({**STOOD, "alt": "Ein Munster auf Holz"}, Unchangeable.LEAVE)
    assert (found.act, fields(found), found.mend) == (Act.CHANGE, {"alt"}, "")


@pytest.mark.parametrize("unchangeable", Unchangeable)
def test_what_nobody_has_seen_is_made_anew(unchangeable: Unchangeable) -> None:
    waiting = step({**STOOD, "pictures": "s"}, unchangeable, publish_at="2026-11-02T18:00:00+00:00")
    assert waiting.act is Act.REPLACE


def test_several_fields_are_listed() -> None:
    wanted = {**STOOD, "pictures": "s", "link": "/senf", "section": "Senf"}
    found = step(wanted, Unchangeable.LEAVE, link="/munster", section="Käse")
    assert found.why.endswith("of a pin, and it stands as it is: pictures, link, section.")

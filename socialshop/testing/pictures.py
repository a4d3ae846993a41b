"""What every connector must do that answers with pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from socialshop.errors import OutcomeUnknown, Permanent
from socialshop.ports import Act, Beside, PictureTarget, Subject
from socialshop.testing.conversations import commented, commented_beneath, written
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.platform import Platform


class PictureContract:
    def test_a_picture_whose_answer_was_lost_stands_once(self, platform: Platform) -> None:
        for act, subject in _ways(platform):
            steps, before = MemorySteps(platform.clock), len(platform.own_pictures())
            platform.drop_write()
            with pytest.raises(OutcomeUnknown):
                _send(platform, act, subject, steps)
            platform.clock.advance(minutes=5)
            _send(platform, act, subject, steps)
            assert platform.own_pictures()[before:] == [platform.pictures[0].url]

    def test_another_picture_is_not_taken_for_it(self, platform: Platform) -> None:
        for act, subject in _ways(platform):
            target, since = _target(platform), platform.clock()
            first = target.send_picture(act, subject, platform.pictures[0].url, "")
            assert target.find_picture(act, subject, "", since, frozenset()) == first
            assert target.find_picture(act, subject, "", since, frozenset({first})) is None

    def test_a_picture_that_cannot_be_fetched_or_is_none_is_refused(self, platform: Platform, tmp_path: Path) -> None:
        renamed = tmp_path / "renamed.jpg"
        renamed.write_text("no picture")
        addresses = (platform.publish(renamed), platform.pictures[0].url + ".gone")
        for act, subject in _ways(platform):
            for address in addresses:
                with pytest.raises(Permanent):
                    _target(platform).send_picture(act, subject, address, "")
        assert platform.own_pictures() == []

    def test_text_goes_with_it_where_the_terms_say_so(self, platform: Platform) -> None:
        for act, subject in _ways(platform):
            terms = _target(platform).picture_terms(act)
            if terms and terms.text is Beside.TOGETHER:
                _target(platform).send_picture(act, subject, platform.pictures[0].url, "So sieht er aus.")
                assert platform.own_comments()[-1] == "So sieht er aus."


def _ways(platform: Platform) -> Iterator[tuple[Act, Subject]]:
    """The ways to answer that a picture goes with, and whom to."""
    taken = [act for act in (Act.REPLY, Act.PRIVATE_REPLY, Act.MESSAGE) if _target(platform).picture_terms(act)]
    assert taken
    beneath = commented(platform).to.object_id
    for act in taken:
        platform.clock.advance(hours=1)  # no look for one way's picture reaches back to another's
        yield act, written(platform) if act is Act.MESSAGE else commented_beneath(platform, beneath)


def _target(platform: Platform) -> PictureTarget:
    connector = platform.connect()
    assert isinstance(connector, PictureTarget)
    return connector


def _send(platform: Platform, act: Act, subject: Subject, steps: MemorySteps) -> str:
    target = _target(platform)

    def find(since: datetime) -> str | None:
        return target.find_picture(act, subject, "", since, frozenset())

    return steps.run("picture", lambda: target.send_picture(act, subject, platform.pictures[0].url, ""), find)

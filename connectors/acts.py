"""Answering on Facebook and Instagram beyond the public reply: privately, and by what is done to a comment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

from connectors.allowances import KINDS, Kinds, allowance
from connectors.direct import Direct, picture_message, text_message
from connectors.graph import Graph
from socialshop.clock import Clock
from socialshop.errors import NotFound
from socialshop.ports import Act, Allowance, Capability, MessageKind, PictureTerms, Subject

_CAPABILITIES = {
    Act.REPLY: Capability.REPLIES,
    Act.PRIVATE_REPLY: Capability.PRIVATE_REPLIES,
    Act.MESSAGE: Capability.MESSAGES,
    Act.LIKE: Capability.LIKES,
    Act.HIDE: Capability.HIDING,
    Act.DELETE: Capability.DELETING,
}


class MetaAnswers(ABC):
    """`Answering` and the acts, for a connector of Meta's that says what it offers and how a comment is hidden."""

    message_limit: ClassVar[int]
    message_pictures: ClassVar[PictureTerms]
    private_reply_pictures: ClassVar[PictureTerms | None] = None
    hide_parameter: ClassVar[str]
    """What a comment's being hidden is called when it is set."""
    kinds: ClassVar[Kinds] = KINDS
    """What each act can be done to."""
    _graph: Graph
    _clock: Clock
    _direct: Direct
    streams: tuple[str, ...]

    @property
    @abstractmethod
    def _offered(self) -> Mapping[Act, int | None]:
        """The acts as it is configured, with the most characters of their text."""

    @property
    def _answering(self) -> set[Capability]:
        found = {_CAPABILITIES[act] for act in self._offered if act in _CAPABILITIES}
        found |= {Capability.PICTURES for act in self._offered if self.picture_terms(act)}
        return found | {Capability.ACCOUNT} if self.streams else found

    def can(self, act: Act, subject: Subject, now: datetime) -> Allowance:
        return allowance(act, subject, now, self._offered, self.kinds)

    def reply_privately(self, subject: Subject, text: str) -> str:
        return self._direct.send(_writer_of(subject), text_message(text))

    def find_private_reply(self, subject: Subject, text: str, since: datetime) -> str | None:
        return self._direct.find(subject, text, since)

    def send_message(self, subject: Subject, text: str) -> str:
        """Typed as an answer, or after 24 hours as that of a human agent."""
        return self._direct.send({"id": subject.person_id}, text_message(text), subject.wrote_at)

    def find_message(self, subject: Subject, text: str, since: datetime) -> str | None:
        return self._direct.find(subject, text, since)

    def picture_terms(self, act: Act) -> PictureTerms | None:
        terms = {Act.MESSAGE: self.message_pictures, Act.PRIVATE_REPLY: self.private_reply_pictures}
        return terms.get(act) if act in self._offered else None

    def send_picture(self, act: Act, subject: Subject, url: str, text: str) -> str:
        if act is Act.PRIVATE_REPLY:
            return self._direct.send(_writer_of(subject), picture_message(url))
        return self._direct.send({"id": subject.person_id}, picture_message(url), subject.wrote_at)

    def find_picture(
        self, act: Act, subject: Subject, text: str, since: datetime, known: Collection[str]
    ) -> str | None:
        return self._direct.find_picture(subject, since, known)

    def person_name(self, external_id: str) -> str:
        return self._direct.name_of(external_id) if Act.MESSAGE in self._offered else ""

    def hide(self, external_id: str) -> None:
        self._graph.post(external_id, None, **{self.hide_parameter: True})

    def unhide(self, external_id: str) -> None:
        self._graph.post(external_id, None, **{self.hide_parameter: False})

    def delete(self, external_id: str) -> None:
        try:
            self._graph.delete(external_id)
        except NotFound:
            return


def _writer_of(subject: Subject) -> dict[str, str]:
    """The recipient of a private reply, as the Send API is told of them."""
    return {"post_id" if subject.kind is MessageKind.POST else "comment_id": subject.to.comment_id}

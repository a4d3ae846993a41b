"""Private conversations of a Page, by Messenger or Instagram: read by polling, answered, and looked up after a crash.

https://developers.facebook.com/docs/messenger-platform/conversations and
https://developers.facebook.com/docs/messenger-platform/reference/send-api
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from connectors.allowances import STANDARD_WINDOW
from connectors.graph import Graph, next_cursor
from connectors.graph_messages import MESSAGE_FIELDS, person_in, read_message
from connectors.http import Answer
from connectors.rules import CLOCK_SKEW
from connectors.told import Refused, listed, moment, text
from socialshop.clock import Clock
from socialshop.errors import Permanent
from socialshop.phrases import phrase
from socialshop.ports import EventPage, InboundEvent, Subject

_FIELDS = f"id,updated_time,participants,messages.limit(25){{{MESSAGE_FIELDS}}}"
_PAGE_SIZE = 25
OVERLAP = timedelta(minutes=10)
"""Read again with every sweep: the platform's clock is not ours."""


class Direct:
    """`ours` are the ids by which the platform knows us: the Page's and the Instagram account's."""

    def __init__(
        self, graph: Graph, channel: str, platform: str, page_id: str, ours: frozenset[str], clock: Clock
    ) -> None:
        self._graph = graph
        self._channel = channel
        self._platform = platform
        self._page_id = page_id
        self._ours = ours
        self._clock = clock

    def sweep(self, cursor: str | None) -> Iterator[EventPage]:
        """The conversations in which anything was said since the last sweep, the latest first."""
        since = json.loads(cursor)["since"] if cursor else None
        begun = (self._clock() - OVERLAP).isoformat()
        path = f"{self._page_id}/conversations"
        for page in self._graph.pages(path, platform=self._platform, fields=_FIELDS, limit=_PAGE_SIZE):
            threads = [Answer(self._channel, thread) for thread in page.data]
            new = [thread for thread in threads if since is None or _is_new(thread, since)]
            events = tuple(event for thread in new for event in self._events(thread, since))
            is_last = page.after is None or len(new) < len(threads)
            # An interrupted sweep begins anew: which page a conversation is on changes with every word.
            yield EventPage(events, json.dumps({"since": begun if is_last else since}))
            if is_last:
                return

    def name_of(self, person: str) -> str:
        """The name of somebody who wrote to us; '' where the platform does not say."""
        query = {"platform": self._platform, "user_id": person, "fields": "participants", "limit": 1}
        answer = self._graph.get(f"{self._page_id}/conversations", **query)
        people = [one for thread in listed(answer) for one in listed(thread.get("participants"))]
        return next((text(one, "name", "username") for one in people if text(one, "id") == person), "")

    def send(self, recipient: Mapping[str, str], message: Mapping[str, Any], wrote_at: datetime | None = None) -> str:
        """Send to somebody what `text_message` or `picture_message` made; `wrote_at` is when they wrote last, by which
        the message is typed."""
        is_late = wrote_at is not None and self._clock() - wrote_at >= STANDARD_WINDOW
        typed = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if is_late else {"messaging_type": "RESPONSE"}
        path = f"{self._page_id}/messages"
        answer = self._graph.post(path, None, recipient=recipient, message=message, **typed)
        return str(answer["message_id"])

    def find(self, subject: Subject, words: str, since: datetime) -> str | None:
        """The id of our message to that person with that text, sent since then."""
        ours = self._written(subject, since)
        return next((event.external_id for event in ours if event.text.strip() == words.strip()), None)

    def find_picture(self, subject: Subject, since: datetime, known: Collection[str]) -> str | None:
        """The id of our message to that person with a picture alone, sent since then, which is none of the known."""
        ours = self._written(subject, since)
        return next((e.external_id for e in ours if e.attachments and not e.text and e.external_id not in known), None)

    def _written(self, subject: Subject, since: datetime) -> Iterator[InboundEvent]:
        """What we wrote to that person since then."""
        query: dict[str, Any] = {"platform": self._platform, "user_id": subject.person_id, "fields": _FIELDS}
        for page in self._graph.pages(f"{self._page_id}/conversations", **query):
            for thread in page.data:
                for event in self._events(Answer(self._channel, thread), (since - CLOCK_SKEW).isoformat()):
                    if event.author is not None and event.author.is_us:
                        yield event

    def _events(self, thread: Answer, since: str | None) -> list[InboundEvent]:
        """The messages of a thread since then, the latest first; those of a long one are read page by page."""
        person = person_in(thread, self._ours)
        events: list[InboundEvent] = []
        for messages in self._messages(thread):
            try:
                told = [read_message(self._channel, message, person, self._ours) for message in messages]
            except Refused as error:
                raise Permanent(
                    phrase("{channel}: a message that {error}.", channel=self._channel, error=error),
                    channel=self._channel,
                ) from None
            new = [event for event in told if since is None or event.at >= datetime.fromisoformat(since)]
            events += new
            if len(new) < len(told):
                break
        return events

    def _messages(self, thread: Answer) -> Iterator[list[Any]]:
        nested = thread.get("messages", {})
        yield listed(nested)
        after = next_cursor(nested)
        if after:
            for page in self._graph.pages(f"{text(thread, 'id')}/messages", after, fields=MESSAGE_FIELDS):
                yield page.data


def text_message(words: str) -> dict[str, Any]:
    return {"text": words}


def picture_message(url: str) -> dict[str, Any]:
    """A message has either a text or an attachment."""
    return {"attachment": {"type": "image", "payload": {"url": url}}}


def _is_new(thread: Answer, since: str) -> bool:
    return moment(thread["updated_time"]) >= datetime.fromisoformat(since)

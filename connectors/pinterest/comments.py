"""Comments on Pins, through py3-pinterest: the official API has none.

It calls what pinterest.com itself calls, with the cookie of a browser's session. That is unofficial and may
break any day, so every answer is read with suspicion, and it is off until it is configured.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, TypeVar

import requests

from connectors.http import IDEMPOTENT, PlatformSession
from socialshop.errors import AuthExpired, NotFound, OutcomeUnknown, Permanent, PlatformError, Retryable, Throttled
from socialshop.phrases import phrase
from socialshop.ports import Author, EventKind, EventPage, InboundEvent, ReplyTarget

_END = "-end-"
_PAGES = "pin_comments"
T = TypeVar("T")


class PinComments:
    def __init__(self, channel: str, username: str, cookie: str, session: PlatformSession) -> None:
        # The import is slow (it brings a browser driver along), and most shops never need it.
        from py3pin.Pinterest import Pinterest

        self._channel = channel
        self._username = username
        # An existing folder and no e-mail: the library finds no file of credentials and makes none.
        self._client = Pinterest(username=username, cred_root="/")
        session.cookies.set("_pinterest_sess", cookie, domain=".pinterest.com", secure=True)
        # The site compares header and cookie, wherever the token comes from; the library copies one to the other.
        session.cookies.set("csrftoken", secrets.token_hex(16), domain="www.pinterest.com", secure=True)
        self._client.http = session

    def events(self, pin_id: str, cursor: str | None) -> Iterator[EventPage]:
        """All comments of a Pin, every time: there is no 'since'. A broken sweep goes on where it stopped."""
        bookmark = json.loads(cursor).get("bookmark") if cursor else None
        for comments, ahead in self._pages(pin_id, bookmark):
            yield EventPage(self._events(comments, pin_id), json.dumps({"bookmark": ahead}))

    def gone(self, held: Mapping[str, Collection[str]]) -> frozenset[str]:
        """What a Pin's whole list of comments has not; nothing is said of a Pin that is not to be seen itself."""
        found: set[str] = set()
        for pin_id, ids in held.items():
            with suppress(NotFound):
                found.update(
                    set(ids) - {str(one["id"]) for comments, _ in self._pages(pin_id, None) for one in comments}
                )
        return frozenset(found)

    def reply(self, target: ReplyTarget, text: str) -> str:
        said = f"@{target.author_name} {text}"
        response = self._ask("POST", lambda: self._client.comment(target.object_id, said))
        return self._read(lambda: str(response.json()["resource_response"]["data"]["id"]))

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        said = f"@{target.author_name} {text}".strip()
        for page in self.events(target.object_id, None):
            for event in page.events:
                ours = event.author is not None and event.author.is_us and event.at >= since
                if ours and event.text.strip() == said:
                    return event.external_id
        return None

    def _pages(self, pin_id: str, bookmark: str | None) -> Iterator[tuple[list[Any], str | None]]:
        """Each page of comments with the bookmark of the next, None after the last."""
        seen = set()
        comments = self._first_page(pin_id, bookmark)
        while True:
            bookmark = self._ahead(pin_id)
            yield comments, bookmark
            if bookmark is None:
                return
            if bookmark in seen:
                raise Permanent(phrase("Pinterest sent the same bookmark twice."), channel=self._channel)
            seen.add(bookmark)
            comments = self._page(pin_id, bookmark)

    def _first_page(self, pin_id: str, bookmark: str | None) -> list[Any]:
        """A bookmark does not live for ever: without it, reading begins anew."""
        if bookmark is None:
            return self._page(pin_id, None)
        try:
            return self._page(pin_id, bookmark)
        except NotFound:
            raise
        except Permanent:
            return self._page(pin_id, None)

    def _page(self, pin_id: str, bookmark: str | None) -> list[Any]:
        """The library keeps its own place: it is put where we are."""
        self._client.bookmark_manager.add_bookmark(primary=_PAGES, secondary=pin_id, bookmark=bookmark)
        comments = self._ask("GET", partial(self._client.get_comments, pin_id))
        if not isinstance(comments, list):
            raise self._changed()
        return comments

    def _ahead(self, pin_id: str) -> str | None:
        found = self._client.bookmark_manager.get_bookmark(primary=_PAGES, secondary=pin_id)
        return None if found in (None, "", _END) else str(found)

    def _events(self, comments: list[Any], pin_id: str) -> tuple[InboundEvent, ...]:
        return self._read(lambda: tuple(self._event(comment, pin_id) for comment in comments))

    def _event(self, comment: Mapping[str, Any], pin_id: str) -> InboundEvent:
        user = comment["user"]
        author = Author(str(user["id"]), user["username"], is_us=user["username"] == self._username)
        return InboundEvent(
            channel=self._channel,
            kind=EventKind.COMMENT_ADDED,
            external_id=str(comment["id"]),
            object_id=pin_id,
            parent_id=None,
            author=author,
            text=comment["text"],
            at=_time(comment["created_at"]),
            raw=comment,
        )

    def _ask(self, method: str, call: Callable[[], T]) -> T:
        """Let the library call, with its errors translated."""
        failure: PlatformError
        try:
            return call()
        except requests.HTTPError as error:
            failure = self._refusal(error.response.status_code, method)
        except (KeyError, TypeError, ValueError, IndexError):
            failure = self._changed()
        raise failure

    def _read(self, parse: Callable[[], T]) -> T:
        try:
            return parse()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise self._changed() from None

    def _changed(self) -> Permanent:
        return Permanent(
            phrase("pinterest.com answered in a form that is not known here."),
            channel=self._channel,
            mend=phrase(
                "The unofficial interface for comments may have changed: "
                "remove [channels.pinterest.comments] until an update is there."
            ),
        )

    def _refusal(self, status: int, method: str) -> PlatformError:
        what, code = f"pinterest.com answered HTTP {status}.", str(status)
        if status in (401, 403):
            mend = phrase("Sign in to pinterest.com and copy the session cookie anew.")
            return AuthExpired(what, channel=self._channel, code=code, mend=mend)
        if status == 404:
            return NotFound(what, channel=self._channel, code=code, mend=phrase("Look whether the Pin still stands."))
        if status == 429:
            return Throttled(
                what, channel=self._channel, code=code, mend=phrase("Nothing to do: the next run goes on.")
            )
        if status >= 500:
            kind = Retryable if method in IDEMPOTENT else OutcomeUnknown
            return kind(what, channel=self._channel, code=code, mend=phrase("Nothing to do: the next run tries again."))
        return self._changed()


def _time(text: str) -> datetime:
    """'Mon, 02 Nov 2026 09:00:00 +0000'"""
    return parsedate_to_datetime(text).astimezone(UTC)

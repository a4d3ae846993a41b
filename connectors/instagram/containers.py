"""Pictures on their way to a post: containers that Instagram fetches, works on, and keeps for a day.

https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors.graph import Graph
from connectors.instagram.tags import Tags
from socialshop.errors import NotFound, Permanent, Retryable
from socialshop.phrases import phrase
from socialshop.ports import Picture

POLLS = 26
LONGEST_POLL_SECONDS = 5.0
"""One second, then two, and so on: two minutes in all, where pictures take seconds."""


class Expired(Permanent):
    """A container outlived its day before it was published."""


class Containers:
    def __init__(self, graph: Graph, channel: str, account_id: str, sleep: Callable[[float], None]) -> None:
        self._graph = graph
        self._channel = channel
        self._account = account_id
        self._sleep = sleep

    def picture(self, picture: Picture, tags: Tags, **params: Any) -> str:
        """The id of the container of one picture, with the products that it shows."""
        said = {"image_url": picture.url, "alt_text": picture.alt, **params}
        tagged: dict[str, Any] = {"product_tags": list(tags)} if tags else {}
        return str(self._graph.post(f"{self._account}/media", **said, **tagged)["id"])

    def carousel(self, children: list[str], caption: str) -> str:
        self.wait_for(children)
        path = f"{self._account}/media"
        return str(self._graph.post(path, media_type="CAROUSEL", children=children, caption=caption)["id"])

    def wait_for(self, containers: Sequence[str]) -> None:
        """Until all of them can be published. Raises Expired, Permanent for a picture that Instagram cannot use, and
        Retryable where it takes too long."""
        pending = list(containers)
        for poll in range(1, POLLS + 1):
            pending = [container for container in pending if not self._is_ready(container)]
            if not pending:
                return
            self._sleep(min(float(poll), LONGEST_POLL_SECONDS))
        raise Retryable(
            phrase("Instagram is still working on the pictures."),
            channel=self._channel,
            mend=phrase("Nothing to do: the next run goes on."),
        )

    def is_published(self, container: str) -> bool:
        return self._status(container) == "PUBLISHED"

    def _is_ready(self, container: str) -> bool:
        status = self._status(container)
        if status == "EXPIRED":
            raise Expired(phrase("The draft expired before it was published."), channel=self._channel)
        if status == "ERROR":
            raise self._failure(container)
        return status in ("FINISHED", "PUBLISHED")

    def _failure(self, container: str) -> Permanent:
        reason = self._graph.get(container, fields="status").get("status", "no reason given")
        return Permanent(
            phrase("Instagram could not use a picture: {reason}.", reason=reason),
            channel=self._channel,
            mend=phrase("It must be a JPEG of at most 8 MB, between 4:5 and 1.91:1, at a public address."),
        )

    def _status(self, container: str) -> str:
        try:
            return str(self._graph.get(container, fields="status_code")["status_code"])
        except NotFound:
            return "EXPIRED"

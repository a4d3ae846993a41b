"""A window as a post or carousel: containers, which nobody sees, then one publication.

https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from connectors.graph import Graph
from connectors.rules import CLOCK_SKEW
from socialshop.errors import OutcomeUnknown, Permanent, Retryable, Throttled
from socialshop.ports import Display, DisplayProduct, Steps

POLLS = 26
LONGEST_POLL_SECONDS = 5.0
"""One second, then two, and so on: two minutes in all, where pictures take seconds."""
DRAFTS = 20


class _Expired(Permanent):
    """A container outlived its day before it was published."""


class Publisher:
    def __init__(self, graph: Graph, channel: str, account_id: str, sleep: Callable[[float], None]) -> None:
        self._graph = graph
        self._channel = channel
        self._account = account_id
        self._sleep = sleep

    def publish(self, display: Display, steps: Steps) -> str:
        """The id of the media. Containers that expired since an interrupted attempt are made anew."""
        for draft in range(DRAFTS):
            try:
                return self._publish(display, steps, f"draft/{draft}")
            except _Expired:
                continue
        raise Permanent("Instagram let every draft expire.", channel=self._channel, mend="Apply the window again.")

    def _publish(self, display: Display, steps: Steps, draft: str) -> str:
        container = (
            self._album(display, steps, draft) if len(display.products) > 1 else self._single(display, steps, draft)
        )
        return steps.run(
            "publish", lambda: self._send(container), lambda since: self._find(container, display.text, since)
        )

    def _single(self, display: Display, steps: Steps, draft: str) -> str:
        (product,) = display.products
        return steps.run(f"{draft}/container", lambda: self._container(product, caption=display.text), _not_public)

    def _album(self, display: Display, steps: Steps, draft: str) -> str:
        children = [
            self._child(product, steps, f"{draft}/child/{number}") for number, product in enumerate(display.products)
        ]
        return steps.run(f"{draft}/container", lambda: self._carousel(children, display.text), _not_public)

    def _child(self, product: DisplayProduct, steps: Steps, key: str) -> str:
        return steps.run(key, lambda: self._container(product, is_carousel_item=True), _not_public)

    def _container(self, product: DisplayProduct, **params: Any) -> str:
        picture = product.picture
        answer = self._graph.post(f"{self._account}/media", image_url=picture.url, alt_text=picture.alt, **params)
        return str(answer["id"])

    def _carousel(self, children: list[str], caption: str) -> str:
        self._await(children)
        answer = self._graph.post(f"{self._account}/media", media_type="CAROUSEL", children=children, caption=caption)
        return str(answer["id"])

    def _send(self, container: str) -> str:
        self._require_quota()
        self._await([container])
        return str(self._graph.post(f"{self._account}/media_publish", creation_id=container)["id"])

    def _find(self, container: str, caption: str, since: datetime) -> str | None:
        if self._status(container) != "PUBLISHED":
            return None
        earliest = since - CLOCK_SKEW
        query: dict[str, Any] = {"fields": "id,caption,timestamp", "since": int(earliest.timestamp())}
        for page in self._graph.pages(f"{self._account}/media", **query):
            for media in page.data:
                if media.get("caption", "").strip() == caption.strip():
                    return str(media["id"])
        raise OutcomeUnknown(
            "Instagram published the post and does not list it yet.",
            channel=self._channel,
            mend="Nothing to do: the next run looks again.",
        )

    def _require_quota(self) -> None:
        """Raises Throttled when the day's posts are used up; how many, the platform says itself."""
        answer = self._graph.get(f"{self._account}/content_publishing_limit", fields="quota_usage,config")
        usage = answer["data"][0]
        config = usage.get("config", {})
        if config and usage["quota_usage"] >= config["quota_total"]:
            raise Throttled(
                f"Instagram takes {config['quota_total']} posts a day, and they are used up.",
                channel=self._channel,
                mend="Nothing to do: a later run publishes it.",
            )

    def _await(self, containers: Sequence[str]) -> None:
        """Until all of them can be published."""
        pending = list(containers)
        for poll in range(1, POLLS + 1):
            pending = [container for container in pending if not self._is_ready(container)]
            if not pending:
                return
            self._sleep(min(float(poll), LONGEST_POLL_SECONDS))
        raise Retryable(
            "Instagram is still working on the pictures.",
            channel=self._channel,
            mend="Nothing to do: the next run goes on.",
        )

    def _is_ready(self, container: str) -> bool:
        status = self._status(container)
        if status == "EXPIRED":
            raise _Expired("The draft expired before it was published.", channel=self._channel)
        if status == "ERROR":
            raise self._failure(container)
        return status in ("FINISHED", "PUBLISHED")

    def _failure(self, container: str) -> Permanent:
        reason = self._graph.get(container, fields="status").get("status", "no reason given")
        return Permanent(
            f"Instagram could not use a picture: {reason}.",
            channel=self._channel,
            mend="It must be a JPEG of at most 8 MB, between 4:5 and 1.91:1, at a public address.",
        )

    def _status(self, container: str) -> str:
        return str(self._graph.get(container, fields="status_code")["status_code"])


def _not_public(_since: datetime) -> None:
    """Containers are listed nowhere and seen by nobody: after a crash one is made anew."""

"""Pictures on their way to a post: uploaded unpublished, seen by nobody before it.

https://developers.facebook.com/docs/graph-api/reference/page/photos
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connectors.graph import Graph
from socialshop.errors import NotFound, Permanent
from socialshop.phrases import phrase
from socialshop.ports import Picture, Steps

UPLOADS = 3


@dataclass(frozen=True, slots=True)
class Photo:
    """`temporary` is demanded of those that wait for their time; Meta throws them away when they are not used."""

    picture: Picture
    caption: str
    temporary: bool = False


class Photos:
    def __init__(self, graph: Graph, channel: str, page_id: str) -> None:
        self._graph = graph
        self._channel = channel
        self._page = page_id

    def upload(self, photo: Photo, key: str, steps: Steps) -> str:
        """The id of an upload that waits for its post.

        Meta lists such uploads nowhere: after a crash amidst one, the picture is sent again. One of an earlier attempt
        is used while it stands.
        """
        made: list[str] = []

        def send() -> str:
            made.append(self._send(photo))
            return made[-1]

        for attempt in range(UPLOADS):
            upload = steps.run(f"{key}/{photo.picture.digest[:16]}/{attempt}", send, _listed_nowhere)
            if upload in made or self._waits(upload):
                return upload
        raise Permanent(
            phrase("Facebook threw every upload of a picture away before the post was made."),
            channel=self._channel,
            mend=phrase("Apply the window again."),
        )

    def _waits(self, upload: str) -> bool:
        try:
            return not self._graph.get(upload, fields="page_story_id").get("page_story_id")
        except NotFound:
            return False

    def _send(self, photo: Photo) -> str:
        picture = photo.picture
        files = {"source": ("picture", picture.content)} if picture.content else None
        source = {} if files else {"url": picture.url}
        waiting = {"temporary": True} if photo.temporary else {}
        said = {"caption": photo.caption, "alt_text_custom": picture.alt}
        return str(self._graph.post(f"{self._page}/photos", files, published=False, **said, **source, **waiting)["id"])


def _listed_nowhere(_since: datetime) -> None:
    """There is nothing to look up."""

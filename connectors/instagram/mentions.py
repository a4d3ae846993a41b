"""Answering where others mention the account, beneath what is theirs.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connectors.graph import Graph
from connectors.http import Answer
from connectors.instagram.comments import time_of
from connectors.rules import limit
from connectors.told import listed, part, text
from socialshop.errors import NotFound, NotPermitted, Permanent, Untraceable
from socialshop.phrases import phrase
from socialshop.ports import ReplyTarget

CHANNEL = "instagram"
_FIELDS = "id,text,timestamp,user"
_PAGE_SIZE = limit("instagram.page_size")


def is_caption(target: ReplyTarget) -> bool:
    """Whether the post itself mentions the account, not a comment beneath it."""
    return target.comment_id == target.object_id


def answer(graph: Graph, account: str, target: ReplyTarget, words: str) -> str:
    """The id of our comment: beneath the post whose caption names us, or beneath the comment that does."""
    comment = {} if is_caption(target) else {"comment_id": target.comment_id}
    try:
        told = graph.post(f"{account}/mentions", None, media_id=target.object_id, message=words, **comment)
    except (NotFound, NotPermitted) as error:
        raise Permanent(
            phrase("Instagram takes no answer to that mention (code {code}).", code=error.code),
            channel=CHANNEL,
            code=error.code,
            mend=phrase(
                "A post is answered where its text names us, not where its picture alone tags us, and as long as it "
                "stands; the token needs the permission instagram_manage_comments."
            ),
        ) from None
    return str(told["id"])


def find(graph: Graph, account: str, target: ReplyTarget, words: str, since: datetime) -> str | None:
    """The id of our comment with that text beneath a post whose caption names us, made since then.

    Raises Untraceable for an answer to a comment: the API lists what stands beneath it to its post's owner alone.
    """
    if not is_caption(target):
        raise Untraceable(
            phrase("Instagram may have the answer already, and lets nobody look up what stands beneath that comment."),
            channel=CHANNEL,
            mend=phrase("Look there: try again where it is missing, else take this one back."),
        )
    for page in _newest_first(graph, account, target.object_id):
        new = [one for one in page if time_of(one) >= since]
        ours = [one for one in new if "user" in one]  # of our own comments alone the API says whose they are
        found = next((one for one in ours if _plain(one["text"]) == _plain(words)), None)
        if found or not new:
            return str(found["id"]) if found else None
    return None


def _newest_first(graph: Graph, account: str, media: str) -> Iterator[list[Answer]]:
    """The first comments beneath a post of somebody else's, page by page: it has no address that we may read."""
    after = ""
    seen: set[str] = set()
    while after not in seen:
        seen.add(after)
        from_there = f".after({after})" if after else ""
        comments = f"comments.limit({_PAGE_SIZE}){from_there}{{{_FIELDS}}}"
        told = graph.get(account, fields=f"mentioned_media.media_id({media}){{{comments}}}")
        page = part(part(told, "mentioned_media"), "comments")
        yield [Answer(CHANNEL, one) for one in listed(page)]
        after = text(part(part(page, "paging"), "cursors"), "after")


def _plain(words: str) -> str:
    """Where names stand, the API leaves the @ out."""
    return " ".join(words.replace("@", "").split())

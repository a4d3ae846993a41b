"""What others post on the Page and of it.

https://developers.facebook.com/docs/graph-api/reference/page/visitor_posts and
https://developers.facebook.com/docs/graph-api/reference/page/ratings
"""

from __future__ import annotations

from typing import Any

from connectors.sandbox.graph.comments import COMMENT
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.fields import FieldTable, Selection, moment
from connectors.sandbox.graph.paging import expand, page
from connectors.sandbox.graph.posts import permalink
from connectors.sandbox.records import Review, VisitorPost
from connectors.sandbox.world import World

_READ = frozenset({"include_hidden", "show_expired", "with"})


def _post_fields(_: World, post: VisitorPost) -> dict[str, Any]:
    return {
        "id": post.id,
        "message": post.message,
        "created_time": moment(post.at),
        "updated_time": moment(post.at),
        "from": {"id": post.author_id, "name": post.author_name},
        "permalink_url": permalink(post.id),
        "attachments": None,
    }


def _comments(world: World, beneath: VisitorPost | Review, inner: Selection) -> dict[str, Any] | None:
    said = [comment for comment in world.comments.values() if comment.object_id == beneath.id]
    return expand(world, f"{beneath.id}/comments", said, COMMENT, inner)


POST: FieldTable = FieldTable("PagePost", _post_fields, ("created_time", "message", "id"), {"comments": _comments})
STORY: FieldTable = FieldTable("OpenGraphStory", lambda _, review: {"id": review.id}, ("id",), {"comments": _comments})
"""A recommendation as the Page's followers see it: it is commented like a post."""


def _review_fields(_: World, review: Review) -> dict[str, Any]:
    return {
        "created_time": moment(review.at),
        "has_rating": False,
        "has_review": bool(review.text),
        "rating": None,
        "recommendation_type": "positive" if review.positive else "negative",
        "review_text": review.text,
        "reviewer": {"id": review.author_id, "name": review.author_name},
    }


REVIEW = FieldTable(
    "Recommendation",
    _review_fields,
    ("created_time", "recommendation_type", "review_text"),
    {"open_graph_story": STORY.render},
)


def get_visitor_posts(call: GraphCall) -> dict[str, Any]:
    here = [post for post in call.world.visitor_posts.values() if not post.elsewhere]
    return page(call, here, POST, newest_first=True)


def get_tagged(call: GraphCall) -> dict[str, Any]:
    elsewhere = [post for post in call.world.visitor_posts.values() if post.elsewhere]
    return page(call, elsewhere, POST, newest_first=True)


def get_ratings(call: GraphCall) -> dict[str, Any]:
    return page(call, call.world.reviews.values(), REVIEW, newest_first=True)


def get_visitor_post(call: GraphCall) -> dict[str, Any]:
    return POST.render(call.world, call.world.visitor_posts[call.node], call.fields)


def get_story(call: GraphCall) -> dict[str, Any]:
    return STORY.render(call.world, call.world.reviews[call.node], call.fields)


EDGES: Edges = {
    ("visitor_post", "GET", ""): Edge(get_visitor_post),
    ("story", "GET", ""): Edge(get_story),
    ("page", "GET", "visitor_posts"): Edge(get_visitor_posts, _READ),
    ("page", "GET", "tagged"): Edge(get_tagged),
    ("page", "GET", "ratings"): Edge(get_ratings),
}

"""What the platforms allow outside the catalog, each number once, with its source.

Connectors, previews, the sandbox's checks and the docs read this table; catalog rules stand in
`catalog_feeds.channels`. Numbers were read from the named pages in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

CLOCK_SKEW = timedelta(seconds=90)
"""How far a platform's clock may be behind ours, when we look for what we just sent."""


@dataclass(frozen=True, slots=True)
class Rule:
    platform: str
    subject: str
    limit: int
    unit: str
    source: str


_GRAPH = "https://developers.facebook.com/docs/graph-api/reference"
_IG = "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference"
_PUBLISHING = "https://developers.facebook.com/docs/instagram-platform/content-publishing"
_TAGGING = "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging"
_CATALOG = "https://developers.facebook.com/docs/marketing-api/catalog/reference"
_MARKETING = "https://developers.facebook.com/docs/marketing-api/reference"
_MESSAGES = "https://developers.facebook.com/docs/messenger-platform/reference/send-api"
_WEBHOOKS = "https://developers.facebook.com/docs/graph-api/webhooks/getting-started"
_PINTEREST = "https://developers.pinterest.com/docs/api/v5"
_UNOFFICIAL = "https://github.com/bstoilov/py3-pinterest"

RULES: dict[str, Rule] = {
    "facebook.post.text": Rule("facebook", "post text", 63_206, "characters", f"{_GRAPH}/page/feed"),
    "facebook.post.pictures": Rule("facebook", "pictures of one post", 10, "pictures", f"{_GRAPH}/page/photos"),
    "facebook.carousel.min": Rule("facebook", "links of a carousel, at least", 2, "links", f"{_GRAPH}/page/feed"),
    "facebook.carousel.max": Rule("facebook", "links of a carousel, at most", 5, "links", f"{_GRAPH}/page/feed"),
    "facebook.photo.bytes": Rule("facebook", "size of a picture", 10_000_000, "bytes", f"{_GRAPH}/page/photos"),
    "facebook.schedule.min": Rule("facebook", "schedule ahead, at least", 10, "minutes", f"{_GRAPH}/page/feed"),
    # The reference of page/feed says 75 days, the guide says 30: what both allow.
    "facebook.schedule.max": Rule(
        "facebook", "schedule ahead, at most", 30, "days", "https://developers.facebook.com/docs/pages-api/posts"
    ),
    "facebook.comment.text": Rule("facebook", "comment text", 8_000, "characters", f"{_GRAPH}/object/comments"),
    "facebook.page_size": Rule("facebook", "objects a page of an edge", 100, "objects", f"{_GRAPH}/object/comments"),
    "instagram.caption": Rule("instagram", "caption", 2_200, "characters", f"{_IG}/ig-user/media"),
    "instagram.hashtags": Rule("instagram", "hashtags of a caption", 30, "hashtags", f"{_IG}/ig-user/media"),
    "instagram.mentions": Rule("instagram", "mentions of a caption", 20, "mentions", f"{_IG}/ig-user/media"),
    "instagram.carousel.min": Rule(
        "instagram", "pictures of a carousel, at least", 2, "pictures", f"{_IG}/ig-user/media"
    ),
    "instagram.carousel.max": Rule(
        "instagram", "pictures of a carousel, at most", 10, "pictures", f"{_IG}/ig-user/media"
    ),
    "instagram.container.hours": Rule(
        "instagram", "life of an unpublished container", 24, "hours", f"{_IG}/ig-user/media"
    ),
    "instagram.daily": Rule("instagram", "posts a day", 50, "posts", f"{_IG}/ig-user/content_publishing_limit"),
    "instagram.containers": Rule("instagram", "containers a day", 400, "containers", _PUBLISHING),
    "instagram.tags": Rule("instagram", "tagged products of a post", 20, "tags", f"{_IG}/ig-media/product_tags"),
    "instagram.tagged.daily": Rule("instagram", "posts with tagged products a day", 25, "posts", _TAGGING),
    "instagram.picture.bytes": Rule("instagram", "size of a picture", 8_000_000, "bytes", f"{_IG}/ig-user/media"),
    "instagram.picture.narrowest": Rule(
        "instagram", "width of a picture, of its height, at least", 80, "percent", f"{_IG}/ig-user/media"
    ),
    "instagram.picture.widest": Rule(
        "instagram", "width of a picture, of its height, at most", 191, "percent", f"{_IG}/ig-user/media"
    ),
    "instagram.picture.width.min": Rule(
        "instagram", "width of a picture, at least", 320, "pixels", f"{_IG}/ig-user/media"
    ),
    "instagram.picture.width.max": Rule(
        "instagram", "width of a picture, at most", 1_440, "pixels", f"{_IG}/ig-user/media"
    ),
    "instagram.comment.text": Rule("instagram", "comment text", 2_200, "characters", f"{_IG}/ig-media/comments"),
    "instagram.page_size": Rule("instagram", "comments a page", 50, "comments", f"{_IG}/ig-media/comments"),
    "meta.items_batch": Rule("meta", "items of a batch", 5_000, "items", f"{_CATALOG}/product-catalog/items_batch"),
    "meta.items_batch.advised": Rule(
        "meta", "items of a batch, advised", 3_000, "items", f"{_CATALOG}/product-catalog/items_batch"
    ),
    "meta.items_batch.bytes": Rule(
        "meta", "size of a batch", 28_000_000, "bytes", f"{_CATALOG}/product-catalog/items_batch"
    ),
    "meta.set.filter.bytes": Rule(
        "meta", "filter of a product set", 500 * 1024, "bytes", f"{_MARKETING}/product-catalog/product_sets"
    ),
    "pinterest.feeds": Rule(
        "pinterest",
        "feeds of an account",
        50,
        "feeds",
        "https://help.pinterest.com/en/business/article/before-you-get-started-with-catalogs",
    ),
    "pinterest.group.levels": Rule(
        "pinterest",
        "levels of a product group's category",
        5,
        "levels",
        f"{_PINTEREST}/#operation/catalogs_product_groups/create",
    ),
    "facebook.message.text": Rule("facebook", "text of a private message", 2_000, "characters", _MESSAGES),
    "facebook.message.picture.bytes": Rule(
        "facebook",
        "size of a picture in a private message",
        8_000_000,
        "bytes",
        "https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets",
    ),
    "instagram.message.picture.bytes": Rule(
        "instagram",
        "size of a picture in a private message",
        8_000_000,
        "bytes",
        "https://developers.facebook.com/docs/messenger-platform/instagram/features/attachment-upload",
    ),
    "instagram.message.text": Rule("instagram", "text of a private message", 1_000, "characters", _MESSAGES),
    "meta.message.window": Rule(
        "meta",
        "answers to a private message, by anybody",
        24,
        "hours",
        "https://developers.facebook.com/docs/messenger-platform/policy/policy-overview",
    ),
    "meta.human_agent": Rule(
        "meta",
        "answers to a private message, by a person",
        7,
        "days",
        "https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags",
    ),
    "meta.private_reply": Rule(
        "meta",
        "a private reply to a comment or a visitor's post, once within",
        7,
        "days",
        "https://developers.facebook.com/docs/messenger-platform/discovery/private-replies",
    ),
    "meta.webhook.bytes": Rule(
        "meta",
        "size of a webhook's body that is taken",
        4_000_000,
        "bytes",
        _WEBHOOKS,
    ),
    "meta.batch": Rule(
        "meta",
        "calls in one",
        50,
        "calls",
        "https://developers.facebook.com/docs/graph-api/batch-requests",
    ),
    "meta.webhook.seconds": Rule(
        "meta",
        "time to answer a webhook",
        5,
        "seconds",
        "https://developers.facebook.com/docs/messenger-platform/webhooks",
    ),
    "meta.webhook.updates": Rule("meta", "updates of a webhook's body", 1_000, "updates", _WEBHOOKS),
    "meta.webhook.hours": Rule("meta", "a webhook that is not answered is sent again for", 36, "hours", _WEBHOOKS),
    "pinterest.items_batch": Rule(
        "pinterest", "items of a batch", 1_000, "items", f"{_PINTEREST}/#operation/items_batch/post"
    ),
    "pinterest.items": Rule(
        "pinterest", "items asked after at once", 1_000, "items", f"{_PINTEREST}/#operation/items/post"
    ),
    "pinterest.pins": Rule(
        "pinterest",
        "Pins of an account",
        200_000,
        "Pins",
        "https://help.pinterest.com/en/article/limits-for-pins-boards-and-follows",
    ),
    "pinterest.board.name": Rule("pinterest", "board name", 50, "characters", f"{_PINTEREST}/#operation/boards/create"),
    "pinterest.section.name": Rule(
        "pinterest", "section name", 180, "characters", f"{_PINTEREST}/#operation/board_sections/create"
    ),
    "pinterest.carousel.min": Rule(
        "pinterest", "pictures of a carousel Pin, at least", 2, "pictures", f"{_PINTEREST}/#operation/pins/create"
    ),
    "pinterest.carousel.max": Rule(
        "pinterest", "pictures of a carousel Pin, at most", 5, "pictures", f"{_PINTEREST}/#operation/pins/create"
    ),
    "pinterest.picture.bytes": Rule(
        "pinterest",
        "size of a picture",
        20_000_000,
        "bytes",
        "https://help.pinterest.com/en/business/article/pinterest-product-specs",
    ),
    "pinterest.pin.title": Rule("pinterest", "Pin title", 100, "characters", f"{_PINTEREST}/#operation/pins/create"),
    "pinterest.pin.description": Rule(
        "pinterest", "Pin description", 800, "characters", f"{_PINTEREST}/#operation/pins/create"
    ),
    "pinterest.pin.alt_text": Rule(
        "pinterest", "Pin alt text", 500, "characters", f"{_PINTEREST}/#operation/pins/create"
    ),
    "pinterest.pin.link": Rule("pinterest", "Pin link", 2_048, "characters", f"{_PINTEREST}/#operation/pins/create"),
    "pinterest.page_size": Rule("pinterest", "objects a page", 250, "objects", f"{_PINTEREST}/#operation/boards/list"),
    "pinterest.comment.text": Rule("pinterest", "comment text", 500, "characters", _UNOFFICIAL),
}


def limit(name: str) -> int:
    """The number of one rule. Raises KeyError for a rule that is not in the table."""
    return RULES[name].limit

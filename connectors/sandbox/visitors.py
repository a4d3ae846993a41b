"""Customers beyond comments and private messages: they post on the Page, review and mention the shop, and react."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.accounts import PAGE_ID
from connectors.sandbox.records import Comment, DirectMessage, Maker, MentioningMedia, Reaction, Review, VisitorPost
from connectors.sandbox.world import World, person_id


def posts(world: World, name: str, text: str, *, elsewhere: bool = False) -> str:
    """A post on the Page, or elsewhere with the Page tagged; its id."""
    with world.lock:
        number = world.next_number()
        owner = person_id(name) if elsewhere else PAGE_ID
        post = VisitorPost(
            id=f"{owner}_{122_300_000_000_000_000 + number}",
            number=number,
            at=world.clock(),
            made_by=Maker.CUSTOMER,
            author_id=person_id(name),
            author_name=name,
            message=text,
            elsewhere=elsewhere,
        )
        world.visitor_posts[post.id] = post
        world.announce("mention.added" if elsewhere else "post.added", post)
        return post.id


def mentions(world: World, name: str, caption: str) -> str:
    """A media of somebody's on Instagram that tags the account, whose caption names it as well; its id."""
    with world.lock:
        return _mention(world, name, caption=caption).id


def tags(world: World, name: str, caption: str) -> str:
    """A media of somebody's on Instagram that tags the account in its picture alone; its id."""
    with world.lock:
        return _mention(world, name, caption=caption, is_named=False).id


def mentions_in_comment(world: World, name: str, text: str) -> str:
    """A comment on Instagram that mentions the account, beneath a media of somebody's; the comment's id."""
    with world.lock:
        comment_id = str(18_500_000_000_000_000 + world.next_number())
        _mention(world, name, caption="", comment_id=comment_id, comment=text)
        return comment_id


def _mention(world: World, name: str, **said: Any) -> MentioningMedia:
    """Of a tag in a picture, nobody is told."""
    number = world.next_number()
    media = MentioningMedia(
        id=str(17_990_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        made_by=Maker.CUSTOMER,
        author_name=name,
        **said,
    )
    world.mentioning[media.id] = media
    if media.is_named:
        world.announce("mention.added", media)
    return media


def reviews(world: World, name: str, text: str, *, positive: bool = True) -> str:
    """A recommendation of the Page; its id."""
    with world.lock:
        number = world.next_number()
        review = Review(
            id=str(904_800_000_000_000 + number),
            number=number,
            at=world.clock(),
            made_by=Maker.CUSTOMER,
            author_id=person_id(name),
            author_name=name,
            text=text,
            positive=positive,
        )
        world.reviews[review.id] = review
        world.announce("review.added", review)
        return review.id


def edits(world: World, object_id: str, text: str) -> None:
    """Somebody rewords their post or review. Raises KeyError for what does not stand."""
    with world.lock:
        kind, shelf = _place(world, object_id)
        setattr(shelf[object_id], _WORDS[kind], text)
        world.announce(f"{kind}.edited", shelf[object_id])


def removes(world: World, object_id: str) -> None:
    """Somebody takes their post or review back. Raises KeyError for what does not stand."""
    with world.lock:
        kind, shelf = _place(world, object_id)
        world.remove_comments_of(object_id)
        world.announce(f"{kind}.removed", shelf.pop(object_id))


def reacts(world: World, name: str, comment_id: str, feeling: str = "love", *, given: bool = True) -> None:
    """Somebody feels something about a comment, or takes it back. Raises KeyError for what does not stand."""
    with world.lock:
        feel(world, world.comments[comment_id], (person_id(name), name), feeling, given=given)


def feel(
    world: World,
    target: Comment | DirectMessage | VisitorPost,
    person: tuple[str, str],
    feeling: str,
    *,
    given: bool,
    emoji: str = "",
    made_by: Maker = Maker.CUSTOMER,
) -> None:
    number = world.next_number()
    reaction = Reaction(
        id=f"{target.id}/{person[0]}",
        number=number,
        at=world.clock(),
        made_by=made_by,
        target=target,
        person_id=person[0],
        person_name=person[1],
        feeling=feeling,
        emoji=emoji,
    )
    world.announce("reaction.added" if given else "reaction.removed", reaction)


_WORDS = {"post": "message", "review": "text"}


def _place(world: World, object_id: str) -> tuple[str, dict[str, Any]]:
    """What it is, and where it stands."""
    shelves: tuple[tuple[str, dict[str, Any]], ...] = (
        ("post", world.visitor_posts),
        ("review", world.reviews),
    )
    for kind, shelf in shelves:
        if object_id in shelf:
            return kind, shelf
    raise KeyError(object_id)

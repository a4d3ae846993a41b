"""Customers beyond comments: they write privately, post on the Page, review and mention the shop."""

from __future__ import annotations

from connectors.sandbox.accounts import PAGE_ID
from connectors.sandbox.records import DirectMessage, Maker, MentioningMedia, Platform, Review, VisitorPost
from connectors.sandbox.world import World, person_id


def writes_privately(world: World, platform: Platform, name: str, text: str) -> str:
    """A private message to the shop; its id."""
    with world.lock:
        return add_message(world, platform, (person_id(name), name), text, Maker.CUSTOMER).id


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
    """A media of somebody's on Instagram that tags the account; its id."""
    with world.lock:
        number = world.next_number()
        id_ = str(17_990_000_000_000_000 + number)
        media = MentioningMedia(
            id=id_, number=number, at=world.clock(), made_by=Maker.CUSTOMER, author_name=name, caption=caption
        )
        world.mentioning[id_] = media
        world.announce("mention.added", media)
        return id_


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


def thread_id(platform: Platform, person: str) -> str:
    return f"t_{platform.value}{person}"


def add_message(
    world: World,
    platform: Platform,
    person: tuple[str, str],
    text: str,
    made_by: Maker,
    comment_id: str | None = None,
) -> DirectMessage:
    number = world.next_number()
    message = DirectMessage(
        id=f"m_{platform.value}.{number:09}" if platform is Platform.FACEBOOK else f"aWdf{number:012}",
        number=number,
        at=world.clock(),
        made_by=made_by,
        platform=platform,
        person_id=person[0],
        person_name=person[1],
        text=text,
        comment_id=comment_id,
    )
    world.messages[message.id] = message
    world.announce("message.added", message)
    return message

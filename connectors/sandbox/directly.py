"""Private conversations, by Messenger and on Instagram: what customers do in them, and what the shop writes."""

from __future__ import annotations

from datetime import datetime

from connectors.sandbox.records import Attached, DirectMessage, Maker, Platform, Receipt, Story
from connectors.sandbox.visitors import feel
from connectors.sandbox.world import Happening, World, person_id

STORY = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id={}"


def writes(
    world: World,
    platform: Platform,
    name: str,
    text: str,
    attached: Attached | None = None,
    at: datetime | None = None,
) -> str:
    """A private message to the shop, now or at a time before; its id."""
    with world.lock:
        return add_message(world, platform, (person_id(name), name), text, Maker.CUSTOMER, attached=attached, at=at).id


def answers_story(world: World, name: str, text: str) -> str:
    """A private answer to a story of the shop's on Instagram; its id."""
    return _about_story(world, name, text, is_ours=True)


def mentions_in_story(world: World, name: str) -> str:
    """A story on Instagram that mentions the shop, which hears of it privately; the message's id."""
    return _about_story(world, name, "", is_ours=False)


def presses(world: World, platform: Platform, name: str, button: str) -> str:
    """Somebody presses a button in the conversation, such as 'Get started'; the message's id."""
    with world.lock:
        return add_message(world, platform, (person_id(name), name), button, Maker.CUSTOMER, button=button).id


def edits(world: World, message_id: str, text: str) -> None:
    """Somebody rewords their message. Raises KeyError for what does not stand."""
    with world.lock:
        world.messages[message_id].text = text
        world.announce("message.edited", world.messages[message_id])


def unsends(world: World, message_id: str) -> None:
    """Somebody takes their message back. Raises KeyError for what does not stand."""
    with world.lock:
        world.announce("message.removed", world.messages.pop(message_id))


def reacts(world: World, message_id: str, feeling: str = "love", emoji: str = "❤", *, given: bool = True) -> None:
    """The customer feels something about a message, or takes it back. Raises KeyError for what does not stand."""
    with world.lock:
        message = world.messages[message_id]
        feel(world, message, (message.person_id, message.person_name), feeling, given=given, emoji=emoji)


def reads(world: World, platform: Platform, name: str) -> None:
    """The customer sees all that the shop wrote to them so far."""
    with world.lock:
        _receipt(world, "message.read", platform, person_id(name))


def answers(world: World, platform: Platform, name: str, text: str) -> str:
    """Somebody of the shop writes in the platform's own app; the message's id."""
    with world.lock:
        return add_message(world, platform, (person_id(name), name), text, Maker.SHOP).id


def thread_id(platform: Platform, person: str) -> str:
    return f"t_{platform.value}{person}"


def add_message(
    world: World,
    platform: Platform,
    person: tuple[str, str],
    text: str,
    made_by: Maker,
    private_reply_to: str | None = None,
    *,
    attached: Attached | None = None,
    story: Story | None = None,
    button: str = "",
    at: datetime | None = None,
) -> DirectMessage:
    """Messenger tells of what reached the person; Instagram does not."""
    number = world.next_number()
    message = DirectMessage(
        id=f"m_{platform.value}.{number:09}" if platform is Platform.FACEBOOK else f"aWdf{number:012}",
        number=number,
        at=at or world.clock(),
        made_by=made_by,
        platform=platform,
        person_id=person[0],
        person_name=person[1],
        text=text,
        private_reply_to=private_reply_to,
        attached=attached,
        story=story,
        button=button,
    )
    world.messages[message.id] = message
    world.announce("message.added", message)
    if made_by is Maker.SHOP:
        world.tell(Happening(platform, "", text, message=message))
        if platform is Platform.FACEBOOK:
            _receipt(world, "message.delivered", platform, person[0])
    return message


def _about_story(world: World, name: str, text: str, *, is_ours: bool) -> str:
    with world.lock:
        id_ = str(18_070_000_000_000_000 + world.next_number())
        story = Story(id_, STORY.format(id_), is_ours)
        return add_message(world, Platform.INSTAGRAM, (person_id(name), name), text, Maker.CUSTOMER, story=story).id


def _receipt(world: World, what: str, platform: Platform, person: str) -> None:
    seen = [one.id for one in world.messages.values() if one.person_id == person and one.made_by is Maker.SHOP]
    receipt = Receipt(
        id=thread_id(platform, person),
        number=world.next_number(),
        at=world.clock(),
        platform=platform,
        person_id=person,
        message_ids=tuple(seen),
    )
    world.announce(what, receipt)

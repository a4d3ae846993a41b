"""The words for states and kinds that stand in the database: marked here, translated where they are shown."""

from __future__ import annotations

from socialshop import ports
from socialshop.desk.model import NoticeKind
from socialshop.desk.spans import Named
from socialshop.inbox.model import ConversationState, Decider, Priority, Sameness, Topic
from socialshop.inbox.wordless import NOTHING, REMOVED
from socialshop.orders.model import EvidenceKind
from socialshop.ports import AttachmentKind, MessageKind, Term
from socialshop.staff.model import Role
from socialshop.store.model import OutboxState
from socialshop.sync.model import RunState
from socialshop.web.i18n import mark

CHANNELS = {"facebook": "Facebook", "instagram": "Instagram", "pinterest": "Pinterest"}
"""Names of platforms: the same in every language."""

RECONNECT = {
    "facebook": "https://business.facebook.com/latest/settings/system_users",
    "instagram": "https://business.facebook.com/latest/settings/system_users",
    "pinterest": "https://developers.pinterest.com/apps/",
}
"""Where a new token is made."""

STATES: dict[str, str] = {
    ConversationState.OPEN: mark("Open"),
    ConversationState.WAITING: mark("Answered"),
    ConversationState.SNOOZED: mark("Put off"),
    ConversationState.RESOLVED: mark("Resolved"),
}

TOPICS: dict[str, str] = {
    Topic.QUESTION: mark("Question"),
    Topic.COMPLAINT: mark("Complaint"),
    Topic.PRAISE: mark("Praise"),
    Topic.ORDER: mark("Order"),
    Topic.SMALL_TALK: mark("Small talk"),
    Topic.RECOMMENDATION: mark("Recommendation"),
    Topic.SPAM: mark("Spam"),
}

DECIDERS: dict[str, str] = {
    Decider.RULE: mark("by a rule"),
    Decider.MODEL: mark("as learned"),
    Decider.PERSON: mark("by a person"),
}

SPANS: dict[str, str] = {
    Named.TODAY: mark("Today"),
    Named.YESTERDAY: mark("Yesterday"),
    Named.THIS_WEEK: mark("This week"),
    Named.LAST_WEEK: mark("Last week"),
    Named.THIS_MONTH: mark("This month"),
    Named.LAST_MONTH: mark("Last month"),
}

MATTERS = {
    "price": mark("The price"),
    "availability": mark("Whether there is any"),
    "delivery": mark("Delivery"),
    "opening hours": mark("Opening hours"),
    "place": mark("Where the shop is"),
    "size": mark("Size and weight"),
    "ingredients": mark("Ingredients"),
}
"""What like questions ask for."""

PLACEHOLDERS = {
    "name": mark("the customer's name"),
    "product": mark("the product that it is about"),
    "order": mark("the number of their order"),
    "link": mark("the product's page in the shop"),
    "me": mark("your own name"),
}
"""What a macro may ask for."""

PRIORITIES: dict[int, str] = {
    Priority.LOW: mark("Low"),
    Priority.NORMAL: mark("Normal"),
    Priority.HIGH: mark("High"),
    Priority.URGENT: mark("Urgent"),
}

ROLES: dict[str, str] = {
    Role.VIEWER: mark("Viewer"),
    Role.AGENT: mark("Agent"),
    Role.MANAGER: mark("Manager"),
    Role.OPERATOR: mark("Operator"),
    Role.ADMIN: mark("Admin"),
}

KINDS: dict[str, str] = {
    MessageKind.POST: mark("Post on our page"),
    MessageKind.REVIEW: mark("Recommendation"),
    MessageKind.MENTION: mark("Mention"),
    MessageKind.STORY_REPLY: mark("Answer to a story"),
    MessageKind.STORY_MENTION: mark("Mention in a story"),
    MessageKind.POSTBACK: mark("Pressed a button"),
    MessageKind.REFERRAL: mark("Came by a link"),
}
"""Of what is neither a comment nor a message."""

RATINGS = {"positive": mark("Recommends us"), "negative": mark("Does not recommend us")}

ATTACHMENTS: dict[str, str] = {
    AttachmentKind.IMAGE: mark("Picture"),
    AttachmentKind.VIDEO: mark("Video"),
    AttachmentKind.AUDIO: mark("Sound"),
    AttachmentKind.FILE: mark("File"),
    AttachmentKind.STICKER: mark("Sticker"),
    AttachmentKind.SHARE: mark("Shared post"),
    AttachmentKind.STORY: mark("Story"),
    AttachmentKind.PRODUCT: mark("Product"),
    AttachmentKind.LOCATION: mark("Place"),
    AttachmentKind.TEMPLATE: mark("Card"),
    AttachmentKind.OTHER: mark("Attachment"),
}

WORDLESS: dict[str, str] = {
    MessageKind.REVIEW: mark("Rated us"),
    MessageKind.MENTION: mark("Mentioned us"),
    MessageKind.STORY_REPLY: mark("Answered a story"),
    MessageKind.STORY_MENTION: mark("Mentioned us in a story"),
    MessageKind.POSTBACK: mark("Pressed a button"),
    MessageKind.REFERRAL: mark("Came by a link"),
    AttachmentKind.IMAGE: mark("Sent a picture"),
    AttachmentKind.VIDEO: mark("Sent a video"),
    AttachmentKind.AUDIO: mark("Sent a voice message"),
    AttachmentKind.FILE: mark("Sent a file"),
    AttachmentKind.STICKER: mark("Sent a sticker"),
    AttachmentKind.SHARE: mark("Shared a post"),
    AttachmentKind.STORY: mark("Shared a story"),
    AttachmentKind.PRODUCT: mark("Sent a product"),
    AttachmentKind.LOCATION: mark("Sent a place"),
    AttachmentKind.TEMPLATE: mark("Sent a card"),
    AttachmentKind.OTHER: mark("Sent something"),
    NOTHING: mark("Wrote without words"),
    REMOVED: mark("The message was deleted."),
}
"""What somebody did who wrote no words, as a line of the list tells it."""

MODES: dict[str, str] = {
    ports.Act.REPLY: mark("Reply publicly"),
    ports.Act.PRIVATE_REPLY: mark("Reply privately"),
    ports.Act.MESSAGE: mark("Message"),
    "note": mark("Note"),
}

SEND: dict[str, str] = {
    ports.Act.REPLY: mark("Reply"),
    ports.Act.PRIVATE_REPLY: mark("Reply privately"),
    ports.Act.MESSAGE: mark("Send"),
    "note": mark("Keep the note"),
}

DEEDS: dict[str, str] = {
    ports.Act.LIKE: mark("Like"),
    ports.Act.UNLIKE: mark("Take the like back"),
    ports.Act.HIDE: mark("Hide"),
    ports.Act.UNHIDE: mark("Show again"),
    ports.Act.DELETE: mark("Delete"),
}

BULK = {
    "resolve": mark("Resolve"),
    "snooze": mark("Until tomorrow"),
    "assign": mark("Assign"),
    "label": mark("Put the label on"),
}
"""What can be done with many conversations at once."""

TERMS: dict[str, str] = {
    Term.FREE: mark("This can be done."),
    Term.IF_NAMED: mark("This can be done where the text names us, not where only the picture tags us."),
    Term.STANDARD_WINDOW: mark("24-hour window until %(until)s"),
    Term.HUMAN_AGENT: mark("the 24 hours are over: people may still answer until %(until)s"),
    Term.ONCE: mark("until %(until)s, once"),
    Term.NOT_OFFERED: mark("The platform does not offer it."),
    Term.WRONG_KIND: mark("That cannot be done with this kind of message."),
    Term.OWN: mark("It is our own message."),
    Term.ELSEWHERE: mark("It stands beneath somebody else's post: only they can do that."),
    Term.REMOVED: mark("The message was deleted."),
    Term.DONE: mark("That was done already: it can be done once."),
    Term.WINDOW_OVER: mark("That was possible until %(until)s; now the customer has to write first."),
    Term.NEVER_WROTE: mark("The customer has not written to us privately yet."),
}

ABOUT = {
    "post": mark("It stands beneath this post"),
    "product": mark("It stands beneath this product's post"),
    "tag": mark("The platform names the product"),
    "link": mark("The message bears its link"),
    "text": mark("The message names it"),
    "person": mark("Somebody of us said so"),
}
"""Why a conversation is about its window or product: the part of the evidence before its colon."""

SNOOZES = {"hour": mark("In an hour"), "tomorrow": mark("Tomorrow morning"), "monday": mark("Next Monday")}

TOLD: dict[str, str] = {
    NoticeKind.OVERDUE: mark("An answer is overdue"),
    NoticeKind.ASSIGNED: mark("Assigned to you"),
    NoticeKind.WOKEN: mark("Put off until now"),
    NoticeKind.MENTIONED: mark("A note calls you"),
}
"""What people shall know of a conversation."""

REACTIONS = {
    "like": "👍",
    "love": "❤️",
    "care": "🤗",
    "haha": "😄",
    "laugh": "😄",
    "smile": "🙂",
    "wow": "😮",
    "sad": "😢",
    "angry": "😠",
    "dislike": "👎",
}
"""The platforms' names of feelings as pictures; what they send as a picture is shown as it came."""

DELIVERY: dict[str, str] = {
    OutboxState.PENDING: mark("Queued"),
    OutboxState.SENDING: mark("Sending …"),
    OutboxState.SENT: mark("Sent"),
    OutboxState.FAILED: mark("Not sent"),
}

OUTBOX: dict[str, str] = {
    OutboxState.FAILED: DELIVERY[OutboxState.FAILED],
    OutboxState.PENDING: DELIVERY[OutboxState.PENDING],
    OutboxState.SENDING: mark("Being sent"),
    OutboxState.SENT: mark("Sent lately"),
}
"""The parts of the outbox, what waits for somebody first."""

AVAILABILITY = {
    "in stock": mark("In stock"),
    "out of stock": mark("Sold out"),
    "preorder": mark("Preorder"),
}

EXCLUDED = {
    "blank": mark("blank"),
    "draft": mark("draft"),
    "archived": mark("archived"),
    "unpublished": mark("unpublished"),
    "hidden": mark("hidden"),
    "variable": mark("variable"),
    "grouped": mark("grouped"),
}
"""Why the file itself leaves rows out; other reasons are the names of the merchant's own rules."""

EVIDENCE: dict[str, str] = {
    EvidenceKind.ORDER_NUMBER: mark("The order number stands in the conversation"),
    EvidenceKind.CODE: mark("The one-time code was used on the order"),
}

SAMENESS: dict[str, str] = {
    Sameness.ORDER_EMAIL: mark("Their orders bear the same e-mail address"),
    Sameness.CODE: mark("One of them used or named the code that the other was given"),
    Sameness.LINK: mark("One of them came by a link with the code that the other was given"),
    Sameness.PERSON: mark("Somebody of us said so"),
}

RUN_STATES: dict[str, str] = {
    RunState.RUNNING: mark("Running"),
    RunState.SUCCEEDED: mark("All well"),
    RunState.PARTIAL: mark("Some failed"),
    RunState.FAILED: mark("Could not run"),
    RunState.ABANDONED: mark("Broke off"),
}

JOBS = {
    "sync": mark("Sync"),
    "catalog push": mark("Catalog"),
    "catalog reconcile": mark("Reconciling the catalog"),
    "windows apply": mark("Windows"),
    "windows withdraw": mark("Taking windows down"),
    "inbox pull": mark("Inbox"),
    "inbox reply": mark("Replies"),
    "inbox retry": mark("Replies"),
    "orders import": mark("Orders"),
    "replies": mark("Replies"),
}

STEPS = {
    "connection": mark("Connection"),
    "catalog": mark("Catalog"),
    "sets": mark("Product sets"),
    "windows": mark("Windows"),
    "codes": mark("Codes of windows"),
    "inbox": mark("Inbox"),
    "account": mark("The account's own"),
    "webhooks": mark("Webhooks"),
    "mentions": mark("Mentions"),
    "names": mark("Names of people"),
    "webhook gaps": mark("Missed webhooks"),
    "removals": mark("Removed by customers"),
    "replies": mark("Replies"),
    "acts": mark("Acts on messages"),
    "pictures": mark("Pictures of answers"),
    "orders": mark("Orders"),
    "links": mark("Links of orders"),
    "commissions": mark("Commissions"),
    "notices": mark("Notices"),
}

PLACES = {
    "meta": "Meta",
    "file": mark("File"),
    "shopify": "Shopify",
    "orders": mark("Conversations"),
    "ledger": mark("Ledger"),
    "people": mark("People"),
    "answers": mark("Answers"),
}
"""Where a step of a run works when it is not on a platform's channel."""

SOURCES = {
    "shopify_csv": "Shopify",
    "woocommerce_csv": "WooCommerce",
    "meta_csv": "Meta",
    "pinterest_catalog": "Pinterest",
    "google_feed": "Google Merchant Center",
}
"""Whose form a product file has: names are the same in every language."""

ACTIONS = {
    "created": mark("Created"),
    "updated": mark("Changed"),
    "deleted": mark("Deleted"),
    "adopted": mark("Adopted"),
    "pending": mark("On its way"),
    "rejected": mark("Rejected"),
    "failed": mark("Failed"),
}
SUMS = ACTIONS | {
    "unchanged": mark("Unchanged"),
    "requests": mark("Requests"),
    "throttled": mark("Slowed down"),
}
"""What a step of a run counts."""

NOTICES = {
    "replied": mark("Your reply is on its way."),
    "noted": mark("The note is kept. Only colleagues see it."),
    "draft kept": mark("Your draft is kept."),
    "acted": mark("It is on its way to the platform."),
    "taken over": mark("The conversation is yours to answer now."),
    "snoozed": mark("Put off. It comes back by itself."),
    "assigned": mark("Assigned."),
    "sorted": mark("Topic and priority are set."),
    "labelled": mark("The label is on it."),
    "bulk done": mark("Done for all that you chose."),
    "undone": mark("It is as it was."),
    "switched off": mark("It is told nothing until somebody switches it on. What happens is kept for it."),
    "switched on": mark("It is told again, first of what it missed."),
    "told again": mark("It is sent again with the next round."),
    "set aside": mark("The rules tell topics now."),
    "taken up": mark("What was learned tells topics again where it does better."),
    "view kept": mark("The view is kept."),
    "view removed": mark("The view is gone."),
    "answered together": mark("The answers are on their way, each by itself."),
    "taken back": mark("It is not sent. What you wrote stands in the form again."),
    "retried": mark("Your reply is tried again."),
    "tried again": mark("It is tried again."),
    "given up": mark("It is given up. The words of an answer stand as your draft in its conversation."),
    "macro kept": mark("The text is kept for you."),
    "macro shared": mark("The text is kept for everybody."),
    "macro removed": mark("The text is gone."),
    "label renamed": mark("The label has its new name."),
    "labels merged": mark("They are one label now."),
    "label removed": mark("The label is taken off everywhere."),
    "resolved": mark("Resolved. A new message opens the conversation again."),
    "reopened": mark("The conversation is open again."),
    "code given": mark("Here is the code: give it to the customer in your reply."),
    "people merged": mark("They are one person now: their conversations stand together."),
    "people apart": mark("They stay two people."),
    "unlinked": mark("The order is no longer linked to this conversation."),
    "token revoked": mark("The program's token no longer works."),
    "person changed": mark("It is done, and written down."),
    "signed out": mark("You are signed out."),
    "signed out everywhere": mark("You are signed out everywhere."),
    "password changed": mark("Your new password is set; elsewhere you are signed out."),
}

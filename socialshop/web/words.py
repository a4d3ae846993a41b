"""The words for states and kinds that stand in the database: marked here, translated where they are shown."""

from __future__ import annotations

from socialshop.inbox.model import ConversationState, Priority, Topic
from socialshop.orders.model import EvidenceKind
from socialshop.staff.model import Role
from socialshop.store.model import OutboxState
from socialshop.sync.model import RunState
from socialshop.web.i18n import mark
from socialshop.windows.calendar import EntryKind
from socialshop.windows.gates import Gate
from socialshop.windows.overview import Phase
from socialshop.windows.plan import Act
from socialshop.windows.preview import Advice

CHANNELS = {"facebook": "Facebook", "instagram": "Instagram", "pinterest": "Pinterest"}
"""Names of platforms: the same in every language."""

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

DELIVERY: dict[str, str] = {
    OutboxState.PENDING: mark("Queued"),
    OutboxState.SENDING: mark("Sending …"),
    OutboxState.SENT: mark("Sent"),
    OutboxState.FAILED: mark("Not sent"),
}

AVAILABILITY = {
    "in stock": mark("In stock"),
    "out of stock": mark("Sold out"),
    "preorder": mark("Preorder"),
}

EVIDENCE: dict[str, str] = {
    EvidenceKind.ORDER_NUMBER: mark("The order number stands in the conversation"),
    EvidenceKind.CODE: mark("The one-time code was used on the order"),
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
    "catalog reconcile": mark("Catalog"),
    "windows apply": mark("Windows"),
    "windows withdraw": mark("Taking windows down"),
    "inbox pull": mark("Inbox"),
    "inbox reply": mark("Replies"),
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
    "replies": mark("Replies"),
    "acts": mark("Acts on messages"),
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
}
"""Where a step of a run works when it is not on a platform's channel."""

ACTIONS = {
    "created": mark("Created"),
    "updated": mark("Changed"),
    "deleted": mark("Deleted"),
    "adopted": mark("Adopted"),
    "pending": mark("On its way"),
    "rejected": mark("Rejected"),
    "failed": mark("Failed"),
}

GATES: dict[str, str] = {
    Gate.KNOWN: mark("Known product"),
    Gate.STOCK: mark("Stock"),
    Gate.PAUSE: mark("Complaints"),
    Gate.PICTURE: mark("Picture"),
    Gate.LINK: mark("Links"),
    Gate.DISCLOSURE: mark("Disclosure"),
    Gate.MOTIVE: mark("Motive"),
    Gate.URGENCY: mark("No urgency"),
    Gate.CONSENT: mark("Consent"),
    Gate.PRODUCTS: mark("Something to show"),
    Gate.TEXT: mark("Length of the text"),
}

ADVICE: dict[str, str] = {
    Advice.MANY: mark("%(number)s products: people remember %(handful)s at most. Less is more."),
    Advice.LEFT_OUT: mark("%(number)s products do not fit on this platform and are left out."),
    Advice.NO_ADDRESS: mark("The pictures have no public https address: set windows.media.public_url."),
    Advice.NO_PRODUCT: mark("No product stands in this window."),
}

PHASES: dict[str, str] = {
    Phase.OPEN: mark("Open"),
    Phase.AHEAD: mark("Not begun"),
    Phase.HELD: mark("Taken down"),
    Phase.OVER: mark("Over"),
}

ACTS: dict[str, str] = {
    Act.CREATE: mark("Goes up"),
    Act.CHANGE: mark("Is changed"),
    Act.REPLACE: mark("Is made anew"),
    Act.WITHDRAW: mark("Comes down"),
    Act.WAIT: mark("Waits"),
    Act.LEAVE: mark("Stays as it is"),
}

ENTRIES: dict[str, str] = {
    EntryKind.STARTS: mark("Begins"),
    EntryKind.SLOT: mark("Slot"),
    EntryKind.ENDS: mark("Ends"),
}

NOTICES = {
    "replied": mark("Your reply is on its way."),
    "retried": mark("Your reply is tried again."),
    "resolved": mark("Resolved. A new message opens the conversation again."),
    "reopened": mark("The conversation is open again."),
    "code given": mark("Here is the code: give it to the customer in your reply."),
    "unlinked": mark("The order is no longer linked to this conversation."),
    "token revoked": mark("The program's token opens no more."),
    "person changed": mark("It is done, and written down."),
    "signed out": mark("You are signed out."),
}

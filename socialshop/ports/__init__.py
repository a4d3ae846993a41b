"""What the core asks of a platform: one small Protocol a capability, and the frozen data that passes through it.

A connector implements the Protocols that its platform has and lists them in `capabilities`;
the core asks `capabilities` before it calls. Every method may raise the errors of
`socialshop.errors`, translated by the connector in one place, and nothing else.
"""

from socialshop.ports.catalog import (
    BatchStatus,
    BatchTicket,
    CatalogTarget,
    ItemChange,
    ItemOutcome,
    Operation,
    StandingItem,
)
from socialshop.ports.connector import (
    Capability,
    ChannelSettings,
    Connector,
    ConnectorSpec,
    Environment,
    HttpSettings,
    Secret,
    Traffic,
)
from socialshop.ports.conversations import (
    Author,
    ConversationSource,
    ConversationTarget,
    EventKind,
    EventPage,
    InboundEvent,
    ReplyTarget,
)
from socialshop.ports.windows import (
    Display,
    DisplayExtra,
    DisplayProduct,
    ObjectKind,
    Part,
    Picture,
    PictureLimits,
    PublishedObject,
    Room,
    Scheduling,
    Steps,
    WindowLimits,
    WindowPublisher,
    WindowTarget,
)

__all__ = [
    "Author",
    "BatchStatus",
    "BatchTicket",
    "Capability",
    "CatalogTarget",
    "ChannelSettings",
    "Connector",
    "ConnectorSpec",
    "ConversationSource",
    "ConversationTarget",
    "Display",
    "DisplayExtra",
    "DisplayProduct",
    "Environment",
    "EventKind",
    "EventPage",
    "HttpSettings",
    "InboundEvent",
    "ItemChange",
    "ItemOutcome",
    "ObjectKind",
    "Operation",
    "Part",
    "Picture",
    "PictureLimits",
    "PublishedObject",
    "ReplyTarget",
    "Room",
    "Scheduling",
    "Secret",
    "StandingItem",
    "Steps",
    "Traffic",
    "WindowLimits",
    "WindowPublisher",
    "WindowTarget",
]

"""The words for what becomes of shop windows: marked here, translated where they are shown."""

from __future__ import annotations

from socialshop.ports import ObjectKind
from socialshop.web.i18n import mark
from socialshop.windows import planning
from socialshop.windows.calendar import EntryKind
from socialshop.windows.gates import Gate
from socialshop.windows.overview import Phase
from socialshop.windows.plan import Act
from socialshop.windows.preview import Advice

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
    Gate.NAME: mark("Name on the platform"),
}

ADVICE: dict[str, str] = {
    Advice.MANY: mark("%(number)s products: people remember %(handful)s at most. Less is more."),
    Advice.LEFT_OUT: mark("%(number)s products do not fit on this platform and are left out."),
    Advice.NO_ADDRESS: mark("The pictures have no public https address: set windows.media.public_url."),
    Advice.NO_PRODUCT: mark("No product stands in this window."),
    Advice.TAGS_UNKNOWN: mark("The platform did not answer which products it tags in pictures."),
}

OBJECTS: dict[str, str] = {
    ObjectKind.POST: mark("Post"),
    ObjectKind.MEDIA: mark("Post"),
    ObjectKind.BOARD: mark("Board"),
    ObjectKind.SECTION: mark("Section"),
    ObjectKind.PIN: mark("Pin"),
    ObjectKind.PRODUCT_SET: mark("Product set"),
    ObjectKind.PRODUCT_GROUP: mark("Product group"),
}

PHASES: dict[str, str] = {
    Phase.OPEN: mark("Open"),
    Phase.AHEAD: mark("Not begun"),
    Phase.HELD: mark("Taken down"),
    Phase.OVER: mark("Over"),
}

ACTS: dict[str, str] = {
    Act.CREATE: mark("Goes up"),
    Act.ADOPT: mark("Becomes the window's"),
    Act.CHANGE: mark("Is changed"),
    Act.REPLACE: mark("Is made anew"),
    Act.WITHDRAW: mark("Comes down"),
    Act.WAIT: mark("Waits"),
    Act.LEAVE: mark("Stays as it is"),
}

WAITS: dict[str, str] = {
    planning.QUIET: mark("Quiet hours before."),
    planning.QUOTA: mark("Moved: no room on the platform before."),
}
"""What a window waits for beside its time."""

ENTRIES: dict[str, str] = {
    EntryKind.STARTS: mark("Begins"),
    EntryKind.SLOT: mark("Slot"),
    EntryKind.DUE: mark("Goes up"),
    EntryKind.UP: mark("Went up"),
    EntryKind.ENDS: mark("Ends"),
}

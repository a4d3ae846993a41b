"""A shop with customers: what it sells and shows, who asked what, and an order that somebody recommended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from socialshop.inbox.model import Contact, Conversation, ConversationCode, ConversationState, Message
from socialshop.orders.model import EvidenceKind, Order, OrderLink
from socialshop.products.model import Product
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner, TransactionKind
from socialshop.staff.users import add_user
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.sync.model import Run, RunChannel, RunItem, RunState
from socialshop.windows.model import Publication, WindowProduct, WindowRow

NOW = datetime(2026, 11, 3, 14, 12, tzinfo=UTC)
EMAIL, PASSWORD = "anna@kaese.example", "ein-gutes-Passwort"

PRODUCTS = {
    "BK-12-250": ("Bergkäse, 12 Monate gereift, 250 g", 895, None, "in stock", "bergkaese.jpg"),
    "ZR-HONIG": ("Ziegenrolle mit Honig und Thymian", 640, 540, "in stock", "ziegenrolle.jpg"),
    "BLAU-200": ("Blauer vom Allgäu, 200 g", 720, None, "out of stock", "blauer.jpg"),
    "RAC-400": ("Raclette in Scheiben, 400 g", 1150, None, "in stock", "raclette.jpg"),
    "CAM-250": ("Camembert aus Rohmilch, 250 g", 580, None, "preorder", "camembert.jpg"),
}
WINDOWS = {
    "kalte-abende": ("Käse für kalte Abende", "Zusammenrücken, wenn es früh dunkel wird", "kalte-abende.jpg"),
    "brettzeit": ("Brettzeit am Sonntag", "Fünf Sorten, ein Brett, keine Eile", "brettzeit.jpg"),
}
PICTURES = {
    "bergkaese.jpg": "mountain",
    "ziegenrolle.jpg": "goat_roll",
    "blauer.jpg": "roquefort",
    "raclette.jpg": "raclette",
    "camembert.jpg": "camembert",
    "kalte-abende.jpg": "raclette_set",
    "brettzeit.jpg": "selection",
}


@dataclass(frozen=True)
class Talk:
    """A conversation: lines that begin with '>' are ours, `minutes` is how long ago the last one was said."""

    channel: str
    who: str
    window: str
    item: str | None
    minutes: int
    lines: tuple[str, ...]
    state: ConversationState = ConversationState.OPEN
    delivery: OutboxState = OutboxState.SENT
    error: str = ""


TALKS = (
    Talk("pinterest", "Jonas Weber", "brettzeit", "CAM-250", 4400, ("Wann gibt es den Camembert wieder?",)),
    Talk(
        "facebook",
        "Sabine Krüger",
        "kalte-abende",
        "RAC-400",
        2900,
        ("Wie viel Raclette rechnet man pro Person?", "> Gut 200 g, Frau Krüger. Wer viel isst, nimmt 250 g."),
        ConversationState.RESOLVED,
    ),
    Talk(
        "instagram",
        "tom.kocht",
        "brettzeit",
        "BLAU-200",
        1500,
        ("Der Blaue ist schon wieder weg 😢", "> Ab Donnerstag ist er wieder da!"),
        ConversationState.WAITING,
    ),
    Talk(
        "facebook",
        "Familie Okafor",
        "kalte-abende",
        None,
        1380,
        ("Do you ship to Vienna?", "> We do, in a cooled box, on Mondays and Tuesdays."),
        ConversationState.WAITING,
    ),
    Talk("pinterest", "Clara Hoffmann", "kalte-abende", "RAC-400", 410, ("Welcher Wein passt zum Raclette?",)),
    Talk(
        "instagram",
        "lenas_kueche",
        "brettzeit",
        "ZR-HONIG",
        95,
        (
            "Ist die Ziegenrolle mit Lab gemacht?",
            "> Mit mikrobiellem Lab, also vegetarisch.",
            "Perfekt, danke euch! 🐐",
        ),
    ),
    Talk(
        "facebook",
        "Peter Lindner",
        "kalte-abende",
        "BLAU-200",
        52,
        ("Wo bleibt mein Paket?", "> Wir haben nachgesehen: Es kommt morgen."),
        delivery=OutboxState.FAILED,
        error="Facebook meldet: Der Kommentar nimmt keine Antworten an.",
    ),
    Talk(
        "instagram",
        "Miriam Baumann",
        "kalte-abende",
        "BK-12-250",
        7,
        (
            "Ich habe den Bergkäse bestellt (#1042), und er ist ein Traum! Kann ich das Stück einfrieren?",
            "> Das freut uns sehr! Einfrieren geht am Stück, er wird dann etwas bröseliger. Besser: in Käsepapier ins "
            "Gemüsefach, so hält er vier Wochen.",
            "Danke, dann probiere ich das Käsepapier. Habt ihr das auch im Laden?",
        ),
    ),
)


def fill(session: Session) -> None:
    for name, (title, motive, picture) in WINDOWS.items():
        session.add(WindowRow(name=name, title=title, motive=motive, picture=picture, applied_at=NOW))
    session.flush()
    for name in WINDOWS:
        for channel in ("facebook", "instagram", "pinterest"):
            post = f"{channel}-{name}"
            url = f"https://www.{channel}.com/{post}"
            session.add(
                Publication(window=name, channel=channel, kind="post", external_id=post, url=url, published_at=NOW)
            )
    for item_id, (title, price, sale_price, availability, picture) in PRODUCTS.items():
        session.add(
            Product(
                id=item_id,
                title=title,
                availability=availability,
                price=price,
                sale_price=sale_price,
                currency="EUR",
                link=f"https://kaese.example/{item_id}",
                image_link=f"https://kaese.example/bilder/{picture}",
                updated_at=NOW,
            )
        )
    session.flush()
    for name in WINDOWS:
        for position, item_id in enumerate(PRODUCTS):
            session.add(WindowProduct(window=name, item_id=item_id, position=position))
    for number, talk in enumerate(TALKS, start=1):
        add_talk(session, number, talk)
    add_order(session, len(TALKS))
    add_runs(session)
    add_user(session, EMAIL, "Anna Berger", PASSWORD, lambda: NOW)
    session.commit()


def add_talk(session: Session, number: int, talk: Talk) -> None:
    last = NOW - timedelta(minutes=talk.minutes)
    times = [last - timedelta(minutes=38 * back) for back in reversed(range(len(talk.lines)))]
    contact = Contact(
        channel=talk.channel, external_id=f"u{number}", name=talk.who, first_seen_at=times[0], last_seen_at=last
    )
    session.add(contact)
    session.flush()
    session.add(
        Conversation(
            id=number,
            channel=talk.channel,
            thread_id=f"c{number}",
            object_id=f"{talk.channel}-{talk.window}",
            contact_id=contact.id,
            window=talk.window,
            item_id=talk.item,
            state=talk.state,
            opened_at=times[0],
            last_at=last,
            resolved_at=last if talk.state == ConversationState.RESOLVED else None,
        )
    )
    session.flush()
    for position, (line, at) in enumerate(zip(talk.lines, times, strict=True)):
        ours = line.startswith("> ")
        key = f"reply:talk{number}-{position}" if ours else None
        sent = talk.delivery == OutboxState.SENT
        if key:
            session.add(
                OutboxEntry(key=key, channel=talk.channel, state=talk.delivery, error=talk.error, created_at=at)
            )
            session.flush()
        session.add(
            Message(
                conversation_id=number,
                channel=talk.channel,
                external_id=f"c{number}-{position}" if sent or not ours else None,
                contact_id=None if ours else contact.id,
                is_ours=ours,
                author="Anna Berger" if ours else "",
                text=line.removeprefix("> "),
                at=at,
                outbox_key=key,
            )
        )


def add_order(session: Session, conversation_id: int) -> None:
    """An order that the customer named, with the code of somebody who recommends us."""
    placed = NOW - timedelta(days=4)
    session.add(
        Order(
            number="#1042",
            placed_at=placed,
            currency="EUR",
            subtotal=3580,
            total=4070,
            discount_code="LENA10",
            imported_at=NOW,
        )
    )
    session.add(Partner(code="LENA10", name="Lenas Küche", commission_bp=750))
    session.flush()
    session.add(
        OrderLink(
            order_number="#1042",
            conversation_id=conversation_id,
            evidence=EvidenceKind.ORDER_NUMBER,
            found="#1042",
            score=80,
            linked_at=NOW,
        )
    )
    session.add(
        LedgerTransaction(
            id=1,
            reference="commission:#1042:1",
            kind=TransactionKind.COMMISSION,
            order_number="#1042",
            partner_code="LENA10",
            commission_bp=750,
            reason="7.5 % of 35.80 EUR",
            at=NOW,
        )
    )
    session.flush()
    session.add(LedgerEntry(transaction_id=1, account="partner:LENA10", amount=269, currency="EUR"))
    session.add(LedgerEntry(transaction_id=1, account="expense:commissions", amount=-269, currency="EUR"))
    session.add(
        ConversationCode(code="K-7QHM2XTA", conversation_id=conversation_id, given_at=NOW - timedelta(minutes=30))
    )


def add_runs(session: Session) -> None:
    for back, state in ((3, RunState.SUCCEEDED), (2, RunState.PARTIAL), (1, RunState.SUCCEEDED)):
        started = NOW - timedelta(minutes=15 * back)
        run = Run(
            id=4 - back,
            job="sync",
            lease="sync",
            started_by="schedule@laden (process 4711)",
            state=state,
            started_at=started,
            ended_at=started + timedelta(seconds=14 + back),
        )
        session.add(run)
    session.flush()
    for position, (channel, created) in enumerate((("facebook", 58), ("instagram", 58), ("pinterest", 57))):
        catalog = {"created": created, "rejected": int(channel == "pinterest"), "requests": 6, "throttled": 1}
        inbox = {"created": 4, "unchanged": 11, "requests": 9}
        session.add(RunChannel(run_id=2, position=position, step="catalog", channel=channel, **catalog))
        session.add(RunChannel(run_id=2, position=position + 3, step="inbox", channel=channel, **inbox))
    session.add(
        RunItem(
            run_id=2,
            step="catalog",
            channel="pinterest",
            ref="KH-1",
            action="rejected",
            reason="price is missing.",
            mend="Give the product a price in the shop and export again.",
        )
    )

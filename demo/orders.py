"""The orders of the demo, as Shopify's admin exports them; people and addresses are invented."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from demo.assortment import CURRENCY, products
from demo.customers import ORDER_IN_CONVERSATION
from socialshop.money import Money

PARTNER_NAME, PARTNER_CODE, PARTNER_COMMISSION_BP = "Anna vom Markt", "ANNA10", 750

# https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders
COLUMNS = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing"),
    *("Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method"),
    *("Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price"),
    *("Lineitem sku", "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status"),
    *("Billing Name", "Billing Street", "Billing Address1", "Billing Address2", "Billing Company", "Billing City"),
    *("Billing Zip", "Billing Province", "Billing Country", "Billing Phone"),
    *("Shipping Name", "Shipping Street", "Shipping Address1", "Shipping Address2", "Shipping Company"),
    *("Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone"),
    *("Notes", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor"),
    *("Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source"),
    "Lineitem discount",
    *(f"Tax {i} {part}" for i in range(1, 6) for part in ("Name", "Value")),
    *("Phone", "Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID"),
    *("Payment Terms Name", "Next Payment Due At", "Payment References"),
)

REFUNDED_ORDER = "#1046"
"""The partner's order of which a part is given back."""
REFUND = "12.50"
_SHIPPING = "5.90"
_FREE_FROM = 6_000  # cents of goods from which the parcel costs nothing
_PARTNER_DISCOUNT_BP, _GREETING_DISCOUNT_BP = 1_000, 500


@dataclass(frozen=True, slots=True)
class _Order:
    """`basket` is variant id → pieces; `code` a coupon, or the key of the conversation in which it was given."""

    number: str
    hours_ago: int
    name: str
    street: str
    city: str
    basket: Mapping[str, int]
    code: str = ""
    discount_bp: int = 0
    note: str = ""


_ORDERS = (
    _Order("#1040", 118, "Theo Marschall", "Lindenweg 4", "70199 Stuttgart", {"gouda-alt-300": 1, "laugenbrezel": 6}),
    _Order("#1041", 101, "Ines Falk", "Am Deich 12", "26122 Oldenburg", {"feta-fass-400": 2, "rose-sommerabend": 1}),
    _Order("#1042", 97, "Karim Haddad", "Rosenstraße 31", "48143 Münster", {"burrata-apulien": 3, "sauerteigbrot": 1}),
    _Order(
        ORDER_IN_CONVERSATION,
        74,
        "Miriam Aldinger",
        "Schillerplatz 2",
        "73728 Esslingen",
        {"brie-meaux-300": 1, "walnussbrot": 1, "feigenchutney": 1},
    ),
    _Order(
        "#1044",
        52,
        "Doris Kaltenbach",
        "Mühlgasse 7",
        "79098 Freiburg",
        {"raclette-rohmilch-800": 1, "riesling-schiefer": 2},
        PARTNER_CODE,
        _PARTNER_DISCOUNT_BP,
    ),
    _Order("#1045", 47, "Piet Overbeck", "Kanalstraße 19", "24103 Kiel", {"tilsiter-rahm-400": 1, "birnensenf": 2}),
    _Order(
        "#1046",
        40,
        "Svenja Rautenberg",
        "Gartenweg 55",
        "99084 Erfurt",
        {"spaetburgunder-kalk": 2, "comte-fruitiere-300": 1, "kaesemesser-drei": 1},
        PARTNER_CODE,
        _PARTNER_DISCOUNT_BP,
    ),
    _Order("#1047", 33, "Elif Yıldız", "Turmstraße 8", "10559 Berlin", {"halloumi-minze": 2, "cracker-leinsaat": 2}),
    _Order(
        "#1048",
        20,
        "Lena Vogt",
        "Hafenblick 3",
        "18055 Rostock",
        {"gruyere-reserve-300": 1, "bergkaese-alpsommer-150": 1},
        note="Bitte am Stück lassen, ich reibe selbst.",
    ),
    _Order(
        "#1049",
        6,
        "Jonas Winkler",
        "Ahornallee 27",
        "34117 Kassel",
        {"raclette-rohmilch-400": 3, "fontina-aosta-150": 1, "traubensaft-rot": 2},
        "raclette-amount",
        _GREETING_DISCOUNT_BP,
    ),
    _Order("#1050", 4, "Walter Siebert", "Kirchberg 1", "95444 Bayreuth", {"harzer-taler": 3, "roggenbrot-kuemmel": 1}),
    _Order(
        "#1051",
        1,
        "Nora Feldmann",
        "Bachstraße 40",
        "22083 Hamburg",
        {"schuerze-leinen-sage-long": 1, "waldhonig": 1},
        note="Ein Geschenk: bitte ohne Rechnung im Paket.",
    ),
)


def write_orders(folder: Path, codes: Mapping[str, str], at: datetime) -> Path:
    """Write the orders export. `codes` is line key (see demo.customers) → the one-time code the shop gave there."""
    return _write(folder / "orders.csv", codes, at, refunded={})


def write_orders_after_refund(folder: Path, codes: Mapping[str, str], at: datetime) -> Path:
    """The same export after a part of one partner's order was given back; `at` as in the first."""
    return _write(folder / "orders.csv", codes, at, refunded={REFUNDED_ORDER: REFUND})


def _write(path: Path, codes: Mapping[str, str], at: datetime, refunded: Mapping[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    goods = _goods()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for order in reversed(_ORDERS):  # the newest first, as Shopify has it
            writer.writerows(_rows(order, goods, codes, at, refunded.get(order.number, "0.00")))
    return path


def _goods() -> dict[str, tuple[str, Money]]:
    """Variant id → its name on a receipt, and its price."""
    return {
        variant.sku: (variant.receipt_name, Money.of(variant.price, CURRENCY))
        for product in products()
        if product.price
        for variant in product.variants("de")
    }


def _rows(
    order: _Order, goods: Mapping[str, tuple[str, Money]], codes: Mapping[str, str], at: datetime, refunded: str
) -> Iterator[dict[str, str]]:
    head = _head(order, goods, codes, at, refunded)
    for place, (sku, pieces) in enumerate(order.basket.items()):
        name, price = goods[sku]
        line = {
            "Name": order.number,
            "Email": head["Email"],
            "Created at": head["Created at"],
            "Lineitem quantity": str(pieces),
            "Lineitem name": name,
            "Lineitem price": str(price.amount),
            "Lineitem sku": sku,
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
            "Lineitem fulfillment status": head["Fulfillment Status"],
            "Lineitem discount": "0.00",
            "Vendor": "Käsetheke",
        }
        yield head | line if place == 0 else line


def _head(
    order: _Order, goods: Mapping[str, tuple[str, Money]], codes: Mapping[str, str], at: datetime, refunded: str
) -> dict[str, str]:
    """The columns that stand on an order's first row alone. Taxes are part of German prices."""
    full = Money(sum(goods[sku][1].minor * pieces for sku, pieces in order.basket.items()), CURRENCY)
    discount = full.share(order.discount_bp)
    subtotal = full - discount
    shipping = Money.of("0.00" if subtotal.minor >= _FREE_FROM else _SHIPPING, CURRENCY)
    placed = f"{at - timedelta(hours=order.hours_ago):%Y-%m-%d %H:%M:%S %z}"
    is_sent = order.hours_ago > 24
    return {
        "Email": _address(order.name),
        "Financial Status": "partially_refunded" if Money.of(refunded, CURRENCY).minor else "paid",
        "Paid at": placed,
        "Fulfillment Status": "fulfilled" if is_sent else "unfulfilled",
        "Accepts Marketing": "no",
        "Currency": CURRENCY,
        "Subtotal": str(subtotal.amount),
        "Shipping": str(shipping.amount),
        "Taxes": str((subtotal + shipping).share(654).amount),
        "Total": str((subtotal + shipping).amount),
        "Discount Code": codes.get(order.code, order.code),
        "Discount Amount": str(discount.amount),
        "Shipping Method": "Kühlversand",
        "Created at": placed,
        "Notes": order.note,
        "Payment Method": "manual",
        "Refunded Amount": refunded,
        "Outstanding Balance": "0.00",
        "Id": f"55{order.number[1:]}0000",
        "Risk Level": "Low",
        "Source": "web",
        **_place("Billing", order),
        **_place("Shipping", order),
    }


def _place(use: str, order: _Order) -> dict[str, str]:
    postcode, city = order.city.split(" ", 1)
    return {
        f"{use} Name": order.name,
        f"{use} Street": order.street,
        f"{use} Address1": order.street,
        f"{use} City": city,
        f"{use} Zip": f"'{postcode}",
        f"{use} Country": "DE",
    }


def _address(name: str) -> str:
    plain = name.lower().replace("ı", "i").replace(" ", ".")
    return plain.encode("ascii", "ignore").decode() + "@example.org"

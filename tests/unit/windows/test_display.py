"""What a channel says: the disclosure first, then what belongs there, in its language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socialshop.ports import Picture, PictureLimits, WindowLimits
from socialshop.windows.display import Stage, build_display
from socialshop.windows.facts import Earner, ShopFront
from socialshop.windows.gates import Gate, refused_definition, refused_display
from tests.unit.windows.conftest import make_facts, make_product, make_window

LIMITS = WindowLimits(
    text=2_000, pictures=(1, 10), hashtags=5, mentions=1, source="https://platform.example", links=True
)
FACEBOOK = Stage("facebook", LIMITS)
ANNA = {"ANNA10": Earner("ANNA10", "Anna vom Markt", 750)}


def test_who_earns_is_computed_and_said_first() -> None:
    facts = make_facts(earners=ANNA)
    window = make_window(partner="anna10", sponsor="Molkerei Alpsee")
    text = build_display(window, FACEBOOK, [make_product()], facts).text
    assert text.startswith(
        "Werbung: Anna vom Markt bekommt 7,5 % vom Warenwert. Bezahlt von Molkerei Alpsee.\n\nKäse für Regentage"
    )
    assert "https://shop.example/products/brie?utm_source=facebook" in text
    assert "coupon=ANNA10" in text


def test_where_each_product_stands_alone_its_text_leads_with_the_disclosure_too() -> None:
    stage = Stage("pinterest", replace(LIMITS, per_product=True))
    front = ShopFront("https://shop.example", disclosure={"de": "Anzeige", "en": "Ad"})
    window = make_window(sponsor="Molkerei Alpsee")
    display = build_display(window, stage, [make_product(description="Mild.")], make_facts(front=front))
    assert display.text.startswith("Anzeige: Bezahlt von Molkerei Alpsee. Warum wir es zeigen:")
    assert display.products[0].description == "Mild."


def test_products_and_extras_stand_in_their_sections() -> None:
    extra = {"title": "Brot", "link": "https://x.example/", "section": "Dazu: nur noch heute"}
    window = make_window(products=["brie", "feta"], sections={"Weich": ["brie"]}, extras=[extra])
    display = build_display(window, FACEBOOK, [make_product("brie"), make_product("feta")], make_facts())
    assert [one.section for one in (*display.products, *display.extras)] == ["Weich", "", "Dazu: nur noch heute"]
    pressed = refused_definition(window, make_facts())
    assert pressed is not None
    assert pressed.gate is Gate.URGENCY


def test_without_consideration_nothing_is_disclosed() -> None:
    assert build_display(make_window(), FACEBOOK, [make_product()], make_facts()).text.startswith("Käse für Regentage")


def test_a_text_that_hides_who_earns_is_refused() -> None:
    facts, window = make_facts(earners=ANNA), make_window(partner="ANNA10")
    display = build_display(window, FACEBOOK, [make_product()], facts)
    assert refused_display(window, "facebook", display, LIMITS, facts) is None
    hidden = replace(display, text=f"Käse! #werbung\n\n{display.text}")
    refusal = refused_display(window, "facebook", hidden, LIMITS, facts)
    assert refusal is not None
    assert refusal.gate is Gate.DISCLOSURE


def test_a_channel_says_it_in_its_language() -> None:
    window = make_window(
        texts={"en": {"title": "Rain", "story": "It drizzles.", "motive": "Many asked."}},
        wording={"facebook": {"language": "en"}},
    )
    text = build_display(window, FACEBOOK, [make_product(quantity=2)], make_facts()).text
    assert "Why we show it: Many asked." in text
    assert "Brie (only 2 left)" in text


def test_a_claim_that_cannot_be_taken_back_is_not_said() -> None:
    stage = Stage("instagram", LIMITS, corrects=False)
    assert "nur noch" not in build_display(make_window(), stage, [make_product(quantity=2)], make_facts()).text


def test_a_window_may_do_without_claims() -> None:
    window = make_window(claims=False)
    assert "nur noch" not in build_display(window, FACEBOOK, [make_product(quantity=2)], make_facts()).text


def test_extras_stand_beside_the_products_and_have_no_price() -> None:
    extra = {"title": "Grüner Veltliner", "story": "vom Nachbarn", "link": "https://wein.example/v", "picture": "v.jpg"}
    display = build_display(make_window(extras=[extra]), FACEBOOK, [make_product()], make_facts())
    assert "Grüner Veltliner: vom Nachbarn\nhttps://wein.example/v" in display.text
    assert (display.extras[0].key, display.extras[0].link) == ("extra-1", "https://wein.example/v")


def test_a_link_that_is_no_address_stays_as_it_is() -> None:
    product = make_product("brie", link="https://[shop.example/brie")
    display = build_display(make_window(products=["brie"]), FACEBOOK, [product], make_facts())
    assert "https://[shop.example/brie" in display.text


def test_about_a_topic_the_products_stand_in_the_background() -> None:
    window = make_window(topic={"kind": "question"})
    text = build_display(window, FACEBOOK, [make_product()], make_facts()).text
    assert "Passt dazu:\nBrie" in text


def test_a_limited_window_says_who_gets_in_and_how() -> None:
    window = make_window(audience={"who": "experts", "quota": 12})
    text = build_display(window, FACEBOOK, [make_product()], make_facts()).text
    assert "Nur für die Expertinnen und Experten unserer Gemeinschaft, 12 Plätze" in text
    named = make_window(audience={"who": ["Anna", "Ben"], "quota": 2}, language="en")
    text = build_display(named, FACEBOOK, [make_product()], make_facts()).text
    assert "Only for Anna and Ben, 2 places, first come, first served. Ask here for a code" in text
    pinterest = replace(FACEBOOK, replies_privately=False)
    assert "Ask us directly for a code" in build_display(named, pinterest, [make_product()], make_facts()).text


def test_how_a_channel_knows_people_is_not_told() -> None:
    window = make_window(audience={"who": ["facebook:1234", "Anna"], "quota": 2})
    assert "Nur für Anna, 2 Plätze" in build_display(window, FACEBOOK, [make_product()], make_facts()).text
    window = make_window(audience={"who": ["facebook:1234"], "quota": 2})
    assert "Nur für Eingeladene, 2 Plätze" in build_display(window, FACEBOOK, [make_product()], make_facts()).text


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (Picture("https://x/y.jpg", "", b"x" * 2_001), "2,001 bytes, at most 2,000 are allowed"),
        (Picture("https://x/y.jpg", "", width=200, height=200), "200 pixels wide, 320 are wanted at least"),
        (Picture("https://x/y.jpg", "", width=400, height=900), "400 × 900 pixels is no proportion"),
    ],
)
def test_a_picture_that_the_platform_would_not_take_is_refused(picture: Picture, reason: str) -> None:
    limits = replace(
        LIMITS, picture=PictureLimits((4, 5), 0.8, 1.91, 320, 1440, 2_000, ("image/jpeg",), "https://platform.example")
    )
    window, facts = make_window(), make_facts()
    display = replace(build_display(window, FACEBOOK, [make_product()], facts), pictures=(picture,))
    refusal = refused_display(window, "facebook", display, limits, facts)
    assert refusal is not None
    assert refusal.gate is Gate.PICTURE
    assert reason in refusal.reason


def test_a_dead_link_of_an_extra_shuts_the_gate() -> None:
    class Dead:
        def trouble(self, address: str) -> str:
            return "answers with HTTP 404" if "wein" in address else ""

    window = make_window(extras=[{"title": "Wein", "link": "https://wein.example/v"}])
    refusal = refused_definition(window, make_facts(links=Dead()))
    assert refusal is not None
    assert str(refusal) == "gate link: The link https://wein.example/v answers with HTTP 404."

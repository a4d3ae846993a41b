"""What the program says of its own accord is said in German, too: of items, of windows, and of what failed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import catalog_feeds
import connectors
import socialshop
from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.rules import Rule, words_of
from socialshop import errors
from socialshop.errors import InputError
from socialshop.phrases import phrase
from socialshop.ports import ObjectKind
from socialshop.web.i18n import FOLDER
from socialshop.web.phrases import translated
from socialshop.windows.gates import Gate, Refusal

FIELDS = {
    "text",
    "pictures",
    "cards",
    "link",
    "publish at",
    "products",
    "title",
    "name",
    "alt",
    "alts",
    "captions",
    "slots",
    "section",
}
"""What an object of a window says."""
ROOT = Path(socialshop.__file__).parents[1]
SPOKEN = [
    *(path for path in sorted((ROOT / "socialshop/windows").glob("*.py")) if path.stem != "writing"),
    *(ROOT / "socialshop" / path for path in ("sync/push.py", "sync/runs.py", "sync/sending.py", "sync/sets.py")),
    *(path for path in sorted((ROOT / "connectors").rglob("*.py")) if "sandbox" not in path.parts),
]
"""Whose sentences stand on pages; `writing` asks in the terminal alone."""
_WORDS = re.compile(r"\w \w")  # a sentence, and not a name before what a platform says
_ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
RULES = [rule for channel in REGISTRY.values() for rule in channel.rules]


def _catalogue() -> dict[str, str]:
    with (FOLDER / "de" / "LC_MESSAGES" / "phrases.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="de") if message.id}


def _templates() -> set[str]:
    found = (
        extract_from_dir(Path(package.__file__).parent, [("**.py", "python")], keywords={"phrase": None})
        for package in (catalog_feeds, connectors, socialshop)
    )
    return {str(text) for package in found for _, _, text, _, _ in package}


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_sentence_and_every_field_is_translated_and_no_other() -> None:
    kinds = {kind.replace("_", " ") for kind in ObjectKind}
    named = {words_of(rule.field) for rule in RULES} | kinds | FIELDS | set(Gate)
    assert set(_catalogue()) == _templates() | named


def test_a_translation_fills_in_nothing_that_the_sentence_does_not() -> None:
    for text, german in _catalogue().items():
        assert german, text
        assert _names(german) <= _names(text), text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_speaks_english_in_german(rule: Rule) -> None:
    for text in (rule.expected, rule.fix):
        german = translated(text, "de")
        assert german != text
        assert not re.search(r"\b(the|with|than|characters|its|Give|Shorten|Fill)\b", german)
        assert translated(text, "en") == text


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Shorten the title to 200 characters.", "Kürzen Sie „Titel“ auf 200 Zeichen."),
        ("at most 20", "höchstens 20"),
        ("at most 20 characters", "höchstens 20 Zeichen"),
        ("an amount in EUR, such as 12.50", "ein Betrag in EUR, etwa 12.50"),
        ("an amount in CHF", "ein Betrag in CHF"),
        ("image_link: found nothing, expected a value", "image_link: gefunden nichts, erwartet ein Wert"),
        (
            "Fill in the condition: items without it are seen less.",
            "Füllen Sie „Zustand“ aus: ohne diese Angabe werden Artikel seltener gesehen.",
        ),
        (
            "Set the sale price below the price, or remove it.",
            "Setzen Sie „Aktionspreis“ unter „Preis“, oder entfernen Sie es.",
        ),
        ("What nobody says {of us}", "What nobody says {of us}"),
    ],
)
def test_a_sentence_is_found_by_its_form(text: str, german: str) -> None:
    assert translated(text, "de") == german


def _unmarked(path: Path) -> list[str]:
    """What the file lets a refusal, a step of a plan or an error say that no catalogue can know."""
    said: list[ast.expr] = []
    for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        said += call.args[1:3] if name == "Refusal" else call.args[:1] if name in _ERRORS else []
        said += [told.value for told in call.keywords if told.arg in ("why", "mend")]
    literals = (one for one in said if isinstance(one, ast.JoinedStr | ast.Constant))
    return [text for one in literals if (text := ast.unparse(one)) and _WORDS.search(re.sub(r"\{.*?\}", "", text))]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: f"{path.parent.stem}.{path.stem}")
def test_whatever_is_refused_planned_or_failed_is_said_in_phrases(path: Path) -> None:
    assert _unmarked(path) == []


@pytest.mark.parametrize("gate", Gate)
def test_every_gate_has_its_name(gate: Gate) -> None:
    shut = str(Refusal(gate, phrase("The product is sold out."), ""))
    assert translated(shut, "de").startswith("Prüfung „")
    assert translated(shut, "de").endswith("“: Das Produkt ist ausverkauft.")


@pytest.mark.parametrize(
    ("text", "german"),
    [
        (
            "wheel: The product is sold out. brie stands in for it.",
            "wheel: Das Produkt ist ausverkauft. brie springt dafür ein.",
        ),
        (
            "The link https://shop.example/a answers with HTTP 404.",
            "Der Link https://shop.example/a antwortet mit HTTP 404.",
        ),
        (
            "The platform cannot change this of a pin, and it stands as it is: pictures, alt.",
            "Das kann die Plattform bei „Pin“ nicht ändern, und es bleibt, wie es ist: Bilder, Alternativtext.",
        ),
        (
            str(InputError("The photo is broken.", file="a.jpg", found="no data")),
            "a.jpg: Das Foto ist beschädigt. Gefunden: 'no data'.",
        ),
        ("Meta: Invalid parameter, and more. Nothing else", "Meta: Invalid parameter, and more. Nothing else"),
        ("a: " * 300, "a: " * 300),
        ("a, " * 400, "a, " * 400),
    ],
)
def test_each_of_several_sentences_is_found(text: str, german: str) -> None:
    assert translated(text, "de") == german

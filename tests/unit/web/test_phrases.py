"""What the program says of its own accord is said in German, too: of items, of windows, and of what failed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import catalog_feeds
import connectors
import socialshop
from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.rules import Rule, words_of
from socialshop.errors import InputError, SocialshopError
from socialshop.phrases import phrase
from socialshop.ports import ObjectKind
from socialshop.web.i18n import FOLDER
from socialshop.web.phrases import translated
from socialshop.web.refusals import SENTENCES
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
_UNSPOKEN = [
    ROOT / "socialshop" / part
    for part in (
        "commands",
        "config.py",
        "config_table.py",
        "inbox/files.py",
        "runtime/setup.py",
        "store/migrations",
        "testing",
        "web/api",
        "web/windowpage.py",
        "windows/writing.py",
    )
]
"""What speaks in the terminal and to programs alone, in English."""
SPOKEN = [
    path
    for package in (catalog_feeds, connectors, socialshop)
    for path in sorted(Path(package.__file__).parent.rglob("*.py"))
    if not ({path, *path.parents} & {*_UNSPOKEN, ROOT / "connectors" / "sandbox"} or path.stem.startswith("terminal"))
]
"""Whose sentences may stand on a page."""
_WORDS = re.compile(r"\w \w")  # a sentence, and not a name before what a platform says
_SENTENCE = re.compile(r"[A-Z].*\w \w.*\.", re.DOTALL)
_BY_KIND = {kind.__name__ for kind in SENTENCES}  # the pages say them in words of their own
_PLACES = {"Refusal": slice(1, 3), "Entry": slice(2, 4), "tally.note": slice(1, 3), "tally.record": slice(2, 4)}
"""Where what is called so takes a reason and a mend."""
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
        ("image_link: found nothing, expected a value", "image_link: nichts gefunden, erwartet: ein Wert"),
        (
            "title: found 256 characters, expected at most 200 characters",
            "Titel: 256 Zeichen gefunden, erwartet: höchstens 200 Zeichen",
        ),
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


def _kinds(kind: type[SocialshopError]) -> Iterator[str]:
    yield kind.__name__
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)


@cache
def _errors() -> frozenset[str]:
    for path in SPOKEN:
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return frozenset(_kinds(SocialshopError)) - _BY_KIND


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All but what is told by its kind."""
    for node in ast.iter_child_nodes(tree):
        name = node.name if isinstance(node, ast.ClassDef) else _called(node) if isinstance(node, ast.Call) else ""
        if name not in _BY_KIND:
            yield node
            yield from _nodes(node)


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _said(node: ast.AST) -> list[ast.expr]:
    """What the node lets a refusal, a report, a step of a plan or an error say."""
    if not isinstance(node, ast.Call):
        return []
    is_error = _called(node) in _errors() or _called(node) == "super().__init__"
    said = node.args[:1] if is_error else node.args[_PLACES.get(_called(node).removeprefix("self._"), slice(0))]
    return said + [one.value for one in node.keywords if one.arg in ("why", "mend", "reason", "expected")]


def _unmarked(path: Path) -> list[str]:
    """What the file says that no catalogue can know; a constant of the module as what is said at once."""
    tree = ast.parse(path.read_text("utf-8"))
    kept = [one.value for one in tree.body if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)]
    said = [one for node in _nodes(tree) for one in _said(node)]
    literals = [one for one in said if isinstance(one, ast.JoinedStr | ast.Constant)]
    texts = [text for one in literals if (text := ast.unparse(one)) and _WORDS.search(re.sub(r"\{.*?\}", "", text))]
    return texts + [one.value for one in kept if isinstance(one.value, str) and _SENTENCE.fullmatch(one.value)]


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
        (
            phrase("{number} bytes, at most {most} are allowed.", number="2,100,000", most="900"),
            "2.100.000 Bytes, erlaubt sind höchstens 900.",
        ),
        (
            "No code by private reply: It can be done once, until 2026-11-05 09:30 UTC.",
            "Kein Code als private Antwort: Das geht einmal, bis 05.11.26, 09:30 UTC.",
        ),
        (
            "orders.csv, row 3, Total: cannot be read as an amount. Found 'x'.",
            "orders.csv, Zeile 3, Total: lässt sich nicht als Betrag lesen. Gefunden: 'x'.",
        ),
        ("Meta: Invalid parameter, and more. Nothing else", "Meta: Invalid parameter, and more. Nothing else"),
        ("a: " * 300, "a: " * 300),
        ("a, " * 400, "a, " * 400),
    ],
)
def test_each_of_several_sentences_is_found(text: str, german: str) -> None:
    assert translated(text, "de") == german

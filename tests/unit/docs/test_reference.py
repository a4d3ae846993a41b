"""The reference says what the program does: nothing is missing, nothing is made up, no default is stale."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from connectors import REGISTRY, spec
from socialshop.config import Config
from socialshop.windows.definition import WindowDefinition, read_window

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "docs" / "reference"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)
GENERATOR = runpy.run_path(str(ROOT / "docs" / "generate.py"))
COMMANDS: dict[str, Any] = GENERATOR["tree"]()
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
UNDOCUMENTED = {"folder", "channels"}
"""Of the configuration's root: what the file cannot say, and what has tables of its own."""

named_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


# --- generated parts ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", sorted(REFERENCE.glob("*.md")), ids=lambda page: page.name)
def test_generated_parts_are_those_of_the_program(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text == GENERATOR["refreshed"](text), "run `python docs/generate.py`"


def test_every_generated_part_stands_on_a_page() -> None:
    text = "".join(page.read_text("utf-8") for page in REFERENCE.glob("*.md"))
    assert set(re.findall(r"<!-- generated: (.+?) -->", text)) == set(GENERATOR["PARTS"])


@pytest.mark.parametrize("words", COMMANDS)
def test_every_argument_and_option_says_what_it_is(words: str) -> None:
    assert [param.name for param in COMMANDS[words].params if not param.help] == []


# --- commands in the texts ---------------------------------------------------------------------


def called(text: str) -> Iterator[list[str]]:
    """Every `socialshop …` that a page calls, in its code, as words."""
    code = FENCE.findall(text) + re.findall(r"`[^`\n]+`", FENCE.sub("", text))
    for line in re.findall(r"(?:^|`|\$ |/)(socialshop [^`\n]*)", "\n".join(code), re.MULTILINE):
        yield shlex.split(line.replace("…", ""), comments=True)[1:]


def problem_of(words: list[str]) -> str | None:
    while words[:1] == ["--config"]:
        words = words[2:]
    if words in (["--help"], ["--install-completion"], ["COMMAND"]):
        return None
    name = " ".join(["socialshop", *words])
    if any(command.startswith(f"{name} ") for command in COMMANDS):
        return None  # a group of commands, named as such
    found = next((command for command in COMMANDS if f"{name} ".startswith(f"{command} ")), None)
    if found is None:
        return f"no such command: {' '.join(words)}"
    known = {name for param in COMMANDS[found].params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    return f"{found} has no {unknown[0]}" if unknown else None


@named_page
def test_every_command_in_the_texts_exists(page: Path) -> None:
    assert [wrong for words in called(page.read_text("utf-8")) if (wrong := problem_of(words))] == []


def test_the_check_of_commands_sees_what_is_wrong() -> None:
    text = "`socialshop catalog pusch` and `socialshop sync --jason`, but not `socialshop sync --json`"
    assert [problem_of(words) for words in called(text)] == [
        "no such command: catalog pusch",
        "socialshop sync has no --jason",
        None,
    ]


def test_decisions_are_numbered_on() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    headings = [page.read_text("utf-8").splitlines()[0] for page in pages]
    assert [heading.split(". ")[0] for heading in headings] == [f"# {number}" for number in range(1, len(pages) + 1)]


@named_page
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    prose = FENCE.sub("", page.read_text("utf-8"))
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in target]
    lost = [target for target in targets if not _leads_somewhere(page, target)]
    assert lost == []


def _leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = (page.parent / path) if path else page
    return file.exists() and (not anchor or anchor in _anchors(file.read_text("utf-8")))


def _anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# --- keys --------------------------------------------------------------------------------------


def tables(text: str) -> dict[str, dict[str, str]]:
    """Of each heading: the keys of its table, and the default that is written beside each."""
    found: dict[str, dict[str, str]] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE):
        heading = section.partition("\n")[0].strip("`[]")
        rows = re.findall(r"^\| `([^`]+)` \|[^|]*\| ([^|]*) \|", section, re.MULTILINE)
        found[heading] = dict(rows)
    return found


def settings(model: type[BaseModel], name: str) -> Iterator[tuple[str, str, FieldInfo]]:
    """Every key of the model, with its table; tables within have their own."""
    for key, field in model.model_fields.items():
        inner = _model_within(field.annotation)
        if inner is not None:
            yield from settings(inner, f"{name}.{key}".strip("."))
        elif name or key not in UNDOCUMENTED:
            yield name, key, field


def _model_within(annotation: Any) -> type[BaseModel] | None:
    candidates = get_args(annotation) or (annotation,)
    models = [item for item in candidates if isinstance(item, type) and issubclass(item, BaseModel)]
    return models[0] if models else None


def all_settings() -> list[tuple[str, str, FieldInfo]]:
    channels = [found for name in REGISTRY for found in settings(spec(name).settings, f"channels.{name}")]
    return [*settings(Config, ""), *channels]


def written(field: FieldInfo) -> str:
    """A default as the reference writes it."""
    if field.is_required():
        return "required"
    default = field.default
    if default is None:
        return "none"
    if isinstance(default, dict):
        return "`{}`"
    if isinstance(default, tuple):
        return f"`{json.dumps(default)}`"
    value = getattr(default, "variable", default)
    return f"`{str(value).lower()}`" if isinstance(value, bool | int) else f'`"{value}"`'


def test_the_configuration_reference_has_every_key_with_its_default() -> None:
    documented = tables((REFERENCE / "configuration.md").read_text("utf-8"))
    stated = {(table, key): default for table, rows in documented.items() for key, default in rows.items()}
    assert stated == {(table, key): written(field) for table, key, field in all_settings()}


def test_the_window_reference_has_every_key(tmp_path: Path) -> None:
    text = (REFERENCE / "window-file.md").read_text("utf-8")
    keys = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert keys == [key for key in WindowDefinition.model_fields if key != "name"]


@pytest.mark.parametrize("page", [REFERENCE / "window-file.md", ROOT / "docs/how-to/write-a-shop-window.md"])
def test_the_examples_of_windows_can_be_read(page: Path, tmp_path: Path) -> None:
    examples = re.findall(r"^ *```toml\n(.*?)^ *```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert examples
    for number, example in enumerate(map(textwrap.dedent, examples)):
        path = tmp_path / f"window-{number}.toml"
        path.write_text(example, encoding="utf-8")
        assert read_window(path).title == tomllib.loads(example)["title"]

from __future__ import annotations

import json

import pytest

from connectors.sandbox.exchange import Refusal
from connectors.sandbox.graph.fields import parse


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", {}),
        ("id, message", {"id": {}, "message": {}}),
        ("from{id,name},id", {"from": {"id": {}, "name": {}}, "id": {}}),
        ("comments.limit(5).order(chronological){from{id}}", {"comments": {"from": {"id": {}}}}),
    ],
)
def test_fields_are_read_as_a_tree(text: str, tree: dict[str, object]) -> None:
    assert parse(text) == tree


def test_the_modifiers_of_a_field_are_kept_with_its_selection() -> None:
    tree = parse("comments.limit(5).after(abc){from{id}},id")
    assert tree["comments"].modifiers == {"limit": "5", "after": "abc"}
    assert tree["id"].modifiers == tree["comments"]["from"].modifiers == {}


@pytest.mark.parametrize("text", ["{id}", "id}", "from{id", "a b"])
def test_what_is_no_list_of_fields_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse(text)
    assert json.loads(refusal.value.answer.content or b"")["error"]["code"] == 100

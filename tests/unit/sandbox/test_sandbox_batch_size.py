from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.sandbox.accounts import CATALOG_ID
from connectors.sandbox.exchange import Call, Refusal
from connectors.sandbox.graph.catalog import items_batch
from connectors.sandbox.graph.context import GraphCall
from connectors.sandbox.world import World


def test_a_batch_of_more_than_28_megabytes_asks_for_less_data(clock: Any) -> None:
    call = Call("POST", "graph.facebook.com", "/", {}, {}, body=bytes(28_000_001))
    params = {"item_type": "PRODUCT_ITEM", "requests": "[]"}
    with pytest.raises(Refusal) as refusal:
        items_batch(GraphCall(World(clock), call, "v26.0", CATALOG_ID, "items_batch", params))
    assert json.loads(refusal.value.answer.content or b"")["error"]["code"] == 1

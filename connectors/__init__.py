"""The platforms. A new one is a folder with a `spec` and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socialshop.ports import ConnectorSpec

REGISTRY: dict[str, str] = {
    "facebook": "connectors.facebook",
    "instagram": "connectors.instagram",
    "pinterest": "connectors.pinterest",
}


def spec(name: str) -> ConnectorSpec:
    """The named connector's spec, imported when it is asked for: vendors' SDKs are heavy."""
    found: ConnectorSpec = import_module(REGISTRY[name]).spec
    return found

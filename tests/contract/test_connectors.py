"""Every connector of the REGISTRY inherits the contract: a new one is tested without a line here."""

from __future__ import annotations

import os
from unittest import mock

from connectors import REGISTRY, spec
from connectors.sandbox.accounts import CHANNELS, SECRETS
from socialshop.ports import Capability, Environment
from socialshop.testing.contract import contract_for


def _capabilities(channel: str) -> frozenset[Capability]:
    made = spec(channel)
    feed = {"delivery": "feed"} if "delivery" in made.settings.model_fields else {}
    with mock.patch.dict(os.environ, SECRETS):
        return made.build(made.settings.model_validate(CHANNELS[channel] | feed), Environment()).capabilities


globals().update({f"Test{channel.title()}": contract_for(channel, _capabilities(channel)) for channel in REGISTRY})

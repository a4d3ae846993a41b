"""The three platforms on this machine: strict HTTP servers for tests, the demo and `socialshop sandbox`."""

from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.server import Sandbox

__all__ = ["Fault", "FaultKind", "Sandbox"]

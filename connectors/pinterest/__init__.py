"""A Pinterest business account: catalog, boards, Pins and, unofficially, comments."""

from connectors.pinterest.connector import spec

__all__ = ["spec"]

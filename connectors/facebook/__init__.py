"""A Facebook Page and the catalog of its shop."""

from connectors.facebook.connector import spec

__all__ = ["spec"]

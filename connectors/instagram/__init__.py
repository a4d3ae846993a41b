"""An Instagram professional account, connected by Facebook Login."""

from connectors.instagram.connector import spec

__all__ = ["spec"]

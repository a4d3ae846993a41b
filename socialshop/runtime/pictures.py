"""The windows' pictures, put together from the configuration."""

from __future__ import annotations

from functools import partial
from typing import Any

from socialshop.addressing import open_session
from socialshop.config import Config
from socialshop.windows.media import MediaStore
from socialshop.windows.pictures.brand import brand_of
from socialshop.windows.pictures.gallery import Gallery


def gallery_of(config: Config) -> Gallery:
    """Raises ConfigurationError for a brand that cannot be drawn with."""
    brand = brand_of(config.windows.brand, config.shop.name, config.folder)
    return Gallery(brand, config.media_folder(), media_store(config))


def media_store(config: Config) -> MediaStore:
    media = config.windows.media
    return MediaStore(
        store=media.store or str(config.media_folder()),
        public_url=media.public_url,
        session=open_session(config.http_settings()),
        options=partial(_options, config) if media.store else dict,
    )


def _options(config: Config) -> dict[str, Any]:
    """What fsspec needs to know of the bucket; without keys, it looks where the vendor's tools do.

    Raises ConfigurationError for a secret that is not there.
    """
    media = config.windows.media
    options: dict[str, Any] = {name: secret.reveal() for name, secret in media.secrets().items()}
    return options | ({"client_kwargs": {"endpoint_url": media.endpoint}} if media.endpoint else {})

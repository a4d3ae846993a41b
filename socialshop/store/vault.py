"""Secrets that platforms give us, kept encrypted: a renewed token outlives the process that renewed it."""

from __future__ import annotations

import logging

from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.ports import Secret
from socialshop.store.model import KeptSecret

log = logging.getLogger(__name__)


class Vault:
    """Encrypts with Fernet (https://cryptography.io/en/latest/fernet/): the key is in the environment alone, and the
    database without it tells nothing.

    Raises ConfigurationError for a key that is none.
    """

    def __init__(self, store: Engine, clock: Clock, key: Secret) -> None:
        from cryptography.fernet import Fernet

        self._store = store
        self._clock = clock
        try:
            self._fernet = Fernet(key.reveal())
        except ValueError:
            raise ConfigurationError(
                phrase(
                    "The environment variable {variable} holds no key, expected 32 bytes in URL-safe base64.",
                    variable=key.variable,
                ),
                mend=phrase("Make one with `openssl rand -base64 32 | tr '+/' '-_'`."),
            ) from None

    def read(self, name: str) -> str | None:
        """The secret of that name; None where none was kept, or under another key."""
        from cryptography.fernet import InvalidToken

        with Session(self._store) as session:
            kept = session.get(KeptSecret, name)
        try:
            return self._fernet.decrypt(kept.sealed).decode() if kept else None
        except InvalidToken:
            log.warning("What was kept as %s was encrypted with another key and is not used.", name)
            return None

    def keep(self, name: str, secret: str) -> None:
        row = KeptSecret(name=name, sealed=self._fernet.encrypt(secret.encode()), kept_at=self._clock())
        with Session(self._store) as session:
            session.merge(row)
            session.commit()

"""What the audit log keeps as names and values, as its reader says it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from socialshop.web import audit_words
from socialshop.web.i18n import formatter, translations
from socialshop.web.visits import Visit


class Teller:
    """`names` are those of people, by their numbers."""

    def __init__(self, here: Visit, names: Mapping[int, str]) -> None:
        self._say = translations(here.language).gettext
        self._show = formatter(here.language, here.site.zone)
        self._names = names

    def fields(self, kept: str) -> list[tuple[str, str]]:
        """Names and values of what was before or after, without what was empty."""
        given: Mapping[str, Any] = json.loads(kept) if kept else {}
        return [
            (self._say(audit_words.FIELDS[name]) if name in audit_words.FIELDS else name, self._value(name, value))
            for name, value in given.items()
            if value not in (None, "", {}) and name not in audit_words.HIDDEN_FIELDS
        ]

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return self._say(audit_words.TRUTHS[value])
        if name in ("user_id", "assignee_id", "assignee"):
            return self._names.get(int(value), str(value)) if str(value).isdigit() else str(value)
        if name in ("snoozed_until", "resolved_at"):
            return self._show.date_and_time(datetime.fromisoformat(value))
        if isinstance(value, Mapping):
            return ", ".join(f"{field}: {said}" for field, said in self.fields(json.dumps(value)))
        known = audit_words.VALUES.get(name, {})
        return self._say(known[value]) if value in known else str(value)

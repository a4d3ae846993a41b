"""The words of the audit log: what was done, to what, and what it keeps of an act; translated where they are shown."""

from __future__ import annotations

from typing import Any

from socialshop.web.i18n import mark
from socialshop.web.words import CHANNELS, PRIORITIES, ROLES, SAMENESS, STATES, TOPICS

ACTED = {
    "resolve": mark("resolved"),
    "reopen": mark("reopened"),
    "snooze": mark("put off"),
    "assign": mark("assigned"),
    "assign team": mark("assigned to a team"),
    "set priority": mark("priority set"),
    "set topic": mark("topic set"),
    "set language": mark("language set"),
    "label": mark("label put on"),
    "unlabel": mark("label taken off"),
    "rename label": mark("label renamed"),
    "merge labels": mark("labels put together"),
    "remove label": mark("label taken off everywhere"),
    "release": mark("taken over from somebody"),
    "note": mark("note left"),
    "reply": mark("answered publicly"),
    "private_reply": mark("answered privately"),
    "message": mark("message written"),
    "retry": mark("sent once more"),
    "take back": mark("failed answer taken back"),
    "like": mark("liked"),
    "unlike": mark("like taken back"),
    "hide": mark("hidden"),
    "unhide": mark("shown again"),
    "delete": mark("deleted"),
    "give code": mark("one-time code given"),
    "unlink order": mark("order taken away"),
    "merge people": mark("merged"),
    "keep people apart": mark("kept apart"),
    "save macro": mark("text kept"),
    "remove macro": mark("text removed"),
    "save view": mark("view kept"),
    "remove view": mark("view removed"),
    "make token": mark("token made"),
    "revoke token": mark("token ended"),
    "set aside": mark("set aside"),
    "take up": mark("taken up again"),
    "switch off": mark("switched off"),
    "switch on": mark("switched on"),
    "tell again": mark("sent to a program once more"),
    "add": mark("let in"),
    "set role": mark("role set"),
    "set password": mark("password set"),
    "end sessions": mark("signed out everywhere"),
    "disable": mark("let in no more"),
    "enable": mark("let in again"),
    "join team": mark("joined a team"),
    "leave team": mark("left a team"),
}
"""What was done, as the audit log tells it."""

SUBJECTS = {
    "user": mark("Person"),
    "contact": mark("Customer"),
    "macro": mark("Text"),
    "label": mark("Label"),
    "view": mark("View"),
    "webhook": mark("Webhook"),
    "topic model": mark("What was learned of topics"),
}

FIELDS = {
    "event": mark("Event"),
    "message": mark("Message"),
    "text": mark("Text"),
    "picture": mark("Picture"),
    "note": mark("Note"),
    "label": mark("Label"),
    "conversations": mark("Conversations"),
    "assignee_id": mark("Who looks after it"),
    "assignee": mark("Who looks after it"),
    "user_id": mark("Person"),
    "team": mark("Team"),
    "priority": mark("Priority"),
    "topic": mark("Topic"),
    "language": mark("Language"),
    "state": mark("State"),
    "snoozed_until": mark("Put off until"),
    "resolved_at": mark("Resolved on"),
    "resolved_by": mark("Resolved by"),
    "code": mark("One-time code"),
    "link": mark("Link"),
    "other": mark("The other one"),
    "evidence": mark("Evidence"),
    "found": mark("Found"),
    "name": mark("Name"),
    "filters": mark("Filter"),
    "shared": mark("For everybody"),
    "email": mark("E-mail"),
    "role": mark("Role"),
    "channel": mark("Channel"),
    "window": mark("Shop window"),
    "item": mark("Product"),
    "contact": mark("Customer"),
    "overdue": mark("Overdue"),
}
"""What the audit log keeps of an act, before and after."""
HIDDEN_FIELDS = {"topic_by", "language_by"}
"""Who did it stands beside it."""
TRUTHS = {True: mark("yes"), False: mark("no")}
VALUES: dict[str, dict[Any, str]] = {
    "role": ROLES,
    "topic": TOPICS,
    "state": STATES,
    "priority": PRIORITIES,
    "channel": CHANNELS,
    "evidence": SAMENESS,
}
"""Of fields with few of them."""

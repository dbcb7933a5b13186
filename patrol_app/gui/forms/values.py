"""Record values as words on the screen, and as JSON in a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from pydantic import BaseModel

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import N_, _
from patrol_app.services.ports import Stored
from patrol_app.services.value_words import (
    danger_label,
    day_words,
    from_json,
    listed,
    short_moment,
    to_json,
    trimmed,
    words,
)

__all__ = [
    "STATE_LOOKS",
    "choices",
    "danger_label",
    "day_words",
    "from_json",
    "is_whole",
    "listed",
    "short_moment",
    "state_of",
    "to_json",
    "trimmed",
    "words",
]

# Tone and words of every state a record can be in (sync design, section 1).
STATE_LOOKS: Mapping[str, tuple[str, str]] = {
    "draft": ("draft", N_("Draft")),
    "submitted": ("info", N_("Submitted")),
    "changed": ("due", N_("Changed since submitted")),
    "returned": ("overdue", N_("Sent back")),
    "approved": ("ok", N_("Approved")),
    "approved_changed": ("due", N_("Approved, edited")),
    "locked": ("locked", N_("Locked")),
    "locked_late": ("conflict", N_("Arrived after the lock")),
}


def choices(code: str) -> list[tuple[str, str]]:
    """(code, label) of the terms of a vocabulary that are still offered."""
    return [
        (term.code, danger_label(term.code) if code == "danger" else term.label())
        for term in vocabulary(code).terms
        if not term.retired
    ]


def is_whole(cls: type[BaseModel], name: str) -> bool:
    """Whether a vocabulary field holds its code as a number."""
    annotation = cls.model_fields[name].annotation
    return int in (get_args(annotation) or (annotation,))


def state_of(stored: Stored) -> tuple[str, str]:
    """(tone, words) of a record's state."""
    if stored.deleted:
        return "locked", _("Deleted")
    tone, said = STATE_LOOKS[stored.review or stored.state]
    return tone, _(said)

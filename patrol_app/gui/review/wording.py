"""The history and the differences of a record in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.domain.registry import RecordType
from patrol_app.gui.models.columns import EMPTY
from patrol_app.i18n import N_, _
from patrol_app.services.change_words import guarded_text, key_label, names_in, value_text
from patrol_app.services.history import Entry, FieldChange
from patrol_app.services.ports import Queries, Stored
from patrol_app.services.privacy import concealed
from patrol_app.services.value_words import listed

# What was done -> tone and words.
DEEDS: Mapping[str, tuple[str, str]] = {
    "created": ("draft", N_("First entry")),
    "changed": ("draft", N_("Edited")),
    "settled": ("conflict", N_("Conflict settled")),
    "submitted": ("info", N_("Submitted")),
    "withdrawn": ("draft", N_("Submission withdrawn")),
    "deleted": ("overdue", N_("Deleted")),
    "restored": ("ok", N_("Restored")),
    "judged": ("draft", N_("Judged anew")),
    "erased": ("locked", N_("Erased")),
    "approved": ("ok", N_("Approved")),
    "returned": ("overdue", N_("Sent back")),
    "locked": ("locked", N_("Locked")),
    "undone": ("due", N_("Taken back")),
}
_HIDDEN = ("number", "unit", "device")


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words."""

    name: str
    before: str
    after: str


def differences(
    queries: Queries, stored: Stored, changes: Sequence[FieldChange]
) -> tuple[Difference, ...]:
    """Changes of a record field by field, personal data and places in part; for a query."""
    type, hidden = stored.type, concealed(stored, queries=queries)
    kind = record_type(type)
    shown = [one for one in changes if one.key not in _HIDDEN]
    pairs = [(one.key, value) for one in shown for value in (one.before, one.after)]
    names = names_in(queries, kind, pairs)
    found = []
    for one in shown:
        told = guarded_text if one.key in hidden else value_text
        before, after = (told(kind, one.key, value, names) for value in (one.before, one.after))
        found.append(Difference(key_label(kind, one.key), before or EMPTY, after or EMPTY))
    return tuple(found)


def reason_lines(kind: RecordType, reasons: Mapping[str, str]) -> list[str]:
    """``field: reason`` of a return, the whole record first."""
    known = specs(kind.cls)
    lines = []
    for name, text in reasons.items():
        spec = known.get(name)
        lines.append(f"{_(spec.ui.label)}: {text}" if spec is not None else text)
    return lines


def headline(entry: Entry, kind: RecordType) -> str:
    """Reason, note or fields of an entry in one line."""
    said = [*reason_lines(kind, entry.reasons), entry.words]
    return listed(one for one in said if one)

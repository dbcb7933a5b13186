"""Conflicts as a person sees them: plain data that passes between use case and surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from patrol_app.domain.journal.settling import Both, Choice, Take, Typed
from patrol_app.errors import UserError

__all__ = [
    "Both",
    "Choice",
    "FieldConflict",
    "How",
    "Many",
    "RecordConflict",
    "Row",
    "Settled",
    "SettledRow",
    "Side",
    "Take",
    "Typed",
]

How = Literal["standing", "other", "both"]


@dataclass(frozen=True)
class Side:
    """One of the values that stand against each other.

    Attributes:
        place: for ``Take``; 0 = the one that stands now.
        words: the value in one line, personal data in part; empty for an empty field.
        value: as the op holds it.
        who: name of the person as known here, or empty.
        unit / device: of the writing installation; empty where it is not known.
        at_ms: the writing device's clock, UTC ms; doubtful: that clock cannot be right.
        own: written on this device.
        removes: it deletes the record or takes the entry of a list away.
    """

    place: int
    words: str
    value: Any
    who: str = ""
    unit: str = ""
    device: str = ""
    at_ms: int = 0
    doubtful: bool = False
    own: bool = False
    removes: bool = False


@dataclass(frozen=True)
class FieldConflict:
    """One field, entry of a list or deletion with several values.

    Attributes:
        key: field key, ``list/key``, or ``_del``.
        label: name of the field as its form says it.
        sides: the one that stands first.
        merge: a new value may be typed.
        both: how both are kept: ``text`` joined, ``items`` as two entries, ``note`` the other
            in the record's remark, or empty where they cannot be.
        joined: what ``text`` would write.
    """

    key: str
    label: str
    sides: tuple[Side, ...]
    merge: bool = False
    both: Literal["", "text", "items", "note"] = ""
    joined: str = ""


@dataclass(frozen=True)
class RecordConflict:
    """Everything about the conflicts of one record.

    Attributes:
        number: as people call it; title: its name, or empty; label: of its type.
        heads: op hashes that a settlement names.
        fields: its conflicts, deletion first, then in the order of the form.
        same: labels of filled fields without a conflict.
        photo: sha256 of the picture of an attachment, or empty.
        refusal: why it cannot be settled here, or None.
        submit_again: it was submitted and has to be once more afterwards.
        masked: a place is told to 0.01° here, and what names it in stars.
    """

    type: str
    rec: str
    number: str
    title: str
    label: str
    heads: tuple[str, ...]
    fields: tuple[FieldConflict, ...]
    same: tuple[str, ...] = ()
    photo: str = ""
    refusal: UserError | None = None
    submit_again: bool = False
    masked: bool = False


@dataclass(frozen=True)
class Row:
    """One record in the list of conflicts.

    Attributes:
        labels: names of the fields in conflict; at_ms: its last change.
        settable: it may be settled here by this person.
    """

    type: str
    rec: str
    number: str
    title: str
    label: str
    labels: tuple[str, ...]
    at_ms: int
    settable: bool


@dataclass(frozen=True)
class Settled:
    """What one settlement wrote, so that it can be taken back.

    Attributes:
        heads: of the record after it.
        before: field key -> value that stood before; empty where nothing changed.
        keys: conflicts that it settled.
    """

    type: str
    rec: str
    heads: tuple[str, ...]
    before: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Many:
    """What became of several records.

    Attributes:
        refused: record id -> why it was left as it is.
    """

    done: tuple[Settled, ...] = ()
    refused: Mapping[str, UserError] = field(default_factory=dict)


@dataclass(frozen=True)
class SettledRow:
    """One conflict that was settled, for the printed list.

    Attributes:
        sides: (value in words, who wrote it where and when), the one that stood first.
        chosen: the value that the settlement wrote, in words.
        who / unit / device / at_ms: of the settlement.
    """

    type: str
    rec: str
    number: str
    label: str
    field: str
    sides: tuple[tuple[str, str], ...]
    chosen: str
    who: str
    unit: str
    device: str
    at_ms: int

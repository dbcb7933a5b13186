"""A record type, declared once; lists, forms, commands, export and import follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from patrol_app.domain.base import Record
from patrol_app.domain.remark import Rule

Own = Callable[[Any], Mapping[str, Any]]
Guarded = Callable[[Any], Any]
Tally = Callable[[Sequence[Any]], "Sequence[Figure]"]


def _nothing(record: Any) -> Mapping[str, Any]:
    return {}


def unguarded(record: Any) -> Any:
    """The record itself: of a type that has nothing to hide."""
    return record


@dataclass(frozen=True)
class Figure:
    """One figure over many records, in no language yet.

    Attributes:
        label: msgid, or a word of ``vocabulary``; text: digits.
        unit: msgid or symbol behind the digits.
    """

    label: str
    text: str
    vocabulary: str = ""
    unit: str = ""


@dataclass(frozen=True)
class OwnColumn:
    """An own value as a column of list and ledger.

    Attributes:
        name: of the own value, an integer; head: msgid; unit: behind the head.
        scale: decimal places; width: px at 100 %.
    """

    name: str
    head: str
    unit: str = ""
    scale: int = 0
    width: int = 88


@dataclass(frozen=True)
class RecordType:
    """What the program knows about a type beside its fields.

    Attributes:
        code: word in ops, commands and table names.
        letter: first letter of its numbers; empty where a natural key names it.
        cls: the record class.
        label: msgid of the singular.
        icon: mdi6 icon name without prefix.
        schema: version of the type's fields in ops.
        writer: who may write its facts: the creating unit, its ancestors, or both.
        title: field shown as the record's name in lists and links.
        time: instant or date field that orders the list; empty = by creation.
        key: field that names it to people instead of a number (``code``, ``grid_no``).
        group: rail page it belongs to.
        evidence: originals of its photos travel to the city.
        photos: photos may hang on it; where it is no evidence their small copies travel.
        parents: type codes an attachment or child of this type may hang on.
        rules: checks on submit, pure.
        own: values computed from the record's facts alone, stored beside it.
        indexed: groups of fields that lists filter and sort by.
        submit: it has the steps draft and submitted; else a save stands at once.
        reviewed: others approve, give back and lock its records; its row keeps that state.
        advice: what to do where its list is still empty (msgid).
        column: an own value that list and ledger show beside the listed fields.
        guarded: the record as it is told to whoever may not see personal data, and on every
            ledger (a place made coarse); the record itself where there is nothing to hide.
        hides: fields that ``guarded`` changes where it gives another record.
        layer: name of its layer on the map (msgid); its class has the field ``position``. The map
            shows a record as ``guarded`` gives it: it is printed.
        tally: figures over many records for the line over the list and the end of the ledger; a
            type without has no ledger that follows from its fields.
        parent: type code of the record that each one is a step of, by its field ``parent_id``.
            A step has no letter: it bears its parent's number and its place there. It is
            written by the parent's unit, by the unit the parent is given to (``for_unit_id``) and
            by what ``writer`` adds above them; once submitted it never changes, a further step
            corrects it.
    """

    code: str
    letter: str
    cls: type[Record]
    label: str
    icon: str
    group: str
    schema: int = 1
    writer: Literal["unit", "ancestors", "both"] = "unit"
    title: str = "number"
    time: str = ""
    key: str = ""
    evidence: bool = False
    photos: bool = False
    rules: tuple[Rule, ...] = ()
    own: Own = _nothing
    submit: bool = True
    private: bool = field(default=False)
    reviewed: bool = False
    parent: str = ""
    advice: str = ""
    layer: str = ""
    column: OwnColumn | None = None
    guarded: Guarded = unguarded
    hides: tuple[str, ...] = ()
    tally: Tally | None = None

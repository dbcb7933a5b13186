"""Conflicts in words: sides with who wrote them where and when, and what was settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.entry import DELETED, SUBMITTED, Op
from patrol_app.domain.journal.folded import Conflict, Live
from patrol_app.domain.journal.settling import (
    Settlement,
    can_keep_both,
    is_deletion,
    joined,
    settlements,
    sides,
)
from patrol_app.domain.records import record_type
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules.filled import is_empty
from patrol_app.i18n import _
from patrol_app.services.change_words import guarded_text, key_label, names_in, value_text
from patrol_app.services.clock import doubtful
from patrol_app.services.conflict_types import FieldConflict, SettledRow, Side
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Queries, Stored, StreamInfo
from patrol_app.services.privacy import concealed
from patrol_app.services.value_words import listed, short_moment

NOTES = ("remark", "note")  # where the other value goes when both are kept
_TEXTS = ("text", "longtext")
_STAMPS = ("number", "unit", "device")


def conflicts_of(queries: Queries, rec: str) -> dict[str, Conflict]:
    """The open conflicts of a record by field key, as the fold left them."""
    return {
        row["field"]: Conflict(
            row["field"], _live(row["winner"]), tuple(_live(one) for one in row["losers"])
        )
        for row in queries.conflicts(rec)
    }


def _pairs(key: str, shown: Iterable[Live]) -> list[tuple[str, Any]]:
    """(field, value) of the sides of one conflict; against a deletion stand several fields."""
    if key != DELETED:
        return [(key, one.value) for one in shown]
    found = [one.value for one in shown if isinstance(one.value, dict)]
    return [pair for parts in found for pair in parts.items()]


def _live(row: Mapping[str, Any]) -> Live:
    return Live(row["op_hash"], Hlc(*row["hlc"]), row["actor"], row["stream"], row["value"])


def note_field(kind: RecordType) -> str:
    """The record's remark, or empty where its type has none."""
    found = specs(kind.cls)
    return next((name for name in NOTES if name in found), "")


class Wording:
    """Words for the writes of one record.

    Args:
        queries: of the open store.
        kind: its type.
        now_ms: this device's clock, for clocks that cannot be right.
        clear: what a record keeps from others is told too; never on paper.

    Attributes:
        masked: something of the last record was kept back.
    """

    def __init__(
        self, queries: Queries, kind: RecordType, now_ms: int, *, clear: bool = False
    ) -> None:
        self._queries, self._kind, self._now = queries, kind, now_ms
        self._clear, self.masked = clear, False
        self._hidden: frozenset[str] = frozenset()
        self._streams: Mapping[str, StreamInfo] = {one.stream: one for one in queries.streams()}

    def fields(self, rec: str, found: Mapping[str, Conflict]) -> tuple[FieldConflict, ...]:
        """The conflicts of one record, a deletion first, then in the order of the form."""
        pairs = [pair for key, each in found.items() for pair in _pairs(key, sides(each))]
        self._conceal(self._queries.get(self._kind.code, rec), pairs)
        ops = {op.op_hash: op for op in self._queries.ops(rec) if isinstance(op, Op)}
        order = {name: place for place, name in enumerate((DELETED, *specs(self._kind.cls)))}
        keys = sorted(found, key=lambda key: (order.get(key.partition("/")[0], 99), key))
        return tuple(self._field(found[key], ops) for key in keys)

    def _field(self, conflict: Conflict, ops: Mapping[str, Op]) -> FieldConflict:
        key, shown = conflict.key, sides(conflict)
        names = self._names(key, shown)
        made = tuple(
            self._side(place, key, one, names, ops.get(one.op_hash))
            for place, one in enumerate(shown)
        )
        if key == DELETED:
            return FieldConflict(key, _("Deletion"), made)
        label = key_label(self._kind, key)
        if "/" in key:
            both = "items" if can_keep_both(conflict) else ""
            return FieldConflict(key, label, made, both=both)  # type: ignore[arg-type]
        spec = specs(self._kind.cls).get(key)
        if spec is None or _closed(spec) or key in self._hidden:
            return FieldConflict(key, label, made)
        if spec.ui.kind in _TEXTS:
            whole = joined(str(one.value or "") for one in shown)
            return FieldConflict(key, label, made, True, "text", whole)
        noted = note_field(self._kind) and key not in self._kind.hides
        both = "note" if noted else ""
        return FieldConflict(key, label, made, True, both)  # type: ignore[arg-type]

    def _names(self, key: str, shown: Iterable[Live]) -> dict[str, str]:
        return names_in(self._queries, self._kind, _pairs(key, shown))

    def _side(
        self, place: int, key: str, live: Live, names: Mapping[str, str], op: Op | None
    ) -> Side:
        info = self._streams.get(live.stream)
        removes = is_deletion(live) if key == DELETED else "/" in key and live.value is None
        return Side(
            place=place,
            words=self.words(key, live.value, names),
            value=None if key in self._hidden or (key == DELETED and self._hidden) else live.value,
            who=self._queries.names("person", [live.actor]).get(live.actor, ""),
            unit=info.unit if info else "",
            device=info.device_no if info else "",
            at_ms=live.hlc.ms,
            doubtful=op is not None and doubtful(op, self._now),
            own=info is not None and info.own,
            removes=removes,
        )

    def words(self, key: str, value: Any, names: Mapping[str, str]) -> str:
        """One value in one line; of a deletion its reason, of what stood against it the fields."""
        if key == DELETED:
            if value is None:
                return _("Kept")
            if set(value) == {"reason"}:
                return _("Deleted: {reason}").format(reason=value["reason"])
            return _("Kept, with {changes}").format(changes=self._changes(value, names))
        if value is None and "/" in key:
            return _("Taken out of the list")
        return self._text(key, value, names)

    def _text(self, key: str, value: Any, names: Mapping[str, str]) -> str:
        if key in self._hidden:
            self.masked = True
            return guarded_text(self._kind, key, value, names)
        return value_text(self._kind, key, value, names)

    def _conceal(self, stored: Stored | None, pairs: Iterable[tuple[str, Any]]) -> None:
        """Know what of this record is not told."""
        self.masked = False
        hides = not self._clear and stored is not None
        self._hidden = concealed(stored, pairs, self._queries) if hides and stored else frozenset()

    def _changes(self, fields: Mapping[str, Any], names: Mapping[str, str]) -> str:
        parts = [
            f"{key_label(self._kind, key)} {self._text(key, value, names) or '—'}"
            for key, value in sorted(fields.items())
            if key not in (SUBMITTED, DELETED, *_STAMPS)
        ]
        return listed(parts) or _("Submitted")

    def settled(self, stored: Stored, first_ms: int, after_ms: int) -> list[SettledRow]:
        """What was settled of one record in a span of the settling devices' clocks."""
        found = settlements(self._queries.ops(stored.record.id))
        inside = [one for one in found if first_ms <= one.op.hlc.ms < after_ms]
        self._conceal(stored, [pair for one in inside for pair in _pairs(one.key, one.sides)])
        return [self._settled(stored, one) for one in inside]

    def _settled(self, stored: Stored, one: Settlement) -> SettledRow:
        chosen = Live(one.op.op_hash, one.op.hlc, one.op.actor, one.op.stream, one.chosen)
        names = self._names(one.key, (*one.sides, chosen))
        told = [
            self._side(place, one.key, side, names, None) for place, side in enumerate(one.sides)
        ]
        last = self._side(0, one.key, chosen, names, None)
        label = _("Deletion") if one.key == DELETED else key_label(self._kind, one.key)
        return SettledRow(
            type=stored.type,
            rec=stored.record.id,
            number=name_of(stored),
            label=_(self._kind.label),
            field=label,
            sides=tuple((side.words, origin(side)) for side in told),
            chosen=last.words,
            who=last.who,
            unit=last.unit,
            device=last.device,
            at_ms=last.at_ms,
        )


def origin(side: Side) -> str:
    """Who wrote a side, where and when, in one line; a clock that cannot be right is marked."""
    when = short_moment(side.at_ms)
    if side.doubtful:
        when += " " + _("(clock doubtful)")
    place = " ".join(one for one in (side.unit, side.device) if one)
    return " · ".join(one for one in (side.who, place, when) if one)


def same_labels(stored: Stored, keys: Iterable[str]) -> tuple[str, ...]:
    """Labels of the record's filled fields that are not in conflict."""
    taken = {key.partition("/")[0] for key in keys}
    return tuple(
        _(spec.ui.label)
        for name, spec in specs(type(stored.record)).items()
        if spec.ui.kind != "hidden"
        and name not in taken
        and name != "number"
        and not is_empty(getattr(stored.record, name))
    )


def settled_between(
    queries: Queries,
    first_ms: int,
    after_ms: int,
    now_ms: int,
    unit: frozenset[str] | None = None,
) -> list[SettledRow]:
    """Every conflict that was settled in a span, oldest first.

    Args:
        queries: of the open store.
        first_ms: first ms of the span, UTC.
        after_ms: the first ms after it.
        now_ms: this device's clock.
        unit: codes of the units whose records count; None = all.
    """
    found: list[SettledRow] = []
    wordings: dict[str, Wording] = {}
    for type, rec in queries.shared_records(first_ms, after_ms):
        stored = queries.get(type, rec)
        if stored is None or (unit is not None and stored.record.unit not in unit):
            continue
        if type not in wordings:
            wordings[type] = Wording(queries, record_type(type), now_ms)
        found += wordings[type].settled(stored, first_ms, after_ms)
    return sorted(found, key=lambda one: (one.at_ms, one.number, one.field))


def _closed(spec: FieldSpec) -> bool:
    """Whether nobody types the field, or nobody may see it whole."""
    return spec.ui.computed or spec.ui.private or spec.ui.kind in ("hidden", "items")

"""Conflicts that a person settles: the list, the sides of each field, settling and undoing.

A settlement is one op that writes every field settled and names all heads of the record
(sync.md §2). It may be made on a device that may write the record, by who may edit it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.journal.document import assemble, flatten
from patrol_app.domain.journal.entry import DELETED
from patrol_app.domain.journal.settling import settling
from patrol_app.domain.records import known, record_type
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules.filled import is_empty
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_, _
from patrol_app.services.conflict_types import (
    Both,
    Choice,
    FieldConflict,
    How,
    Many,
    RecordConflict,
    Row,
    Settled,
    Take,
    Typed,
)
from patrol_app.services.conflict_view import Wording, conflicts_of, note_field, origin, same_labels
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Clock, OpDraft, Queries, Store, Stored
from patrol_app.services.privacy import shown_names
from patrol_app.services.record_making import need_filled
from patrol_app.services.records import RecordService, roles_of
from patrol_app.services.session import Actor
from patrol_app.services.validation import refused

MOST = 500  # records listed; all are counted


class Conflicts:
    """Reads and settles conflicts.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: knows who may write a record.
        bus: told what changed after each commit.
    """

    def __init__(
        self, store: Store, clock: Clock, records: RecordService, bus: EventBus | None = None
    ) -> None:
        self._store, self._clock, self._records = store, clock, records
        self._bus = bus or EventBus()

    def count(self) -> int:
        """Records with open conflicts."""
        return self._store.queries.conflict_count()

    def rows(self, actor: Actor) -> tuple[Row, ...]:
        """Records with open conflicts, the last changed first; those settable here before."""
        queries = self._store.queries
        found = []
        for type, rec, _count in queries.conflicted()[:MOST]:
            stored = queries.get(type, rec) if known(type) else None
            if stored is not None:
                found.append(self._row(queries, stored, actor))
        return tuple(sorted(found, key=lambda row: (not row.settable, -row.at_ms, row.rec)))

    def _row(self, queries: Queries, stored: Stored, actor: Actor) -> Row:
        kind = record_type(stored.type)
        keys = conflicts_of(queries, stored.record.id)
        labels = dict.fromkeys(_label(kind, key) for key in keys)
        return Row(
            type=stored.type,
            rec=stored.record.id,
            number=name_of(stored),
            title=_title(queries, stored),
            label=_(kind.label),
            labels=tuple(labels),
            at_ms=stored.changed_ms,
            settable=self._refusal(queries, stored, actor) is None,
        )

    def open(
        self, actor: Actor, type: str, rec: str, *, clear: bool = False
    ) -> RecordConflict | None:
        """The conflicts of one record; None where it has none any more.

        Args:
            actor: who looks.
            type: record type code.
            rec: record id.
            clear: guarded places in full; needs the right ``private``, and who calls writes the
                view down (``Privacy.seen``).

        Raises:
            UserError: ``record.unknown``, ``session.forbidden``.
        """
        if clear:
            actor.need("private")
        return self._open(actor, type, rec, clear=clear)

    def _open(self, actor: Actor, type: str, rec: str, *, clear: bool) -> RecordConflict | None:
        queries = self._store.queries
        stored = self._records.get(type, rec)
        found = conflicts_of(queries, rec)
        if not found:
            return None
        kind = record_type(type)
        wording = Wording(queries, kind, self._clock.now_ms(), clear=clear)
        fields = wording.fields(rec, found)
        return RecordConflict(
            type=type,
            rec=rec,
            number=name_of(stored),
            title=_title(queries, stored),
            label=_(kind.label),
            heads=stored.heads,
            fields=fields,
            same=same_labels(stored, found),
            photo=_photo(stored.record),
            refusal=self._refusal(queries, stored, actor),
            submit_again=kind.submit and stored.state != "draft",
            masked=wording.masked,
        )

    def settle(
        self,
        actor: Actor,
        type: str,
        rec: str,
        choices: Mapping[str, Choice],
        heads: tuple[str, ...] | None = None,
    ) -> Settled:
        """Settle conflicts of one record by one op.

        Args:
            actor: who decides.
            type: record type code.
            rec: record id.
            choices: by field key; conflicts that are not named stay open.
            heads: heads the person saw; None = do not check.

        Raises:
            UserError: ``session.forbidden``, ``record.unknown``, ``record.writer``,
                ``record.locked``, ``conflict.incomplete``, ``conflict.none`` (settled
                meanwhile), ``conflict.both``, ``conflict.side``, ``conflict.note``,
                ``field.value``, ``heads.moved``.
        """
        kind = record_type(type)
        with self._store.begin(N_("settling a conflict")) as work:
            queries = work.queries
            stored = self._records.get(type, rec)
            fault = self._refusal(queries, stored, actor)
            if fault is not None:
                raise fault
            fields = self._fields(queries, kind, stored, choices)
            edited = self._checked(kind, stored, fields)
            actor.need_roles(roles_of(stored.record), roles_of(edited))
            fields = _plain(fields, choices, edited)
            before = _before(stored, fields)
            work.append([OpDraft(rec, type, fields, {}, heads, actor.id)])
            work.audit("conflict.settle", {"type": type, "rec": rec, "fields": len(choices)})
            changes = work.commit()
        self._bus.publish(changes)
        after = self._records.get(type, rec)
        return Settled(type, rec, after.heads, before, tuple(sorted(choices)))

    def settle_many(self, actor: Actor, targets: Iterable[tuple[str, str]], how: How) -> Many:
        """Settle every conflict of several records alike; each record is whole or left.

        Args:
            actor: who decides.
            targets: (type, id).
            how: the value that stands, the other one, or both.
        """
        done: list[Settled] = []
        left: dict[str, UserError] = {}
        for type, rec in targets:
            try:
                shown = self._open(actor, type, rec, clear=True)  # nobody sees it
                if shown is not None:
                    choices = alike(shown.fields, how)
                    done.append(self.settle(actor, type, rec, choices, shown.heads))
            except UserError as fault:
                left[rec] = fault
        return Many(tuple(done), left)

    def undo(self, actor: Actor, settled: Sequence[Settled]) -> None:
        """Write back what stood before; the history keeps the settlement.

        Raises:
            UserError: ``heads.moved``: a record changed since; as ``settle``. Nothing is
                written then.
        """
        with self._store.begin(N_("settling a conflict")) as work:
            drafts = []
            for one in settled:
                actor.need_write(record_type(one.type))
                self._records.writable(work.queries, one.type, one.rec)
                if one.before:
                    drafts.append(OpDraft(one.rec, one.type, one.before, {}, one.heads, actor.id))
            if drafts:
                work.append(drafts)
                work.audit("conflict.undo", {"records": len(drafts)})
            changes = work.commit()
        self._bus.publish(changes)

    def _refusal(self, queries: Queries, stored: Stored, actor: Actor) -> UserError | None:
        """Why this person cannot settle the record here; None where it can be done."""
        try:
            actor.need_write(record_type(stored.type))
            self._records.writable(queries, stored.type, stored.record.id)
        except UserError as fault:
            return fault
        if stored.incomplete:
            return UserError(
                "conflict.incomplete",
                N_("{number} is incomplete: settle it when the missing package has come"),
                number=name_of(stored),
            )
        return None

    def _fields(
        self, queries: Queries, kind: RecordType, stored: Stored, choices: Mapping[str, Choice]
    ) -> dict[str, Any]:
        """What the settling op writes."""
        found = conflicts_of(queries, stored.record.id)
        if not choices or not choices.keys() <= found.keys():
            raise UserError("conflict.none", N_("This conflict was settled meanwhile: look again"))
        wording = Wording(queries, kind, self._clock.now_ms(), clear=True)
        shown = {one.key: one for one in wording.fields(stored.record.id, found)}
        fields: dict[str, Any] = {}
        notes: list[str] = []
        for key, choice in choices.items():
            one = shown[key]
            if isinstance(choice, Both) and one.both == "text":
                choice = Typed(one.joined)
            elif isinstance(choice, Both) and one.both == "note":
                notes += [_said(one, place) for place in range(1, len(one.sides))]
                choice = Take(0)
            if (isinstance(choice, Both) and not one.both) or (
                isinstance(choice, Typed) and not one.merge
            ):
                raise UserError(
                    "conflict.both",
                    N_("{name}: here one of the values is taken"),
                    name=one.label,
                )
            try:
                fields |= settling(found[key], choice)
            except ValueError:
                raise UserError(
                    "conflict.side", N_("{name}: there is no such value"), name=one.label
                ) from None
        if notes:
            fields |= _noted(kind, stored, fields, found.keys() - choices.keys(), notes)
        return fields

    def _checked(self, kind: RecordType, stored: Stored, fields: Mapping[str, Any]) -> Record:
        """The record as it will stand, validated.

        Raises:
            UserError: ``field.value``, ``field.required``.
        """
        values = {**flatten(stored.record.document()), **fields}
        values.pop(DELETED, None)
        try:
            edited = kind.cls.load(stored.record.id, assemble(values))
        except ValidationError as error:
            raise refused(error, kind.cls) from None
        need_filled(kind, [edited], [key for key in fields if key in specs(kind.cls)])
        return edited


def alike(fields: Iterable[FieldConflict], how: How) -> dict[str, Choice]:
    """The choices of one record when all of its conflicts are settled alike.

    Raises:
        UserError: ``conflict.side``, ``conflict.both``: a field does not take it.
    """
    found: dict[str, Choice] = {}
    for one in fields:
        if how == "both":
            if not one.both:
                raise UserError(
                    "conflict.both",
                    N_("{name}: here one of the values is taken"),
                    name=one.label,
                )
            found[one.key] = Both()
        elif how == "other" and len(one.sides) > 2:
            raise UserError("conflict.several", N_("{name}: more than two values"), name=one.label)
        else:
            found[one.key] = Take(1 if how == "other" else 0)
    return found


def _plain(
    fields: Mapping[str, Any], choices: Mapping[str, Choice], edited: Record
) -> dict[str, Any]:
    """The fields with typed values as every op writes them: null for a field at its default."""
    flat = flatten(edited.document())
    typed = {key for key, choice in choices.items() if isinstance(choice, Typed | Both)}
    return {
        key: flat.get(key) if key in typed and "/" not in key else value
        for key, value in fields.items()
    }


def _before(stored: Stored, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What undoing writes: the values that stood; a record that was kept stays."""
    flat = flatten(stored.record.document())
    before = {key: flat.get(key) for key in fields if key != DELETED}
    if fields.get(DELETED) is not None:
        before[DELETED] = None
    return before


def _said(one: FieldConflict, place: int) -> str:
    """The sentence that keeps the other value in the remark."""
    side = one.sides[place]
    return _("Other value of {field}: {value} ({origin})").format(
        field=one.label, value=side.words or "—", origin=origin(side)
    )


def _noted(
    kind: RecordType,
    stored: Stored,
    fields: Mapping[str, Any],
    left: Iterable[str],
    notes: Sequence[str],
) -> dict[str, Any]:
    """The remark with ``notes`` after it.

    Raises:
        UserError: ``conflict.note``: the remark itself is in conflict and is not settled too.
    """
    name = note_field(kind)
    if name in left:
        raise UserError(
            "conflict.note",
            N_("{name} has a conflict itself: settle it as well"),
            name=_label(kind, name),
        )
    now = fields.get(name, getattr(stored.record, name)) or ""
    return {name: "\n".join([*([now] if now else []), *notes])}


def _label(kind: RecordType, key: str) -> str:
    if key == DELETED:
        return _("Deletion")
    spec = specs(kind.cls).get(key.partition("/")[0])
    return _(spec.ui.label) if spec is not None else key


def _title(queries: Queries, stored: Stored) -> str:
    """Its name where that is more than the number."""
    title = shown_names(queries, stored.type, [stored.record.id]).get(stored.record.id, "")
    return "" if is_empty(title) or title == name_of(stored) else title


def _photo(record: Record) -> str:
    """sha256 of the picture that an attachment is; its travel copy before the original."""
    if not isinstance(record, Attachment) or not record.mime.startswith("image/"):
        return ""
    return next((one.sha256 for one in record.derived), record.sha256 or "")

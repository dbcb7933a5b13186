"""Base data from files: look, answer, rehearse, then everything in one transaction.

Nothing is guessed silently: encoding, coordinate system, unit and mapping are proposed, shown,
and asked where they are open. A refused row refuses the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from patrol_app.domain.fields import by_external
from patrol_app.domain.instant import date_of
from patrol_app.domain.journal.document import difference
from patrol_app.domain.records import record_type
from patrol_app.domain.records.dataset import AREAS, DIVISION, SHAPED
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules.filled import is_empty
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.geo.crs import Proposal
from patrol_app.geo.readers.finding import Finding
from patrol_app.i18n import N_
from patrol_app.services.base import mapping as mappings
from patrol_app.services.base.kinds import IMPORTED, RECORDS, TABLES
from patrol_app.services.base_reading import Answers, BaseReader, Look
from patrol_app.services.base_types import BaseDone, BasePlan, RowFault
from patrol_app.services.clock import clock_state
from patrol_app.services.datasets import Datasets
from patrol_app.services.divisions import former_codes, home_first
from patrol_app.services.external import ExternalReader
from patrol_app.services.import_types import IsCancelled, OnProgress
from patrol_app.services.ports import Clock, OpDraft, Store, UnitOfWork
from patrol_app.services.record_making import edited_record, make_record, need_filled
from patrol_app.services.records import RecordService, roles_of
from patrol_app.services.session import Actor

SPLIT = ";；、,，"
_MOST_FAULTS = 500


class BaseImport:
    """Imports of base data into one data folder.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: writes records; datasets: writes versions of tables.
        reader: the bounded process.
        bus: told what changed.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        records: RecordService,
        datasets: Datasets,
        reader: BaseReader,
        bus: EventBus | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._records = records
        self._datasets = datasets
        self._reader = reader
        self._bus = bus or EventBus()

    def look(
        self,
        path: Path,
        *,
        layer: str = "",
        encoding: str = "",
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Look:
        """What a file holds; writes nothing.

        Args:
            path: a file, an archive, or a folder (FileGDB, a shapefile's folder).
            layer, encoding: as a person chose them.
            on_progress: called with (step, steps); cancelled: asked while reading.

        Raises:
            UserError: the file is refused, with the reason.
        """
        asked = {"path": str(path), "layer": layer, "encoding": encoding}
        found = self._reader.run(
            "base_preview", asked, on_progress=on_progress, cancelled=cancelled
        ).result
        return home_first(self._store.queries, _look(path, found))

    def mapping(self, kind: str, look: Look) -> dict[str, str]:
        """Field -> column: remembered for files with these columns, else proposed by names."""
        kept = self._remembered(kind, look)
        return dict(kept.get("mapping") or mappings.propose(kind, look.columns))

    def plan(
        self,
        look: Look,
        answers: Answers,
        actor: Actor,
        *,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> BasePlan:
        """The rehearsal: what would be written, and every row that is refused.

        Raises:
            UserError: ``session.forbidden``, ``base.kind``; the open question (``base.crs``,
                ``base.unit``, ``base.encoding_open``, ``base.mapping``); what the coordinate
                system or the file is refused for.
        """
        self._need(actor, answers.kind)
        kept = self._remembered(answers.kind, look)
        mapped = dict(answers.mapping or self.mapping(answers.kind, look))
        mapped = {name: column for name, column in mapped.items() if column in look.columns}
        mappings.check(answers.kind, mapped)
        unit = answers.unit or str(kept.get("unit", ""))
        answers = replace(answers, mapping=mapped, unit=unit)
        if answers.kind in SHAPED and look.shapes and not answers.epsg:
            raise _which_system(look)
        arguments = {
            "path": str(look.path),
            "layer": answers.layer or (look.layer if look.layers else ""),
            "encoding": answers.encoding or _certain(look),
            "kind": answers.kind,
            "mapping": mapped,
            "unit": unit,
            "epsg": answers.epsg,
            "swapped": answers.swapped,
            "shift": list(answers.shift),
            "former": {} if answers.kind == DIVISION else former_codes(self._store.queries),
        }
        answer = self._reader.run(
            "base_rows", arguments, on_progress=on_progress, cancelled=cancelled
        )
        plan = _plan(look, answers, answer.result, answer.parts, mapped)
        if plan.content is not None and not look.shapes and answers.kind in AREAS:
            held = len(self._store.queries.boxes(answers.kind))
            words = N_("The version in use has {count} shapes, this table none: they would go")
            lost = Finding("base.shapes_lost", words, held)
            plan = replace(plan, findings=(*plan.findings, *((lost,) if held else ())))
        if answer.result["records"] >= 0:
            rows = json.loads(answer.parts[answer.result["records"]])
            plan = self._with_records(plan, rows)
        return plan

    def apply(self, plan: BasePlan, actor: Actor) -> BaseDone:
        """Write what the plan says, all of it or nothing.

        Raises:
            UserError: ``base.faults`` with one detail a refused row; ``base.nothing``;
                ``session.forbidden``.
        """
        answers = plan.answers
        self._need(actor, answers.kind)
        if plan.fault_count:
            raise refused(plan)
        if not plan.count:
            raise UserError("base.nothing", N_("The file holds no row that could be taken"))
        day = date_of(clock_state(self._clock, self._store.queries).now_ms)
        dataset, version = "", 0
        with self._store.begin(N_("importing")) as work:
            self._write_records(work, plan, actor)
            if plan.content is not None:
                name = answers.name or plan.look.path.stem
                info = self._datasets.write(
                    work, actor, answers.kind, name, plan.content, answers.valid_from or day
                )
                dataset, version = info.code, info.version
            self._remember_mapping(work, plan)
            work.audit("base.import", {"kind": answers.kind, "rows": plan.count})
            changes = work.commit()
        self._bus.publish(changes)
        return BaseDone(dataset, version, plan.count, plan.new, plan.changed, plan.same)

    def _remember_mapping(self, work: UnitOfWork, plan: BasePlan) -> None:
        """Files with these columns are proposed the same answers next time."""
        remembered = {"mapping": dict(plan.answers.mapping or {}), "unit": plan.unit}
        key = mappings.shape_key(plan.answers.kind, plan.look.columns)
        work.put_meta(key, json.dumps(remembered, ensure_ascii=False, sort_keys=True))

    def _need(self, actor: Actor, kind: str) -> None:
        """Refuse what this person may not import (``base.kind``, ``session.forbidden``)."""
        if kind not in IMPORTED:
            raise UserError("base.kind", N_("There is no such kind of base data"), field="kind")
        if kind in TABLES:
            actor.need_write(record_type("dataset"))
        if kind in RECORDS:
            actor.need_write(record_type(kind))

    def _remembered(self, kind: str, look: Look) -> Mapping[str, Any]:
        kept = self._store.queries.meta(mappings.shape_key(kind, look.columns))
        return dict(json.loads(kept)) if kept else {}

    def _with_records(self, plan: BasePlan, rows: Sequence[tuple[int, dict[str, Any]]]) -> BasePlan:
        """The plan with what each row would do to a record; faults of the rows are added."""
        kind = record_type(plan.answers.kind)
        reader = ExternalReader(self._store.queries)
        drafts: list[tuple[str | None, Mapping[str, Any]]] = []
        faults = list(plan.faults)
        count = plan.fault_count
        new = changed = same = 0
        seen: dict[str, int] = {}
        for number, values in rows:
            try:
                fields = reader.fields(kind, _listed(kind, values))
                name = str(fields.get(kind.key or kind.title) or "")
                if kind.key and name in seen:
                    raise UserError(
                        "base.twice", N_("{key} stands in row {row} already"),
                        field=kind.key, key=name, row=seen[name],
                    )  # fmt: skip
                seen[name] = number
                rec, changes = self._draft(kind, name, fields)
            except UserError as fault:
                count += 1
                if len(faults) < _MOST_FAULTS:
                    faults.append(
                        RowFault(number, fault.field or "", fault.code, fault.msgid, fault.params)
                    )
                continue
            if rec is None:
                new += 1
            elif changes:
                changed += 1
            else:
                same += 1
                continue
            drafts.append((rec, changes))
        faults.sort(key=lambda fault: fault.row)
        return replace(
            plan, faults=tuple(faults), fault_count=count, new=new, changed=changed, same=same,
            drafts=tuple(drafts),
        )  # fmt: skip

    def _draft(
        self, kind: RecordType, name: str, fields: Mapping[str, Any]
    ) -> tuple[str | None, Mapping[str, Any]]:
        """(None, values) of a new record; (id, changes) of one that is here already."""
        stored = self._store.queries.find(kind.code, name) if name else None
        if stored is None or stored.deleted:
            made = make_record(kind, fields, self._store.queries.identity(), "")
            need_filled(kind, [made])
            return None, fields
        record = self._records.writable(self._store.queries, kind.code, stored.record.id).record
        differing = {
            field: value
            for field, value in fields.items()
            if getattr(record, field) != value and not is_empty(value)
        }
        need_filled(kind, [edited_record(record, differing)], differing)
        return record.id, differing

    def _write_records(self, work: UnitOfWork, plan: BasePlan, actor: Actor) -> None:
        if not plan.drafts:
            return
        kind = record_type(plan.answers.kind)
        new = [values for rec, values in plan.drafts if rec is None]
        self._records.write_new(work, kind, new, actor)
        drafts = []
        for rec, values in [(rec, values) for rec, values in plan.drafts if rec is not None]:
            before = self._records.writable(work.queries, kind.code, rec)
            after = edited_record(before.record, values)
            actor.need_roles(roles_of(before.record), roles_of(after))
            fields = difference(before.record.document(), after.document())
            if fields:
                drafts.append(OpDraft(rec, kind.code, fields, {}, before.heads, actor.id))
        if drafts:
            work.append(drafts)


def refused(plan: BasePlan) -> UserError:
    """The fault of a plan with refused rows, one detail each."""
    details = tuple(
        {
            "field": fault.field,
            "code": fault.code,
            "row": str(fault.row),
            "message": fault.message(),
        }
        for fault in plan.faults
    )
    return UserError(
        "base.faults", N_("Not imported: {count} rows are refused"),
        details=details, count=plan.fault_count,
    )  # fmt: skip


def _certain(look: Look) -> str:
    """The encoding that was found, so that both readings agree; empty while it is open."""
    return "" if look.encoding_by in ("asked", "", "ascii") else look.encoding


def _which_system(look: Look) -> UserError:
    """The open question, with the proposals as details."""
    details = tuple(
        {"field": "crs", "code": str(one.epsg), "message": landing(one)} for one in look.proposals
    )
    return UserError(
        "base.crs", N_("Which coordinate system does the file have?"), field="crs",
        details=details,
    )  # fmt: skip


def landing(one: Proposal) -> str:
    """A proposed system and where the data would land, in degrees."""
    from patrol_app.geo.crs import system_name

    west, south, east, north = one.bounds
    turned = ", Y/X" if one.swapped else ""
    where = f"{west:.4f}–{east:.4f}°E {south:.4f}–{north:.4f}°N"
    return f"{system_name(one.epsg)}{turned}: {where}"


def _listed(kind: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of cells as FILE.json has them: several names in a cell become a list."""
    names = by_external(kind.cls)
    made: dict[str, Any] = {}
    for name, value in values.items():
        spec = names.get(name)
        if spec is not None and spec.ui.kind in ("vocabs", "refs") and isinstance(value, str):
            for sign in SPLIT:
                value = value.replace(sign, " ")
            made[name] = value.split()
        elif spec is not None and spec.ui.kind == "bool":
            made[name] = str(value).lower() in ("是", "1", "true", "yes")
        elif spec is not None and spec.ui.kind == "date":
            made[name] = _date(str(value), name)
        else:
            made[name] = value
    return made


def _date(text: str, name: str) -> str:
    from patrol_app.services.base.cells import date

    try:
        return date(text)
    except ValueError:
        raise UserError(
            "base.date", N_("“{text}” is no date"), field=name, text=text[:40]
        ) from None


def _look(path: Path, found: Mapping[str, Any]) -> Look:
    return Look(
        path=path,
        format=found["format"],
        layers=tuple(found["layers"]),
        layer=found["layer"],
        columns=tuple(found["columns"]),
        rows=tuple(tuple(row) for row in found["rows"]),
        first_row=found["first_row"],
        count=found["count"],
        shapes=dict(found["shapes"]),
        stated=found["stated_epsg"],
        proposals=tuple(
            Proposal(one["epsg"], one["swapped"], tuple(one["bounds"]), one["stated"])
            for one in found["proposals"]
        ),
        encoding=found["encoding"],
        encoding_by=found["encoding_by"],
        findings=_findings(found),
    )


def _findings(found: Mapping[str, Any]) -> tuple[Finding, ...]:
    return tuple(
        Finding(one["code"], one["msgid"], one["count"], one["params"]) for one in found["findings"]
    )


def _plan(
    look: Look,
    answers: Answers,
    found: Mapping[str, Any],
    parts: Sequence[bytes],
    mapped: Mapping[str, str],
) -> BasePlan:
    return BasePlan(
        look=look,
        answers=answers,
        count=found["count"],
        left_out=tuple(mappings.left_out(mapped, look.columns)),
        faults=tuple(RowFault(**one) for one in found["faults"]),
        fault_count=found["fault_count"],
        findings=_findings(found),
        bounds=tuple(found["bounds"]),
        area_m2=found["area_m2"],
        unit=found["unit"],
        sample=tuple((one["code"], one["name"]) for one in found["sample"]),
        content=parts[found["content"]] if found["content"] >= 0 else None,
    )

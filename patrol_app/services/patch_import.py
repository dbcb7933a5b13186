"""The list of an inspection (森林督查图斑) from files: polygons, table, or one after the other.

Read, mapped and rehearsed as base data are (``BaseImport``); each row becomes a problem, or is
laid over the one that is here. The same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import date_of
from patrol_app.domain.journal.document import difference
from patrol_app.domain.records import record_type
from patrol_app.domain.records.dataset import PATCH
from patrol_app.domain.records.problem import Problem
from patrol_app.domain.records.unit import Unit
from patrol_app.errors import UserError
from patrol_app.geo.readers.finding import Finding
from patrol_app.i18n import N_, _
from patrol_app.services.base.content import decode
from patrol_app.services.base_import import BaseImport, refused
from patrol_app.services.base_reading import Answers, Look
from patrol_app.services.base_types import BaseDone, BasePlan, RowFault
from patrol_app.services.clock import clock_state
from patrol_app.services.import_types import IsCancelled, OnProgress
from patrol_app.services.patch_facts import changed_values, new_values, patch_key
from patrol_app.services.patches import patches_of
from patrol_app.services.ports import EVERY_STATE, Listing, OpDraft, Queries, Stored, UnitOfWork
from patrol_app.services.record_making import edited_record
from patrol_app.services.session import Actor

Row = Mapping[str, Any]


class PatchImport(BaseImport):
    """Imports of inspection lists into one data folder; arguments as ``BaseImport``."""

    def plan(
        self,
        look: Look,
        answers: Answers,
        actor: Actor,
        *,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> BasePlan:
        """The rehearsal: new patches, changed ones with what differs, and those as they are.

        Args:
            look, actor, on_progress, cancelled: as ``BaseImport.plan``.
            answers: ``name`` is the inspection (empty: the file's name), ``valid_from`` the day
                on which it was given out (empty: today).

        Raises:
            UserError: as ``BaseImport.plan``.
        """
        today = date_of(clock_state(self._clock, self._store.queries).now_ms)
        batch = (answers.name.strip() or look.path.stem)[:100]
        answers = replace(
            answers, kind=PATCH, name=batch, valid_from=answers.valid_from or today
        )  # fmt: skip
        plan = super().plan(look, answers, actor, on_progress=on_progress, cancelled=cancelled)
        if plan.fault_count or plan.content is None:
            return plan
        return _Laying(self._store.queries, plan).run(list(decode(plan.content, PATCH)))

    def apply(self, plan: BasePlan, actor: Actor) -> BaseDone:
        """Write what the plan says, all of it or nothing.

        Raises:
            UserError: ``base.faults``, ``base.nothing``, ``session.forbidden``,
                ``submit.refused``.
        """
        self._need(actor, PATCH)
        if plan.fault_count:
            raise refused(plan)
        if not plan.count:
            raise UserError("base.nothing", N_("The file holds no row that could be taken"))
        with self._store.begin(N_("importing")) as work:
            self._write_patches(work, plan, actor)
            self._remember_mapping(work, plan)
            work.audit("base.import", {"kind": PATCH, "rows": plan.count})
            changes = work.commit()
        self._bus.publish(changes)
        return BaseDone(plan.answers.name, 0, plan.count, plan.new, plan.changed, plan.same)

    def _need(self, actor: Actor, kind: str) -> None:
        actor.need_write(record_type("problem"))
        actor.need("verify")

    def _write_patches(self, work: UnitOfWork, plan: BasePlan, actor: Actor) -> None:
        kind = record_type("problem")
        new = [values for rec, values in plan.drafts if rec is None]
        if new:
            self._records.write_new(work, kind, new, actor, submit=True)
        for rec, values in plan.drafts:
            if rec is None:
                continue
            before = self._records.writable(work.queries, "problem", rec)
            after = edited_record(before.record, values)
            fields = difference(before.record.document(), after.document())
            if fields:
                work.append([OpDraft(rec, "problem", fields, {}, before.heads, actor.id)])
                self._records.submit_in(work, "problem", rec, actor)


class _Laying:
    """Lays the rows of a list over the patches that are here.

    Args:
        queries: of the store.
        plan: the rehearsal so far.
    """

    def __init__(self, queries: Queries, plan: BasePlan) -> None:
        self._plan = plan
        self._batch, self._day = plan.answers.name, plan.answers.valid_from
        self._own = queries.identity().unit
        self._here: dict[str, Stored] = {}
        for stored in patches_of(queries, self._batch):
            self._here[patch_key(getattr(stored.record, "patch_no", ""))] = stored
        self._binned = {
            patch_key(getattr(stored.record, "patch_no", ""))
            for stored in patches_of(queries, self._batch, deleted=True)
        } - set(self._here)
        self._units = _units(queries)

    def run(self, rows: Sequence[Row]) -> BasePlan:
        """The plan with what becomes of each row."""
        drafts: list[tuple[str | None, Mapping[str, Any]]] = []
        changes: list[tuple[str, str]] = []
        faults: list[RowFault] = []
        same = strange = binned = 0
        for number, row in enumerate(rows, 1):
            key = patch_key(str(row["code"]))
            stored = self._here.get(key)
            try:
                if stored is None and key in self._binned:
                    binned += 1
                elif stored is None:
                    drafts.append((None, self._given(new_values(row, self._batch, self._day))))
                elif not (values := _differing(stored, row)):
                    same += 1
                elif stored.record.unit != self._own:
                    strange += 1
                else:
                    drafts.append((stored.record.id, values))
                    changes.append((f"{row['code']} · {stored.record.number}", _words(values)))
            except UserError as fault:
                faults.append(RowFault(number, "code", fault.code, fault.msgid, fault.params))
        new = sum(1 for rec, _values in drafts if rec is None)
        seen = {patch_key(str(row["code"])) for row in rows}
        notes = (
            Finding("patch.absent", N_("Patches of this inspection that the file does not have: "
                    "{count}"), sum(1 for key in self._here if key not in seen)),
            Finding("patch.strange", N_("Patches of another unit, left as they are: {count}"),
                    strange),
            Finding("patch.binned", N_("Patches in the recycle bin, left there: {count}"), binned),
        )  # fmt: skip
        return replace(
            self._plan, new=new, changed=len(changes), same=same, drafts=tuple(drafts),
            changes=tuple(changes), faults=tuple(faults), fault_count=len(faults),
            findings=(*self._plan.findings, *(one for one in notes if one.count)),
        )  # fmt: skip

    def _given(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with the unit below whose name the township is, where there is just one."""
        name = values.get("township", "")
        found = [rec for rec, known in self._units if name and (known == name or name in known)]
        return {**values, "for_unit_id": found[0]} if len(found) == 1 else values


def _differing(stored: Stored, row: Row) -> dict[str, Any]:
    assert isinstance(stored.record, Problem)
    return changed_values(stored.record, row)


def _words(values: Mapping[str, Any]) -> str:
    """The names of the fields that differ, in the language in use."""
    known = specs(Problem)
    return ", ".join(_(known[name].ui.label) for name in values)


def _units(queries: Queries) -> list[tuple[str, str]]:
    """(id, name) of every unit but the own one."""
    own = queries.identity().unit
    rows = queries.page(Listing("unit", states=EVERY_STATE, limit=10_000)).rows
    return [
        (row.record.id, row.record.name)
        for row in rows
        if isinstance(row.record, Unit) and row.record.code != own and row.record.name
    ]

"""What happens to equipment: one act and what follows from it, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.domain.instant import date_of
from patrol_app.domain.journal.document import difference
from patrol_app.domain.records import record_type
from patrol_app.domain.records.crew import Equipment, EquipmentAct
from patrol_app.domain.remark import RuleContext
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, OpDraft, Store, Stored
from patrol_app.services.record_making import edited_record
from patrol_app.services.records import RecordService, detail
from patrol_app.services.rules import rule_book
from patrol_app.services.session import Actor


def log_act(
    store: Store,
    clock: Clock,
    records: RecordService,
    bus: EventBus,
    rec: str,
    values: Mapping[str, Any],
    actor: Actor,
) -> Stored:
    """Add an act to the equipment ``rec`` and carry its outcome over: counts, keeper, dates.

    Args:
        store: the open folder.
        clock: of the device.
        records: writes.
        bus: told what changed.
        rec: id of the equipment.
        values: fields of ``EquipmentAct``; ``parent_id`` follows from ``rec``.
        actor: who writes.

    Returns:
        The equipment as it stands now.

    Raises:
        UserError: ``equipment.refused`` with what the rules say, ``record.writer`` ...
    """
    kind, parent = record_type("equipment_act"), record_type("equipment")
    actor.need_write(kind)
    with store.begin(N_("saving")) as work:
        stored = records.writable(work.queries, "equipment", rec)
        made = records.write_new(work, kind, [{**values, "parent_id": rec}], actor)
        act, thing = made[0], stored.record
        assert isinstance(act, EquipmentAct) and isinstance(thing, Equipment)
        context = RuleContext(now_ms=clock.now_ms(), book=rule_book(work.queries))
        found = [one for rule in kind.rules for one in rule(act, context) if one.level == "error"]
        if found:
            raise UserError(
                "equipment.refused",
                N_("Not noted: {count} entries need a look"),
                field=found[0].field,
                details=tuple(detail(kind, one) for one in found),
                count=len(found),
            )
        edited = edited_record(thing, outcome(thing, act))
        fields = difference(thing.document(), edited.document())
        if fields:
            work.append([OpDraft(rec, parent.code, fields, {}, None, actor.id)])
        changes = work.commit()
    bus.publish(changes)
    return records.get("equipment", rec)


def outcome(thing: Equipment, act: EquipmentAct) -> dict[str, Any]:
    """What an act changes at the equipment itself."""
    made: dict[str, Any] = {"count": act.count, "sound": act.sound}
    if act.act == "custody":
        made["keeper_id"] = act.taker_id
    if act.act == "check" and act.at is not None:
        made["checked_on"] = date_of(act.at.ms)
        made["check_due"] = act.check_due
    return made

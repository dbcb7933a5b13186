"""Backups and erasure as a person meets them: the part of the settings, its dialogs, the close."""

from __future__ import annotations

from typing import Any

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.gui.front import Front
from patrol_app.gui.safety.closing import ClosingBackup
from patrol_app.gui.safety.erasing import EraseDialog, OrdersDialog
from patrol_app.gui.safety.record import OldRecordDialog
from patrol_app.services.backup_rotation import DAY_MS
from patrol_app.services.erasures import Erasures
from patrol_app.services.ports import Stored
from tests.support.stores import FixedClock


def old_record(front: Front, stored: Stored) -> OldRecordDialog:
    """A record that changed since the backup, looked up in it."""
    app, actor = front.ctx.app, front.ctx.actor()
    app.backups.make(actor)
    words = "示例：备份以后改过的说明"
    fields = specs(record_type(stored.type).cls)
    name = "description" if "description" in fields else "note"
    app.records.save(stored.type, stored.record.id, {name: words}, None, actor)
    box = OldRecordDialog(front.ctx, app.backups.state().rows[0].path, front.window)
    box.kind.set_value(stored.type)
    box.number.setText(stored.record.number)
    box.show()
    box.look.click()
    return box


def erased_party(front: Front) -> EraseDialog:
    """One party erased after the statutory time, and the dialog on another."""
    app, actor = front.ctx.app, front.ctx.actor()
    gone, asked = (
        app.records.new("party", {"name": f"示例当事人{n}", "village": "示例村"}, actor)
        for n in ("甲", "乙")
    )
    app.backups.make(actor)
    then = FixedClock(app.clock.now_ms() + 2000 * DAY_MS)
    service = Erasures(app.store, then, app.records, app.bus)
    service.erase(actor, "party", gone.record.id, "示例：法定保存期已满")
    page: Any = front.window.page("grazing")
    front.window.show_page("grazing")
    page.show_type("party")
    box = EraseDialog(front.ctx, asked, front.window)
    box.ground.setText("示例：法定保存期已满")
    box.show()
    box.go.click()  # too early by the machine's own clock: the day is told
    return box


def orders(front: Front) -> OrdersDialog:
    """The list of orders."""
    box = OrdersDialog(front.ctx, front.window)
    box.show()
    return box


def closing(front: Front) -> ClosingBackup:
    """The small window at the close."""
    box = ClosingBackup(front.ctx)
    box.show()
    return box

"""One record as a backup holds it: shown beside the present, brought back after a yes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records import RECORD_TYPES, known, record_type
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.kit import Button, CodeCombo, FormField, TextEdit, h, label, v
from patrol_app.gui.kit.table import Table
from patrol_app.gui.models.columns import Column
from patrol_app.gui.safety.erasing import roomy
from patrol_app.i18n import _
from patrol_app.services.backup_types import OldRecord

OUTSIDE = frozenset({"review", "seal", "erasure", "dataset"})


class OldRecordDialog(QDialog):
    """Asks which record, shows what differs, writes the old values as a new entry.

    Args:
        ctx: see ``Context``.
        path: the backup.
        parent: window it stands over.
    """

    def __init__(self, ctx: Context, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._path = ctx, path
        self._found: OldRecord | None = None
        self.setWindowTitle(_("One record from a backup"))
        kinds = [(one.code, _(one.label)) for one in RECORD_TYPES if one.code not in OUTSIDE]
        self.kind = CodeCombo(kinds)
        self.number = TextEdit()
        self.look = Button(_("Look"), "", "magnify")
        self.look.clicked.connect(self._look)
        self.said = label("", "caption", wrap=True)
        self.table = Table(
            [
                Column("field", _("Field"), 160),
                Column("now", _("Now"), 0),
                Column("old", _("In the backup"), 0),
            ],
            name=_("What differs"),
        )
        self.back = Button(_("Bring these values back"), "primary")
        self.back.setEnabled(False)
        self.back.clicked.connect(self._bring_back)
        close = Button(_("Close"))
        close.clicked.connect(self.reject)
        asked = h(
            FormField(_("Kind of record"), self.kind),
            FormField(_("Number"), self.number),
            FormField(" ", self.look),  # on one line with the fields beside it
        )
        self.setLayout(
            v(asked, self.said, (self.table, 1), h(None, close, self.back), margins="x2")
        )
        self.resize(*roomy(860, 480))

    def _look(self) -> None:
        app, actor, path = self._ctx.app, self._ctx.actor(), self._path
        kind, name = self.kind.value() or "", self.number.text().strip()
        self._ctx.work.heavy(
            lambda _progress, _cancelled: app.old_records.look(actor, path, kind, name),
            self._show,
            self._refused,
            owner=self,
        )

    def _show(self, found: OldRecord) -> None:
        self._found = found
        names = specs(record_type(found.type).cls) if known(found.type) else {}
        rows = [
            {
                "field": _(names[key.partition("/")[0]].ui.label)
                if key.partition("/")[0] in names
                else key,
                "now": _words(now),
                "old": _words(old),
            }
            for key, (old, now) in found.changes.items()
        ]
        self.table.set_rows(rows)
        words = _("{n} entries of the backup are not here").format(n=found.lacking)
        self.said.setText((words if found.lacking else "") if rows else _("Nothing differs"))
        self.back.setEnabled(bool(rows))

    def _bring_back(self) -> None:
        app, actor, found = self._ctx.app, self._ctx.actor(), self._found
        if found is not None:
            self._ctx.work.command(
                lambda: app.old_records.bring_back(actor, found),
                self._done,
                self._refused,
                owner=self,
            )

    def _done(self, _written: bool) -> None:
        self._ctx.toast(_("The old values are back as a new entry"), None)
        self.accept()

    def _refused(self, fault: PatrolError) -> None:
        self.said.setText(fault.message())


def _words(value: Any) -> str:
    if value is None:
        return "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

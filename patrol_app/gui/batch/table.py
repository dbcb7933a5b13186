"""The face of a read batch: switch between patrols, findings and files; the grids; the details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from patrol_app.domain.remark import Remark
from patrol_app.gui import kit
from patrol_app.gui.batch.columns import Offer, finding_columns, offers, patrol_columns
from patrol_app.gui.batch.details import Details
from patrol_app.gui.batch.grid_model import GridModel, Problem
from patrol_app.gui.batch.grid_view import GridView
from patrol_app.gui.models.columns import Cell, Column, chip
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.batch.check import Checked
from patrol_app.services.batch.owners import Choices
from patrol_app.services.batch.types import Batch, BatchRow
from patrol_app.services.import_types import RefusedFile

PATROLS, FINDINGS, FILES = "patrols", "findings", "files"
# Where a remark stands whose field has no column.
FIRST_TYPED = 2  # column after tick and state
PLACES = {"": "status", "photos": "photos", "legs": "distance_cm"}
LARGE = 1.5  # from this text size on the grid has the room of what stands below it
DAY_FIELDS = ("weather", "temp_c_e1", "wind_force", "wind_dir", "danger_level")


class BatchTable(QWidget):
    """Both grids of a batch.

    Args:
        choices: people and grids.

    Attributes:
        rows: model of the patrols; finds: model of the findings.
        grid, findings: their views.

    Signals:
        rows_edited: (rows in their new form, keys of the columns).
        datum_chosen: the answer to the question about the coordinates.
    """

    rows_edited = Signal(object, object)
    datum_chosen = Signal(str)

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self._names = dict(choices.people)
        self._checked: Mapping[int, Checked] = {}
        self.rows = GridModel(patrol_columns(choices, self._status), self)
        self.finds = GridModel(finding_columns(), self)
        self.grid = GridView(self.rows, _("Proposed patrols"))
        self.findings = GridView(self.finds, _("Findings that photos may show"))
        self.files = kit.Table(_file_columns(), name=_("Files not taken"))
        self.switch = kit.Segmented(
            [(PATROLS, _("Patrols")), (FINDINGS, _("Findings")), (FILES, _("Files not taken"))],
            name=_("What is shown"),
        )
        self.count = kit.Elide("", role="text2")
        self.datum = kit.CodeCombo(
            [("wgs84", "WGS84"), ("cgcs2000", "CGCS2000"), ("shifted", _("Phone map (shifted)")),
             ("unknown", _("Not known"))],
            _("Which coordinates?"),
        )  # fmt: skip
        self.datum.setAccessibleName(_("Which coordinates are in the file?"))
        kit.pin(self.datum, width="width.side_xs")
        self.datum.edited.connect(lambda: self.datum_chosen.emit(self.datum.value() or ""))
        self.details = Details()
        self._layers = QStackedWidget()
        for widget in (self.grid, self.findings, self.files):
            self._layers.addWidget(widget)
        self._top = kit.v(gap=0)
        self._line = kit.h(self.switch, (self.count, 1), self.datum)
        self._below = kit.h()
        head = kit.holder(kit.v(self._line, self._below))
        card = kit.Card(flush=True).put((self._layers, 1))
        self._keys = kit.Elide(
            _("Ctrl+D fills down · Ctrl+Shift+D the same weather for the day · "
              "Ctrl+V pastes a block · Space ticks"), "caption", role="text2",
        )  # fmt: skip
        self.setLayout(kit.v(self._top, head, (card, 1), self._keys, self.details, gap="card_gap"))
        self.switch.changed.connect(self.show_part)
        self.grid.row_changed.connect(self._show_details)
        self.grid.same_day_asked.connect(self._same_day)
        self.rows.edited.connect(self.rows_edited)
        self.finds.edited.connect(self._finding_edited)
        self._note: kit.Note | None = None

    def show_part(self, part: str) -> None:
        """Patrols, findings or files."""
        self.switch.choose(part)
        place = (PATROLS, FINDINGS, FILES).index(part)
        self._layers.setCurrentIndex(place)
        self._give_room()
        widget = self._layers.currentWidget()
        if isinstance(widget, GridView):
            widget.setFocus()
            if not widget.currentIndex().isValid() and widget.grid.items:
                widget.setCurrentIndex(widget.grid.index(0, FIRST_TYPED))

    def changeEvent(self, event: QEvent) -> None:
        """Large text needs the room for rows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_keys"):
            self._give_room()

    def _give_room(self) -> None:
        large = current().scale >= LARGE
        self.details.setVisible(self.switch.value() == PATROLS and not large)
        self._keys.setVisible(not large)
        if large != (self._below.count() > 0):  # the count has a line of its own
            if large:
                self._below.add((self.count, 1))
                self._line.insertStretch(1, 1)
            else:
                self._line.takeAt(1)
                self._line.insertWidget(1, self.count, 1)

    def show_batch(self, batch: Batch) -> None:
        """Show a batch as it stands."""
        self.rows.set_items(batch.rows)
        self.finds.set_items(offers(list(batch.rows), self._names))
        self.files.set_rows([*batch.refused, *batch.known])
        taken = sum(row.take for row in batch.rows)
        found = sum(len(row.taken) for row in batch.rows if row.take)
        away = len(batch.refused)
        self.count.set_text(
            _("{n} of {all} patrols · {m} findings · {k} files not taken").format(
                n=taken, all=len(batch.rows), m=found, k=away
            )
        )
        self.datum.setVisible(bool(batch.asks_datum))
        if batch.rows and not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.grid.grid.index(0, FIRST_TYPED))
        self._show_details(self.grid.currentIndex().row())

    def show_checked(self, checked: Mapping[int, Checked]) -> None:
        """Show what the rules say, beside the cells."""
        self._checked = checked
        problems: dict[tuple[int, str], Problem] = {}
        keys = {column.key for column in self.rows.columns}
        for row in self.rows.items:
            told = [*row.notes, *(checked[row.key].remarks if row.key in checked else ())]
            _place(problems, row.key, told, keys)
        columns = {column.key for column in self.finds.columns}
        for one in checked.values():
            for key, remarks in one.findings.items():
                _place(problems, key, remarks, columns, default="photo")
        self.rows.set_problems({k: v for k, v in problems.items() if k[1] != "status"})
        self.finds.set_problems(problems)
        self._show_details(self.grid.currentIndex().row())

    def show_note(self, note: kit.Note | None) -> None:
        """One note above the grid; the one before goes."""
        old, self._note = self._note, note
        if old is not None:
            self._top.removeWidget(old)
            old.hide()
            old.deleteLater()
        if note is not None:
            self._top.addWidget(note)

    def errors(self) -> int:
        """How many rows have entries that hinder them."""
        return sum(one.errors > 0 for one in self._checked.values())

    def go_to_error(self) -> None:
        """Put the focus into the first cell that holds an error."""
        for part, view in ((PATROLS, self.grid), (FINDINGS, self.findings)):
            index = view.grid.first_error()
            if index is not None:
                self.show_part(part)
                view.setCurrentIndex(index)
                view.scrollTo(index)
                return

    def _status(self, row: BatchRow) -> Cell:
        if not row.take:
            return chip("locked", _("left out"), "minus-circle-outline")
        checked = self._checked.get(row.key)
        if checked is None:
            return Cell("…")
        if checked.errors:
            return chip("overdue", _("{n} to mend").format(n=checked.errors))
        if any(one.level == "warning" for one in (*row.notes, *checked.remarks)):
            return chip("due", _("look"), "alert-outline")
        return chip("ok", _("ready"))

    def _show_details(self, number: int) -> None:
        rows = self.rows.items
        row = rows[number] if 0 <= number < len(rows) else None
        self.details.show_row(row, self._checked.get(row.key) if row else None)

    def _same_day(self, number: int) -> None:
        """The weather of a row goes for all rows of its date."""
        rows: list[Any] = self.rows.items
        if not 0 <= number < len(rows):
            return
        model = rows[number]
        known = {name: model.values.get(name) for name in DAY_FIELDS}
        edited = [
            row.edited(**{name: value for name, value in known.items() if value is not None})
            for row in rows
            if row.date == model.date
        ]
        self.rows_edited.emit(edited, set(DAY_FIELDS))

    def _finding_edited(self, edited: Sequence[Offer], keys: set[str]) -> None:
        rows = {row.key: row for row in self.rows.items}
        changed: dict[int, BatchRow] = {}
        for one in edited:
            row = changed.get(one.row) or rows.get(one.row)
            if row is not None:
                changed[one.row] = row.with_finding(one.finding)
        self.rows_edited.emit(list(changed.values()), keys)


def _place(
    problems: dict[tuple[int, str], Problem],
    key: int,
    remarks: Sequence[Remark],
    columns: set[str],
    default: str = "status",
) -> None:
    """Put remarks beside their cells, the graver ones first."""
    order = {"error": 0, "warning": 1, "note": 2}
    for remark in sorted(remarks, key=lambda one: order[one.level]):
        field = remark.field if remark.field in columns else PLACES.get(remark.field, default)
        problems.setdefault((key, field), Problem(remark.level, remark.message()))


def _file_columns() -> list[Column]:
    def why(row: Any) -> Cell:
        """The reason of a refusal, or the record that holds the file."""
        if isinstance(row, RefusedFile):
            return Cell(_(row.msgid).format(**row.params))
        return Cell(_("imported already as {number}").format(number=row.number)
                    if row.number else _("lies in the folder twice"))  # fmt: skip

    def fate(row: Any) -> Cell:
        """Not understood, or known."""
        if isinstance(row, RefusedFile):
            return chip("overdue", _("not taken"), "close-circle-outline")
        return chip("info", _("known"), "content-duplicate")

    return [
        Column("name", _("File"), 260, value=lambda row: row.path.name),
        Column("folder", _("Folder"), 200, value=lambda row: row.path.parent.name),
        Column("fate", _("Becomes"), 130, value=fate),
        Column("why", _("Reason"), value=why),
    ]

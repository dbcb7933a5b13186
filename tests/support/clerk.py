"""A clerk who enters a sample month by batch, at the keys of the real window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from patrol_app.gui.batch.editor import BatchEditor
from patrol_app.gui.batch.grid_view import GridView
from patrol_app.gui.context import Batch
from patrol_app.gui.front import Front
from patrol_app.gui.pages.patrols import PatrolsPage
from patrol_app.services.sampling.month import DayTruth, StationMonth

HEAD = ("weather", "temp_c_e1", "wind_force", "wind_dir", "danger_level", "route")
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Clerk:
    """Works in batch entry.

    Attributes:
        front: the window; month: what the rangers did.
    """

    def __init__(self, front: Front, month: StationMonth) -> None:
        self.front, self.month = front, month
        self._name_of: dict[str, str] = {}

    @property
    def editor(self) -> BatchEditor:
        """The open batch entry."""
        page = self.front.window.page("patrol")
        assert isinstance(page, PatrolsPage)
        assert isinstance(page.editor, BatchEditor), page.editor
        return page.editor

    def settle(self) -> None:
        """Until nothing is under way; the pause before the check is not waited for."""
        for _round in range(3):
            self.front.work.settle()
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not self.front.work.bugs, self.front.work.bugs

    def open(self, folder: Path) -> None:
        """Read a folder and answer the question about the coordinates with one key."""
        self.front.navigate("patrol", Batch((str(folder),)))
        self.settle()
        table = self.editor.table
        assert table is not None and self.editor.batch is not None
        people = self.front.ctx.app.batch.choices().people
        self._name_of = dict(people)
        if self.editor.batch.asks_datum:
            assert table.datum.hasFocus()
            QTest.keyClick(table.datum, Qt.Key.Key_W)
            self.settle()
        assert not self.editor.batch.asks_datum

    def truth(self, row: Any) -> DayTruth | None:
        """What is true of a row's day."""
        name = self._name_of.get(str(row.values.get("ranger_id")), "")
        for one in self.month.truths:
            if self.month.rangers[one.day.ranger].name == name and one.day.date == row.date:
                return one
        return None

    def type_heads(self) -> None:
        """Weather and route of every row as one block from the station's own sheet."""
        grid = self.grid
        lines = []
        for row in self.editor.batch.rows:  # type: ignore[union-attr]
            sky = self.month.weather[row.date]
            name = self._name_of[str(row.values["ranger_id"])]
            route = next(one.route for one in self.month.rangers if one.name == name)
            degrees = f"{sky['temp_c_e1'] / 10:g}"
            cells = [sky["weather"], degrees, sky["wind_force"], sky["wind_dir"]]
            lines.append("\t".join(str(cell) for cell in [*cells, sky["danger_level"], route]))
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.to(grid, 0, "weather")
        QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
        self.settle()

    def tick_normal(self) -> None:
        """Days without findings: the whole column at once."""
        grid = self.grid
        self.to(grid, 0, "nothing_found")
        for _row in range(grid.model().rowCount() - 1):
            QTest.keyClick(grid, Qt.Key.Key_Down, SHIFT)
        QTest.keyClick(grid, Qt.Key.Key_Space)
        self.settle()

    def type_findings(self) -> None:
        """Description and action of what the photos' names say was found."""
        table = self.editor.table
        assert table is not None
        table.show_part("findings")
        grid = table.findings
        for place, one in enumerate(list(table.finds.items)):
            if not one.finding.take:
                continue
            row = next(row for row in table.rows.items if row.key == one.row)
            truth = self.truth(row)
            assert truth is not None
            found = next(f for f in truth.findings if f.photo == one.finding.name)
            assert one.finding.values["category"] == found.seen.category
            actions = "、".join(found.seen.action)
            QGuiApplication.clipboard().setText(f"{found.seen.description}\t{actions}")
            self.to(grid, place, "description")
            QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
        self.settle()
        table.show_part("patrols")

    def submit(self) -> None:
        """Ctrl+Enter."""
        handle = self.front.window.windowHandle()
        QTest.keyClick(handle, Qt.Key.Key_Return, CONTROL)
        while any(one.isDown() for one in self.front.window.findChildren(QPushButton)):
            QCoreApplication.processEvents()
        self.settle()

    def leave(self) -> None:
        """Close the window; corrected rows would ask first, so the batch goes before."""
        page = self.front.window.page("patrol")
        assert isinstance(page, PatrolsPage)
        page.close_editor(refocus=False)
        self.front.close()

    @property
    def grid(self) -> GridView:
        """The grid of patrols."""
        assert self.editor.table is not None
        return self.editor.table.grid

    def to(self, grid: GridView, row: int, column: str) -> None:
        """Walk to a cell with the arrow keys."""
        wanted = [one.key for one in grid.grid.columns].index(column)
        grid.setFocus()
        if not grid.currentIndex().isValid():
            grid.setCurrentIndex(grid.grid.index(0, 0))
        while grid.currentIndex().row() != row:
            down = grid.currentIndex().row() < row
            QTest.keyClick(grid, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        while grid.currentIndex().column() != wanted:
            right = grid.currentIndex().column() < wanted
            QTest.keyClick(grid, Qt.Key.Key_Right if right else Qt.Key.Key_Left)

"""The real window on a real folder with a ranger who walked before, and hands to work it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from patrol_app.domain.instant import beijing, parse_iso
from patrol_app.domain.records.patrol import Patrol
from patrol_app.gui.front import Front
from patrol_app.gui.pages.patrols import PatrolsPage
from patrol_app.gui.patrol.editor import PatrolEditor
from patrol_app.gui.patrol.importer import ImportEditor
from patrol_app.gui.theme import current
from patrol_app.services.ports import Listing, Stored
from tests.support.folders import station_copy
from tests.support.photos import jpeg, place_tags, time_tags
from tests.support.tracks import START_MS, gpx_bytes, walk

ROUTE = "示例站—北坡—示例站"
POINTS = 720  # an hour of fixes
KEYS = {
    "Ctrl+Return": Qt.Key.Key_Return,
    "Ctrl+S": Qt.Key.Key_S,
    "Ctrl+N": Qt.Key.Key_N,
    "Ctrl+P": Qt.Key.Key_P,
}


class Desk:
    """A ranger at the laptop.

    Attributes:
        front: the window with its folder; typed: fields that were typed by hand.
    """

    def __init__(self, folder: Path, *, before: bool = True) -> None:
        self.folder = folder
        self.app = station_copy(folder, "示例护林员")
        self.user = self.app.session.actor
        self.typed: list[str] = []
        if before:
            self.walked_before()
        self.front = Front(self.app, current())
        self.window = self.front.window
        self.window.resize(1366, 697)
        self.window.show()

    def walked_before(self) -> None:
        """The ranger's grid and a submitted patrol of the day before."""
        ranger = self.user.id
        grid = self.app.records.new("grid", {"grid_no": "014", "ranger_id": ranger}, self.user)
        values = {
            "ranger_id": ranger, "grid_id": grid.record.id, "patrol_type": "ROUTINE",
            "means": "徒步", "start_at": parse_iso("2026-08-02T08:00+08:00"),
            "end_at": parse_iso("2026-08-02T11:00+08:00"), "weather": "晴", "temp_c_e1": 250,
            "wind_force": 2, "wind_dir": "北", "danger_level": 2, "route": ROUTE,
            "nothing_found": True, "distance_cm": 600_000,
        }  # fmt: skip
        self.app.records.new("patrol", values, self.user, submit=True)

    @property
    def page(self) -> PatrolsPage:
        """The page of patrols."""
        page = self.window.page("patrol")
        assert isinstance(page, PatrolsPage)
        return page

    @property
    def editor(self) -> PatrolEditor:
        """The open patrol."""
        assert isinstance(self.page.editor, PatrolEditor), self.page.editor
        return self.page.editor

    @property
    def importing(self) -> ImportEditor:
        """The open import."""
        assert isinstance(self.page.editor, ImportEditor), self.page.editor
        return self.page.editor

    def settle(self) -> None:
        """Wait until nothing is under way and every signal was heard."""
        for _round in range(4):
            self.front.work.settle()
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not self.front.work.bugs, self.front.work.bugs

    def open(self, argument: object = None) -> None:
        """Show the page of patrols with an argument of ``navigate``."""
        self.front.navigate("patrol", argument)
        self.settle()

    def patrols(self) -> list[Stored]:
        """Every patrol of the folder, newest first."""
        listing = Listing("patrol", (), ("draft", "submitted", "changed"), limit=50)
        return list(self.app.store.queries.page(listing).rows)

    def patrol(self, rec: str) -> Patrol:
        """A patrol as stored."""
        record = self.app.records.get("patrol", rec).record
        assert isinstance(record, Patrol)
        return record

    def files(self, photos: int = 3, name: str = "walk.gpx", seed: int = 7) -> list[Path]:
        """A walk of an hour and photos taken on it, as a receiver and a camera wrote them."""
        track = walk(seed, POINTS)
        made = [self.folder / name]
        made[0].write_bytes(gpx_bytes(track))
        for shot in range(photos):
            at = (shot + 1) * POINTS // (photos + 1)
            moment = beijing(START_MS + 5_000 * at)
            path = self.folder / f"shot-{seed}-{shot}.jpg"
            gps = place_tags(int(track.lon[at]), int(track.lat[at]))
            times = time_tags(f"{moment:%Y:%m:%d %H:%M:%S}", "+08:00")
            path.write_bytes(jpeg(exif=times, gps=gps, colour=("green", "blue", "gray")[shot % 3]))
            made.append(path)
        return made

    def drop(self, paths: Sequence[Path | str]) -> None:
        """Drop files on the window as the file manager does; texts are addresses."""
        data = QMimeData()
        data.setUrls(
            [QUrl.fromLocalFile(str(p)) if isinstance(p, Path) else QUrl(p) for p in paths]
        )
        spot, none = QPoint(400, 300), Qt.KeyboardModifier.NoModifier
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(spot, copy, data, left, none)
        QApplication.sendEvent(self.window, enter)
        assert enter.isAccepted()
        event = QDropEvent(
            QPointF(400, 300),
            copy,
            data,
            left,
            none,
        )
        QApplication.sendEvent(self.window, event)
        self.settle()

    def imported(self, paths: Sequence[Path], datum: str = "wgs84") -> None:
        """Drop files, answer the question, confirm: the editor is open on the draft."""
        self.drop(paths)
        if self.importing.plan is not None and self.importing.plan.asks_datum:
            self.importing.answer(datum)
        self.press("Ctrl+Return")

    def press(self, keys: str) -> None:
        """A key with its modifiers, to whatever has the focus."""
        handle = self.window.windowHandle()  # shortcuts are looked up for a window's own keys
        if keys == "Esc":
            QTest.keyClick(handle, Qt.Key.Key_Escape)
        else:
            QTest.keyClick(handle, KEYS[keys], Qt.KeyboardModifier.ControlModifier)
        # a key makes a button go down and up again a moment later
        while any(button.isDown() for button in self.window.findChildren(QPushButton)):
            QCoreApplication.processEvents()
        self.settle()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A left click, in the middle by default."""
        place = at or widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.settle()

    def type(self, field: str, text: str) -> None:
        """Type into a field of the log; Chinese comes from the input method. Counted."""
        self.typed.append(field)
        control: Any = self.editor.view.log.form[field].control  # type: ignore[union-attr]
        write(control, text)
        self.settle()

    def tick(self, field: str) -> None:
        """Tick a box of the log by the space bar. Counted."""
        self.typed.append(field)
        control = self.editor.view.log.form[field].control  # type: ignore[union-attr]
        control.setFocus()
        QTest.keyClick(control, Qt.Key.Key_Space)
        self.settle()

    def close(self) -> None:
        """Close window and folder."""
        self.front.close()


def write(control: QWidget, text: str) -> None:
    """Type ``text`` into ``control``: key by key, or by the input method where it is Chinese."""
    control.setFocus()
    if text.isascii():
        QTest.keyClicks(control, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(control, event)
    if hasattr(control, "isEditable"):
        QTest.keyClick(control, Qt.Key.Key_Return)


def fill_log(desk: Desk) -> None:
    """What a ranger types after a drop when the last patrol is known."""
    desk.type("weather", "q")  # 晴, by its first letter
    desk.type("temp_c_e1", "21")
    desk.type("wind_force", "2")
    desk.type("wind_dir", "东南")
    desk.type("danger_level", "2")
    desk.type("route", ROUTE)
    desk.tick("nothing_found")

"""The photos of a patrol: a camera's wrong clock, photos placed, timed and dragged by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app import i18n
from patrol_app.domain.instant import beijing
from patrol_app.domain.records.attachment import Attachment
from patrol_app.geo.display import Point
from patrol_app.gui import theme
from patrol_app.gui.context import Open
from patrol_app.gui.patrol.drawing import picture
from patrol_app.gui.patrol.photos import PHOTO_MIME
from tests.support.grab import front
from tests.support.photos import jpeg, time_tags
from tests.support.ranger import POINTS, Desk
from tests.support.tracks import START_MS, gpx_bytes, walk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
HOUR_MS = 3_600_000


def files(folder: Path, off_ms: int) -> list[Path]:
    """An hour's walk, three photos of a camera whose clock is off, one photo without data."""
    made = [folder / "walk.gpx", folder / "bare.jpg"]
    made[0].write_bytes(gpx_bytes(walk(7, POINTS)))
    made[1].write_bytes(jpeg(colour="white"))
    for shot, second in enumerate((30, 1_800, 3_570)):
        moment = beijing(START_MS + second * 1000 + off_ms)
        tags = time_tags(f"{moment:%Y:%m:%d %H:%M:%S}")
        path = folder / f"shot-{shot}.jpg"
        path.write_bytes(jpeg(exif=tags, main={272: "示例相机".encode()}, colour="blue"))
        made.append(path)
    return made


@pytest.fixture
def desk(qapp: QApplication, qtbot, tmp_path: Path) -> Iterator[Desk]:
    """An hour's walk just imported; the camera shows eight hours too little."""
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = Desk(tmp_path)
    made.open()
    front(qtbot, made.window)
    walked, *photos = files(tmp_path, -8 * HOUR_MS)
    made.imported([walked])
    made.drop(photos)
    made.press("Ctrl+Return")
    yield made
    made.close()
    i18n.use("en")


def take_back(desk: Desk) -> None:
    """Undo what was written last."""
    desk.window._toasts._toasts[-1].undo()
    desk.settle()


def stored(desk: Desk) -> dict[str, Attachment]:
    """The photos by file name."""
    rows = desk.app.store.queries.children("attachment", "parent_id", desk.editor.rec)
    return {row.record.name: row.record for row in rows if isinstance(row.record, Attachment)}


def seconds(desk: Desk) -> list[float]:
    """When the three photos were taken, s after the track's first fix."""
    photos = stored(desk)
    moments = [photos[f"shot-{shot}.jpg"].taken_at for shot in range(3)]
    return [(moment.ms - START_MS) / 1000 for moment in moments if moment]


def pins(desk: Desk) -> int:
    """Photos on the map."""
    shapes = picture(desk.editor.loaded).shapes
    return sum(isinstance(shape, Point) and shape.role == "photo" for shape in shapes)


def suggested(desk: Desk) -> None:
    """The track tells the correction; it is previewed, written, taken back."""
    view, wrong = desk.editor.view, [-28_770, -27_000, -25_230]
    assert seconds(desk) == wrong and pins(desk) == 0
    assert view.photos.clock.isVisible()
    desk.click(view.photos.clock)
    card = desk.editor.ground.clocks.card
    assert card is not None and card.isVisible()
    assert card.camera.currentText() == "示例相机 · 3"
    assert card._landed.text() == "3 张照片中 0 张按时间落在轨迹上"
    assert not card.agree.isEnabled()
    assert card.take.text() == "采用 +8:00:00"
    desk.click(card.take)
    assert card._landed.text() == "3 张照片中 3 张按时间落在轨迹上"
    assert card._first.text() == "首张照片 08-03 00:00:30 → 08-03 08:00:30"
    assert seconds(desk) == wrong  # a preview writes nothing
    desk.click(card.agree)
    assert seconds(desk) == [30, 1_800, 3_570] and pins(desk) == 3
    photos = stored(desk)
    assert {photos[f"shot-{shot}.jpg"].clock_offset_s for shot in range(3)} == {28_800}
    assert photos["shot-0.jpg"].taken_source == "exif_no_offset"
    thumb = view.photos.thumb(photos["shot-0.jpg"].id)
    assert thumb.toolTip().splitlines()[1].startswith("08:00 · 相机时钟校正 +8:00:00")
    take_back(desk)
    assert seconds(desk) == wrong
    assert stored(desk)["shot-0.jpg"].clock_offset_s is None


def by_keyboard(desk: Desk) -> None:
    """The correction is typed; what cannot be read is said."""
    desk.editor.view.photos.clock.setFocus()
    QTest.keyClick(desk.editor.view.photos.clock, Qt.Key.Key_Space)
    desk.settle()
    card = desk.editor.ground.clocks.card
    assert card is not None and card.offset.hasFocus()
    QTest.keyClicks(card.offset, "soon")
    assert card._field.error() == "校正量写成 +1:02:03"
    assert not card.agree.isEnabled()
    card.offset.selectAll()
    QTest.keyClicks(card.offset, "8h0m10s")
    QTest.keyClick(card.offset, Qt.Key.Key_Return)
    desk.settle()
    assert seconds(desk) == [40, 1_810, 3_580]
    assert desk.editor.ground.clocks.card is None
    take_back(desk)


def by_steps(desk: Desk) -> None:
    """Buttons change it; Esc leaves everything as it was."""
    desk.editor.ground.clocks.open()
    card = desk.editor.ground.clocks.card
    assert card is not None
    for _turn in range(8):
        card._step(3_600)
    card._step(-60)
    assert card.offset.text() == "+7:59:00"
    desk.editor.escape()
    desk.settle()
    assert desk.editor.ground.clocks.card is None
    assert seconds(desk)[0] == -28_770


def typed(desk: Desk) -> None:
    """Time and place are typed for a photo without data, and taken back."""
    bare = stored(desk)["bare.jpg"]
    view = desk.editor.view
    assert view.photos.thumb(bare.id).caption() == "无拍摄信息"
    view.photos.thumb(bare.id)._use()
    note = view.note()
    assert note is not None
    note.acted.emit()  # type it instead
    facts = desk.editor.ground.facts
    assert facts is not None and not desk.editor.ground.placing
    QTest.keyClicks(facts.taken, "8:30")
    facts.place._line.setText("112.7301, 38.4102")
    facts.keep.click()
    assert desk.editor.ground.facts is facts  # the datum was not said
    facts.place._datum.set_value("wgs84")
    desk.click(facts.keep)
    kept = stored(desk)["bare.jpg"]
    assert kept.taken_at is not None and kept.taken_source == "hand"
    assert f"{beijing(kept.taken_at.ms):%Y-%m-%d %H:%M}" == "2026-08-03 08:30"
    assert kept.position is not None
    assert (kept.position.lon, kept.position.source) == (1_127_301_000, "hand")
    assert "时间手填" in view.photos.thumb(bare.id).toolTip()
    take_back(desk)
    assert stored(desk)["bare.jpg"] == bare


def drop_photo(desk: Desk, data: QMimeData, at: QPoint) -> bool:
    """Let go over the map what is carried; whether the map takes it."""
    target, none = desk.editor.view.map, Qt.KeyboardModifier.NoModifier
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(at, copy, data, left, none)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(at), copy, data, left, none))
        desk.settle()
    return enter.isAccepted()


def dragged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is carried from the strip to the map."""
    bare = stored(desk)["bare.jpg"]
    thumb = desk.editor.view.photos.thumb(bare.id)
    carried: list[str] = []
    monkeypatch.setattr(type(thumb), "_carry", lambda one: carried.append(one.shown.photo.id))
    QTest.mousePress(thumb, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(60, 20), thumb.mapToGlobal(QPointF(60, 20)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(thumb, move)
    assert carried == [bare.id]
    QTest.mouseRelease(thumb, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert not desk.editor.ground.placing  # a drag is no click
    data = QMimeData()
    data.setData(PHOTO_MIME, bare.id.encode())
    spot = QPoint(desk.editor.view.map.width() // 3, desk.editor.view.map.height() // 2)
    assert drop_photo(desk, data, spot)
    placed = stored(desk)["bare.jpg"].position
    assert placed is not None and (placed.source, placed.datum) == ("hand", "wgs84")
    take_back(desk)
    assert stored(desk)["bare.jpg"].position is None


def without_a_track(desk: Desk) -> None:
    """Where there is no map the form comes at once."""
    made = desk.app.records.new("patrol", {"ranger_id": desk.user.id}, desk.user).record
    path = desk.folder / "new.jpg"
    path.write_bytes(jpeg(colour="gray"))
    plan = desk.app.imports.plan([path], desk.user, patrol=made.number)
    (photo,) = desk.app.imports.apply(plan, desk.user).attachments
    desk.page.close_editor()
    desk.settle()
    desk.open(Open("patrol", made.id))
    desk.editor.view.photos.thumb(photo)._use()
    facts = desk.editor.ground.facts
    assert facts is not None and facts.isVisible()
    assert not desk.editor.view.photos.clock.isVisible()
    desk.editor.escape()
    assert desk.editor.ground.facts is None


@pytest.mark.ci
def test_the_clock_of_a_camera(desk: Desk) -> None:
    suggested(desk)
    by_keyboard(desk)
    by_steps(desk)


def test_photos_by_hand(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(desk)
    dragged(desk, monkeypatch)
    without_a_track(desk)

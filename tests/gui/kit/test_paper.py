from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app.gui import kit, theme


def two_pages() -> bytes:
    """A PDF of two A4 pages."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    painter.drawText(1000, 1000, "护林员巡护月报表")
    writer.newPage()
    painter.drawText(1000, 1000, "第二页")
    painter.end()
    return bytes(buffer.data().data())


def test_whole_page_first_then_keys(qtbot) -> None:
    well = kit.PaperWell()
    qtbot.addWidget(well)
    well.resize(700, 500)
    well.show()
    well.load(two_pages())
    assert well.pages() == 2
    assert well._sheet.minimumHeight() <= 500
    whole = well._sheet.zoom
    with qtbot.waitSignal(well.page_shown) as caught:
        QTest.keyClick(well, Qt.Key.Key_PageDown)
    assert caught.args == [2, 2]
    QTest.keyClick(well, Qt.Key.Key_Plus)
    assert well._sheet.zoom > whole
    QTest.keyClick(well, Qt.Key.Key_0)
    assert well._sheet.zoom == whole


def test_paper_is_white_on_its_well_in_the_dark(qtbot, qapp: QApplication) -> None:
    theme.apply(qapp, "dark", 1.0)
    well = kit.PaperWell()
    qtbot.addWidget(well)
    well.resize(400, 500)
    well.show()
    well.load(two_pages())
    QApplication.processEvents()
    picture = well.grab().toImage()
    assert picture.pixelColor(200, 300).name() == "#ffffff"
    assert picture.pixelColor(8, 250).name().upper() == theme.current().hex("paper_well")

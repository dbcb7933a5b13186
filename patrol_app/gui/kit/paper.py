"""Paper preview: the page on its grey well, whole page first, zoom and page n / N."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from patrol_app.gui.kit.buttons import Tool
from patrol_app.gui.kit.labels import label
from patrol_app.gui.kit.layout import Box, h
from patrol_app.gui.theme import current
from patrol_app.i18n import _

MARGIN = 20
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
PX_PER_POINT = 96 / 72


class _Sheet(QWidget):
    """Paints one page at a zoom; the picture is kept until size or page change."""

    def __init__(self, document: QPdfDocument) -> None:
        super().__init__()
        self._document = document
        self._picture = QImage()
        self.number = 0
        self.zoom = 1.0

    def refit(self) -> None:
        """Take the size of the page at the zoom in use."""
        points = self._document.pagePointSize(self.number)
        edge = 2 * MARGIN
        scale = self.zoom * PX_PER_POINT
        self.setMinimumSize(
            round(points.width() * scale) + edge, round(points.height() * scale) + edge
        )
        self._picture = QImage()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw shadow lines, paper and page."""
        if self._document.pageCount() == 0:
            return
        points = self._document.pagePointSize(self.number)
        scale = self.zoom * PX_PER_POINT
        width, height = round(points.width() * scale), round(points.height() * scale)
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(width * ratio), round(height * ratio))
        if self._picture.size() != wanted:
            # drawn twice as large and brought down: small print stays legible
            large = self._document.render(self.number, wanted * 2)
            keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode
            self._picture = large.scaled(wanted, keep, smooth.SmoothTransformation)
        left, top = (self.width() - width) // 2, (self.height() - height) // 2
        painter = QPainter(self)
        for spread, alpha in ((3, 14), (2, 22), (1, 34)):
            shade = QRectF(left - spread, top - spread + 2, width + 2 * spread, height + 2 * spread)
            painter.fillRect(shade, current().colour("scrim", alpha))
        painter.fillRect(left, top, width, height, Qt.GlobalColor.white)
        painter.drawImage(QRectF(left, top, width, height), self._picture)


class PaperWell(QFrame):
    """Preview of a PDF.

    Signals:
        page_shown: (page from 1, pages).
    """

    page_shown = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "well")
        self.setAccessibleName(_("Paper preview"))
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._sheet = _Sheet(self.document)
        self._whole = True
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._sheet)
        self._sheet.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(300, 200)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._area)
        self._pages = label("", "caption")
        self._zoom = label(_("Whole page"), "table")

    def load(self, pdf: bytes) -> None:
        """Show a PDF from memory.

        Args:
            pdf: the whole file.
        """
        self.document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.show_whole()
        self.show_page(0)

    def pages(self) -> int:
        """How many pages there are."""
        return self.document.pageCount()

    def show_page(self, number: int) -> None:
        """Show page ``number``, counted from 0 and kept in range."""
        if self.pages() == 0:
            return
        self._sheet.number = min(max(0, number), self.pages() - 1)
        self._fit()
        words = _("Page {n} / {total}").format(n=self._sheet.number + 1, total=self.pages())
        self._pages.setText(words)
        self.setAccessibleDescription(words)
        self.page_shown.emit(self._sheet.number + 1, self.pages())

    def show_whole(self) -> None:
        """Fit the whole page into the well."""
        self._whole = True
        self._fit()

    def zoom_by(self, steps: int) -> None:
        """Go up or down the zoom ladder."""
        near = min(range(len(ZOOMS)), key=lambda place: abs(ZOOMS[place] - self._sheet.zoom))
        self._whole = False
        self._sheet.zoom = ZOOMS[min(max(0, near + steps), len(ZOOMS) - 1)]
        self._zoom.setText(f"{round(self._sheet.zoom * 100)} %")
        self._sheet.refit()

    def tools(self) -> Box:
        """Zoom and page tools for a filter bar."""
        smaller, larger = Tool("minus", _("Smaller")), Tool("plus", _("Larger"))
        whole = Tool("fit-to-page-outline", _("Whole page"))
        before, after = (
            Tool("chevron-left", _("Page before")),
            Tool("chevron-right", _("Next page")),
        )
        smaller.clicked.connect(lambda: self.zoom_by(-1))
        larger.clicked.connect(lambda: self.zoom_by(1))
        whole.clicked.connect(self.show_whole)
        before.clicked.connect(lambda: self.show_page(self._sheet.number - 1))
        after.clicked.connect(lambda: self.show_page(self._sheet.number + 1))
        return h(smaller, self._zoom, larger, whole, before, self._pages, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole page in view."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn, + and - zoom, 0 shows the whole page."""
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key = Qt.Key(event.key())
        if key in turns:
            self.show_page(self._sheet.number + turns[key])
        elif key in zooms:
            self.zoom_by(zooms[key])
        elif key == Qt.Key.Key_0:
            self.show_whole()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the other theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._sheet.update()

    def _fit(self) -> None:
        if self.pages() == 0:
            return
        if self._whole:
            points = self.document.pagePointSize(self._sheet.number)
            room = self.size()
            fit_x = (room.width() - 2 * MARGIN - 4) / points.width()
            fit_y = (room.height() - 2 * MARGIN - 4) / points.height()
            self._sheet.zoom = max(0.1, min(fit_x, fit_y) / PX_PER_POINT)
            self._zoom.setText(_("Whole page"))
        self._sheet.refit()

"""The photos of a patrol as a strip of small pictures; what has no place can be put by hand."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QWidget

from patrol_app.domain.instant import beijing
from patrol_app.gui import kit
from patrol_app.gui.patrol.loading import Loaded, PhotoShown
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA, CENTRE, blit, elided
from patrol_app.i18n import _
from patrol_app.services.offset_text import show_offset
from patrol_app.services.photo_clock import cameras

PHOTO_MIME = "application/x-patrol-photo"  # the id of a photo carried to the map
EDGE = 64
WORDS = 18


class Thumb(QWidget):
    """One photo: picture, time or 无拍摄信息, and a pin when its place is known.

    Signals:
        chosen: id of the photo.
        place_asked: id of a photo that is to be put on the map by hand.
    """

    chosen = Signal(str)
    place_asked = Signal(str)

    def __init__(self, shown: PhotoShown) -> None:
        super().__init__()
        self.shown = shown
        self.marked = False
        self._press: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{_('Photo')} {shown.photo.name}")
        self.setAccessibleDescription(f"{self.when()} · {self.where()}")
        self.setToolTip(f"{shown.photo.name}\n{self.when()} · {self.where()}")

    def caption(self) -> str:
        """When it was taken, or that nothing is known of it."""
        taken = self.shown.photo.taken_at
        return f"{beijing(taken.ms):%H:%M}" if taken else _("No EXIF")

    def when(self) -> str:
        """The same with what was done to the time."""
        photo = self.shown.photo
        if photo.clock_offset_s:
            words = _("camera clock corrected by {offset}")
            return f"{self.caption()} · {words.format(offset=show_offset(photo.clock_offset_s))}"
        if photo.taken_at and photo.taken_source == "hand":
            return f"{self.caption()} · {_('time typed by hand')}"
        return self.caption()

    def where(self) -> str:
        """How its place is known."""
        return {
            "photo": _("place from the photo"),
            "hand": _("placed by hand"),
            "track": _("place by its time"),
            "": _("not on the map: click to place it"),
        }[self.shown.source]

    def mark(self, marked: bool) -> None:
        """Show it as the one that is picked out."""
        self.marked = marked
        self.update()

    def sizeHint(self) -> QSize:
        """A square and a line of words."""
        scaled = current().scaled
        return QSize(scaled(EDGE + 12), scaled(EDGE + WORDS))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or the beginning of a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry it to the map, unless the photo itself says where it was taken."""
        if self._press is None or self.shown.source == "photo":
            return
        way = (event.position().toPoint() - self._press).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._press = None
            self._carry()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick it out, or ask to place it."""
        press, self._press = self._press, None
        if press is not None and self.rect().contains(event.position().toPoint()):
            self._use()

    def _carry(self) -> None:
        drag = QDrag(self)
        data = QMimeData()
        data.setData(PHOTO_MIME, self.shown.photo.id.encode())
        drag.setMimeData(data)
        if self.shown.picture is not None:
            edge = current().scaled(EDGE)
            drag.setPixmap(QPixmap.fromImage(self.shown.picture).scaledToHeight(edge // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space do what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._use()
            return
        super().keyPressEvent(event)

    def _use(self) -> None:
        self.chosen.emit(self.shown.photo.id)
        if not self.shown.source:
            self.place_asked.emit(self.shown.photo.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(AA)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = theme.scaled(EDGE)
        box = QRectF(1.5, 1.5, self.width() - 3, edge - 3)
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.fillPath(path, theme.colour("sunken"))
        image = self.shown.picture
        if image is not None:
            painter.setClipPath(path)
            scale = max(box.width() / image.width(), box.height() / image.height())
            wide, high = image.width() * scale, image.height() * scale
            centre = box.center()
            painter.drawImage(
                QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high), image
            )
            painter.setClipping(False)
        else:
            size = theme.px("icon_rail")
            spot = box.center()
            left, top = spot.x() - size / 2, spot.y() - size / 2
            blit(painter, "image-off-outline", theme.hex("text3"), left, top, size)
        focus = self.hasFocus() or self.marked
        painter.setPen(QPen(theme.colour("focus" if focus else "border"), 2 if focus else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text2" if self.shown.source else "due"))
        room = QRectF(0, edge, self.width(), theme.scaled(WORDS))
        painter.drawText(room, CENTRE, elided(painter, self.caption(), self.width()))


class PhotoStrip(kit.Card):
    """The photos in order of time, and a button for more.

    Signals:
        chosen: id of a photo.
        place_asked: id of a photo to be put on the map.
        more_asked: the person wants to add photos.
        clock_asked: a camera's clock is to be corrected.
    """

    chosen = Signal(str)
    place_asked = Signal(str)
    more_asked = Signal()
    clock_asked = Signal()

    def __init__(self) -> None:
        super().__init__(margins=("x1", "x1", "x1", "half"))
        self._row = kit.h(gap="half")
        self._none = kit.label(_("No photos yet. Drop them here or anywhere on the page."), "muted")
        self._thumbs: dict[str, Thumb] = {}
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = kit.holder(self._row)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        self._area = area
        self.more = kit.Button(_("Add photos"), "quiet", "camera-plus-outline")
        self.more.clicked.connect(self.more_asked)
        self.clock = kit.Button(_("Camera clock"), "quiet", "camera-timer")
        self.clock.clicked.connect(self.clock_asked)
        buttons = kit.v(self.more, self.clock, None, gap=0)
        self.put(kit.h((area, 1), (self._none, 1), buttons, gap="x1"))

    def show_photos(self, loaded: Loaded) -> None:
        """Show other photos."""
        kit.clear_layout(self._row)
        self._thumbs = {}
        for shown in loaded.photos:
            thumb = Thumb(shown)
            thumb.chosen.connect(self.chosen)
            thumb.place_asked.connect(self.place_asked)
            self._thumbs[shown.photo.id] = thumb
            self._row.add(thumb)
        self._row.add(None)
        self._area.setVisible(bool(loaded.photos))
        self._area.setFixedHeight(current().scaled(EDGE + WORDS + 12))
        self._none.setVisible(not loaded.photos)
        self.clock.setVisible(loaded.own_unit and bool(cameras(loaded.photo_records)))

    def mark(self, rec: str) -> None:
        """Pick out one photo and bring it into view."""
        for key, thumb in self._thumbs.items():
            thumb.mark(key == rec)
            if key == rec:
                self._area.ensureWidgetVisible(thumb)

    def thumb(self, rec: str) -> Thumb:
        """The picture of a photo."""
        return self._thumbs[rec]

"""The drawn map as one picture, made in a thread of its own, wider than the window.

The window only copies it: while the map is dragged the picture moves, while it is zoomed the
picture is stretched, and a new one follows. One is under way at a time; what changed meanwhile
is drawn next, and a picture that would show what is no longer there is given up.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter

from patrol_app.gui.map.furniture import draw_grid
from patrol_app.gui.map.painter import MapPainter
from patrol_app.gui.map.view import View

WIDER = 1.6  # times the window
SPARE = 0.7  # share of the margin that may be used up before the next picture is made
TWICE = 2.0  # zoomed this far the picture under way shows nothing of use
_under_way: set[Overlay] = set()  # a thread's signal must find its object alive


@dataclass(frozen=True, eq=False)
class Asked:
    """One picture to be made."""

    painter: MapPainter
    view: View
    ratio: float
    grid: bool


class Overlay(QObject):
    """Makes and keeps the picture.

    Signals:
        drawn: a new picture is there, or one was given up: paint again.
        idle: nothing is under way or waiting.
    """

    drawn = Signal()
    idle = Signal()
    _made = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._have: tuple[Asked, QImage] | None = None
        self._now: Asked | None = None
        self._next: Asked | None = None
        self._dropped = threading.Event()
        self.count = 0
        self._made.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def spoil(self) -> None:
        """What was drawn is no longer true: the picture under way is given up."""
        self._dropped.set()
        if self._have is not None:
            asked, image = self._have
            self._have = (Asked(asked.painter, asked.view, 0.0, asked.grid), image)

    def clear(self) -> None:
        """Forget the picture as well."""
        self._dropped.set()
        self._have = None

    def blit(self, painter: QPainter, view: View) -> None:
        """Copy the picture to where it belongs in ``view``."""
        if self._have is None:
            return
        asked, image = self._have
        drawn = asked.view
        share = drawn.resolution / view.resolution
        width, height = drawn.width * share, drawn.height * share
        x = (drawn.x - view.x) / view.resolution + view.width / 2 - width / 2
        y = (view.y - drawn.y) / view.resolution + view.height / 2 - height / 2
        if abs(share - 1) < 1e-9:
            painter.drawImage(round(x), round(y), image)
        else:
            painter.drawImage(QRectF(x, y, width, height), image)

    def ask(self, painter: MapPainter, view: View, ratio: float, *, grid: bool) -> None:
        """See to it that a picture for ``view`` is there or comes (GUI thread)."""
        if self._have is not None and _serves(self._have[0], painter, view, ratio, grid):
            self._next = None
            return
        asked = Asked(painter, view.wider(WIDER), ratio, grid)
        if self._now is not None:
            self._next = asked
            if painter is not self._now.painter or _far(self._now.view, view):
                self._dropped.set()
            return
        self._start(asked)

    def settle(self) -> None:
        """Run the event loop until nothing is under way (tests, pictures)."""
        while self._now is not None:
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            loop.exec()

    def _start(self, asked: Asked) -> None:
        self._now, self._next = asked, None
        self._dropped.clear()
        _under_way.add(self)
        threading.Thread(target=self._draw, args=(asked,), name="map").start()

    def _draw(self, asked: Asked) -> None:
        """In the thread: the picture, or None when it was given up."""
        view, ratio = asked.view, asked.ratio
        image = QImage(
            round(view.width * ratio),
            round(view.height * ratio),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        try:
            if asked.grid:
                draw_grid(painter, view)
            asked.painter.draw(painter, view, lambda: not self._dropped.is_set())
        finally:
            painter.end()
            self._made.emit(asked, None if self._dropped.is_set() else image)

    @Slot(object, object)
    def _take(self, asked: Asked, image: QImage | None) -> None:
        self._now = None
        if image is not None:
            self._have = (asked, image)
            self.count += 1
        if image is not None or self._next is None:
            self.drawn.emit()  # also for one given up: whoever paints then asks anew
        if self._now is not None:
            return  # whoever heard it asked for another one
        if self._next is not None:
            self._start(self._next)
            return
        _under_way.discard(self)
        self.idle.emit()


def _serves(have: Asked, painter: MapPainter, view: View, ratio: float, grid: bool) -> bool:
    """Whether the picture shows ``view`` sharp and with room left around it."""
    drawn = have.view
    if have.painter is not painter or have.ratio != ratio or have.grid != grid:
        return False
    if abs(drawn.resolution / view.resolution - 1) > 1e-9:
        return False
    room_x = (drawn.width - view.width) / 2 * SPARE * view.resolution
    room_y = (drawn.height - view.height) / 2 * SPARE * view.resolution
    return abs(drawn.x - view.x) <= room_x and abs(drawn.y - view.y) <= room_y


def _far(drawn: View, view: View) -> bool:
    share = drawn.resolution / view.resolution
    return (
        not 1 / TWICE < share < TWICE
        or abs(drawn.x - view.x) > drawn.width / 2 * drawn.resolution
        or abs(drawn.y - view.y) > drawn.height / 2 * drawn.resolution
    )

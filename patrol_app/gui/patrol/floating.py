"""A small card that lies over the upper right corner of the map."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from patrol_app.gui import kit
from patrol_app.gui.theme import current


class Floating(kit.Card):
    """Stands over the map while it is needed.

    Args:
        over: the view it lies over.
        ground: the map, whose corner it takes.
        title: words of its head; empty for none.
    """

    def __init__(self, over: QWidget, ground: QWidget, title: str = "") -> None:
        super().__init__(title, margins=None if title else "x1")
        self.setParent(over)
        self._ground = ground
        self.hide()

    def stand(self) -> None:
        """Show it at the upper right of the map; it may hang over what lies below."""
        self.show()
        layout, over = self.layout(), self.parentWidget()
        if layout is None or over is None:
            return
        # a patrol without a track shows words where the map would be
        ground = self._ground if self._ground.isVisible() else self._ground.parentWidget()
        assert ground is not None
        layout.activate()
        self.resize(self.sizeHint())
        edge = current().px("card_gap")
        corner = ground.mapTo(over, QPoint(ground.width() - self.width() - edge, edge))
        # large text: rather over what stands above the map than out of sight below
        seen = over.visibleRegion().boundingRect()
        lowest = seen.bottom() - self.height()
        self.move(max(corner.x(), 0), max(min(corner.y(), lowest), min(seen.top(), corner.y())))
        self.raise_()

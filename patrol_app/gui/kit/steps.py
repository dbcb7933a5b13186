"""Step strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA, CENTRE, blit, elided

DONE, NOW, LATE, AHEAD = "done", "now", "late", "todo"
_RING = {NOW: ("accent", "accent_soft", 2.0), LATE: ("overdue", "overdue.soft", 2.0)}
_NUMBER = {NOW: "accent_text", LATE: "overdue"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a strip: words, second line, ``done now late todo``."""

    name: str
    note: str = ""
    state: str = AHEAD


class Steps(QWidget):
    """Circles with words over the whole width; 4 to 7 steps, 60 px high."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self._steps: Sequence[Step] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps."""
        self._steps = tuple(steps)
        self.setAccessibleName(" · ".join(f"{step.name} {step.note}".strip() for step in steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """60 px high at 100 %, less where no step has a second line."""
        return QSize(current().scaled(90) * max(1, len(self._steps)), self._high())

    def minimumSizeHint(self) -> QSize:
        """Room for every circle."""
        return QSize(current().scaled(56) * max(1, len(self._steps)), self._high())

    def _high(self) -> int:
        return current().scaled(60 if any(step.note for step in self._steps) else 44)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw lines first, circles over them."""
        painter = QPainter(self)
        painter.setRenderHint(AA)
        cell = self.width() / max(1, len(self._steps))
        for place, step in enumerate(self._steps):
            if place < len(self._steps) - 1:
                self._draw_link(painter, cell * (place + 0.5), cell, step.state == DONE)
            self._draw_step(painter, place, step, cell)

    def _draw_link(self, painter: QPainter, centre: float, cell: float, done: bool) -> None:
        theme = current()
        style = Qt.PenStyle.SolidLine if done else Qt.PenStyle.DotLine
        painter.setPen(QPen(theme.colour("accent" if done else "border_strong"), 2, style))
        level, gap = theme.scaled(13), theme.scaled(16)
        painter.drawLine(QPointF(centre + gap, level), QPointF(centre + cell - gap, level))

    def _draw_step(self, painter: QPainter, place: int, step: Step, cell: float) -> None:
        theme = current()
        unit = theme.scaled
        centre, level, radius = cell * (place + 0.5), unit(13), unit(11)
        disc = QRectF(centre - radius, level - radius, 2 * radius, 2 * radius)
        if step.state == DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(disc)
            edge = unit(16)
            tick = theme.hex("on_accent")
            blit(painter, "check-bold", tick, centre - edge / 2, level - edge / 2, edge)
        else:
            ring, fill, width = _RING.get(step.state, ("border_strong", "surface", 1.5))
            painter.setPen(QPen(theme.colour(ring), width))
            painter.setBrush(theme.colour(fill))
            painter.drawEllipse(disc)
            painter.setPen(theme.colour(_NUMBER.get(step.state, "text3")))
            painter.setFont(theme.font("caption", bold=True))
            painter.drawText(disc.adjusted(0, -1, 0, 0), CENTRE, str(place + 1))
        painter.setPen(theme.colour("text2" if step.state == AHEAD else "text"))
        painter.setFont(theme.font("table", bold=step.state == NOW))
        room = QRectF(cell * place, unit(26), cell, unit(18))
        painter.drawText(room, CENTRE, elided(painter, step.name, cell - 4))
        painter.setPen(theme.colour("overdue" if step.state == LATE else "text3"))
        painter.setFont(theme.font("caption"))
        room = QRectF(cell * place, unit(43), cell, unit(17))
        painter.drawText(room, CENTRE, elided(painter, step.note, cell - 4))

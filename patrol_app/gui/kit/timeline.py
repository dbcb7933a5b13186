"""Vertical time line: what happened when, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from patrol_app.gui.kit.steps import AHEAD
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA, LEFT, RIGHT, blit, elided


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a time line; ``tone`` is a state, ``plain`` or ``todo``."""

    when: str
    icon: str
    tone: str
    title: str
    note: str = ""


class VTimeline(QWidget):
    """Vertical time line, 46 px a row: time, disc with icon, title, people and place."""

    ROW = 46

    def __init__(self, moments: Sequence[Moment]) -> None:
        super().__init__()
        self._moments: Sequence[Moment] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_moments(moments)

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show other moments."""
        self._moments = tuple(moments)
        lines = [f"{m.when} {m.title} {m.note}".strip() for m in self._moments]
        self.setAccessibleName("\n".join(lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row a moment."""
        return QSize(current().scaled(280), current().scaled(self.ROW) * len(self._moments))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but every row."""
        return QSize(current().scaled(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setRenderHint(AA)
        for place, moment in enumerate(self._moments):
            later = self._moments[place + 1] if place + 1 < len(self._moments) else None
            self._draw_row(painter, place, moment, later)

    def _draw_row(
        self, painter: QPainter, place: int, moment: Moment, later: Moment | None
    ) -> None:
        theme = current()
        unit = theme.scaled
        axis, top, row = unit(78), place * unit(self.ROW), unit(self.ROW)
        future = moment.tone == AHEAD
        if later is not None:
            style = Qt.PenStyle.DotLine if later.tone == AHEAD else Qt.PenStyle.SolidLine
            painter.setPen(QPen(theme.colour("border_strong"), 1.5, style))
            painter.drawLine(QPointF(axis, top + unit(22)), QPointF(axis, top + row))
        tone = theme.state("plain" if future else moment.tone)
        if future:
            painter.setPen(QPen(theme.colour("border_strong"), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(theme.colour("surface"))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                theme.colour(f"{moment.tone}.soft") if tone.words else theme.colour("sunken")
            )
        painter.drawEllipse(QRectF(axis - unit(11), top, unit(22), unit(22)))
        edge = theme.px("icon_small")
        blit(painter, moment.icon, tone.fg, axis - edge / 2, top + (unit(22) - edge) / 2, edge)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text3"))
        painter.drawText(QRectF(0, top, unit(60), unit(22)), RIGHT, moment.when)
        left, room = axis + unit(20), self.width() - axis - unit(22)
        painter.setFont(theme.font("table", bold=not future))
        painter.setPen(theme.colour("text2" if future else "text"))
        place_ = QRectF(left, top, room, unit(22))
        painter.drawText(place_, LEFT, elided(painter, moment.title, room))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text2"))
        place_ = QRectF(left, top + unit(20), room, unit(18))
        painter.drawText(place_, LEFT, elided(painter, moment.note, room))

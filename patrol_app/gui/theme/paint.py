"""Drawing of chips and badges, shared by widgets and the table delegate."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from patrol_app.gui.theme.theme import current
from patrol_app.i18n import _, language

AA = QPainter.RenderHint.Antialiasing
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class ChipLook:
    """What a chip shows.

    Attributes:
        tone: state name or ``plain``.
        text: words; empty takes the state's own word.
        icon: icon name; None takes the state's, empty draws none.
        dashed: outline only (unverified, no evidence).
    """

    tone: str = "draft"
    text: str = ""
    icon: str | None = None
    dashed: bool = False

    def words(self) -> str:
        """The words shown."""
        return self.text or current().state(self.tone).words.get(language(), self.tone)

    def glyph(self) -> str:
        """The icon shown, empty for none."""
        return current().state(self.tone).icon if self.icon is None else self.icon


def elided(painter: QPainter, text: str, width: float) -> str:
    """``text`` cut to ``width`` px with an ellipsis."""
    return QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)


def blit(painter: QPainter, name: str, colour: str, x: float, y: float, edge: int) -> None:
    """Draw icon ``name`` with its top left at (x, y)."""
    painter.drawPixmap(QPointF(round(x), round(y)), current().glyph(name, colour, edge))


def chip_width(look: ChipLook) -> int:
    """Width of a chip, px."""
    theme = current()
    text = QFontMetricsF(theme.font("caption")).horizontalAdvance(look.words())
    return round(text + theme.scaled(34 if look.glyph() else 16) + 0.5)


def draw_chip(painter: QPainter, rect: QRectF, look: ChipLook) -> None:
    """Draw a chip into ``rect`` (height.chip high)."""
    theme = current()
    tone = theme.state(look.tone)
    painter.save()
    painter.setRenderHint(AA)
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if look.dashed:
        painter.setPen(QPen(QColor(tone.fg), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.soft))
    radius = theme.px("radius.chip")
    painter.drawRoundedRect(inner, radius, radius)
    left = rect.left() + theme.scaled(8)
    if look.glyph():
        edge = theme.px("icon_small")
        top = rect.top() + (rect.height() - edge) / 2
        blit(painter, look.glyph(), tone.fg, rect.left() + theme.scaled(6), top, edge)
        left = rect.left() + theme.scaled(24)
    painter.setPen(QColor(tone.fg))
    painter.setFont(theme.font("caption"))
    room = rect.right() - left
    place = QRectF(left, rect.top() - 0.5, room, rect.height())
    painter.drawText(place, LEFT, elided(painter, look.words(), room))
    painter.restore()


def grade_words(letter: str) -> str:
    """Words of an evidence grade."""
    return current().grade(letter).words[language()]


def draw_grade(painter: QPainter, rect: QRectF, letter: str) -> None:
    """Letter box of an evidence grade: the fill gets weaker with the evidence."""
    theme = current()
    badge = theme.grade(letter)
    painter.save()
    painter.setRenderHint(AA)
    edge = QColor(badge.fg)
    edge.setAlpha(255 if letter == "D" else 110)
    style = Qt.PenStyle.DashLine if letter == "D" else Qt.PenStyle.SolidLine
    painter.setPen(Qt.PenStyle.NoPen if letter == "A" else QPen(edge, 1, style))
    painter.setBrush(QColor(badge.bg))
    radius = theme.px("radius.chip")
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(QColor(badge.fg))
    painter.setFont(theme.font("caption", bold=True))
    painter.drawText(rect.adjusted(0, -1, 0, 0), CENTRE, letter)
    painter.restore()


def danger_words(level: int) -> str:
    """Number and name of a danger level, e.g. ``3 级 较高``."""
    name = current().danger(level).words[language()]
    return _("Level {n} {name}").format(n=level, name=name)


def danger_width(level: int) -> int:
    """Width of a danger badge, px."""
    theme = current()
    text = QFontMetricsF(theme.font("table", bold=True)).horizontalAdvance(danger_words(level))
    return round(text + theme.scaled(36))


def draw_danger(painter: QPainter, rect: QRectF, level: int) -> None:
    """Solid danger badge with flame, number and name."""
    theme = current()
    badge = theme.danger(level)
    painter.save()
    painter.setRenderHint(AA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(badge.bg))
    radius = theme.px("radius.chip")
    painter.drawRoundedRect(rect, radius, radius)
    edge = theme.scaled(16)
    top = rect.top() + (rect.height() - edge) / 2
    blit(painter, "fire", badge.fg, rect.left() + theme.scaled(7), top, edge)
    painter.setPen(QColor(badge.fg))
    painter.setFont(theme.font("table", bold=True))
    place = rect.adjusted(theme.scaled(27), -0.5, 0, 0)
    painter.drawText(place, LEFT, danger_words(level))
    painter.restore()


def draw_check(painter: QPainter, rect: QRectF, on: bool) -> None:
    """Check box of a table cell, centred in ``rect``."""
    theme = current()
    edge = theme.px("icon")
    name, role = (
        ("checkbox-marked", "accent") if on else ("checkbox-blank-outline", "border_strong")
    )
    centre = rect.center()
    blit(painter, name, theme.hex(role), centre.x() - edge / 2, centre.y() - edge / 2, edge)


def draw_bar(painter: QPainter, rect: QRectF, share: float, role: str = "accent") -> None:
    """Bar of a share 0-1 in ``rect``."""
    theme = current()
    painter.save()
    painter.setRenderHint(AA)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = rect.height() / 2
    painter.setBrush(theme.colour("border"))
    painter.drawRoundedRect(rect, radius, radius)
    painter.setBrush(theme.colour(role))
    filled = QRectF(rect)
    filled.setWidth(rect.width() * min(1.0, max(0.0, share)))
    painter.drawRoundedRect(filled, radius, radius)
    painter.restore()

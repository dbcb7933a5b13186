"""Small pictures that the map draws again and again: words, pins, clusters.

All are ``QImage``: a ``QPixmap`` belongs to the GUI thread, and the map is drawn in another one.
Pins hold icon glyphs and are made ahead in the GUI thread by ``make_pins``.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, log2

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from patrol_app.geo.display import DisplayList, Point
from patrol_app.geo.sets import PointSet
from patrol_app.gui.map.looks import pin_look
from patrol_app.gui.theme import current, icons
from patrol_app.gui.theme.paint import AA, CENTRE, blit

KEPT = 600  # pictures
THOUSAND = 1_000
_made: dict[tuple[object, ...], tuple[QImage, QPointF]] = {}


def _blank(width: float, height: float, dpr: float) -> QImage:
    image = QImage(ceil(width * dpr), ceil(height * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _keep(key: tuple[object, ...], image: QImage, origin: QPointF) -> tuple[QImage, QPointF]:
    if len(_made) >= KEPT:
        _made.clear()
    _made[key] = (image, origin)
    return image, origin


def words_of(words: str, size: str, bold: bool, role: str) -> tuple[QImage, QPointF]:
    """Words with halo and their middle on the base line; strokes are dear, so kept."""
    theme = current()
    dpr = icons.ratio()
    key = ("words", words, size, bold, theme.hex(role), theme.hex("map.halo"), theme.scale, dpr)
    if (found := _made.get(key)) is not None:
        return found
    font = theme.font(size, bold=bold)
    metrics = QFontMetricsF(font)
    width, rise, edge = metrics.horizontalAdvance(words), metrics.ascent(), 3.0
    picture = _blank(width + 2 * edge, metrics.height() + 2 * edge, dpr)
    path = QPainterPath()
    path.addText(QPointF(edge, edge + rise), font, words)
    halo = QPen(theme.colour("map.halo", 225), 3.5)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter = QPainter(picture)
    painter.setRenderHint(AA)
    painter.strokePath(path, halo)
    painter.fillPath(path, theme.colour(role))
    painter.end()
    return _keep(key, picture, QPointF(edge + width / 2, edge + rise))


def draw_words(
    painter: QPainter,
    x: float,
    y: float,
    words: str,
    size: str = "caption",
    *,
    bold: bool = False,
    role: str = "text",
) -> None:
    """Words with a halo, centred on ``x``, base line at ``y``."""
    sprite, origin = words_of(words, size, bold, role)
    painter.drawImage(QPointF(round(x - origin.x()), round(y - origin.y())), sprite)


def _pin_key(role: str, icon: str, uncertain: bool) -> tuple[object, ...]:
    theme = current()
    return ("pin", role, icon, uncertain, theme.name, theme.scale, icons.ratio())


def make_pins(shown: DisplayList) -> None:
    """Make the pins of ``shown`` that are not made yet; call it in the GUI thread."""
    wanted: set[tuple[str, str, bool]] = set()
    for shape in shown.singles():
        if isinstance(shape, Point):
            wanted.add((shape.role, shape.icon, False))
        elif isinstance(shape, PointSet):
            wanted |= {(shape.role, "", False), (shape.role, "", True)}
    _make(wanted)


def _make(wanted: Iterable[tuple[str, str, bool]]) -> None:
    theme, dpr = current(), icons.ratio()
    for role, icon, uncertain in wanted:
        key = _pin_key(role, icon, uncertain)
        if key in _made:
            continue
        look = pin_look(role)
        radius = theme.scaled(look.radius)
        half = radius + 2.0
        image = _blank(2 * half, 2 * half, dpr)
        painter = QPainter(image)
        painter.setRenderHint(AA)
        edge = QPen(theme.colour("map.halo"), 2)
        painter.setBrush(theme.colour(look.fill))
        if uncertain:  # a datum that is not certain: hatched and dashed, not another colour alone
            edge = QPen(theme.colour(look.ink), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(edge)
        painter.drawEllipse(QPointF(half, half), radius, radius)
        if uncertain:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(theme.colour(look.ink, 150), Qt.BrushStyle.BDiagPattern))
            painter.drawEllipse(QPointF(half, half), radius, radius)
        size = round(radius * 1.25)
        corner = half - size / 2
        blit(painter, icon or look.icon, theme.hex(look.ink), corner, corner, size)
        painter.end()
        _keep(key, image, QPointF(half, half))


def draw_pin(
    painter: QPainter, x: float, y: float, role: str, icon: str = "", *, uncertain: bool = False
) -> None:
    """A pin around (x, y); one that was not made ahead is left out."""
    found = _made.get(_pin_key(role, icon, uncertain))
    if found is not None:
        image, origin = found
        painter.drawImage(QPointF(round(x - origin.x()), round(y - origin.y())), image)


def draw_cluster(painter: QPainter, x: float, y: float, role: str, count: int) -> None:
    """A disc with the number of pins it stands for; larger for more."""
    theme, dpr = current(), icons.ratio()
    words = str(count) if count < THOUSAND else f"{count / THOUSAND:.1f}k"
    key = ("cluster", role, words, theme.name, theme.scale, dpr)
    found = _made.get(key)
    if found is None:
        look = pin_look(role)
        radius = theme.scaled(12 + min(9.0, log2(count) * 0.8))
        half = radius + 2.0
        image = _blank(2 * half, 2 * half, dpr)
        inner = QPainter(image)
        inner.setRenderHint(AA)
        inner.setPen(QPen(theme.colour(look.ink), 2))
        inner.setBrush(theme.colour(look.fill))
        inner.drawEllipse(QPointF(half, half), radius, radius)
        inner.setPen(theme.colour("text"))
        inner.setFont(theme.font("caption", bold=True))
        inner.drawText(QRectF(0, -0.5, 2 * half, 2 * half), CENTRE, words)
        inner.end()
        found = _keep(key, image, QPointF(half, half))
    image, origin = found
    painter.drawImage(QPointF(round(x - origin.x()), round(y - origin.y())), image)

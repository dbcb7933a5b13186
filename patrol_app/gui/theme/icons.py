"""Icons by name and role, rendered once per (name, colour, size, pixel ratio)."""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPixmap

_FONT = (
    "mdi6",
    "materialdesignicons6-webfont-6.9.96.ttf",
    "materialdesignicons6-webfont-charmap-6.9.96.json",
)
GLYPH = 0.9  # of the edge: glyphs of this set fill their whole square
_source: list[Any] = []
_pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}


def _iconic() -> Any:
    """The icon font; only one of the sets that the library brings is loaded (start-up)."""
    if not _source:
        os.environ.setdefault("QT_API", "pyside6")
        from qtawesome.iconic_font import IconicFont  # type: ignore[import-untyped,unused-ignore]

        _source.append(IconicFont(_FONT))
    return _source[0]


def ratio() -> float:
    """Device pixels per px of the first screen; 1.0 without a screen."""
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0


def pixmap(name: str, colour: str, size: int, dpr: float | None = None) -> QPixmap:
    """Icon as a pixmap.

    Args:
        name: ``walk`` or ``mdi6.walk``.
        colour: ``#RRGGBB``.
        size: edge length, px.
        dpr: device pixel ratio, default that of the screen.

    Raises:
        KeyError: the set has no icon of this name.
    """
    scale = dpr or ratio()
    key = (name.removeprefix("mdi6."), colour, size, scale)
    if key not in _pixmaps:
        _pixmaps[key] = _render(*key)
    return _pixmaps[key]


def _render(name: str, colour: str, size: int, dpr: float) -> QPixmap:
    iconic = _iconic()
    glyph = iconic.charmap["mdi6"][name]
    edge = round(size * dpr)
    image = QPixmap(QSize(edge, edge))
    image.fill(Qt.GlobalColor.transparent)
    font: QFont = iconic.font("mdi6", round(edge * GLYPH))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setPen(QColor(colour))
    painter.setFont(font)
    painter.drawText(QRectF(0, 0, edge, edge), int(Qt.AlignmentFlag.AlignCenter), glyph)
    painter.end()
    image.setDevicePixelRatio(dpr)
    return image


def icon(name: str, colour: str, disabled: str, size: int) -> QIcon:
    """Icon for buttons with its own disabled colour."""
    made = QIcon(pixmap(name, colour, size))
    made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made


def known(name: str) -> bool:
    """Whether the icon set has ``name``."""
    return name.removeprefix("mdi6.") in _iconic().charmap["mdi6"]

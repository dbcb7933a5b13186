"""Icons by name and role, rendered once per (name, colour, size, pixel ratio)."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import PySide6
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPixmap

FONT: Final = "materialdesignicons6-webfont-6.9.96.ttf"
CHARMAP: Final = "materialdesignicons6-webfont-charmap-6.9.96.json"
GLYPH = 0.9  # of the edge: glyphs of this set fill their whole square
_pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}


def _folder() -> Path:
    """Where QtAwesome keeps its fonts.

    The library itself is not imported: its wrapper of all Qt modules takes longer than the
    rest of the window's start. In the built program only its files are there, beside Qt.
    """
    found = find_spec("qtawesome")
    if found is not None and found.origin is not None:
        return Path(found.origin).parent / "fonts"
    return Path(str(PySide6.__file__)).parents[1] / "qtawesome" / "fonts"


@cache
def _charmap() -> dict[str, str]:
    """Glyph of each icon's name."""
    codes = json.loads((_folder() / CHARMAP).read_text(encoding="utf-8"))
    return {name: chr(int(code, 16)) for name, code in codes.items()}


@cache
def _family() -> str:
    """The icon font's family, registered with the application.

    Raises:
        RuntimeError: Qt does not take the font.
    """
    number = QFontDatabase.addApplicationFont(str(_folder() / FONT))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if not families:
        raise RuntimeError("the icon font cannot be loaded")
    return families[0]


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
    glyph = _charmap()[name]
    edge = round(size * dpr)
    image = QPixmap(QSize(edge, edge))
    image.fill(Qt.GlobalColor.transparent)
    font = QFont()
    font.setFamilies([_family()])
    font.setPixelSize(round(edge * GLYPH))
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
    return name.removeprefix("mdi6.") in _charmap()

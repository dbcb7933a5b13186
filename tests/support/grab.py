"""Grab a widget to a PNG, offscreen, so that a person can look at it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget


def grab(widget: QWidget, path: Path, width: int = 0, height: int = 0) -> Path:
    """Show ``widget`` at a size, let it settle, save its picture.

    Args:
        widget: top-level widget.
        path: file to write.
        width: px; 0 keeps the width.
        height: px; 0 keeps the height.
    """
    if width and height:
        widget.resize(width, height)
    widget.show()
    for _round in range(3):
        QApplication.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    assert widget.grab().save(str(path)), path
    return path


def front(qtbot: Any, widget: QWidget) -> None:
    """Show a window and give it the keyboard (keys and shortcuts need an active window)."""
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)

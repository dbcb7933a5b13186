"""Arrays of pixels as Qt's shapes, by one copy of memory instead of a call a point."""

from __future__ import annotations

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath, QPolygonF

Pixels = NDArray[np.float64]
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_TAIL = np.array([0, 0], ">i4").tobytes()  # where the last outline begins; even-odd rule


def polygon(pixels: Pixels) -> QPolygonF:
    """(n, 2) px as a polygon by one copy of memory."""
    made = QPolygonF()
    count = len(pixels)
    made.resize(count)
    if count:
        # the stubs know no buffer for a polygon's points; the memory is n pairs of doubles
        pointer: Any = shiboken6.VoidPtr
        memory = pointer(made.data(), count * 16, True)
        np.frombuffer(memory, np.float64)[:] = np.ascontiguousarray(pixels).ravel()
    return made


def path(pixels: Pixels, begins: NDArray[np.bool_]) -> QPainterPath:
    """Many outlines as one path: Qt reads it from the form in which it streams paths.

    Args:
        pixels: (n, 2) px.
        begins: (n,) True where an outline begins; the first is one.
    """
    made = QPainterPath()
    if not len(pixels):
        return made
    elements = np.empty(len(pixels), _ELEMENT)
    elements["kind"] = np.where(begins, 0, 1)  # move to, line to
    elements["x"], elements["y"] = pixels[:, 0], pixels[:, 1]
    head = np.array([len(pixels)], ">i4").tobytes()
    stream = QDataStream(QByteArray(head + elements.tobytes() + _TAIL))
    stream >> made
    return made


def settled(pixels: Pixels, begins: NDArray[np.bool_]) -> tuple[Pixels, NDArray[np.bool_]]:
    """Without the points that lie on the half pixel of the one before them."""
    cells = np.round(pixels * 2)
    keep = begins.copy()
    keep[1:] |= np.any(cells[1:] != cells[:-1], axis=1)
    return pixels[keep], begins[keep]

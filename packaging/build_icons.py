"""Draw the program's icon in the forms that installers need: ``build/icons/app.png`` and ``.ico``.

    python packaging/build_icons.py

The window itself uses ``resources/icons/app.svg``; these copies are built, never committed.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "resources" / "icons" / "app.svg"
TARGET = ROOT / "build" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw(size: int) -> bytes:
    """The icon as a PNG of ``size`` × ``size`` pixels."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # the buffer owns its bytes; bytes() copies them before it goes
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def main() -> int:
    """Write both files; 0 when done."""
    from PIL import Image

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    TARGET.mkdir(parents=True, exist_ok=True)
    pictures = [Image.open(BytesIO(draw(size))) for size in SIZES]
    largest = pictures[-1]
    largest.save(TARGET / "app.png")
    largest.save(TARGET / "app.ico", append_images=pictures[:-1], sizes=[p.size for p in pictures])
    print(f"icons: {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

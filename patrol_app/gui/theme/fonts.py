"""The one font family: bundled files first, any CJK font of the system else."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from patrol_app.paths import resource

_FALLBACKS = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]
_loaded: list[str] = []


def load_bundled(family: str) -> None:
    """Make the bundled TTF files known to Qt, once a process.

    Args:
        family: family name that the files carry.
    """
    if family in _loaded:
        return
    for path in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    _loaded.append(family)


def make(family: str, px: int, *, bold: bool = False) -> QFont:
    """Font of ``px`` height with figures of one width; the caller's own, to change at will."""
    # a table asks for its font at every cell: a copy is shared by Qt until somebody changes it
    return QFont(_made(family, px, bold))


@lru_cache(maxsize=64)
def _made(family: str, px: int, bold: bool) -> QFont:
    font = QFont(family)
    font.setFamilies([family, *_FALLBACKS])
    font.setPixelSize(px)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font

"""The window: PySide6 is imported here and nowhere else."""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401 - brings the module below


def _no_source_scan() -> None:
    """Spare the start: PySide reads the source of every module that is imported after it.

    It looks for those that ask for another way of naming (``snake_case``); here nobody does,
    and the folder's 600 modules come after the first window. A fifth of their time.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        setattr(feature, "_mod_uses_pyside", lambda _module: False)  # noqa: B010 - no stub knows it


_no_source_scan()

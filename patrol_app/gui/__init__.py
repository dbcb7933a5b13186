"""The window: PySide6 is imported here and nowhere else."""

from __future__ import annotations

import PySide6.QtCore  # noqa: F401 - brings the module below


def _no_source_scan() -> None:
    """Spare the start: PySide reads the source of every module that is imported after it.

    It looks for those that ask for another way of naming (``snake_case``); here nobody does,
    and the folder's 600 modules come after the first window. A fifth of their time.
    """
    try:
        from shibokensupport import feature
    except ImportError:
        return
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False


_no_source_scan()

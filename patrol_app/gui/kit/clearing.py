"""Taking out of a layout what stood in it, so that other things can stand there."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def clear_layout(layout: QLayout) -> None:
    """Take every item out of ``layout``, and out of the layouts in it.

    Its widgets are hidden at once, for what is only deleted later would still be drawn where it
    lay until the event loop comes round.
    """
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)

"""What stands under a tab of the Exchange page; each part of the exchange makes its own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context


class ExchangePanel(QWidget):
    """What stands under one tab.

    Args:
        ctx: see ``Context``.

    Signals:
        head_changed: the header's buttons are others.
        editor_asked: an ``Editor`` to open over the page; the page closes it and refreshes.
        receive_asked: paths (tuple of ``Path``) to rehearse.
    """

    head_changed = Signal()
    editor_asked = Signal(object)
    receive_asked = Signal(object)

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx

    def refresh(self) -> None:
        """Ask for the rows again by ``ctx.work.query``; called when shown and after changes."""

    def head_actions(self) -> list[QWidget]:
        """Buttons of the page's header for this tab, made anew each time; at most three."""
        return []

    def focus(self) -> None:
        """Where the keyboard starts."""
        self.setFocus()

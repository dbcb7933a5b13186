"""What the tables of base data have in common: a list at the left, a form at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.kit import Card, FormField, SplitColumns, holder, scroll, v
from patrol_app.i18n import _

T = TypeVar("T")


class DeskView(QWidget):
    """One section of the base data page.

    Subclasses build ``main`` and ``side``, and implement ``refresh``.

    Args:
        ctx: see ``Context``.
        right: what saving needs; without it the form is not shown.

    Attributes:
        fields: form fields by the name that a refusal carries.

    Signals:
        head_changed: the header's buttons are others.
    """

    head_changed = Signal()

    def __init__(self, ctx: Context, right: str = "write:base") -> None:
        super().__init__()
        self.ctx = ctx
        self.right = right
        self.fields: dict[str, FormField] = {}

    def lay_out(self, main: QWidget, side: Card) -> None:
        """Put the list and the form side by side; only the list without the right."""
        if self.may():
            self.setLayout(v((SplitColumns(main, scroll(holder(v(side, None)))), 1)))
        else:
            side.setParent(self)
            side.hide()
            self.setLayout(v((main, 1)))

    def may(self) -> bool:
        """Whether the acting person may change this table."""
        return self.ctx.actor().may(self.right)

    def refresh(self) -> None:
        """Ask for the rows again."""

    def head_actions(self) -> list[QWidget]:
        """Buttons of the page's header for this section."""
        return []

    def focus(self) -> None:
        """Where the keyboard starts."""
        self.setFocus()

    def run(self, write: Callable[[], T], done: Callable[[T], None]) -> None:
        """Write beside the window; a refusal stands beside its field, else in a toast."""
        for field in self.fields.values():
            field.set_error("")
        self.ctx.work.command(write, partial(self._done, done), self._refused, owner=self)

    def _done(self, done: Callable[[T], None], result: T) -> None:
        done(result)
        self.refresh()

    def _refused(self, fault: PatrolError) -> None:
        field = self.fields.get(fault.field or "")
        if field is None:
            self.ctx.toast(fault.message(), None)
            return
        field.set_error(fault.message())
        field.control.setFocus()

    def kept(self, _result: object = None) -> None:
        """Say that it was saved."""
        self.ctx.toast(_("Saved"), None)

"""Filters of the board that each person keeps: chosen, kept and forgotten from one button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from patrol_app.gui.context import Context
from patrol_app.gui.kit import Button, FilterBar
from patrol_app.gui.problem.board_filters import KEPT
from patrol_app.i18n import _
from patrol_app.services.kept_filters import KeptFilter


class KeptButton(Button):
    """A menu of kept filters at the end of the bar.

    Args:
        ctx: see ``Context``.
        bar: the filters.

    Signals:
        restored: kept values were put in force.
    """

    restored = Signal()

    def __init__(self, ctx: Context, bar: FilterBar) -> None:
        super().__init__(_("Kept filters"), "filter", "chevron-down", icon_role="text3")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._ctx, self._bar = ctx, bar
        self._kept: list[KeptFilter] = []
        self.clicked.connect(self.open_menu)

    def refresh(self) -> None:
        """Read the kept filters of whoever acts."""
        app, actor = self._ctx.app, self._ctx.actor()
        self._ctx.work.query(lambda: app.kept_filters.of(actor, KEPT), self._take, owner=self)

    def open_menu(self) -> None:
        """Show the menu below the button."""
        menu = self.menu_of()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def menu_of(self) -> QMenu:
        """Kept filters first, then keeping the one in force and forgetting others."""
        menu = QMenu(self)
        for kept in self._kept:
            menu.addAction(kept.name, partial(self.restore, kept))
        keep = menu.addAction(_("Keep this filter"), self.keep)
        keep.setEnabled(bool(self._bar.values()))
        if self._kept:
            forget = menu.addMenu(_("Forget a filter"))
            for kept in self._kept:
                forget.addAction(kept.name, partial(self.forget, kept))
        return menu

    def restore(self, kept: KeptFilter) -> None:
        """Put a kept filter in force."""
        self._bar.take(kept.values)
        self.restored.emit()

    def keep(self) -> None:
        """Keep the filters in force under their own words."""
        kept = KeptFilter(self._bar.words() or _("Filter"), self._bar.values())
        app, actor = self._ctx.app, self._ctx.actor()

        def done(_none: None) -> None:
            """Say it and offer to take it back."""
            self.refresh()
            words = _("Filter kept: {name}").format(name=kept.name)
            self._ctx.toast(words, partial(self.forget, kept))

        work = self._ctx.work
        work.command(lambda: app.kept_filters.keep(actor, KEPT, kept), done, owner=self)

    def forget(self, kept: KeptFilter) -> None:
        """Take a kept filter away."""
        app, actor = self._ctx.app, self._ctx.actor()
        self._ctx.work.command(
            lambda: app.kept_filters.drop(actor, KEPT, kept.name),
            lambda _none: self.refresh(),
            owner=self,
        )

    def _take(self, kept: list[KeptFilter]) -> None:
        self._kept = list(kept)

"""扑火队 Fire crews: drills, training, physical tests, equipment, and their papers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context, CrewPaper, Live
from patrol_app.gui.kit import Button
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.i18n import _

TYPES = ("drill", "training", "fitness", "equipment")


class CrewPage(RecordsPage):
    """The page.

    Args:
        ctx: see ``Context``.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Fire crews"), TYPES)

    def page_actions(self) -> list[QWidget]:
        """The switch between types, the card for the wall or the ledger, a new record."""
        made = super().page_actions()
        if not self.ctx.actor().may("papers"):
            return made
        if self.shown == "equipment":
            words, icon, paper = _("Ledger"), "table", CrewPaper("equipment-ledger")
        else:
            words, icon, paper = (
                _("Readiness card"),
                "card-account-details-outline",
                CrewPaper("readiness-card"),
            )
        button = Button(words, "", icon)
        button.clicked.connect(lambda: self.accept(paper))
        made.insert(1, button)
        return made

    def accept(self, argument: object) -> None:
        """As any list; also a drill to be timed and a paper to be shown."""
        if isinstance(argument, Live):
            from patrol_app.gui.drill.view import LiveView

            self.open_editor(LiveView(self.ctx, argument.rec))
        elif isinstance(argument, CrewPaper):
            from patrol_app.gui.drill.paper_view import CrewPaperView

            self.open_editor(CrewPaperView(self.ctx, argument))
        else:
            super().accept(argument)

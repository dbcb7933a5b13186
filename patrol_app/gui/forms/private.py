"""Personal data on a form: shown in part until somebody with the right asks; that is noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.gui.context import Context
from patrol_app.gui.forms.sheet import Sheet
from patrol_app.gui.kit import Button, Card, h, label
from patrol_app.i18n import _
from patrol_app.services.ports import Stored


class PrivateCard(Card):
    """Says that personal data are masked, and shows them to whoever may see them.

    Args:
        ctx: see ``Context``.
        sheet: the form whose fields are masked.
        stored: the record.
    """

    def __init__(self, ctx: Context, sheet: Sheet, stored: Stored) -> None:
        super().__init__(_("Personal data"))
        self._ctx, self._sheet, self._stored = ctx, sheet, stored
        may = ctx.actor().may("private")
        says = (
            _("Shown in part. Who looks at them in full is written down.")
            if may
            else _("Shown in part: your role does not see them in full.")
        )
        self.put(label(says, "table", wrap=True))
        self.show_button = Button(_("Show in full"), "", "eye-outline")
        self.show_button.clicked.connect(self.reveal)
        if may:
            self.put(h(self.show_button, None))

    def reveal(self) -> None:
        """Show the fields in the clear; the view is written down first."""
        app, actor = self._ctx.app, self._ctx.actor()
        type, rec = self._stored.type, self._stored.record.id
        self._ctx.work.command(
            lambda: app.privacy.reveal(actor, type, rec), self._revealed, owner=self
        )

    def _revealed(self, values: Mapping[str, Any]) -> None:
        self._sheet.show_private(values)
        self.hide()

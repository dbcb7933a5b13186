"""The form of a finding: a button makes it a problem."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Button
from patrol_app.gui.problem.form import to_problem
from patrol_app.i18n import _


class FindingEditor(GenericEditor):
    """A finding; one that stands can become a problem of the ledger."""

    def head_actions(self) -> list[QWidget]:
        """Save, submit, and the way to the ledger."""
        made = super().head_actions()
        stored = self.stored
        if stored is None or stored.deleted or not self.ctx.actor().may("write:problem"):
            return made
        button = Button(_("Make it a problem"), "", "clipboard-alert-outline")
        button.clicked.connect(self.make_problem)
        return [button, *made[-2:]]

    def make_problem(self) -> None:
        """Open a new problem with what the finding says."""
        if self.stored is not None:
            to_problem(self.ctx, self.stored.record.id, self)


@register("finding")
def finding_form(ctx: Context, target: Target) -> FindingEditor:
    """The form of a finding."""
    return FindingEditor(ctx, target)
